//! How a text file encodes its characters.

/// An encoding, by its name in the WHATWG Encoding Standard, which browsers' `TextDecoder` and the `encoding_rs` crate
/// take.
pub type EncodingName = &'static str;

/// The likely encoding of a text: UTF-8 and UTF-16 by the mark at the beginning or by their form, otherwise GB 18030
/// where nearly all bytes above 127 form pairs of Chinese characters, and otherwise Windows-1252, which contains Latin-1.
pub fn guess_encoding(bytes: &[u8]) -> EncodingName {
    match bytes {
        [0xff, 0xfe, ..] => return "utf-16le",
        [0xfe, 0xff, ..] => return "utf-16be",
        _ => {}
    }
    // Latin text in UTF-16 has a zero in every other byte.
    let pairs = bytes.len().min(2000) / 2;
    let zeros =
        |at: usize| bytes.iter().take(2 * pairs).skip(at).step_by(2).filter(|&&byte| byte == 0).count();
    if pairs > 1 && bytes.len().is_multiple_of(2) {
        if zeros(1) > pairs * 3 / 4 && zeros(0) == 0 {
            return "utf-16le";
        }
        if zeros(0) > pairs * 3 / 4 && zeros(1) == 0 {
            return "utf-16be";
        }
    }
    if core::str::from_utf8(bytes).is_ok() {
        return "utf-8";
    }
    // The characters of most Chinese texts are in the first level of GB 2312, with first bytes from 0xB0 to 0xD7, or are
    // punctuation. The small letters with accents of Windows-1252 have later codes.
    let (mut usual, mut others, mut at) = (0, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte < 0x80 {
            continue;
        }
        match bytes.get(at) {
            Some(0xa1..=0xfe) if matches!(byte, 0xa1..=0xa3 | 0xb0..=0xd7) => usual += 1,
            Some(0x40..=0x7e | 0x80..=0xfe) if byte != 0x80 && byte != 0xff => others += 1,
            _ => return "windows-1252",
        }
        at += 1;
    }
    if usual > 4 * others { "gb18030" } else { "windows-1252" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        for (bytes, expected) in [
            (&b"a,b\n1,2\n"[..], "utf-8"),
            ("文本,标签\n好看,1\n".as_bytes(), "utf-8"),
            // The same text in GBK.
            (b"\xce\xc4\xb1\xbe,\xb1\xea\xc7\xa9\n\xba\xc3\xbf\xb4,1\n", "gb18030"),
            // "café, naïve, été" in Latin-1.
            (b"caf\xe9, na\xefve, \xe9t\xe9\n", "windows-1252"),
            // "größe" and "Füße".
            (b"gr\xf6\xdfe;F\xfc\xdfe\n1;2\n", "windows-1252"),
            (b"\xff\xfea\x00,\x00b\x00", "utf-16le"),
            (b"\x00a\x00,\x00b\x00\n\x001\x00,\x002", "utf-16be"),
            (b"a\x00,\x00b\x00\n\x001\x00,\x002\x00", "utf-16le"),
            (b"", "utf-8"),
        ] {
            assert_eq!(guess_encoding(bytes), expected, "{bytes:?}");
        }
    }
}
