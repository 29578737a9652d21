//! Whether the licence of every package is permissive.

use crate::metadata::Metadata;

const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// MPL-2.0 asks for the source of changed files only. These come with the web view and the folder names, are used unchanged,
/// and have no replacement.
const WEAK_COPYLEFT: &[&str] = &["cssparser", "cssparser-macros", "dtoa-short", "option-ext", "selectors"];

/// Packages whose licence is missing or not permissive.
pub fn violations(metadata: &Metadata) -> Vec<String> {
    let packages = metadata.packages.iter().filter(|package| !WEAK_COPYLEFT.contains(&package.name.as_str()));
    packages
        .filter_map(|package| match &package.license {
            None => Some(format!("{} says no licence", package.name)),
            Some(expression) if is_permissive(expression) => None,
            Some(expression) => Some(format!("{} is under {expression}", package.name)),
        })
        .collect()
}

/// Whether an SPDX expression (Annex D of SPDX 2.3; `/` means `OR`, as older crates write it) allows a permissive choice.
fn is_permissive(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = any(&mut words);
    answer && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words) -> bool {
    let mut answer = all(words);
    while words.next_if_eq(&"OR").is_some() {
        answer |= all(words);
    }
    answer
}

fn all(words: &mut Words) -> bool {
    let mut answer = one(words);
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words);
    }
    answer
}

fn one(words: &mut Words) -> bool {
    match words.next() {
        Some("(") => {
            let answer = any(words);
            words.next_if_eq(&")").is_some() && answer
        }
        Some(name) => {
            // An exception only takes conditions away.
            if words.next_if_eq(&"WITH").is_some() {
                words.next();
            }
            PERMISSIVE.contains(&name)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permissive_choice_is_enough() {
        for expression in [
            "MIT",
            "MIT OR Apache-2.0",
            "Apache-2.0/MIT",
            "MIT OR GPL-3.0-only",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(is_permissive(expression), "{expression}");
        }
    }

    #[test]
    fn copyleft_is_found() {
        for expression in
            ["GPL-3.0-only", "MIT AND GPL-2.0-or-later", "(MIT OR ISC) AND LGPL-2.1-only", "", "(MIT", "MIT MIT"]
        {
            assert!(!is_permissive(expression), "{expression}");
        }
    }
}
