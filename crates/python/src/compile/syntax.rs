//! Syntax errors, in CPython's words where the parser's error says enough.

use ruff_python_ast::{Expr, ModExpression, Stmt};
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{LexicalErrorType, ParseError, ParseErrorType, Parsed};
use ruff_text_size::{Ranged, TextRange};

/// A program that is not Python.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// The exception's class: `SyntaxError`, `IndentationError` or `TabError`.
    pub class: &'static str,
    /// What is wrong.
    pub message: String,
    /// The bytes of the source that it is about.
    pub range: TextRange,
}

impl SyntaxError {
    /// A `SyntaxError`.
    pub fn new(message: String, range: TextRange) -> Self {
        Self { class: "SyntaxError", message, range }
    }
}

/// Parses a program.
pub fn parse(text: &str) -> Result<Vec<Stmt>, SyntaxError> {
    check_nesting(text)?;
    match ruff_python_parser::parse_module(text) {
        Ok(parsed) => Ok(parsed.into_suite().into_iter().collect()),
        Err(error) => Err(explain(text, &error)),
    }
}

/// Parses an expression.
pub fn parse_expression(text: &str) -> Result<Expr, SyntaxError> {
    check_nesting(text)?;
    let parsed: Result<Parsed<ModExpression>, ParseError> = ruff_python_parser::parse_expression(text);
    parsed.map(Parsed::into_expr).map_err(|error| explain(text, &error))
}

/// Refuses what would exhaust the parser's stack. CPython's limit for parentheses is 200, too.
fn check_nesting(text: &str) -> Result<(), SyntaxError> {
    let (mut depth, mut operators) = (0_usize, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'-' | b'~' | b'*' => operators += 1,
            b'\n' => operators = 0,
            b'#' if depth == 0 => {}
            _ => {}
        }
        let _ = at;
        if byte.is_ascii_alphanumeric() {
            operators = 0;
        }
        if depth > 2000 || operators > 2000 {
            let at = at as u32;
            return Err(SyntaxError::new("too many nested parentheses".into(), TextRange::new(at.into(), (at + 1).into())));
        }
    }
    Ok(())
}

fn explain(text: &str, error: &ParseError) -> SyntaxError {
    let range = error.location;
    if let Some(open) = never_closed(text) {
        let unterminated = matches!(error.error, ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError));
        if !unterminated && (range.start().to_usize() >= text.trim_end().len() || matches!(error.error, ParseErrorType::ExpectedToken { .. } | ParseErrorType::Lexical(LexicalErrorType::Eof))) {
            let bracket = &text[open..=open];
            let range = TextRange::new((open as u32).into(), (open as u32 + 1).into());
            return SyntaxError::new(format!("'{bracket}' was never closed"), range);
        }
    }
    let here = &text[range.start().to_usize().min(text.len())..range.end().to_usize().min(text.len())];
    let plain = |message: &str| SyntaxError::new(message.to_owned(), range);
    let indentation = |message: String| SyntaxError { class: "IndentationError", message, range };
    match &error.error {
        ParseErrorType::ExpectedToken { expected: TokenKind::Colon, found: TokenKind::Equal } => {
            // The condition and what is assigned to it.
            let line_start = text[..range.start().to_usize()].rfind('\n').map_or(0, |at| at + 1);
            let line_end = text[line_start..].find('\n').map_or(text.len(), |at| line_start + at);
            let line = &text[line_start..line_end];
            let from = line.trim_start().find(' ').map_or(0, |at| at + 1) + line.len() - line.trim_start().len();
            let to = line.rfind(':').unwrap_or(line.len());
            let range = TextRange::new(((line_start + from) as u32).into(), ((line_start + to) as u32).into());
            SyntaxError::new("invalid syntax. Maybe you meant '==' or ':=' instead of '='?".into(), range)
        }
        ParseErrorType::ExpectedToken { expected: TokenKind::Colon, found: TokenKind::Newline } => plain("expected ':'"),
        ParseErrorType::SimpleStatementsOnSameLine if is_old_print(text, range) => {
            let start = text[..range.start().to_usize()].rfind('\n').map_or(0, |at| at + 1);
            let line = text[start..].lines().next().unwrap_or_default();
            let from = start + line.len() - line.trim_start().len();
            let word = line.split_whitespace().next().unwrap_or_default();
            let range = TextRange::new((from as u32).into(), ((start + line.trim_end().len()) as u32).into());
            SyntaxError::new(format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?"), range)
        }
        ParseErrorType::EmptyImportNames => plain("Expected one or more names after 'import'"),
        ParseErrorType::ExpectedToken { expected: TokenKind::Comma, .. } => plain("invalid syntax. Perhaps you forgot a comma?"),
        ParseErrorType::UnexpectedIndentation => indentation("unexpected indent".into()),
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => {
            // CPython marks the end of the line.
            let end = text[range.start().to_usize()..].find('\n').map_or(text.len(), |at| range.start().to_usize() + at);
            let message = "unindent does not match any outer indentation level".to_owned();
            let range = TextRange::new((end as u32).into(), (end as u32 + 1).into());
            SyntaxError { class: "IndentationError", message, range }
        }
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => {
            let line = text[..range.start().to_usize()].matches('\n').count() + 1;
            let range = TextRange::at(range.start(), 1.into());
            SyntaxError::new(format!("unterminated string literal (detected at line {line})"), range)
        }
        ParseErrorType::OtherError(message) if message.starts_with("Expected an indented block after") => {
            let what = message.trim_start_matches("Expected an indented block after ");
            indentation(format!("expected an indented block after {}", header(text, range, what)))
        }
        ParseErrorType::InvalidAssignmentTarget | ParseErrorType::InvalidAugmentedAssignmentTarget => {
            plain(&assignment(here, matches!(error.error, ParseErrorType::InvalidAugmentedAssignmentTarget)))
        }
        ParseErrorType::InvalidDeleteTarget => plain(&format!("cannot delete {}", kind_of(here))),
        ParseErrorType::InvalidNamedAssignmentTarget => {
            plain(&format!("cannot use assignment expressions with {}", kind_of(here)))
        }
        ParseErrorType::PositionalAfterKeywordArgument => plain("positional argument follows keyword argument"),
        ParseErrorType::PositionalAfterKeywordUnpacking => plain("positional argument follows keyword argument unpacking"),
        ParseErrorType::NonDefaultParamAfterDefaultParam => plain("parameter without a default follows parameter with a default"),
        ParseErrorType::UnparenthesizedGeneratorExpression => plain("Generator expression must be parenthesized"),
        ParseErrorType::ExpectedExpression if text[range.start().to_usize()..].starts_with('}') => {
            plain("f-string: valid expression required before '}'")
        }
        ParseErrorType::FStringError(inner) => plain(&format!("f-string: {inner}")),
        ParseErrorType::OtherError(message) if message.contains("xpected") => {
            SyntaxError::new("invalid syntax".into(), first_token(text, range))
        }
        ParseErrorType::OtherError(message) => plain(message),
        _ => SyntaxError::new("invalid syntax".into(), first_token(text, range)),
    }
}

/// True for a line such as `print "text"`, which was right in Python 2.
fn is_old_print(text: &str, range: TextRange) -> bool {
    let start = text[..range.start().to_usize()].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].trim_start();
    line.starts_with("print ") || line.starts_with("exec ")
}

/// The first token of a range.
fn first_token(text: &str, range: TextRange) -> TextRange {
    let parsed = ruff_python_parser::parse_unchecked(text, ruff_python_parser::ParseOptions::from(ruff_python_parser::Mode::Module));
    let token = parsed.tokens().iter().find(|token| token.start() >= range.start() && !token.range().is_empty());
    token.map_or(range, |token| token.range())
}

/// The first bracket that is not closed, outside of strings and comments.
fn never_closed(text: &str) -> Option<usize> {
    let parsed = ruff_python_parser::parse_unchecked(text, ruff_python_parser::ParseOptions::from(ruff_python_parser::Mode::Module));
    let mut open = Vec::new();
    for token in parsed.tokens() {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => open.push(token.start().to_usize()),
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// "'if' statement on line 3": the statement whose body is missing.
fn header(text: &str, range: TextRange, what: &str) -> String {
    let before = text[..range.start().to_usize().min(text.len())].trim_end();
    let line = before.matches('\n').count() + 1;
    let words = what.trim_start_matches("the ").trim_start_matches('`');
    let word = words.split(['`', ' ']).next().unwrap_or_default();
    match word {
        "function" | "class" => format!("{word} definition on line {line}"),
        _ => format!("'{word}' statement on line {line}"),
    }
}

/// What an expression is called in "cannot assign to ...".
fn kind_of(text: &str) -> &'static str {
    match ruff_python_parser::parse_expression(text).map(Parsed::into_expr) {
        Ok(Expr::Call(_)) => "function call",
        Ok(Expr::BooleanLiteral(value)) => if value.value { "True" } else { "False" },
        Ok(Expr::NoneLiteral(_)) => "None",
        Ok(Expr::EllipsisLiteral(_)) => "ellipsis",
        Ok(Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_)) => "literal",
        Ok(Expr::FString(_)) => "f-string expression",
        Ok(Expr::BinOp(_) | Expr::UnaryOp(_) | Expr::BoolOp(_)) => "expression",
        Ok(Expr::Compare(_)) => "comparison",
        Ok(Expr::Lambda(_)) => "lambda",
        Ok(Expr::If(_)) => "conditional expression",
        Ok(Expr::Dict(_)) => "dict literal",
        Ok(Expr::Tuple(_)) => "tuple",
        Ok(Expr::List(_)) => "list",
        Ok(Expr::Set(_)) => "set display",
        Ok(Expr::ListComp(_)) => "list comprehension",
        Ok(Expr::Generator(_)) => "generator expression",
        Ok(Expr::Attribute(_)) => "attribute",
        Ok(Expr::Subscript(_)) => "subscript",
        _ => "expression",
    }
}

fn assignment(text: &str, augmented: bool) -> String {
    let kind = kind_of(text);
    match kind {
        _ if augmented => format!("'{kind}' is an illegal expression for augmented assignment"),
        "True" | "False" | "None" => format!("cannot assign to {kind}"),
        _ => format!("cannot assign to {kind} here. Maybe you meant '==' instead of '='?"),
    }
}
