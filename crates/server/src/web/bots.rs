//! Programs that read pages: named by their user agent. Those that pretend to be a browser are known by their rate (`limits`), and by never
//! touching a page (the script waits for a touch, a scroll or a while in view, and says so).

/// What stands in the user agents of programs. From the lists of crawlers that name themselves, and of common libraries.
const NAMES: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "scrape",
    "fetch",
    "preview",
    "facebookexternalhit",
    "headless",
    "phantomjs",
    "selenium",
    "puppeteer",
    "playwright",
    "lighthouse",
    "pingdom",
    "uptime",
    "monitor",
    "curl",
    "wget",
    "python",
    "java/",
    "okhttp",
    "go-http",
    "httpclient",
    "libwww",
    "axios",
    "node-fetch",
    "postman",
    "insomnia",
    "yeti/",
    "daum/",
];

/// Whether a user agent names a program, or is missing.
pub(super) fn is_bot(user_agent: Option<&str>) -> bool {
    let Some(name) = user_agent.map(str::to_ascii_lowercase).filter(|it| !it.trim().is_empty()) else { return true };
    NAMES.iter().any(|it| name.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_name_themselves_are_known_and_browsers_are_none_h_6() {
        for bot in [
            None,
            Some(""),
            Some("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            Some("Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)"),
            Some("curl/8.5.0"),
            Some("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36"),
        ] {
            assert!(is_bot(bot), "{bot:?}");
        }
        for browser in [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; SM-S921N) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
        ] {
            assert!(!is_bot(Some(browser)), "{browser}");
        }
    }
}
