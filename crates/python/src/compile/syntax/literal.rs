//! Wrong numbers and strings.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, ParseErrorType};
use ruff_text_size::Ranged;

use super::around::Around;
use super::{SyntaxError, span};

/// A number up to the error that goes on with something else, or does not begin right.
pub fn wrong_number(around: &Around<'_>) -> Option<SyntaxError> {
    let text = around.text;
    for (kind, range) in &around.tokens {
        if range.start() > around.range.end() {
            return None;
        }
        let unknown = *kind == TokenKind::Unknown
            && text[range.start().to_usize()..].starts_with(|char: char| char.is_ascii_digit());
        if !unknown && !matches!(kind, TokenKind::Int | TokenKind::Float | TokenKind::Complex) {
            continue;
        }
        let (start, end) = (range.start().to_usize(), range.end().to_usize());
        let number = text[start..end].to_ascii_lowercase();
        let base = match number.get(..2) {
            Some("0x") => "hexadecimal",
            Some("0o") => "octal",
            Some("0b") => "binary",
            _ if number.ends_with('j') => "imaginary",
            _ => "decimal",
        };
        let at = |place: usize| span(place, place);
        let next = text[end..].chars().next();
        if unknown && number.starts_with('0') && number.len() > 1 && base == "decimal" {
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            return Some(SyntaxError::new(message, span(start, start + 1)));
        }
        if let (Some(digit), "binary" | "octal") = (next.filter(char::is_ascii_digit), base) {
            return Some(SyntaxError::new(format!("invalid digit '{digit}' in {base} literal"), at(end)));
        }
        match next {
            Some('_') => return Some(SyntaxError::new(format!("invalid {base} literal"), at(end))),
            Some(char) if char.is_alphanumeric() && !begins_operator(&text[end..]) || unknown => {
                return Some(SyntaxError::new(format!("invalid {base} literal"), at(end - 1)));
            }
            None if unknown => return Some(SyntaxError::new(format!("invalid {base} literal"), at(end - 1))),
            _ => {}
        }
    }
    None
}

/// True for `1if x else y` and the like, where a number may stand before a word.
fn begins_operator(rest: &str) -> bool {
    let word: String = rest.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
    matches!(word.as_str(), "and" | "else" | "for" | "if" | "in" | "is" | "not" | "or")
}

/// Strings that do not end, and escapes that are none.
pub fn wrong_string(around: &Around<'_>, error: &ParseErrorType) -> Option<SyntaxError> {
    let text = around.text;
    let start = around.range.start().to_usize().min(text.len());
    let lexical = match error {
        ParseErrorType::Lexical(lexical) => lexical.clone(),
        _ => return None,
    };
    let detected = |end: usize| text[..end.min(text.len())].matches('\n').count() + 1;
    match lexical {
        LexicalErrorType::UnclosedStringError if around.is_in_fstring() => {
            Some(SyntaxError::new("f-string: expecting '}'", span(start, start)))
        }
        LexicalErrorType::UnclosedStringError => {
            let prefix = text[start..].find(['\'', '"']).unwrap_or(0);
            let quotes = &text[start + prefix..];
            let triple = quotes.starts_with("'''") || quotes.starts_with("\"\"\"");
            let (kind, line) =
                if triple { ("triple-quoted ", detected(text.len())) } else { ("", detected(start)) };
            Some(SyntaxError::new(
                format!("unterminated {kind}string literal (detected at line {line})"),
                span(start, start),
            ))
        }
        LexicalErrorType::FStringError(
            inner @ (InterpolatedStringErrorType::UnterminatedString
            | InterpolatedStringErrorType::UnterminatedTripleQuotedString),
        ) => {
            let begun = around.tokens.iter().rev().find(|(kind, range)| {
                *kind == TokenKind::FStringStart && range.start() <= around.range.start()
            });
            let at = begun.map_or(start, |(_, range)| range.start().to_usize());
            let triple = inner == InterpolatedStringErrorType::UnterminatedTripleQuotedString;
            let (kind, line) =
                if triple { ("triple-quoted ", detected(text.len())) } else { ("", detected(start)) };
            if let Some(open) = around.never_closed().filter(|open| *open > at) {
                return Some(SyntaxError::without_end("'{' was never closed", open));
            }
            Some(SyntaxError::new(
                format!("unterminated {kind}f-string literal (detected at line {line})"),
                span(at, at),
            ))
        }
        LexicalErrorType::InvalidByteLiteral => {
            let (_, range) = around.tokens.iter().find(|(_, range)| range.contains(around.range.start()))?;
            Some(SyntaxError::new("bytes can only contain ASCII literal characters", *range))
        }
        LexicalErrorType::UnicodeError
        | LexicalErrorType::MissingUnicodeLbrace
        | LexicalErrorType::MissingUnicodeRbrace => wrong_escape(around, start),
        LexicalErrorType::LineContinuationError => {
            let message = "unexpected character after line continuation character";
            Some(SyntaxError::without_end(message, start + 1))
        }
        LexicalErrorType::UnrecognizedToken { tok } if !tok.is_ascii() => {
            let code = tok as u32;
            let message = if crate::unicode::is_printable(tok) {
                format!("invalid character '{tok}' (U+{code:04X})")
            } else {
                format!("invalid non-printable character U+{code:04X}")
            };
            Some(SyntaxError::new(message, span(start, start)))
        }
        _ => None,
    }
}

/// An escape such as `\x` without its digits. The positions are those of CPython's decoder, in the string's text.
fn wrong_escape(around: &Around<'_>, at: usize) -> Option<SyntaxError> {
    let text = around.text;
    let (_, token) = around.tokens.iter().find(|(_, range)| {
        range.start().to_usize() <= at && at <= range.end().to_usize() && !range.is_empty()
    })?;
    let string = &text[*token];
    let prefix = string.find(['\'', '"'])?;
    let quotes = &string[prefix..];
    let width = if quotes.starts_with("'''") || quotes.starts_with("\"\"\"") { 3 } else { 1 };
    let body = &string[prefix + width..];
    // Other characters than ASCII's are escaped for the decoder: `\U0001F600`.
    let decoder_length =
        |part: &str| part.chars().map(|char| if char.is_ascii() { 1 } else { 10 }).sum::<usize>();
    let mut rest = body;
    while let Some(found) = rest.find('\\') {
        let escape = &rest[found + 1..];
        let start = decoder_length(&body[..body.len() - rest.len() + found]);
        let digits = |most: usize| escape[1..].chars().take(most).take_while(char::is_ascii_hexdigit).count();
        let wrong = match escape.chars().next()? {
            'x' if digits(2) < 2 => Some((2 + digits(2), "truncated \\xXX escape")),
            'u' if digits(4) < 4 => Some((2 + digits(4), "truncated \\uXXXX escape")),
            'U' if digits(8) < 8 => Some((2 + digits(8), "truncated \\UXXXXXXXX escape")),
            'U' if u32::from_str_radix(&escape[1..9], 16)
                .is_ok_and(|code| char::from_u32(code).is_none()) =>
            {
                Some((10, "illegal Unicode character"))
            }
            'N' => match escape[1..].strip_prefix('{').and_then(|name| name.find('}')) {
                None => Some((2, "malformed \\N character escape")),
                Some(length) => {
                    let place = at.saturating_sub(token.start().to_usize() + prefix + width);
                    let here = body.len() - rest.len() + found;
                    (here..here + length + 4)
                        .contains(&place)
                        .then_some((length + 4, "unknown Unicode character name"))
                }
            },
            _ => None,
        };
        if let Some((length, reason)) = wrong {
            let end = start + length - 1;
            let message = format!(
                "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{end}: {reason}"
            );
            return Some(SyntaxError::new(message, *token));
        }
        rest = escape.get(escape.chars().next().map_or(0, char::len_utf8)..)?;
    }
    None
}
