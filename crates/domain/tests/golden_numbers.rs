//! Numbers against libphonenumber's own answers, where the data is at hand (`DAEHWA_DATA`, default `../shared/data`).
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{env, fs, path::PathBuf};

use daehwa_domain::number::e164;

fn table() -> Option<String> {
    let root = env::var_os("DAEHWA_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")), PathBuf::from);
    fs::read_to_string(root.join("09_phone_names/phone_golden.tsv")).ok()
}

/// A row's fields; the first may be quoted because it contains a tab.
fn row(line: &str) -> Vec<&str> {
    match line.strip_prefix('"').and_then(|rest| rest.split_once("\"\t")) {
        Some((raw, rest)) => std::iter::once(raw).chain(rest.split('\t')).collect(),
        None => line.split('\t').collect(),
    }
}

#[test]
fn numbers_agree_with_libphonenumber() {
    // D-2. Left out: numbers of fewer than five digits, which stand for themselves here, and extensions written as 내선, which
    // libphonenumber refuses and Korea writes.
    let Some(table) = table() else {
        println!("no phone_golden.tsv: not compared");
        return;
    };
    let (mut korean, mut all) = ((0, 0), (0, 0));
    for line in table.lines().skip(1) {
        let fields = row(line);
        let (raw, region, status, national, e164_expected) = (fields[0], fields[1], fields[2], fields[4], fields[10]);
        if raw.contains("내선") || (status == "OK" && national.len() < 5) {
            continue;
        }
        let agrees = e164(raw, region).unwrap_or_default() == e164_expected;
        if !agrees {
            println!("{line} => {:?}", e164(raw, region));
        }
        for (ok, n) in [&mut all].into_iter().chain((region == "KR").then_some(&mut korean)) {
            *n += 1;
            *ok += usize::from(agrees);
        }
    }
    println!("agree: Korea {}/{}, all {}/{}", korean.0, korean.1, all.0, all.1);
    assert!(korean.0 * 1000 >= korean.1 * 999 && all.0 * 1000 >= all.1 * 995);
}
