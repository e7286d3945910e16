//! What stands around the place of a syntax error.

use ruff_python_ast::Expr;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{LexicalErrorType, Mode, ParseErrorType, ParseOptions, Parsed};
use ruff_text_size::{Ranged, TextRange};

use super::{SyntaxError, kind_of, span};

/// A token and its place.
type Token = (TokenKind, TextRange);

/// A text and the place of the error in it.
pub struct Around<'t> {
    /// The program.
    pub text: &'t str,
    /// The parser's place.
    pub range: TextRange,
    /// The tokens, without comments and empty lines.
    pub tokens: Vec<Token>,
    /// The first string that does not end.
    unclosed: Option<usize>,
}

fn opens(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
}

fn closes(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace)
}

/// True if the text is an expression.
fn is_expression(text: &str) -> bool {
    ruff_python_parser::parse_expression(text).is_ok()
}

impl<'t> Around<'t> {
    pub fn new(text: &'t str, range: TextRange) -> Self {
        let parsed = ruff_python_parser::parse_unchecked(text, ParseOptions::from(Mode::Module));
        let tokens = parsed.tokens().iter().map(|token| (token.kind(), token.range()));
        let tokens =
            tokens.filter(|(kind, _)| !matches!(kind, TokenKind::Comment | TokenKind::NonLogicalNewline));
        let unclosed = parsed.errors().iter().find(|error| {
            matches!(error.error, ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError))
        });
        Self {
            text,
            range,
            tokens: tokens.collect(),
            unclosed: unclosed.map(|error| error.location.start().to_usize()),
        }
    }

    /// The error of a string that does not end, later than the parser's error: `'it's'`.
    pub fn later_string(&self) -> Option<SyntaxError> {
        let at = self.unclosed?;
        let line = self.line_of(at);
        Some(SyntaxError::new(format!("unterminated string literal (detected at line {line})"), span(at, at)))
    }

    fn start(&self) -> usize {
        self.range.start().to_usize().min(self.text.len())
    }

    /// The text before the error.
    pub fn before(&self) -> &'t str {
        &self.text[..self.start()]
    }

    fn after(&self) -> &'t str {
        &self.text[self.start()..]
    }

    /// The place of the error's first character.
    pub fn one_char(&self) -> TextRange {
        let width = self.after().chars().next().map_or(1, char::len_utf8);
        span(self.start(), self.start() + width)
    }

    /// The number of the first token that begins at the error or after it.
    fn token_at(&self) -> usize {
        self.tokens.partition_point(|(_, range)| range.start() < self.range.start())
    }

    /// The first token of the error; a character's width where a line ends.
    pub fn first_token(&self) -> TextRange {
        match self
            .tokens
            .iter()
            .skip(self.token_at())
            .find(|(kind, range)| !range.is_empty() || *kind == TokenKind::Newline)
        {
            Some((kind, range)) if *kind == TokenKind::Newline || range.is_empty() => {
                span(range.start().to_usize(), range.start().to_usize() + 1)
            }
            // CPython has one token for `<>`.
            Some((TokenKind::Greater, range)) if self.before().ends_with('<') => {
                span(range.start().to_usize() - 1, range.end().to_usize())
            }
            Some((_, range)) => *range,
            None => self.one_char(),
        }
    }

    /// A closing bracket that does not fit, up to the error.
    pub fn wrong_bracket(&self) -> Option<SyntaxError> {
        let mut open: Vec<Token> = Vec::new();
        for (kind, range) in &self.tokens {
            if range.start() > self.range.start() {
                break;
            }
            if opens(*kind) {
                open.push((*kind, *range));
            } else if closes(*kind) {
                let shown = &self.text[*range];
                let place = span(range.start().to_usize(), range.start().to_usize());
                let Some((opened, at)) = open.pop() else {
                    return Some(SyntaxError::new(format!("unmatched '{shown}'"), place));
                };
                let fits = matches!(
                    (opened, kind),
                    (TokenKind::Lpar, TokenKind::Rpar)
                        | (TokenKind::Lsqb, TokenKind::Rsqb)
                        | (TokenKind::Lbrace, TokenKind::Rbrace)
                );
                if !fits {
                    let line = if self.is_later_line(at.start().to_usize(), range.start().to_usize()) {
                        format!(" on line {}", self.line_of(at.start().to_usize()))
                    } else {
                        String::new()
                    };
                    let opened = &self.text[at];
                    let message = format!(
                        "closing parenthesis '{shown}' does not match opening parenthesis '{opened}'{line}"
                    );
                    return Some(SyntaxError::new(message, place));
                }
            }
        }
        None
    }

    /// The last bracket that is open at the end of the text.
    pub fn never_closed(&self) -> Option<usize> {
        let mut open = Vec::new();
        for (kind, range) in &self.tokens {
            if opens(*kind) {
                open.push(range.start().to_usize());
            } else if closes(*kind) {
                open.pop();
            }
        }
        open.pop()
    }

    fn line_of(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// True if one place is on a later line than another.
    pub fn is_later_line(&self, first: usize, second: usize) -> bool {
        let second = second.min(self.text.len());
        first < second && self.text[first..second].contains('\n')
    }

    /// The number of the token with which the statement around the error begins.
    fn statement_start(&self) -> usize {
        let mut depth = 0_usize;
        for (number, (kind, range)) in self.tokens[..self.token_at()].iter().enumerate().rev() {
            match kind {
                kind if closes(*kind) => depth += 1,
                kind if opens(*kind) => depth = depth.saturating_sub(1),
                TokenKind::Newline | TokenKind::Semi | TokenKind::Indent if depth == 0 => return number + 1,
                TokenKind::Dedent if !range.is_empty() && depth == 0 => return number + 1,
                _ => {}
            }
        }
        0
    }

    fn place_of(&self, token: usize) -> usize {
        self.tokens.get(token).map_or(self.text.len(), |(_, range)| range.start().to_usize())
    }

    /// The end of the last token before the error.
    fn end_before(&self) -> usize {
        self.token_at().checked_sub(1).map_or(0, |at| self.tokens[at].1.end().to_usize())
    }

    /// From the beginning of the statement to the error.
    pub fn statement_before(&self) -> TextRange {
        span(self.place_of(self.statement_start()), self.end_before())
    }

    /// The statement around the error, up to the end of its line.
    pub fn statement_text(&self) -> &'t str {
        let start = self.place_of(self.statement_start()).min(self.start());
        let end = self.after().find('\n').map_or(self.text.len(), |at| self.start() + at);
        &self.text[start..end]
    }

    /// The tokens that are open brackets at the error.
    fn open_brackets(&self) -> usize {
        let tokens = &self.tokens[..self.token_at()];
        let opened = tokens.iter().filter(|(kind, _)| opens(*kind)).count();
        opened.saturating_sub(tokens.iter().filter(|(kind, _)| closes(*kind)).count())
    }

    /// The expression that ends before the error, within its bracket, its comma or its statement.
    pub fn element_before(&self) -> Option<TextRange> {
        let end = self.token_at();
        let (mut depth, mut first) = (0_usize, self.statement_start());
        for (number, (kind, _)) in self.tokens[..end].iter().enumerate().rev() {
            let separates = matches!(
                kind,
                TokenKind::Comma
                    | TokenKind::Colon
                    | TokenKind::Equal
                    | TokenKind::ColonEqual
                    | TokenKind::Newline
                    | TokenKind::Semi
                    | TokenKind::Return
                    | TokenKind::Yield
                    | TokenKind::Assert
                    | TokenKind::While
                    | TokenKind::Star
                    | TokenKind::DoubleStar
            );
            if closes(*kind) {
                depth += 1;
            } else if opens(*kind) {
                if depth == 0 {
                    first = number + 1;
                    break;
                }
                depth -= 1;
            } else if depth == 0 && separates {
                first = number + 1;
                break;
            }
        }
        (first < end).then(|| span(self.place_of(first), self.end_before()))
    }

    /// Two expressions one after the other within a bracket.
    pub fn missing_comma(&self) -> Option<SyntaxError> {
        if self.open_brackets() == 0 || self.is_in_definition() {
            return None;
        }
        let first = self.element_before()?;
        let text = &self.text[first];
        // A name before a string looks like a prefix; a lambda or a condition takes what follows.
        let (begin, kind) = (self.token_at(), self.tokens.get(self.token_at())?.0);
        let name_and_string =
            kind == TokenKind::String && self.tokens.get(begin.checked_sub(1)?)?.0 == TokenKind::Name;
        let complete = match ruff_python_parser::parse_expression(text).map(Parsed::into_expr) {
            Ok(
                Expr::Lambda(_)
                | Expr::If(_)
                | Expr::Starred(_)
                | Expr::Named(_)
                | Expr::Yield(_)
                | Expr::YieldFrom(_),
            )
            | Err(_) => false,
            Ok(_) => true,
        };
        let is_legacy = text == "print" || text == "exec";
        if !complete || name_and_string || is_legacy {
            return None;
        }
        // The longest expression from here that stays within the bracket.
        let mut depth = 0_usize;
        let mut second = None;
        for (kind, range) in &self.tokens[begin..] {
            if opens(*kind) {
                depth += 1;
            } else if closes(*kind) {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            } else if depth == 0 && matches!(kind, TokenKind::Comma | TokenKind::Newline | TokenKind::Colon) {
                break;
            }
            let end = range.end().to_usize();
            if depth == 0 && !range.is_empty() && is_expression(&self.text[self.start()..end]) {
                second = Some(end);
            } else if second.is_some()
                && depth == 0
                && matches!(kind, TokenKind::Name | TokenKind::Int | TokenKind::Equal)
            {
                break;
            }
        }
        Some(SyntaxError::new(
            "invalid syntax. Perhaps you forgot a comma?",
            span(first.start().to_usize(), second?),
        ))
    }

    /// `if x = 1:`: the condition.
    pub fn assignment_for_comparison(&self) -> Option<SyntaxError> {
        let begin = self.token_at();
        let mut first = self.element_before()?;
        if let Some(word) =
            ["if ", "while ", "elif "].into_iter().find(|word| self.text[first].starts_with(word))
        {
            first = span(first.start().to_usize() + word.len(), first.end().to_usize());
        }
        let text = &self.text[first];
        let mut second = None;
        for (_, range) in &self.tokens[begin + 1..] {
            let (from, end) = (self.place_of(begin + 1), range.end().to_usize());
            if range.is_empty() || end <= from || self.text[from..end].contains('\n') {
                break;
            }
            if is_expression(&self.text[from..end]) {
                second = Some(end);
            }
        }
        let range = span(first.start().to_usize(), second?);
        match ruff_python_parser::parse_expression(text).map(Parsed::into_expr) {
            Ok(Expr::Name(_)) => {
                Some(SyntaxError::new("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", range))
            }
            Ok(
                Expr::List(_)
                | Expr::Tuple(_)
                | Expr::Generator(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_),
            )
            | Err(_) => None,
            Ok(_) => {
                let message =
                    format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", kind_of(text));
                Some(SyntaxError::new(message, first))
            }
        }
    }

    /// What is assigned to cannot be.
    pub fn wrong_target(&self, here: &str) -> SyntaxError {
        let kind = match kind_of(here) {
            _ if here.starts_with("yield") => {
                return SyntaxError::new("assignment to yield expression not possible", self.range);
            }
            kind => kind,
        };
        let statement = self.statement_text();
        let begins = self.place_of(self.statement_start());
        let after_bracket = self.before().trim_end().ends_with('(');
        let single = statement.replace("==", "").matches('=').count() == 1;
        let comparable =
            !matches!(kind, "True" | "False" | "None" | "tuple" | "list" | "generator expression");
        let assigned = self.text[self.range.end().to_usize()..].trim_start().starts_with('=');
        let message = if comparable && single && assigned && (begins == self.start() || after_bracket) {
            format!("cannot assign to {kind} here. Maybe you meant '==' instead of '='?")
        } else {
            format!("cannot assign to {kind}")
        };
        SyntaxError::new(message, self.range)
    }

    /// `f(a.b=1)`.
    pub fn wrong_keyword(&self) -> SyntaxError {
        let here = &self.text[self.range];
        let end = self.range.end().to_usize();
        let sign = self.text[end..].find('=').map_or(end, |at| end + at + 1);
        if matches!(here, "True" | "False" | "None") {
            return SyntaxError::new(format!("cannot assign to {here}"), span(self.start(), sign));
        }
        let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
        SyntaxError::new(message, span(self.start(), sign))
    }

    /// `lambda: x := 1` and `f() := 1`.
    pub fn wrong_named(&self) -> Option<SyntaxError> {
        if !self.after().starts_with(":=") {
            return None;
        }
        let before = self.statement_before();
        let kind = match ruff_python_parser::parse_expression(&self.text[before]).map(Parsed::into_expr) {
            Ok(Expr::Name(_)) | Err(_) => return None,
            Ok(_) => kind_of(&self.text[before]),
        };
        Some(SyntaxError::new(format!("cannot use assignment expressions with {kind}"), before))
    }

    /// A star where there is no list to put its values in.
    pub fn wrong_star(&self) -> SyntaxError {
        let before = self.before().trim_end();
        if before.ends_with(':') && self.open_brackets() > 0 {
            return SyntaxError::new("cannot use a starred expression in a dictionary value", self.range);
        }
        let begins = self.place_of(self.statement_start()) == self.start();
        let assigned = before.ends_with('=') && self.open_brackets() == 0;
        if begins || assigned || before.ends_with('{') || before.ends_with('(') {
            return SyntaxError::new("can't use starred expression here", self.range);
        }
        SyntaxError::new("invalid syntax", self.one_char())
    }

    /// The last character of the call around the error, where CPython reports misplaced arguments.
    pub fn at_closing(&self, message: &str) -> SyntaxError {
        SyntaxError::new(message, self.closing().map_or(self.range, |at| span(at, at + 1)))
    }

    /// From the comma before the error to the bracket that closes the call.
    pub fn comma_to_closing(&self) -> TextRange {
        let comma = self.token_at().checked_sub(1).map_or(self.start(), |at| self.place_of(at));
        self.closing().map_or(self.range, |at| span(comma, at))
    }

    /// The bracket that closes what is open at the error.
    fn closing(&self) -> Option<usize> {
        let mut depth = 0_usize;
        for (kind, range) in &self.tokens[self.token_at()..] {
            if opens(*kind) {
                depth += 1;
            } else if closes(*kind) {
                if depth == 0 {
                    return Some(range.start().to_usize());
                }
                depth -= 1;
            }
        }
        None
    }

    /// The bracket at the error and what it encloses.
    pub fn bracketed(&self) -> TextRange {
        let mut depth = 0_usize;
        for (kind, range) in &self.tokens[self.token_at()..] {
            if opens(*kind) {
                depth += 1;
            } else if closes(*kind) {
                depth -= 1;
                if depth == 0 {
                    return span(self.start(), range.end().to_usize());
                }
            }
        }
        self.range
    }

    /// True for `+=` and the like.
    pub fn is_augmented(&self, kind: TokenKind) -> bool {
        kind.as_augmented_assign_operator().is_some()
    }

    /// True within the parameters of a `def`.
    pub fn is_in_definition(&self) -> bool {
        self.tokens.get(self.statement_start()).is_some_and(|(kind, _)| *kind == TokenKind::Def)
    }

    /// True if the error is between the parts of an f-string.
    pub fn is_in_fstring(&self) -> bool {
        let tokens = &self.tokens[..self.token_at()];
        let begun = tokens.iter().filter(|(kind, _)| *kind == TokenKind::FStringStart).count();
        begun > tokens.iter().filter(|(kind, _)| *kind == TokenKind::FStringEnd).count()
    }

    /// The `lambda` whose colon ended the expression of an f-string.
    pub fn lambda_before(&self) -> Option<TextRange> {
        let tokens = &self.tokens[..self.token_at()];
        let field = tokens.iter().rposition(|(kind, _)| *kind == TokenKind::Lbrace)?;
        tokens.get(field + 1).filter(|(kind, _)| *kind == TokenKind::Lambda).map(|(_, range)| *range)
    }

    pub fn bare_lambda(&self) -> SyntaxError {
        let start = self.lambda_before().map_or(self.start(), |range| range.start().to_usize());
        let colon = self.text[start..].find(':').map_or(start, |at| start + at + 1);
        SyntaxError::new(
            "f-string: lambda expressions are not allowed without parentheses",
            span(start, colon),
        )
    }

    /// True after `!r` in an f-string.
    pub fn conversion_before(&self) -> bool {
        let tokens = &self.tokens[..self.token_at()];
        tokens.len() > 1 && tokens[tokens.len() - 2].0 == TokenKind::Exclamation
    }

    /// A line such as `print "text"`, which was right in Python 2.
    pub fn old_print(&self) -> Option<SyntaxError> {
        let (kind, name) = *self.tokens.get(self.token_at().checked_sub(1)?)?;
        let word = &self.text[name];
        if kind != TokenKind::Name || !matches!(word, "print" | "exec") {
            return None;
        }
        let end = self.tokens[self.token_at()..]
            .iter()
            .find(|(kind, _)| matches!(kind, TokenKind::Newline | TokenKind::Semi));
        let end = end.map_or(self.text.len(), |(_, range)| range.start().to_usize());
        let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
        Some(SyntaxError::new(message, span(name.start().to_usize(), end)))
    }

    /// `import a from b`.
    pub fn import_from(&self) -> Option<SyntaxError> {
        let statement = self.place_of(self.statement_start());
        if !self.text[statement..].starts_with("import ") || !self.after().starts_with("from ") {
            return None;
        }
        let range = span(statement, statement + self.statement_text().len());
        Some(SyntaxError::new("Did you mean to use 'from ... import ...' instead?", range))
    }

    /// "'if' statement on line 3": the statement whose body is missing.
    pub fn header(&self, what: &str) -> String {
        let before = self.before().trim_end();
        let line = before.matches('\n').count() + 1;
        let words = what.trim_start_matches("the ").trim_start_matches('`');
        let word = words.split(['`', ' ']).next().unwrap_or_default();
        match word {
            "function" | "class" => format!("{word} definition on line {line}"),
            _ => format!("'{word}' statement on line {line}"),
        }
    }

    /// True if the indentation of a line up to the error is of tabs where that of another is of blanks.
    pub fn mixes_tabs(&self) -> bool {
        let mut open: Vec<&str> = vec![""];
        for line in self.text[..self.range.end().to_usize().min(self.text.len())].split('\n') {
            let body = line.trim_start_matches([' ', '\t']);
            let indent = &line[..line.len() - body.len()];
            if body.starts_with('#') || body.is_empty() && line.len() != self.range.len().to_usize() {
                continue;
            }
            let columns = |indent: &str, tab: usize| {
                indent
                    .chars()
                    .fold(0, |column, char| if char == '\t' { (column / tab + 1) * tab } else { column + 1 })
            };
            while let Some(last) = open.last() {
                let (wide, narrow) =
                    (columns(indent, 8).cmp(&columns(last, 8)), columns(indent, 1).cmp(&columns(last, 1)));
                if wide != narrow {
                    return true;
                }
                match wide {
                    std::cmp::Ordering::Less => drop(open.pop()),
                    std::cmp::Ordering::Equal => break,
                    std::cmp::Ordering::Greater => {
                        open.push(indent);
                        break;
                    }
                }
            }
        }
        false
    }
}
