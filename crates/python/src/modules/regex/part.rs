//! The parts of a regular expression.

/// As many repetitions as fit.
pub const ENDLESS: u32 = u32::MAX;

/// A part of an expression.
#[derive(Clone, Debug)]
pub enum Node {
    Char(char, Fold),
    /// `.`; true if it is also a line's end.
    Any(bool),
    Set(Set),
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Repeat(Box<Node>, u32, u32, Greed),
    Group(usize, Box<Node>),
    /// What a group has matched.
    Reference(usize, Fold),
    At(At),
    /// `behind` is the width of a look-behind.
    Look {
        behind: Option<usize>,
        negative: bool,
        inner: Box<Node>,
    },
    Atomic(Box<Node>),
    /// The second part if a group has matched, else the third.
    Condition(usize, Box<Node>, Box<Node>),
}

/// Whether the case of letters matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    Exact,
    Ascii,
    Unicode,
}

impl Fold {
    /// The character in the form in which it is compared.
    pub fn of(self, char: char) -> char {
        match self {
            Fold::Exact => char,
            Fold::Ascii => char.to_ascii_lowercase(),
            Fold::Unicode if char.is_ascii() => char.to_ascii_lowercase(),
            Fold::Unicode => {
                let mut lower = char.to_lowercase();
                match (lower.next(), lower.next()) {
                    (Some(single), None) => single,
                    _ => char,
                }
            }
        }
    }
}

/// How a repetition chooses its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greed {
    Most,
    Fewest,
    /// The most, without giving any back.
    Possessive,
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Start,
    LineStart,
    /// The end, or before the line's end at the end.
    End,
    LineEnd,
    /// The very end.
    VeryEnd,
    /// A word's border; true for ASCII's words.
    Border(bool),
    NoBorder(bool),
}

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Digit,
    Space,
    Word,
}

impl Kind {
    pub fn has(self, char: char, ascii: bool) -> bool {
        match self {
            Kind::Digit if ascii => char.is_ascii_digit(),
            Kind::Digit => crate::unicode::decimal(char).is_some(),
            Kind::Space if ascii => matches!(char, ' ' | '\t'..='\r'),
            Kind::Space => crate::unicode::is_space(char),
            Kind::Word if ascii || char.is_ascii() => char.is_ascii_alphanumeric() || char == '_',
            Kind::Word => crate::unicode::is_alnum(char),
        }
    }
}

/// `[...]`, or a class such as `\d`.
#[derive(Clone, Debug)]
pub struct Set {
    pub negative: bool,
    pub ranges: Vec<(char, char)>,
    /// Classes, and whether their opposites are meant.
    pub kinds: Vec<(Kind, bool)>,
    pub ascii: bool,
    pub fold: Fold,
}

impl Set {
    pub fn has(&self, char: char) -> bool {
        let found = self.has_exactly(char) || self.fold != Fold::Exact && self.has_other_case(char);
        found != self.negative
    }

    fn has_exactly(&self, char: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&char))
            || self.kinds.iter().any(|(kind, negative)| kind.has(char, self.ascii) != *negative)
    }

    fn has_other_case(&self, char: char) -> bool {
        if self.fold == Fold::Ascii {
            return self.has_exactly(char.to_ascii_lowercase())
                || self.has_exactly(char.to_ascii_uppercase());
        }
        let mut upper = char.to_uppercase();
        let upper = upper.next().filter(|_| upper.next().is_none());
        self.has_exactly(self.fold.of(char)) || upper.is_some_and(|upper| self.has_exactly(upper))
    }
}

/// The least and the largest number of characters that a part matches.
pub fn width(node: &Node) -> (usize, usize) {
    match node {
        Node::Char(..) | Node::Any(_) | Node::Set(_) => (1, 1),
        Node::Sequence(items) => items.iter().map(width).fold((0, 0), |sum, item| {
            (usize::saturating_add(sum.0, item.0), usize::saturating_add(sum.1, item.1))
        }),
        Node::Choice(items) => {
            let widths = items.iter().map(width);
            widths.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0, 0))
        }
        Node::Repeat(inner, low, high, _) => {
            let (least, most) = width(inner);
            let most =
                if *high == ENDLESS && most > 0 { usize::MAX } else { most.saturating_mul(*high as usize) };
            (least.saturating_mul(*low as usize), most)
        }
        Node::Group(_, inner) | Node::Atomic(inner) => width(inner),
        Node::Reference(..) => (0, usize::MAX),
        Node::At(_) | Node::Look { .. } => (0, 0),
        Node::Condition(_, yes, no) => {
            let (a, b) = (width(yes), width(no));
            (a.0.min(b.0), a.1.max(b.1))
        }
    }
}
