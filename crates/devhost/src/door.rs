//! Who may come in: requests to this machine's own address, with the token that was printed at the start.

use axum::http::{HeaderMap, HeaderValue, header};

const COOKIE: &str = "daehwa-devhost";

/// Knows the token and the addresses.
pub struct Door {
    token: String,
    port: u16,
}

impl Door {
    /// A door with a new random token, for a server on this port.
    pub fn new(port: u16) -> Self {
        let mut random = [0; 32];
        crate::host::fill_random(&mut random);
        Self { token: random.iter().map(|byte| format!("{byte:02x}")).collect(), port }
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Whether the request is for this machine's own address. A name that a page in a browser has made point here (DNS rebinding)
    /// is refused, as is a request that another page sends.
    pub fn is_addressed_to_us(&self, headers: &HeaderMap) -> bool {
        let ours = ["127.0.0.1", "localhost"].map(|name| format!("{name}:{}", self.port));
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
        let origin = headers.get(header::ORIGIN).map(|it| it.to_str().unwrap_or_default());
        let from_us = origin.is_none_or(|origin| ours.iter().any(|ours| origin.strip_prefix("http://") == Some(ours)));
        from_us && host.is_some_and(|host| ours.iter().any(|ours| ours == host))
    }

    /// Whether the request carries the token, as bearer or cookie.
    pub fn lets_in(&self, headers: &HeaderMap) -> bool {
        let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
        let mut cookies =
            headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
        let cookie = cookies.find_map(|it| it.trim().strip_prefix(COOKIE)?.strip_prefix('='));
        bearer.is_some_and(|token| self.is_token(token)) || cookie.is_some_and(|token| self.is_token(token))
    }

    /// Compares in the same time for every wrong token of the right length.
    pub fn is_token(&self, token: &str) -> bool {
        let differing = token.bytes().zip(self.token.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        token.len() == self.token.len() && differing == 0
    }

    /// The cookie that lets a browser in.
    pub fn cookie(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", self.token)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn only_our_own_address_is_answered() {
        let door = Door::new(4310);
        for host in ["127.0.0.1:4310", "localhost:4310"] {
            assert!(door.is_addressed_to_us(&headers(&[(header::HOST, host)])));
            let origin = format!("http://{host}");
            assert!(door.is_addressed_to_us(&headers(&[(header::HOST, host), (header::ORIGIN, &origin)])));
        }
        for host in ["evil.example:4310", "127.0.0.1", "127.0.0.1:4311", "127.0.0.1:4310.evil.example"] {
            assert!(!door.is_addressed_to_us(&headers(&[(header::HOST, host)])), "{host}");
        }
        let foreign = headers(&[(header::HOST, "127.0.0.1:4310"), (header::ORIGIN, "http://evil.example")]);
        assert!(!door.is_addressed_to_us(&foreign));
        assert!(!door.is_addressed_to_us(&HeaderMap::new()));
    }

    #[test]
    fn the_token_opens_as_bearer_and_as_cookie() {
        let door = Door::new(1);
        let bearer = format!("Bearer {}", door.token());
        assert!(door.lets_in(&headers(&[(header::AUTHORIZATION, &bearer)])));
        let cookie = format!("other=1; {COOKIE}={}", door.token());
        assert!(door.lets_in(&headers(&[(header::COOKIE, &cookie)])));
        for wrong in ["Bearer ", "Bearer 0", "Basic abc", ""] {
            assert!(!door.lets_in(&headers(&[(header::AUTHORIZATION, wrong)])), "{wrong}");
        }
        assert!(!door.lets_in(&headers(&[(header::COOKIE, "daehwa-devhost=")])));
        assert_ne!(Door::new(1).token(), door.token());
    }
}
