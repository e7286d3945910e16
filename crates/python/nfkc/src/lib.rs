//! A stand-in for the crate `unicode-normalization`, of which the parser needs one function: Python compares names in the
//! form NFKC, in which letters that mean the same are the same. The real tables take 25 KB of the browser's download.
//! This one knows the letters that people type in programs: those of full width and the second forms of Greek letters. It
//! leaves all others, and does not join a letter and an accent.

/// Texts in one of Unicode's forms.
pub trait UnicodeNormalization {
    /// The characters in the form NFKC.
    fn nfkc(self) -> impl Iterator<Item = char>;
}

impl UnicodeNormalization for &str {
    fn nfkc(self) -> impl Iterator<Item = char> {
        self.chars().map(usual)
    }
}

/// The usual letter for one that means the same.
fn usual(char: char) -> char {
    match char {
        // Letters, digits and signs of full width are ASCII's in the same order.
        '\u{ff01}'..='\u{ff5e}' => u8::try_from(u32::from(char) - 0xfee0).map_or(char, char::from),
        '\u{b5}' => 'μ',
        '\u{3d0}' => 'β',
        '\u{3d1}' => 'θ',
        '\u{3d5}' => 'φ',
        '\u{3d6}' => 'π',
        '\u{3f0}' => 'κ',
        '\u{3f1}' => 'ρ',
        '\u{3f5}' => 'ε',
        '\u{2113}' => 'l',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::UnicodeNormalization;

    #[test]
    fn letters_that_mean_the_same_become_the_same() {
        for (typed, name) in
            [("ｘ１＿Ａ", "x1_A"), ("\u{b5}", "\u{3bc}"), ("\u{3f5}_\u{3d1}", "ε_θ"), ("学习率é", "学习率é")]
        {
            assert_eq!(typed.nfkc().collect::<String>(), name);
        }
    }
}
