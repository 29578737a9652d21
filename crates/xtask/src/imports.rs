//! Who may import what: owners of libraries, direction between our crates, licences. See docs/decisions/import-rules.md.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{licence, metadata::Metadata};

/// Which of our crates may depend on which others of ours, in the order of the layers.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("daehwa-domain", &[]),
    ("daehwa-protocol", &["daehwa-domain"]),
    ("daehwa-mail", &["daehwa-domain"]),
    ("daehwa-cache", &["daehwa-domain", "daehwa-protocol"]),
    ("daehwa-sync", &["daehwa-domain", "daehwa-protocol"]),
    ("daehwa-phone", &["daehwa-domain"]),
    ("daehwa-desk", &["daehwa-cache", "daehwa-domain", "daehwa-phone", "daehwa-protocol", "daehwa-sync"]),
    ("daehwa-store", &["daehwa-domain", "daehwa-protocol"]),
    ("daehwa-demo", &["daehwa-domain"]),
    ("daehwa-insight", &["daehwa-domain"]),
    ("daehwa-server", &["daehwa-demo", "daehwa-domain", "daehwa-mail", "daehwa-protocol", "daehwa-store"]),
    ("daehwa-devhost", &["daehwa-cache", "daehwa-desk", "daehwa-domain", "daehwa-phone"]),
    ("daehwa-practice", &["daehwa-demo", "daehwa-domain", "daehwa-phone"]),
    (
        "daehwa-sim",
        &[
            "daehwa-cache",
            "daehwa-demo",
            "daehwa-domain",
            "daehwa-protocol",
            "daehwa-server",
            "daehwa-store",
            "daehwa-sync",
        ],
    ),
    ("daehwa-xtask", &[]),
    ("daehwa-desktop", &["daehwa-desk", "daehwa-domain"]),
];

/// What tests and benches of a crate may import besides.
const TESTS_MAY_IMPORT: &[(&str, &[&str])] = &[
    ("daehwa-cache", &["daehwa-demo"]),
    ("daehwa-desk", &["daehwa-demo", "daehwa-server", "daehwa-store"]),
    ("daehwa-devhost", &["daehwa-demo", "daehwa-server"]),
    ("daehwa-server", &["daehwa-sync"]),
];

/// Libraries that one of our crates alone may depend on. A name that ends in `*` stands for all that begin so.
const OWNERS: &[(&str, &str)] = &[
    ("tauri*", "daehwa-desktop"),
    ("wry", "daehwa-desktop"),
    ("tao", "daehwa-desktop"),
    ("notify-rust", "daehwa-desktop"),
    ("keyring*", "daehwa-desktop"),
    ("sqlx*", "daehwa-store"),
    ("rusqlite", "daehwa-cache"),
    ("rlibphonenumber", "daehwa-domain"),
    ("mail-*", "daehwa-mail"),
    ("ammonia", "daehwa-mail"),
    ("rsipstack", "daehwa-phone"),
    ("webrtc-*", "daehwa-phone"),
    ("cpal", "daehwa-phone"),
    ("audio-codec", "daehwa-phone"),
    ("hound", "daehwa-phone"),
    ("neteq", "daehwa-phone"),
    ("rubato", "daehwa-phone"),
    ("sonora*", "daehwa-phone"),
];

/// Our crates without I/O, clock or randomness.
const PURE: &[&str] = &["daehwa-domain", "daehwa-protocol", "daehwa-mail", "daehwa-sync", "daehwa-demo"];

/// Libraries that a pure crate can't use.
const IMPURE_LIBRARIES: &[&str] = &["tokio", "getrandom", "rand", "reqwest", "mio", "axum", "parking_lot"];

/// What the code of a pure crate can't say outside its tests.
const IMPURE_WORDS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
];

/// Libraries of which two versions cost build time or break linking: said, not refused.
const HEAVY: &[&str] =
    &["axum", "hyper", "libsqlite3-sys", "openssl-sys", "reqwest", "ring", "rustls", "serde", "syn", "tokio", "zbus"];

/// Checks everything; says what is wrong. Returns what is worth knowing.
pub fn check(root: &Path) -> Result<String> {
    let metadata = read_metadata(root)?;
    let mut violations = violations(&metadata);
    violations.extend(licence::violations(&metadata));
    for package in metadata.members().filter(|package| PURE.contains(&package.name.as_str())) {
        violations.extend(impure_words(&package.name, &package.folder().join("src"))?);
    }
    if !violations.is_empty() {
        bail!("imports that the architecture does not allow:\n  {}", violations.join("\n  "));
    }
    Ok(format!("{} packages; several versions: {}", metadata.packages.len(), duplicates(&metadata)))
}

fn read_metadata(root: &Path) -> Result<Metadata> {
    let output = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .context("can't run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn violations(metadata: &Metadata) -> Vec<String> {
    let mut found = Vec::new();
    for package in metadata.members() {
        let Some(allowed) = list(MAY_IMPORT, &package.name) else {
            found.push(format!("{} is not in the architecture: add it to the list in crates/xtask", package.name));
            continue;
        };
        for dependency in &package.dependencies {
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let name = dependency.name.as_str();
            if name.starts_with("daehwa-") {
                let in_tests = for_tests && list(TESTS_MAY_IMPORT, &package.name).unwrap_or(&[]).contains(&name);
                if !allowed.contains(&name) && !in_tests {
                    found.push(format!("{} imports {name}", package.name));
                }
            }
            let owner = OWNERS.iter().find(|(pattern, _)| matches(pattern, name)).map(|(_, owner)| *owner);
            if let Some(owner) = owner.filter(|owner| *owner != package.name) {
                found.push(format!("{} imports {name}, which belongs to {owner}", package.name));
            }
            if PURE.contains(&package.name.as_str()) && !for_tests && IMPURE_LIBRARIES.contains(&name) {
                found.push(format!("{} is pure, and imports {name}", package.name));
            }
        }
    }
    found
}

fn list<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(member, _)| *member == name).map(|(_, names)| *names)
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

fn impure_words(package: &str, folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("can't read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(impure_words(package, &path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            for word in impure_words_in(&text) {
                found.push(format!("{package} is pure, and {} says {word}", path.display()));
            }
        }
    }
    Ok(found)
}

fn impure_words_in(text: &str) -> impl Iterator<Item = &'static str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    IMPURE_WORDS.iter().copied().filter(move |word| code.contains(word))
}

fn duplicates(metadata: &Metadata) -> String {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &metadata.packages {
        versions.entry(&package.name).or_default().push(&package.version);
    }
    let several = versions.into_iter().filter(|(name, versions)| versions.len() > 1 && HEAVY.contains(name));
    let lines: Vec<String> = several.map(|(name, versions)| format!("{name} {}", versions.join(" and "))).collect();
    if lines.is_empty() { "none of the heavy ones".into() } else { lines.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{Dependency, Package};

    fn member(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        Package {
            id: name.into(),
            name: name.into(),
            version: "0.1.0".into(),
            license: Some("MIT".into()),
            manifest_path: format!("/{name}/Cargo.toml").into(),
            dependencies: dependencies
                .iter()
                .map(|(name, kind)| Dependency { name: (*name).into(), kind: kind.map(Into::into) })
                .collect(),
        }
    }

    fn workspace(packages: Vec<Package>) -> Metadata {
        Metadata { workspace_members: packages.iter().map(|package| package.id.clone()).collect(), packages }
    }

    fn found(package: Package) -> Vec<String> {
        violations(&workspace(vec![package]))
    }

    #[test]
    fn an_import_against_the_direction_is_found() {
        assert_eq!(found(member("daehwa-domain", &[("daehwa-cache", None)])), ["daehwa-domain imports daehwa-cache"]);
        assert!(found(member("daehwa-desk", &[("daehwa-cache", None)])).is_empty());
    }

    #[test]
    fn an_import_for_tests_alone_is_allowed_where_it_is_listed() {
        assert!(found(member("daehwa-cache", &[("daehwa-demo", Some("dev"))])).is_empty());
        assert_eq!(found(member("daehwa-cache", &[("daehwa-demo", None)])), ["daehwa-cache imports daehwa-demo"]);
        assert_eq!(
            found(member("daehwa-phone", &[("daehwa-demo", Some("dev"))])),
            ["daehwa-phone imports daehwa-demo"]
        );
    }

    #[test]
    fn a_library_used_by_another_than_its_owner_is_found() {
        for (name, owner) in
            [("tauri-plugin-shell", "desktop"), ("rusqlite", "cache"), ("sqlx", "store"), ("cpal", "phone")]
        {
            let expected = format!("daehwa-server imports {name}, which belongs to daehwa-{owner}");
            assert_eq!(found(member("daehwa-server", &[(name, None)])), [expected]);
            assert!(found(member(&format!("daehwa-{owner}"), &[(name, None)])).is_empty());
        }
    }

    #[test]
    fn a_clock_or_a_runtime_in_a_pure_crate_is_found() {
        assert_eq!(found(member("daehwa-sync", &[("tokio", None)])), ["daehwa-sync is pure, and imports tokio"]);
        let code = "fn now() -> Instant { Instant::now() }";
        assert_eq!(impure_words_in(code).collect::<Vec<_>>(), ["Instant::now"]);
        assert_eq!(impure_words_in(&format!("#[cfg(test)]\n{code}")).count(), 0);
    }

    #[test]
    fn a_crate_that_the_architecture_does_not_know_is_found() {
        assert_eq!(found(member("daehwa-surprise", &[])).len(), 1);
    }

    #[test]
    fn two_versions_of_a_heavy_library_are_said() {
        let mut older = member("tokio", &[]);
        older.version = "0.2.0".into();
        let metadata = workspace(vec![older, member("tokio", &[]), member("itoa", &[])]);
        assert_eq!(duplicates(&metadata), "tokio 0.2.0 and 0.1.0");
    }
}
