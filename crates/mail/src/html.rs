//! HTML that a stranger wrote: cleaned by a maintained sanitiser, shown without scripts, styles from outside, pictures or forms.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

/// Longer HTML is not cleaned: the words are shown instead. Nesting makes the work grow faster than the length.
const MAX_HTML_BYTES: usize = 512 * 1024;
/// How many tags are cleaned, for the same reason.
const MAX_TAGS: usize = 20_000;

/// What a frame with the cleaned page may do: nothing but to show it. `style-src` allows the few properties that are left on elements.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

/// Looks of words and tables, without anything that can name an address or lay itself over something else.
const STYLES: [&str; 13] = [
    "background-color",
    "border",
    "border-collapse",
    "color",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "margin-left",
    "padding",
    "text-align",
    "text-decoration",
    "vertical-align",
];

/// A mail's HTML without anything that acts, loads or asks; `None` when it is too much to be cleaned.
///
/// Pictures are left out with their addresses, so that nobody learns that the mail was read. Links stay as words with their address; in the
/// frame for which this is made they lead nowhere.
pub fn clean_html(html: &str) -> Option<String> {
    if html.len() > MAX_HTML_BYTES || html.bytes().filter(|it| *it == b'<').count() > MAX_TAGS {
        return None;
    }
    let tags = [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
    ];
    let cells = HashSet::from(["colspan", "rowspan", "align", "valign", "bgcolor", "width"]);
    let attributes = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("font", HashSet::from(["color", "size"])),
        ("ol", HashSet::from(["start"])),
        ("table", HashSet::from(["align", "bgcolor", "border", "cellpadding", "cellspacing", "width"])),
        ("td", cells.clone()),
        ("th", cells),
    ]);
    let cleaned = Builder::empty()
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from([
            "script", "style", "title", "template", "noscript", "svg", "math", "select", "textarea",
        ]))
        .tag_attributes(attributes)
        .generic_attributes(HashSet::from(["dir", "lang", "style"]))
        .filter_style_properties(HashSet::from(STYLES))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("noopener noreferrer nofollow"))
        .clean(html)
        .to_string();
    Some(cleaned)
}

/// How a page looks where its sender says nothing: dark on light like paper, since that is what senders' own colours are made for. As an
/// attribute, so that a frame in a page without inline style sheets has it, too.
const LOOK: &str = "margin:10px;background:#fff;color:#1b1b1f;font:14px/1.5 sans-serif;overflow-wrap:anywhere";

/// A page for a `sandbox=""` frame of what [`clean_html`] gave. It carries its policy itself, for frames that have it from no header.
pub fn page(cleaned: &str) -> String {
    format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <meta name=\"referrer\" content=\"no-referrer\"><meta name=\"color-scheme\" content=\"only light\"></head>\
         <body style=\"{LOOK}\">{cleaned}</body></html>"
    )
}

/// The words of a mail's HTML, for those who wrote no text beside it.
pub fn text_of_html(html: &str) -> String {
    let cleaned = clean_html(html);
    let html = cleaned.as_deref().unwrap_or(html);
    let mut lines = String::with_capacity(html.len());
    for piece in html.split_inclusive('>') {
        let (words, tag) = piece.rfind('<').map_or((piece, ""), |at| piece.split_at(at));
        lines.push_str(words);
        lines.push_str(tag);
        if BLOCK_ENDS.contains(&tag) {
            lines.push_str("<br>");
        } else if tag == "</td>" || tag == "</th>" {
            lines.push(' ');
        }
    }
    tidy(&mail_parser::decoders::html::html_to_text(&lines))
}

const BLOCK_ENDS: [&str; 13] = [
    "</div>",
    "</tr>",
    "</li>",
    "</h1>",
    "</h2>",
    "</h3>",
    "</h4>",
    "</h5>",
    "</h6>",
    "</blockquote>",
    "</pre>",
    "</dd>",
    "</dt>",
];

/// Text without blanks at the ends of lines, and with at most one empty line between others.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(|it| it.trim_end_matches(|it: char| it.is_whitespace() || it == '\u{a0}')) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.extend(line.chars().filter(|it| *it == '\t' || !it.is_control()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_hostile_html_acts_loads_or_asks_p0_2() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"java&#10;script:alert(1)\">x</a>",
            "<a href=\"data:text/html,x\">x</a>",
            "<a href=\"//evil.example/x\">x</a>",
            "<iframe src=\"https://evil.example\"></iframe>",
            "<form action=\"https://evil.example\"><input name=password></form>",
            "<link rel=stylesheet href=\"https://evil.example/x.css\">",
            "<style>@import 'https://evil.example/x.css'</style>",
            "<div style=\"background:url(https://evil.example/x.png)\">x</div>",
            "<div style=\"background-color:red;background-image:url(https://evil.example/x.png);position:fixed\">x</div>",
            "<body onload=alert(1)><table background=\"https://evil.example/x.png\"><tr><td>x",
            "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
            "<base href=\"https://evil.example\">",
            "<object data=\"https://evil.example\"></object><embed src=x><video src=x poster=y><audio src=x>",
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        ] {
            let cleaned = clean_html(hostile).unwrap().to_lowercase();
            for sign in [
                "script",
                "onerror",
                "onload",
                "evil.example",
                "<img",
                "<iframe",
                "<form",
                "<input",
                "url(",
                "position",
                "data:",
            ] {
                assert!(!cleaned.contains(sign), "{hostile} → {cleaned}");
            }
        }
    }

    #[test]
    fn what_people_write_stays_readable() {
        let html = "<p style=\"color:red\">안녕하세요 <b>김</b></p><a href=\"https://example.com/\">여기</a>";
        let cleaned = clean_html(html).unwrap();
        assert!(
            cleaned.contains("color:red")
                && cleaned.contains("<b>김</b>")
                && cleaned.contains("href=\"https://example.com/\"")
        );
        assert!(page(&cleaned).contains("default-src 'none'"));
    }

    #[test]
    fn words_of_html_keep_their_lines() {
        let html = "<style>p{}</style><div>첫 줄</div><div>둘째&nbsp;줄 &amp; 끝</div><table><tr><td>a</td><td>b</td></tr></table>";
        assert_eq!(text_of_html(html).replace('\u{a0}', " "), "첫 줄\n둘째 줄 & 끝\na b");
    }

    #[test]
    fn html_without_end_or_with_endless_nesting_is_not_cleaned_and_still_read() {
        let deep = "<div><b>".repeat(MAX_TAGS);
        assert_eq!(clean_html(&deep), None);
        assert_eq!(clean_html(&"x".repeat(MAX_HTML_BYTES + 1)), None);
        assert!(text_of_html(&format!("{deep}끝")).contains('끝'));
    }
}
