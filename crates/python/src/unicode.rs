//! Kinds of characters, as `str` and regular expressions tell them. Rust's own tables know letters, numbers and blanks.

/// The zeros of the scripts whose decimal digits follow one another (Unicode 15.1, category Nd).
const ZEROS: [u32; 68] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
];

/// Digits that are not decimal, such as `²` and `①`.
const OTHER_DIGITS: [(u32, u32); 20] = [
    (0xb2, 0xb3),
    (0xb9, 0xb9),
    (0x1369, 0x1371),
    (0x19da, 0x19da),
    (0x2070, 0x2070),
    (0x2074, 0x2079),
    (0x2080, 0x2089),
    (0x2460, 0x2468),
    (0x2474, 0x247c),
    (0x2488, 0x2490),
    (0x24ea, 0x24ea),
    (0x24f5, 0x24fd),
    (0x24ff, 0x24ff),
    (0x2776, 0x277e),
    (0x2780, 0x2788),
    (0x278a, 0x2792),
    (0x10a40, 0x10a43),
    (0x10e60, 0x10e68),
    (0x11052, 0x1105a),
    (0x1f100, 0x1f10a),
];

/// Ideographs that are numbers.
const NUMBER_SIGNS: &str = "㐅㒃㠪㭍一七万三两九二五亖京亿什仟仨伍佰俩倆億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拐拾捌柒洞漆玖百皕秭肆萬貮貳贰鈎钩阡陆陌陸零〇";

/// The value of a decimal digit of any script.
pub(crate) fn decimal(char: char) -> Option<u32> {
    if char.is_ascii() {
        return char.to_digit(10);
    }
    let code = char as u32;
    let zero = ZEROS[..ZEROS.partition_point(|zero| *zero <= code)].last()?;
    Some(code - zero).filter(|digit| *digit < 10)
}

/// `str.isdigit` for a character.
pub(crate) fn is_digit(char: char) -> bool {
    decimal(char).is_some()
        || OTHER_DIGITS.iter().any(|(first, last)| (*first..=*last).contains(&(char as u32)))
}

/// `str.isnumeric` for a character.
pub(crate) fn is_numeric(char: char) -> bool {
    char.is_numeric() || NUMBER_SIGNS.contains(char)
}

/// `str.isalpha` for a character: letters, but no numbers and no letters in circles.
pub(crate) fn is_alpha(char: char) -> bool {
    char.is_alphabetic() && !char.is_numeric() && !matches!(char as u32, 0x24b6..=0x24e9 | 0x1f130..=0x1f189)
}

/// `str.isalnum` for a character.
pub(crate) fn is_alnum(char: char) -> bool {
    is_alpha(char) || is_numeric(char)
}

/// `str.isspace` for a character.
pub(crate) fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\x1c'..='\x1f')
}

/// `str.isprintable` for a character. Rust escapes the same characters within a string.
pub(crate) fn is_printable(char: char) -> bool {
    match char {
        ' '..='~' => true,
        _ if char.is_ascii() => false,
        _ => {
            // After a letter, Rust does not escape marks.
            let mut pair = String::from("a");
            pair.push(char);
            pair.escape_debug().count() == 2
        }
    }
}
