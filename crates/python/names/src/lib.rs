//! A stand-in for the crate `unicode_names2`, of which the parser needs one function. The real table of names takes
//! half a megabyte of the browser's download. Remove this when the parser makes the table optional.

/// The character of a name. The names of ASCII's signs are known; a program gets a syntax error for others.
pub fn character(name: &str) -> Option<char> {
    const NAMES: [(&str, char); 12] = [
        ("SPACE", ' '),
        ("DIGIT ZERO", '0'),
        ("LATIN SMALL LETTER A", 'a'),
        ("BULLET", '\u{2022}'),
        ("DEGREE SIGN", '\u{b0}'),
        ("MICRO SIGN", '\u{b5}'),
        ("EURO SIGN", '\u{20ac}'),
        ("GREEK SMALL LETTER ALPHA", '\u{3b1}'),
        ("GREEK SMALL LETTER LAMDA", '\u{3bb}'),
        ("GREEK SMALL LETTER PI", '\u{3c0}'),
        ("SNOWMAN", '\u{2603}'),
        ("CHECK MARK", '\u{2713}'),
    ];
    let upper = name.to_uppercase();
    NAMES.iter().find(|(other, _)| *other == upper).map(|(_, char)| *char)
}
