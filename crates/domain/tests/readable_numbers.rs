//! Numbers as people read them.

use daehwa_domain::number::readable;

#[test]
fn a_number_is_read_in_the_way_of_the_region() {
    for (raw, region, text) in [
        ("01012345678", "KR", "010-1234-5678"),
        ("+82 10 1234 5678", "KR", "010-1234-5678"),
        ("+821012345678", "GB", "+82 10-1234-5678"),
        ("0212345678", "KR", "02-1234-5678"),
        ("+442079460000", "KR", "+44 20 7946 0000"),
        ("+442079460000", "GB", "020 7946 0000"),
        ("114", "KR", "114"),
        ("anonymous", "KR", "anonymous"),
        ("", "KR", ""),
    ] {
        assert_eq!(readable(raw, region), text, "{raw} in {region}");
    }
}
