//! Syntax errors, in CPython's words where the parser's error says enough.

mod around;
mod literal;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, ModExpression, Stmt};
use ruff_python_parser::{
    InterpolatedStringErrorType, LexicalErrorType, Mode, ParseError, ParseErrorType, Parsed,
};
use ruff_text_size::TextRange;

use around::Around;

/// A program that is not Python.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// The exception's class: `SyntaxError`, `IndentationError` or `TabError`.
    pub class: &'static str,
    /// What is wrong.
    pub message: String,
    /// The bytes of the source that it is about.
    pub range: TextRange,
    /// `end_offset`, where CPython does not give that of the range: 0 or -1.
    pub end_offset: Option<i64>,
}

impl SyntaxError {
    /// A `SyntaxError`.
    pub fn new(message: impl Into<String>, range: TextRange) -> Self {
        Self { class: "SyntaxError", message: message.into(), range, end_offset: None }
    }

    fn indentation(message: impl Into<String>, range: TextRange) -> Self {
        Self { class: "IndentationError", ..Self::new(message, range) }
    }

    /// A `SyntaxError` at a place without an end.
    fn without_end(message: impl Into<String>, at: usize) -> Self {
        Self { end_offset: Some(0), ..Self::new(message, span(at, at)) }
    }
}

/// The range of some bytes.
fn span(start: usize, end: usize) -> TextRange {
    TextRange::new((start as u32).into(), (end.max(start) as u32).into())
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

/// Brackets deeper than these are refused, as in CPython.
const DEEPEST_BRACKETS: usize = 200;
/// Blocks deeper than these are refused, as in CPython.
const DEEPEST_BLOCKS: usize = 100;
/// Operators, calls and attributes within each other.
const DEEPEST_OPERATORS: usize = 1000;

/// Refuses what would exhaust the stack of the parser or of the compiler.
fn check_nesting(text: &str) -> Result<(), SyntaxError> {
    let mut lexer = ruff_python_parser::lexer::lex(text, Mode::Module);
    // The operators of each open bracket since the last comma; they may all be within each other.
    let mut levels = vec![0_usize];
    let (mut depth, mut blocks, mut line) = (0, 0_usize, 0);
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return Ok(()),
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                depth += 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
                levels.push(0);
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if levels.len() > 1 => {
                depth -= levels.pop().unwrap_or(0)
            }
            TokenKind::Indent => blocks += 1,
            TokenKind::Dedent => blocks = blocks.saturating_sub(1),
            kind @ (TokenKind::Comma | TokenKind::Semi | TokenKind::Newline) => {
                line += usize::from(kind == TokenKind::Newline);
                if let Some(level) = levels.last_mut() {
                    depth -= std::mem::take(level);
                }
            }
            TokenKind::NonLogicalNewline => line += 1,
            kind if kind.is_operator() || kind.is_keyword() => {
                depth += 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
            }
            _ => {}
        }
        let message = if levels.len() > DEEPEST_BRACKETS + 1 {
            "too many nested parentheses"
        } else if blocks >= DEEPEST_BLOCKS {
            "too many levels of indentation"
        } else if depth > DEEPEST_OPERATORS {
            "too many operators within each other"
        } else {
            continue;
        };
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let range = span(start, start);
        return Err(if blocks >= DEEPEST_BLOCKS {
            SyntaxError::indentation(message, range)
        } else {
            SyntaxError::new(message, range)
        });
    }
}

/// CPython's error for that of the parser.
fn explain(text: &str, error: &ParseError) -> SyntaxError {
    let around = Around::new(text, error.location);
    if let Some(error) = literal::wrong_number(&around) {
        return error;
    }
    if let Some(error) = around.wrong_bracket() {
        return error;
    }
    if let Some(error) = literal::wrong_string(&around, &error.error) {
        return error;
    }
    let own = explain_parsed(&around, error);
    // An open bracket is the likelier reason if the text ends within it, or goes on for lines.
    if own.class == "SyntaxError"
        && let Some(open) = around.never_closed()
    {
        let place =
            if own.message == "invalid syntax" { own.range.start() } else { own.range.end() }.to_usize();
        if place >= text.trim_end().len() || around.is_later_line(open, place) {
            return SyntaxError::without_end(format!("'{}' was never closed", &text[open..=open]), open);
        }
    }
    own
}

fn explain_parsed(around: &Around<'_>, error: &ParseError) -> SyntaxError {
    let (text, range) = (around.text, error.location);
    let here = text.get(range.start().to_usize()..range.end().to_usize()).unwrap_or_default();
    let plain = |message: &str| SyntaxError::new(message, range);
    let invalid = || SyntaxError::new("invalid syntax", around.first_token());
    match &error.error {
        ParseErrorType::ExpectedToken { expected, found } => expected_token(around, *expected, *found),
        ParseErrorType::SimpleStatementsOnSameLine => around
            .old_print()
            .or_else(|| around.import_from())
            .or_else(|| around.later_string())
            .unwrap_or_else(invalid),
        ParseErrorType::EmptyImportNames if range.is_empty() => {
            plain("Expected one or more names after 'import'")
        }
        ParseErrorType::UnexpectedIndentation
        | ParseErrorType::Lexical(LexicalErrorType::IndentationError)
            if around.mixes_tabs() =>
        {
            let error = SyntaxError::without_end(
                "inconsistent use of tabs and spaces in indentation",
                range.start().to_usize(),
            );
            SyntaxError { class: "TabError", ..error }
        }
        ParseErrorType::UnexpectedIndentation => {
            // CPython marks the last blank.
            let last = range.end().to_usize().saturating_sub(1);
            SyntaxError {
                end_offset: Some(-1),
                ..SyntaxError::indentation("unexpected indent", span(last, last))
            }
        }
        ParseErrorType::Lexical(LexicalErrorType::IndentationError) => {
            // CPython marks the end of the line.
            let end = text[range.start().to_usize()..]
                .find('\n')
                .map_or(text.len(), |at| range.start().to_usize() + at);
            let message = "unindent does not match any outer indentation level";
            SyntaxError { end_offset: Some(-1), ..SyntaxError::indentation(message, span(end, end + 1)) }
        }
        ParseErrorType::InvalidAssignmentTarget => around.wrong_target(here),
        ParseErrorType::InvalidAugmentedAssignmentTarget => {
            plain(&format!("'{}' is an illegal expression for augmented assignment", kind_of(here)))
        }
        ParseErrorType::InvalidAnnotatedAssignmentTarget => plain("illegal target for annotation"),
        ParseErrorType::InvalidDeleteTarget => plain(&format!("cannot delete {}", kind_of(here))),
        ParseErrorType::InvalidNamedAssignmentTarget => {
            plain(&format!("cannot use assignment expressions with {}", kind_of(here)))
        }
        ParseErrorType::PositionalAfterKeywordArgument => {
            around.at_closing("positional argument follows keyword argument")
        }
        ParseErrorType::PositionalAfterKeywordUnpacking => {
            around.at_closing("positional argument follows keyword argument unpacking")
        }
        ParseErrorType::InvalidArgumentUnpackingOrder => {
            let message = "iterable argument unpacking follows keyword argument unpacking";
            SyntaxError::new(message, around.comma_to_closing())
        }
        ParseErrorType::NonDefaultParamAfterDefaultParam => {
            plain("parameter without a default follows parameter with a default")
        }
        ParseErrorType::ExpectedKeywordParam => {
            let star = around.before().trim_end_matches([',', ' ']).ends_with('*') && here.starts_with("**");
            let at = if star {
                around.before().trim_end_matches([',', ' ']).len() - 1
            } else {
                range.start().to_usize()
            };
            SyntaxError::new("named arguments must follow bare *", span(at, at + 1))
        }
        ParseErrorType::ParamAfterVarKeywordParam => plain("arguments cannot follow var-keyword argument"),
        ParseErrorType::VarParameterWithDefault => {
            let starred = if around.before().ends_with("**") { "var-keyword" } else { "var-positional" };
            plain(&format!("{starred} argument cannot have default value"))
        }
        ParseErrorType::UnparenthesizedGeneratorExpression => {
            plain("Generator expression must be parenthesized")
        }
        ParseErrorType::InvalidMatchPatternTarget => plain("cannot use '_' as a target"),
        ParseErrorType::InvalidStarredExpressionUsage => around.wrong_star(),
        ParseErrorType::ExpectedExpression => missing_expression(around),
        ParseErrorType::FStringError(inner)
        | ParseErrorType::Lexical(LexicalErrorType::FStringError(inner)) => wrong_fstring(around, inner),
        ParseErrorType::OtherError(message) => other_error(around, message),
        _ => invalid(),
    }
}

fn expected_token(around: &Around<'_>, expected: TokenKind, found: TokenKind) -> SyntaxError {
    let invalid = SyntaxError::new("invalid syntax", around.first_token());
    match (expected, found) {
        (TokenKind::Colon, TokenKind::Equal) | (TokenKind::Rpar, TokenKind::Equal) => {
            around.assignment_for_comparison().unwrap_or(invalid)
        }
        (TokenKind::Colon, TokenKind::Newline | TokenKind::EndOfFile) => {
            SyntaxError::new("expected ':'", around.one_char())
        }
        (TokenKind::Lpar, _) => SyntaxError::new("expected '('", around.one_char()),
        (TokenKind::Else, found) if found != TokenKind::Colon => match around.element_before() {
            Some(before) => SyntaxError::new("expected 'else' after 'if' expression", before),
            None => invalid,
        },
        (TokenKind::Colon, TokenKind::Rbrace | TokenKind::Comma) => SyntaxError::without_end(
            "':' expected after dictionary key",
            around.range.start().to_usize().saturating_sub(1),
        ),
        (TokenKind::Comma, found) if around.is_augmented(found) => {
            let target = around.statement_before();
            let kind = kind_of(&around.text[target]);
            SyntaxError::new(format!("'{kind}' is an illegal expression for augmented assignment"), target)
        }
        (TokenKind::Rpar, TokenKind::Lpar) if around.before().trim_end().ends_with('(') => {
            SyntaxError::new("Function parameters cannot be parenthesized", around.bracketed())
        }
        (TokenKind::Comma | TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace, _) => {
            around.missing_comma().unwrap_or(invalid)
        }
        _ => invalid,
    }
}

/// The error where an expression should begin.
fn missing_expression(around: &Around<'_>) -> SyntaxError {
    let rest = &around.text[around.range.start().to_usize().min(around.text.len())..];
    if around.is_in_fstring() {
        let field_begins = around.before().trim_end().ends_with('{');
        let next = rest.chars().next();
        if let Some(char @ ('}' | '!' | ':' | '=')) = next {
            if field_begins {
                return SyntaxError::new(
                    format!("f-string: valid expression required before '{char}'"),
                    around.one_char(),
                );
            }
            if around.lambda_before().is_some() && char == ':'
                || char == '}' && around.lambda_before().is_some()
            {
                return around.bare_lambda();
            }
            if char == '}' {
                let end = around.range.start().to_usize();
                let operator = around.before().trim_end().len() - 1;
                return SyntaxError::new(
                    "f-string: expecting '=', or '!', or ':', or '}'",
                    span(operator, end.min(operator + 1)),
                );
            }
        }
        if around.lambda_before().is_some() {
            return around.bare_lambda();
        }
    }
    if rest.starts_with('}') && around.before().trim_end().ends_with(':') {
        let place = around.before().trim_end().len() - 1;
        return SyntaxError::new("expression expected after dictionary key and ':'", span(place, place + 1));
    }
    if rest.starts_with(')') && around.before().ends_with('*') && !around.before().ends_with("**") {
        return SyntaxError::new("Invalid star expression", around.one_char());
    }
    if rest.starts_with(')') && around.before().trim_end().ends_with('=') && around.is_in_definition() {
        let place = around.before().trim_end().len() - 1;
        return SyntaxError::new("expected default value expression", span(place, place + 1));
    }
    SyntaxError::new("invalid syntax", around.first_token())
}

fn wrong_fstring(around: &Around<'_>, error: &InterpolatedStringErrorType) -> SyntaxError {
    let place = around.one_char();
    let at = around.range.start().to_usize();
    match error {
        InterpolatedStringErrorType::UnclosedLbrace => {
            let rest = &around.text[at.min(around.text.len())..];
            if around.conversion_before() {
                return SyntaxError::new("f-string: expecting ':' or '}'", place);
            }
            if rest.starts_with(['\'', '"']) && rest.len() == 1
                || rest.trim_end_matches(')').len() == 1
                || rest.is_empty()
            {
                return SyntaxError::new("f-string: expecting '}'", span(at, at));
            }
            let general =
                SyntaxError::new("f-string: expecting '=', or '!', or ':', or '}'", around.first_token());
            if rest.starts_with(['\'', '"']) { general } else { around.missing_comma().unwrap_or(general) }
        }
        InterpolatedStringErrorType::SingleRbrace => {
            SyntaxError::new("f-string: single '}' is not allowed", span(at, at))
        }
        InterpolatedStringErrorType::InvalidConversionFlag => {
            let word: String =
                around.text[at..].chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
            if word.is_empty() {
                return SyntaxError::new("f-string: missing conversion character", place);
            }
            let message =
                format!("f-string: invalid conversion character '{word}': expected 's', 'r', or 'a'");
            SyntaxError::new(message, span(at, at + word.len()))
        }
        InterpolatedStringErrorType::LambdaWithoutParentheses => around.bare_lambda(),
        other => SyntaxError::new(format!("f-string: {other}"), around.range),
    }
}

fn other_error(around: &Around<'_>, message: &str) -> SyntaxError {
    let range = around.range;
    let plain = |message: &str| SyntaxError::new(message, range);
    if let Some(what) = message.strip_prefix("Expected an indented block after ") {
        return SyntaxError::indentation(
            format!("expected an indented block after {}", around.header(what)),
            around.first_token(),
        );
    }
    match message {
        "Expected a statement" => {
            around.wrong_named().unwrap_or_else(|| SyntaxError::new("invalid syntax", around.first_token()))
        }
        "Expected `except` or `finally` after `try` block" => SyntaxError {
            end_offset: range.is_empty().then_some(-1),
            ..plain("expected 'except' or 'finally' block")
        },
        "Expected a parameter name" => around.wrong_keyword(),
        "Trailing comma not allowed" if around.statement_text().trim_start().starts_with("from") => {
            let at = range.end().to_usize();
            SyntaxError::new("trailing comma not allowed without surrounding parentheses", span(at, at + 1))
        }
        "Trailing comma not allowed" => {
            SyntaxError::new("invalid syntax", span(range.end().to_usize(), range.end().to_usize() + 1))
        }
        "Star import must be the only import" => {
            let start = range.start().to_usize();
            let comma = around.text[start..].find(',').map_or(start, |at| start + at);
            SyntaxError::new("invalid syntax", span(comma, comma + 1))
        }
        "Position-only parameter separator not allowed as first parameter" => {
            plain("at least one argument must precede /")
        }
        "Only one '/' separator allowed" => plain("/ may appear only once"),
        "'/' parameter must appear before '*' parameter" => plain("/ must be ahead of *"),
        "Only one '*' parameter allowed" | "Only one '*' separator allowed" => {
            SyntaxError::new("* argument may appear only once", TextRange::at(range.start(), 1.into()))
        }
        "Only one '**' parameter allowed" => {
            SyntaxError::new("arguments cannot follow var-keyword argument", around.first_token())
        }
        "Only single target (not tuple) can be annotated" => {
            plain("only single target (not tuple) can be annotated")
        }
        "Only single target (not list) can be annotated" => {
            plain("only single target (not list) can be annotated")
        }
        "Positional patterns cannot follow keyword patterns" => {
            plain("positional patterns follow keyword patterns")
        }
        _ => SyntaxError::new("invalid syntax", around.first_token()),
    }
}

/// What an expression is called in "cannot assign to ...".
fn kind_of(text: &str) -> &'static str {
    match ruff_python_parser::parse_expression(text).map(Parsed::into_expr) {
        Ok(Expr::Call(_)) => "function call",
        Ok(Expr::BooleanLiteral(value)) => {
            if value.value {
                "True"
            } else {
                "False"
            }
        }
        Ok(Expr::NoneLiteral(_)) => "None",
        Ok(Expr::EllipsisLiteral(_)) => "ellipsis",
        Ok(Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::BytesLiteral(_)) => "literal",
        Ok(Expr::FString(_)) => "f-string expression",
        Ok(Expr::Compare(_)) => "comparison",
        Ok(Expr::Lambda(_)) => "lambda",
        Ok(Expr::If(_)) => "conditional expression",
        Ok(Expr::Dict(_)) => "dict literal",
        Ok(Expr::Tuple(_)) => "tuple",
        Ok(Expr::List(_)) => "list",
        Ok(Expr::Set(_)) => "set display",
        Ok(Expr::ListComp(_)) => "list comprehension",
        Ok(Expr::SetComp(_)) => "set comprehension",
        Ok(Expr::DictComp(_)) => "dict comprehension",
        Ok(Expr::Generator(_)) => "generator expression",
        Ok(Expr::Attribute(_)) => "attribute",
        Ok(Expr::Subscript(_)) => "subscript",
        Ok(Expr::Named(_)) => "named expression",
        _ => "expression",
    }
}
