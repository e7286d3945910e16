//! Removes comments, docstrings and wide indentation from Python sources, so that browsers load less.

/// A Python source without comments, with empty docstrings, and with one space for each level of its indentation. All
/// lines keep their numbers, so tracebacks stay right.
///
/// The source must be correct and indented by four spaces.
pub fn shorten(source: &str) -> String {
    let mut reader = Reader { rest: source, out: String::with_capacity(source.len()) };
    // Open brackets.
    let mut depth = 0_usize;
    let mut continued = false;
    while !reader.rest.is_empty() {
        // The first character of a line.
        let inside = depth > 0 || continued;
        reader.indent(inside);
        continued = false;
        if !inside && reader.docstring() {
            continue;
        }
        while let Some(char) = reader.rest.chars().next() {
            match char {
                '\n' => {
                    reader.end_line();
                    break;
                }
                '#' => reader.skip(reader.rest.find('\n').unwrap_or(reader.rest.len())),
                '"' | '\'' => {
                    let formatted = reader.formats();
                    reader.take(string(reader.rest, formatted));
                }
                '\\' if reader.rest.starts_with("\\\n") => {
                    reader.take(1);
                    continued = true;
                }
                '(' | '[' | '{' => {
                    depth += 1;
                    reader.take(1);
                }
                ')' | ']' | '}' => {
                    depth = depth.saturating_sub(1);
                    reader.take(1);
                }
                other => reader.take(other.len_utf8()),
            }
        }
    }
    reader.out
}

/// What is left of a source, and what was taken over.
struct Reader<'s> {
    rest: &'s str,
    out: String,
}

impl Reader<'_> {
    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn take(&mut self, bytes: usize) {
        self.out.push_str(&self.rest[..bytes]);
        self.skip(bytes);
    }

    /// Ends a line without the spaces before its end.
    fn end_line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.take(1);
    }

    /// The spaces before a line's first character: one for four, or one within a statement of several lines.
    fn indent(&mut self, inside: bool) {
        let spaces = self.rest.len() - self.rest.trim_start_matches(' ').len();
        self.skip(spaces);
        self.out.push_str(&" ".repeat(if inside { spaces.min(1) } else { spaces / 4 }));
    }

    /// True if the letters before the string that follows are those of an f-string.
    fn formats(&self) -> bool {
        let word = self.out.trim_end_matches(|char: char| char.is_alphanumeric() || char == '_').len();
        let letters = self.out[word..].to_ascii_lowercase();
        matches!(letters.as_str(), "f" | "fr" | "rf")
    }

    /// Leaves out the text of a string that is a statement of its own. False if none is here.
    fn docstring(&mut self) -> bool {
        if !self.rest.starts_with("\"\"\"") {
            return false;
        }
        let end = string(self.rest, false);
        if !self.rest[end..].starts_with('\n') {
            return false;
        }
        let lines = self.rest[..end].matches('\n').count();
        self.out.push_str("\"\"");
        self.out.push_str(&"\n".repeat(lines));
        self.skip(end);
        self.end_line();
        true
    }
}

/// The bytes of the string at the beginning of a source, from its first to its last quote.
fn string(source: &str, formatted: bool) -> usize {
    let quote = &source[..1];
    let triple = quote.repeat(3);
    let close = if source.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = close.len();
    while at < source.len() {
        let rest = &source[at..];
        if rest.starts_with(close) {
            return at + close.len();
        }
        at += match rest.chars().next() {
            Some('\\') => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            Some('{') if formatted && rest.starts_with("{{") => 2,
            Some('{') if formatted => field(rest),
            Some(char) => char.len_utf8(),
            None => 0,
        };
    }
    at
}

/// The bytes of a field of an f-string, from `{` to `}`. It may have strings of its own with the same quotes.
fn field(source: &str) -> usize {
    let (mut at, mut depth, mut formatted) = (0, 0_usize, false);
    while let Some(char) = source[at..].chars().next() {
        match char {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            '"' | '\'' => {
                at += string(&source[at..], formatted);
                formatted = false;
                continue;
            }
            _ => {}
        }
        formatted = char == 'f';
        at += char.len_utf8();
        if depth == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn comments_docstrings_and_wide_indentation_go() {
        let source = "\
\"\"\"Of the module.

Two lines.
\"\"\"
import re  # at the end


def f(a, b='#'):
    \"\"\"Of the function.\"\"\"
    # alone
    if a:
        return {
            'x': 1,  # in brackets
        }
    text = \"\"\"kept
    # kept too
\"\"\"
    return a + \\
        b
";
        let expected = [
            "\"\"",
            "",
            "",
            "",
            "import re",
            "",
            "",
            "def f(a, b='#'):",
            " \"\"",
            "",
            " if a:",
            "  return {",
            " 'x': 1,",
            " }",
            " text = \"\"\"kept",
            "    # kept too",
            "\"\"\"",
            " return a + \\",
            " b",
            "",
        ];
        assert_eq!(shorten(source), expected.join("\n"));
    }

    #[test]
    fn strings_stay_as_they_are() {
        for source in [
            "a = 'it\\'s' # c",
            "a = r'\\' # not the end' # c",
            "a = f\"{b['#']} {{#\" # c",
            "a = f\"{d[\"k\"]:#x} {f'{x}'}\" # c",
            "a = '''\n# in\n''' # c",
            "a = \"\" # c",
            "a = ('# no', \"é#\") # c",
        ] {
            let kept = source.trim_end_matches(" # c");
            assert_eq!(shorten(&format!("{source}\n")), format!("{kept}\n"));
        }
    }
}
