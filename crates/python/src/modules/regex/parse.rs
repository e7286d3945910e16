//! From the text of a regular expression to its parts, with the messages of `re`.

use super::part::{At, ENDLESS, Fold, Greed, Kind, Node, Set, width};

pub const IGNORE_CASE: i64 = 2;
pub const MULTILINE: i64 = 8;
pub const DOT_ALL: i64 = 16;
pub const UNICODE: i64 = 32;
pub const VERBOSE: i64 = 64;
pub const ASCII: i64 = 256;
const LOCALE: i64 = 4;

/// What is wrong with an expression, and where.
pub struct Wrong {
    pub message: String,
    pub at: Option<usize>,
}

/// The message for groups that are nested too deeply.
pub const DEEP: &str = "maximum recursion depth exceeded";
const DEEPEST: usize = 200;

/// An expression.
pub struct Parsed {
    pub node: Node,
    pub names: Vec<(String, usize)>,
    /// How many groups there are.
    pub groups: usize,
    pub flags: i64,
}

/// Reads an expression.
pub fn parse(pattern: &str, flags: i64) -> Result<Parsed, Wrong> {
    let mut parser = Parser::new(pattern, flags);
    let node = match parser.whole() {
        // `(?x)` at the beginning changes how the rest is read.
        Ok(_) if parser.flags & VERBOSE != flags & VERBOSE => {
            let flags = parser.flags;
            parser = Parser::new(pattern, flags);
            parser.whole()?
        }
        result => result?,
    };
    Ok(Parsed { node, names: parser.names, groups: parser.groups, flags: parser.flags })
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    /// The flags of the whole expression.
    flags: i64,
    names: Vec<(String, usize)>,
    groups: usize,
    open: Vec<usize>,
    depth: usize,
    /// How many groups there were where the outermost look-behind began.
    behind: Option<usize>,
    /// The groups that conditions ask for, and where.
    asked: Vec<(usize, usize)>,
}

type Parse<T> = Result<T, Wrong>;

fn wrong<T>(message: impl Into<String>, at: usize) -> Parse<T> {
    Err(Wrong { message: message.into(), at: Some(at) })
}

impl Parser {
    fn new(pattern: &str, flags: i64) -> Self {
        Self {
            chars: pattern.chars().collect(),
            at: 0,
            flags,
            names: Vec::new(),
            groups: 0,
            open: Vec::new(),
            depth: 0,
            behind: None,
            asked: Vec::new(),
        }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    fn take(&mut self, char: char) -> bool {
        let there = self.peek() == Some(char);
        self.at += usize::from(there);
        there
    }

    fn whole(&mut self) -> Parse<Node> {
        let node = self.choice(self.flags)?;
        if self.at < self.chars.len() {
            return wrong("unbalanced parenthesis", self.at);
        }
        match self.asked.iter().find(|(group, _)| *group > self.groups) {
            Some((group, at)) => wrong(format!("invalid group reference {group}"), *at),
            None => Ok(node),
        }
    }

    /// Alternatives, up to a closing parenthesis.
    fn choice(&mut self, flags: i64) -> Parse<Node> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return wrong(DEEP, self.at);
        }
        let mut items = Vec::new();
        loop {
            // Flags for the whole expression stand only at its beginning.
            let first = self.depth == 1 && items.is_empty();
            items.push(self.sequence(flags, first)?);
            if !self.take('|') {
                break;
            }
        }
        self.depth -= 1;
        Ok(match items.pop() {
            Some(only) if items.is_empty() => only,
            last => {
                items.extend(last);
                Node::Choice(items)
            }
        })
    }

    fn sequence(&mut self, mut flags: i64, first: bool) -> Parse<Node> {
        let mut items: Vec<Node> = Vec::new();
        while let Some(char) = self.peek() {
            if matches!(char, '|' | ')') {
                break;
            }
            let start = self.at;
            self.at += 1;
            if flags & VERBOSE != 0 {
                if char.is_whitespace() {
                    continue;
                }
                if char == '#' {
                    while self.next().is_some_and(|char| char != '\n') {}
                    continue;
                }
            }
            let fold = fold(flags);
            match char {
                '\\' => items.push(self.escape(start, flags)?),
                '[' => items.push(self.set(start, flags)?),
                '*' | '+' | '?' | '{' => {
                    let Some((low, high)) = self.repetition(char)? else {
                        items.push(Node::Char(char, fold));
                        continue;
                    };
                    let item = match items.pop() {
                        None | Some(Node::At(_)) => return wrong("nothing to repeat", start),
                        Some(Node::Repeat(..)) => return wrong("multiple repeat", start),
                        Some(Node::Atomic(inner)) if matches!(*inner, Node::Repeat(..)) => {
                            return wrong("multiple repeat", start);
                        }
                        Some(item) => item,
                    };
                    let greed = if self.take('?') {
                        Greed::Fewest
                    } else if self.take('+') {
                        Greed::Possessive
                    } else {
                        Greed::Most
                    };
                    items.push(Node::Repeat(Box::new(item), low, high, greed));
                }
                '.' => items.push(Node::Any(flags & DOT_ALL != 0)),
                '^' => items.push(Node::At(if flags & MULTILINE != 0 { At::LineStart } else { At::Start })),
                '$' => items.push(Node::At(if flags & MULTILINE != 0 { At::LineEnd } else { At::End })),
                '(' => items.extend(self.group(start, &mut flags, first && items.is_empty())?),
                char => items.push(Node::Char(char, fold)),
            }
        }
        Ok(match items.pop() {
            Some(only) if items.is_empty() => only,
            last => {
                items.extend(last);
                Node::Sequence(items)
            }
        })
    }

    /// The bounds of a repetition; nothing if a brace is only a brace.
    fn repetition(&mut self, char: char) -> Parse<Option<(u32, u32)>> {
        let here = self.at;
        match char {
            '*' => return Ok(Some((0, ENDLESS))),
            '+' => return Ok(Some((1, ENDLESS))),
            '?' => return Ok(Some((0, 1))),
            _ => {}
        }
        if self.peek() == Some('}') {
            return Ok(None);
        }
        let low = self.number()?;
        let high = if self.take(',') { self.number()?.or(Some(ENDLESS)) } else { low };
        let empty = low.is_none() && high.is_none();
        if !self.take('}') || empty {
            self.at = here;
            return Ok(None);
        }
        let (low, high) = (low.unwrap_or(0), high.unwrap_or(ENDLESS));
        if high < low {
            return wrong("min repeat greater than max repeat", here);
        }
        Ok(Some((low, high)))
    }

    fn number(&mut self) -> Parse<Option<u32>> {
        let start = self.at;
        while self.peek().is_some_and(|char| char.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[start..self.at].iter().collect();
        match digits.parse::<u32>() {
            _ if digits.is_empty() => Ok(None),
            Ok(number) if number < ENDLESS => Ok(Some(number)),
            _ => wrong("the repetition number is too large", start),
        }
    }

    /// What follows `(`; nothing for a comment and for flags.
    fn group(&mut self, start: usize, flags: &mut i64, first: bool) -> Parse<Option<Node>> {
        let mut name = None;
        let mut inner_flags = *flags;
        let mut captures = true;
        let mut atomic = false;
        if self.take('?') {
            let Some(char) = self.next() else { return wrong("unexpected end of pattern", self.at) };
            match char {
                'P' if self.take('<') => name = Some(self.name('>')?),
                'P' if self.take('=') => {
                    let (name, at) = self.name(')')?;
                    let Some(group) =
                        self.names.iter().find(|(other, _)| *other == name).map(|(_, group)| *group)
                    else {
                        return wrong(format!("unknown group name '{name}'"), at);
                    };
                    return self.reference(group, at, *flags).map(Some);
                }
                'P' => {
                    let Some(char) = self.next() else { return wrong("unexpected end of pattern", self.at) };
                    return wrong(format!("unknown extension ?P{char}"), start + 1);
                }
                ':' => captures = false,
                '#' => {
                    while let Some(char) = self.next() {
                        if char == ')' {
                            return Ok(None);
                        }
                    }
                    return wrong("missing ), unterminated comment", start);
                }
                '=' | '!' | '<' => return self.look(char, start, *flags).map(Some),
                '(' => return self.condition(start, *flags).map(Some),
                '>' => {
                    captures = false;
                    atomic = true;
                }
                char if char == '-' || flag(char).is_some() => match self.inline_flags(char, *flags)? {
                    Some(scoped) => {
                        captures = false;
                        inner_flags = scoped;
                    }
                    None => {
                        if !first {
                            return wrong("global flags not at the start of the expression", start);
                        }
                        *flags = self.flags;
                        return Ok(None);
                    }
                },
                char => return wrong(format!("unknown extension ?{char}"), start + 1),
            }
        }
        let number = if captures { Some(self.open_group(name)?) } else { None };
        let inner = self.choice(inner_flags)?;
        self.close(start)?;
        let Some(number) = number else {
            // An empty sequence is still something to repeat.
            return Ok(Some(if atomic { Node::Atomic(Box::new(inner)) } else { Node::Choice(vec![inner]) }));
        };
        self.open.retain(|open| *open != number);
        Ok(Some(Node::Group(number, Box::new(inner))))
    }

    fn close(&mut self, start: usize) -> Parse<()> {
        if self.take(')') { Ok(()) } else { wrong("missing ), unterminated subpattern", start) }
    }

    fn open_group(&mut self, name: Option<(String, usize)>) -> Parse<usize> {
        let number = self.groups + 1;
        if let Some((name, at)) = name {
            if let Some((_, other)) = self.names.iter().find(|(other, _)| *other == name) {
                return wrong(
                    format!("redefinition of group name '{name}' as group {number}; was group {other}"),
                    at,
                );
            }
            self.names.push((name, number));
        }
        self.groups = number;
        self.open.push(number);
        Ok(number)
    }

    /// A group's name up to `end`, and where it begins.
    fn name(&mut self, end: char) -> Parse<(String, usize)> {
        let at = self.at;
        let name = self.until(end)?;
        if !is_name(&name) {
            return wrong(format!("bad character in group name '{name}'"), at);
        }
        Ok((name, at))
    }

    fn until(&mut self, end: char) -> Parse<String> {
        let start = self.at;
        while let Some(char) = self.next() {
            if char == end {
                if self.at - 1 == start {
                    return wrong("missing group name", start);
                }
                return Ok(self.chars[start..self.at - 1].iter().collect());
            }
        }
        if self.at == start {
            return wrong("missing group name", start);
        }
        wrong(format!("missing {end}, unterminated name"), start)
    }

    fn reference(&mut self, group: usize, at: usize, flags: i64) -> Parse<Node> {
        if self.open.contains(&group) {
            return wrong("cannot refer to an open group", at);
        }
        if self.behind.is_some_and(|groups| group > groups) {
            return wrong("cannot refer to group defined in the same lookbehind subpattern", self.at);
        }
        Ok(Node::Reference(group, fold(flags)))
    }

    fn look(&mut self, mut char: char, start: usize, flags: i64) -> Parse<Node> {
        let behind = char == '<';
        if behind {
            let Some(next) = self.next() else { return wrong("unexpected end of pattern", self.at) };
            if !matches!(next, '=' | '!') {
                return wrong(format!("unknown extension ?<{next}"), start + 1);
            }
            char = next;
        }
        let outer = self.behind;
        if behind {
            self.behind = outer.or(Some(self.groups));
        }
        let inner = self.choice(flags)?;
        self.behind = outer;
        self.close(start)?;
        let behind = match (behind, width(&inner)) {
            (false, _) => None,
            (true, (low, high)) if low == high => Some(low),
            _ => return Err(Wrong { message: "look-behind requires fixed-width pattern".into(), at: None }),
        };
        Ok(Node::Look { behind, negative: char == '!', inner: Box::new(inner) })
    }

    /// `(?(1)yes|no)`.
    fn condition(&mut self, start: usize, flags: i64) -> Parse<Node> {
        let at = self.at;
        let name = self.until(')')?;
        let group = match name.parse::<usize>() {
            Ok(0) => return wrong("bad group number", at),
            Ok(group) => group,
            Err(_) if !is_name(&name) => return wrong(format!("bad character in group name '{name}'"), at),
            Err(_) => match self.names.iter().find(|(other, _)| *other == name) {
                Some((_, group)) => *group,
                None => return wrong(format!("unknown group name '{name}'"), at),
            },
        };
        self.depth += 1;
        if self.depth > DEEPEST {
            return wrong(DEEP, self.at);
        }
        let yes = self.sequence(flags, false)?;
        let no = if self.take('|') { self.sequence(flags, false)? } else { Node::Sequence(Vec::new()) };
        self.depth -= 1;
        if self.peek() == Some('|') {
            return wrong("conditional backref with more than two branches", self.at);
        }
        self.close(start)?;
        // The group may follow later.
        self.asked.push((group, at));
        Ok(Node::Condition(group, Box::new(yes), Box::new(no)))
    }

    /// `(?i)` sets flags of the whole and gives nothing; `(?i-s:` gives the flags of the group.
    fn inline_flags(&mut self, first: char, flags: i64) -> Parse<Option<i64>> {
        let (mut add, mut remove) = (0, 0);
        let mut char = first;
        while char != '-' {
            let Some(flag) = flag(char) else {
                return wrong(
                    if char.is_alphabetic() { "unknown flag" } else { "missing -, : or )" },
                    self.at - 1,
                );
            };
            if flag == LOCALE {
                return wrong("bad inline flags: cannot use 'L' flag with a str pattern", self.at);
            }
            add |= flag;
            if add & (ASCII | UNICODE) == ASCII | UNICODE {
                return wrong("bad inline flags: flags 'a', 'u' and 'L' are incompatible", self.at);
            }
            let Some(next) = self.next() else { return wrong("missing -, : or )", self.at) };
            match next {
                ')' => {
                    self.flags |= add;
                    return Ok(None);
                }
                ':' => return Ok(Some(scoped(flags, add, 0))),
                next => char = next,
            }
        }
        loop {
            let Some(next) = self.next() else {
                return wrong(if remove == 0 { "missing flag" } else { "missing :" }, self.at);
            };
            match flag(next) {
                Some(ASCII | LOCALE | UNICODE) => {
                    return wrong("bad inline flags: cannot turn off flags 'a', 'u' and 'L'", self.at);
                }
                Some(flag) => remove |= flag,
                None if next == ':' && remove != 0 => break,
                None => {
                    let message = match (next.is_alphabetic(), remove) {
                        (true, _) => "unknown flag",
                        (_, 0) => "missing flag",
                        _ => "missing :",
                    };
                    return wrong(message, self.at - 1);
                }
            }
        }
        if add & remove != 0 {
            return wrong("bad inline flags: flag turned on and off", self.at - 1);
        }
        Ok(Some(scoped(flags, add, remove)))
    }

    /// What follows a backslash outside of a set.
    fn escape(&mut self, start: usize, flags: i64) -> Parse<Node> {
        let Some(char) = self.next() else { return wrong("bad escape (end of pattern)", start) };
        let ascii = flags & ASCII != 0;
        match char {
            'A' => return Ok(Node::At(At::Start)),
            'Z' => return Ok(Node::At(At::VeryEnd)),
            'b' => return Ok(Node::At(At::Border(ascii))),
            'B' => return Ok(Node::At(At::NoBorder(ascii))),
            '1'..='9' => {
                let mut digits = char.to_string();
                if let Some(next) = self.peek().filter(char::is_ascii_digit) {
                    digits.push(next);
                    self.at += 1;
                    let third = self.peek().filter(|third| matches!(third, '0'..='7'));
                    if let (true, Some(third)) = (digits.chars().all(|digit| digit < '8'), third) {
                        digits.push(third);
                        self.at += 1;
                        return self.octal(&digits, start).map(|char| Node::Char(char, fold(flags)));
                    }
                }
                let group = digits.parse().unwrap_or(usize::MAX);
                if group > self.groups {
                    return wrong(format!("invalid group reference {group}"), start + 1);
                }
                return self.reference(group, start, flags);
            }
            _ => {}
        }
        if let Some(kind) = kind(char) {
            return Ok(Node::Set(Set {
                negative: false,
                ranges: Vec::new(),
                kinds: vec![kind],
                ascii,
                fold: Fold::Exact,
            }));
        }
        self.escaped_char(char, start).map(|char| Node::Char(char, fold(flags)))
    }

    fn octal(&mut self, digits: &str, start: usize) -> Parse<char> {
        match u32::from_str_radix(digits, 8) {
            Ok(code) if code <= 0o377 => Ok(char::from_u32(code).unwrap_or_default()),
            _ => wrong(format!("octal escape value \\{digits} outside of range 0-0o377"), start),
        }
    }

    /// The character that an escape is, in and outside of sets.
    fn escaped_char(&mut self, char: char, start: usize) -> Parse<char> {
        let width = match char {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'a' => return Ok('\x07'),
            'f' => return Ok('\x0c'),
            'n' => return Ok('\n'),
            'r' => return Ok('\r'),
            't' => return Ok('\t'),
            'v' => return Ok('\x0b'),
            '0' => {
                let mut digits = String::from("0");
                while digits.len() < 3
                    && let Some(next) = self.peek().filter(|next| matches!(next, '0'..='7'))
                {
                    digits.push(next);
                    self.at += 1;
                }
                return self.octal(&digits, start);
            }
            char if char.is_ascii_alphabetic() => return wrong(format!("bad escape \\{char}"), start),
            char => return Ok(char),
        };
        let from = self.at;
        while self.at < from + width && self.peek().is_some_and(|digit| digit.is_ascii_hexdigit()) {
            self.at += 1;
        }
        let digits: String = self.chars[from..self.at].iter().collect();
        if digits.len() < width {
            return wrong(format!("incomplete escape \\{char}{digits}"), start);
        }
        match u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32) {
            Some(char) => Ok(char),
            None => wrong(format!("bad escape \\{char}{digits}"), start),
        }
    }

    fn set(&mut self, start: usize, flags: i64) -> Parse<Node> {
        let ascii = flags & ASCII != 0;
        let mut set =
            Set { negative: self.take('^'), ranges: Vec::new(), kinds: Vec::new(), ascii, fold: fold(flags) };
        let first = self.at;
        loop {
            let here = self.at;
            let Some(low) = self.set_item(start)? else { return wrong("unterminated character set", start) };
            if low == SetItem::Close && here != first {
                break;
            }
            let low = if low == SetItem::Close { SetItem::Char(']') } else { low };
            if !self.take('-') {
                add_item(&mut set, low);
                continue;
            }
            let Some(high) = self.set_item(start)? else { return wrong("unterminated character set", start) };
            if high == SetItem::Close {
                add_item(&mut set, low);
                set.ranges.push(('-', '-'));
                break;
            }
            let shown: String = self.chars[here..self.at].iter().collect();
            match (low, high) {
                (SetItem::Char(low), SetItem::Char(high)) if low <= high => set.ranges.push((low, high)),
                _ => return wrong(format!("bad character range {shown}"), here),
            }
        }
        Ok(Node::Set(set))
    }

    /// An item of a set; nothing at the end of the pattern.
    fn set_item(&mut self, start: usize) -> Parse<Option<SetItem>> {
        let here = self.at;
        Ok(Some(match self.next() {
            None => return Ok(None),
            Some(']') => SetItem::Close,
            Some('\\') => match self.next() {
                None => return wrong("bad escape (end of pattern)", here.max(start)),
                Some('b') => SetItem::Char('\x08'),
                Some(char @ '1'..='9') => {
                    let mut digits = char.to_string();
                    while digits.len() < 3
                        && let Some(next) = self.peek().filter(|next| matches!(next, '0'..='7'))
                    {
                        digits.push(next);
                        self.at += 1;
                    }
                    if digits.chars().any(|digit| digit > '7') || digits.len() < 2 {
                        return wrong(format!("bad escape \\{digits}"), here);
                    }
                    SetItem::Char(self.octal(&digits, here)?)
                }
                Some(char) => match kind(char) {
                    Some((kind, negative)) => SetItem::Kind(kind, negative),
                    None => SetItem::Char(self.escaped_char(char, here)?),
                },
            },
            Some(char) => SetItem::Char(char),
        }))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SetItem {
    Char(char),
    Kind(Kind, bool),
    Close,
}

fn add_item(set: &mut Set, item: SetItem) {
    match item {
        SetItem::Char(char) => set.ranges.push((char, char)),
        SetItem::Kind(kind, negative) => set.kinds.push((kind, negative)),
        SetItem::Close => {}
    }
}

fn is_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|char| char == '_' || char.is_alphanumeric())
}

fn fold(flags: i64) -> Fold {
    match (flags & IGNORE_CASE != 0, flags & ASCII != 0) {
        (false, _) => Fold::Exact,
        (_, true) => Fold::Ascii,
        _ => Fold::Unicode,
    }
}

/// The class of characters of an escape, and whether its opposite is meant.
fn kind(char: char) -> Option<(Kind, bool)> {
    let kind = match char.to_ascii_lowercase() {
        'd' => Kind::Digit,
        's' => Kind::Space,
        'w' => Kind::Word,
        _ => return None,
    };
    Some((kind, char.is_ascii_uppercase()))
}

fn flag(char: char) -> Option<i64> {
    Some(match char {
        'i' => IGNORE_CASE,
        'L' => LOCALE,
        'm' => MULTILINE,
        's' => DOT_ALL,
        'x' => VERBOSE,
        'a' => ASCII,
        'u' => UNICODE,
        _ => return None,
    })
}

/// The flags of a group.
fn scoped(flags: i64, add: i64, remove: i64) -> i64 {
    let kind = if add & (ASCII | UNICODE) != 0 { ASCII | UNICODE } else { 0 };
    (flags & !kind | add) & !remove
}
