//! From the parts of a regular expression to instructions.

use super::parse::Parsed;
use super::part::{At, ENDLESS, Fold, Greed, Node, Set};

/// An instruction. Numbers are places of instructions, slots or sets.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Char(char),
    /// A character in the form that `Fold` gives.
    Folded(char, Fold),
    Any(bool),
    Set(u32),
    /// Repeats the next instruction, which takes one character.
    Many {
        low: u32,
        high: u32,
        lazy: bool,
    },
    /// Goes on at the first place, and at the second if that fails.
    Split(u32, u32),
    Jump(u32),
    Save(u32),
    /// Begins a loop: the slot counts, the next one has the place where the last round began.
    LoopBegin(u32),
    /// Decides on another round, which begins at the instruction after the next.
    Loop {
        slot: u32,
        low: u32,
        high: u32,
        lazy: bool,
        end: u32,
    },
    /// Begins a round that was put off.
    LoopEnter(u32),
    At(At),
    Reference(u32, Fold),
    /// Begins a look-around: its slot has the place, the next one the height of the stack.
    LookBegin {
        slot: u32,
        behind: u32,
    },
    LookEnd(u32),
    /// As `LookBegin`; goes on at `end` if what is between does not match.
    RefuseBegin {
        slot: u32,
        behind: u32,
        end: u32,
    },
    RefuseEnd(u32),
    AtomicBegin(u32),
    AtomicEnd(u32),
    /// Goes on at the place if the group has not matched.
    Condition(u32, u32),
    Accept,
}

/// A set with the answers for ASCII.
pub struct KnownSet {
    set: Set,
    ascii: u128,
}

impl KnownSet {
    fn new(set: &Set) -> Self {
        let ascii =
            (0..128_u8).filter(|byte| set.has(char::from(*byte))).fold(0, |all, byte| all | 1 << byte);
        Self { set: set.clone(), ascii }
    }

    pub fn has(&self, char: char) -> bool {
        if char.is_ascii() { self.ascii >> (char as u32) & 1 == 1 } else { self.set.has(char) }
    }
}

/// The instructions of an expression.
pub struct Program {
    pub ops: Vec<Op>,
    pub sets: Vec<KnownSet>,
    /// How many slots are those of groups.
    pub group_slots: usize,
    pub slots: usize,
    /// What each match begins with.
    pub prefix: String,
}

impl Program {
    pub fn new(parsed: &Parsed) -> Self {
        let group_slots = 2 * (parsed.groups + 1);
        let mut prefix = String::new();
        add_prefix(&parsed.node, &mut prefix);
        let mut program = Self { ops: Vec::new(), sets: Vec::new(), group_slots, slots: group_slots, prefix };
        program.add(&parsed.node);
        program.ops.push(Op::Accept);
        program
    }

    fn here(&self) -> u32 {
        self.ops.len() as u32
    }

    fn new_slots(&mut self) -> u32 {
        self.slots += 2;
        self.slots as u32 - 2
    }

    fn add(&mut self, node: &Node) {
        match node {
            Node::Char(char, Fold::Exact) => self.ops.push(Op::Char(*char)),
            Node::Char(char, fold) => self.ops.push(Op::Folded(fold.of(*char), *fold)),
            Node::Any(all) => self.ops.push(Op::Any(*all)),
            Node::Set(set) => {
                self.sets.push(KnownSet::new(set));
                self.ops.push(Op::Set(self.sets.len() as u32 - 1));
            }
            Node::Sequence(items) => items.iter().for_each(|item| self.add(item)),
            Node::Choice(items) => {
                let mut jumps = Vec::new();
                for (number, item) in items.iter().enumerate() {
                    if number + 1 == items.len() {
                        self.add(item);
                        break;
                    }
                    let split = self.ops.len();
                    self.ops.push(Op::Split(split as u32 + 1, 0));
                    self.add(item);
                    jumps.push(self.ops.len());
                    self.ops.push(Op::Jump(0));
                    self.ops[split] = Op::Split(split as u32 + 1, self.here());
                }
                for jump in jumps {
                    self.ops[jump] = Op::Jump(self.here());
                }
            }
            Node::Repeat(inner, low, high, Greed::Possessive) => {
                let slot = self.new_slots();
                self.ops.push(Op::AtomicBegin(slot));
                self.repeat(inner, *low, *high, false);
                self.ops.push(Op::AtomicEnd(slot));
            }
            Node::Repeat(inner, low, high, greed) => self.repeat(inner, *low, *high, *greed == Greed::Fewest),
            Node::Group(number, inner) => {
                self.ops.push(Op::Save(2 * *number as u32));
                self.add(inner);
                self.ops.push(Op::Save(2 * *number as u32 + 1));
            }
            Node::Reference(number, fold) => self.ops.push(Op::Reference(*number as u32, *fold)),
            Node::At(at) => self.ops.push(Op::At(*at)),
            Node::Look { behind, negative, inner } => {
                let (slot, behind) = (self.new_slots(), behind.unwrap_or(0) as u32);
                let begin = self.ops.len();
                self.ops.push(Op::LookBegin { slot, behind });
                self.add(inner);
                self.ops.push(if *negative { Op::RefuseEnd(slot) } else { Op::LookEnd(slot) });
                if *negative {
                    self.ops[begin] = Op::RefuseBegin { slot, behind, end: self.here() };
                }
            }
            Node::Atomic(inner) => {
                let slot = self.new_slots();
                self.ops.push(Op::AtomicBegin(slot));
                self.add(inner);
                self.ops.push(Op::AtomicEnd(slot));
            }
            Node::Condition(group, yes, no) => {
                let test = self.ops.len();
                self.ops.push(Op::Condition(*group as u32, 0));
                self.add(yes);
                let jump = self.ops.len();
                self.ops.push(Op::Jump(0));
                self.ops[test] = Op::Condition(*group as u32, self.here());
                self.add(no);
                self.ops[jump] = Op::Jump(self.here());
            }
        }
    }

    fn repeat(&mut self, inner: &Node, low: u32, high: u32, lazy: bool) {
        match inner {
            Node::Char(..) | Node::Any(_) | Node::Set(_) => {
                self.ops.push(Op::Many { low, high, lazy });
                self.add(inner);
            }
            _ if (low, high) == (0, 1) => {
                let split = self.ops.len();
                self.ops.push(Op::Jump(0));
                self.add(inner);
                let (body, end) = (split as u32 + 1, self.here());
                self.ops[split] = if lazy { Op::Split(end, body) } else { Op::Split(body, end) };
            }
            _ => {
                let slot = self.new_slots();
                self.ops.push(Op::LoopBegin(slot));
                let head = self.ops.len();
                self.ops.push(Op::Loop { slot, low, high, lazy, end: 0 });
                self.ops.push(Op::LoopEnter(slot));
                self.add(inner);
                self.ops.push(Op::Jump(head as u32));
                self.ops[head] = Op::Loop { slot, low, high, lazy, end: self.here() };
            }
        }
    }
}

/// Adds the characters with which each match begins; true if the whole part is such characters.
fn add_prefix(node: &Node, prefix: &mut String) -> bool {
    match node {
        Node::Char(char, Fold::Exact) => {
            prefix.push(*char);
            true
        }
        Node::Sequence(items) => items.iter().all(|item| add_prefix(item, prefix)),
        Node::Group(_, inner) => add_prefix(inner, prefix),
        Node::Choice(items) if items.len() == 1 => add_prefix(&items[0], prefix),
        Node::Repeat(inner, low, high, _) if *low > 0 => {
            let whole = add_prefix(inner, prefix);
            whole && *low == 1 && *high != ENDLESS && *high == 1
        }
        _ => false,
    }
}
