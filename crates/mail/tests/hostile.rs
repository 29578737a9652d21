//! Bad input: no mail makes reading fail, hang or grow.
//!
//! Mails that others collected are read from `$DAEHWA_DATA/corpora/mail-parser-eml` (default `../shared/data` beside the repository). Without
//! them only our own are read, and the test says so.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use daehwa_mail::{attachment, html, read, read_head};
use proptest::prelude::*;

/// Reads everything of a mail, and holds it to its bounds.
fn reads(raw: &[u8]) {
    let mail = read(raw);
    assert!(mail.text.len() <= 64 * 1024 && mail.attachments.len() <= 100 && mail.subject.len() <= 1_000);
    assert!(mail.to.len() <= 100 && mail.cc.len() <= 100 && mail.thread.len() <= 50);
    assert!(!mail.text.contains('\0') && !mail.subject.contains(['\0', '\n']));
    for (at, expected) in mail.attachments.iter().enumerate() {
        let contents = attachment(raw, at).expect("an attachment that was listed is there");
        assert_eq!(&contents.attachment, expected);
        assert_eq!(contents.bytes.len() as u64, expected.size_bytes);
    }
    if let Some(page) = html(raw) {
        assert!(!page.to_lowercase().contains("<script"));
    }
    read_head(raw);
}

/// Each folder has mails that are broken in other ways.
const CORPUS: [(&str, usize); 3] = [("malformed", 23), ("rfc", 10), ("thirdparty", 20)];

#[test]
fn every_mail_of_the_corpus_of_broken_mails_is_read() {
    let data = std::env::var("DAEHWA_DATA").map(PathBuf::from);
    let data = data.unwrap_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    let corpus = data.join("corpora/mail-parser-eml/resources/eml");
    if !corpus.is_dir() {
        println!("{} is not there: only our own broken mails are read", corpus.display());
        return;
    }
    let mut silent = 0;
    for (folder, mails) in CORPUS {
        let files = fs::read_dir(corpus.join(folder)).unwrap().map(|it| it.unwrap().path());
        let files: Vec<PathBuf> = files.filter(|it| it.extension() == Some("eml".as_ref())).collect();
        assert_eq!(files.len(), mails, "{folder}");
        for file in files {
            let raw = fs::read(&file).unwrap();
            reads(&raw);
            let mail = read(&raw);
            // A corpus that says nothing would pass as well.
            let said =
                !mail.text.is_empty() || !mail.attachments.is_empty() || !mail.subject.is_empty() || mail.has_html;
            silent += usize::from(!said);
        }
    }
    assert!(silent <= 1, "{silent} mails said nothing");
}

#[test]
fn mails_within_mails_without_end_are_not_opened() {
    for header in ["Content-Type: message/rfc822\r\n\r\n", "Content-Type: message/ \r\n (x) rfc822\r\n\r\n"] {
        reads(header.repeat(100_000).as_bytes());
    }
    let digest = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n".repeat(90);
    reads(digest.as_bytes());
}

#[test]
fn boundaries_that_contain_each_other_or_never_come_are_read() {
    let nested: String =
        (0..90).map(|it| format!("Content-Type: multipart/mixed; boundary=b{it}\r\n\r\n--b{it}\r\n")).collect();
    reads(nested.as_bytes());
    let missing: String =
        (0..90).map(|it| format!("--a\r\nContent-Type: multipart/mixed; boundary=c{it}\r\n\r\n")).collect();
    reads(format!("Content-Type: multipart/mixed; boundary=a\r\n\r\n{missing}{}", "x".repeat(1 << 14)).as_bytes());
    reads(b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----\r\n");
}

/// Pieces of which mails are made, right and wrong.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "From: =?euc-kr?B?sei5zsHY?= <kim@example.com>\r\n",
        "Subject: =?iso-2022-kr?B?GyQpQw4+SDNnDw==?=\r\n",
        "To: a@b, \"c\" <d@e>;, <",
        "References: <a@b> <c@d>\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/alternative; boundary=\"bb\"\r\n",
        "Content-Type: message/rfc822\r\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        "Content-Type: message/delivery-status\r\n",
        "Content-Type: text/html; charset=cp949\r\n",
        "Content-Type: text/plain; charset*0*=utf; name*1*=''%ff%\r\n",
        "Content-Disposition: attachment; filename*=UTF-8''%EA%B2%AC../../x\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Final-Recipient: rfc822; kim@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        "Message-ID: <one@daehwa>\r\n",
        "\r\n",
        "\n",
        "--b\r\n",
        "--bb\r\n",
        "--b--",
        "<div><script>x</script><img src=x>",
        "=EC=95=88=",
        "JVBERg==",
        "\x1b$)C\x0e>H3g\x0f",
    ];
    prop_oneof![
        4 => proptest::sample::select(words.to_vec()).prop_map(|it| it.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..24),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(raw in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        reads(&raw);
    }

    #[test]
    fn any_order_of_a_mails_pieces_is_read(pieces in proptest::collection::vec(piece(), 0..30)) {
        reads(&pieces.concat());
    }
}
