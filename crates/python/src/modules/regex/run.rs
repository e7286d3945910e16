//! Matches are looked for: instructions with a stack of what to try if one fails. The host is asked now and then, so
//! that a search that takes for ever can be stopped.

use super::part::{At, ENDLESS, Fold, Kind};
use super::program::{Op, Program};
use crate::vm::{R, Vm};

/// What a search looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A match anywhere from the start on.
    Search,
    /// A match at the start.
    Match,
    /// A match of all.
    Whole,
    /// A match anywhere, but no empty one at the start.
    SearchOn,
}

/// The value of a slot that has none.
pub const NOWHERE: usize = usize::MAX;

/// Instructions between two questions to the host.
const STEPS: u32 = 20_000;

/// What to do when an instruction fails.
#[derive(Clone, Copy)]
enum Retry {
    /// Go on there.
    Branch { op: usize, at: usize },
    /// Give a character back, down to `low`.
    Less { op: usize, low: usize, at: usize },
    /// Take another character, up to `left` more.
    More { op: usize, left: u32, at: usize },
    /// Give a slot its old value.
    Restore { slot: usize, old: usize },
}

/// The character at a byte.
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(*byte)),
        _ => text[at..].chars().next(),
    }
}

/// The byte before a place at which a character begins.
fn step_back(text: &str, at: usize) -> usize {
    let mut before = at - 1;
    while !text.is_char_boundary(before) {
        before -= 1;
    }
    before
}

fn is_border(text: &str, at: usize, ascii: bool) -> bool {
    let before = text[..at].chars().next_back().is_some_and(|char| Kind::Word.has(char, ascii));
    let after = char_at(text, at).is_some_and(|char| Kind::Word.has(char, ascii));
    before != after
}

fn holds(place: At, text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match place {
        At::Start => at == 0,
        At::LineStart => at == 0 || bytes[at - 1] == b'\n',
        At::End => at == bytes.len() || at + 1 == bytes.len() && bytes[at] == b'\n',
        At::LineEnd => at == bytes.len() || bytes[at] == b'\n',
        At::VeryEnd => at == bytes.len(),
        At::Border(ascii) => is_border(text, at, ascii),
        At::NoBorder(ascii) => !is_border(text, at, ascii),
    }
}

/// A search in a text.
struct Run<'a> {
    program: &'a Program,
    text: &'a str,
    slots: Vec<usize>,
    retries: Vec<Retry>,
    steps: u32,
}

impl Program {
    /// The slots of the groups of a match in a text.
    pub fn find(&self, vm: &mut Vm, text: &str, from: usize, mode: Mode) -> R<Option<Vec<usize>>> {
        let mut run =
            Run { program: self, text, slots: vec![NOWHERE; self.slots], retries: Vec::new(), steps: 0 };
        let mut start = from;
        loop {
            if matches!(mode, Mode::Search | Mode::SearchOn) && !self.prefix.is_empty() {
                match text[start..].find(&self.prefix) {
                    Some(found) => start += found,
                    None => return Ok(None),
                }
            }
            let not_empty = mode == Mode::SearchOn && start == from;
            if run.matches(vm, start, mode == Mode::Whole, not_empty)? {
                run.slots.truncate(self.group_slots);
                return Ok(Some(run.slots));
            }
            if matches!(mode, Mode::Match | Mode::Whole) {
                return Ok(None);
            }
            match char_at(text, start) {
                Some(char) => start += char.len_utf8(),
                None => return Ok(None),
            }
        }
    }
}

impl Run<'_> {
    fn set(&mut self, slot: u32, value: usize) {
        let slot = slot as usize;
        self.retries.push(Retry::Restore { slot, old: self.slots[slot] });
        self.slots[slot] = value;
    }

    /// Drops what could be tried since the stack had this height. Slots are still restored later.
    fn forget(&mut self, height: usize) {
        let mut kept = height;
        for at in height..self.retries.len() {
            if matches!(self.retries[at], Retry::Restore { .. }) {
                self.retries[kept] = self.retries[at];
                kept += 1;
            }
        }
        self.retries.truncate(kept);
    }

    /// Undoes everything since the stack had this height.
    fn unwind(&mut self, height: usize) {
        while self.retries.len() > height {
            if let Some(Retry::Restore { slot, old }) = self.retries.pop() {
                self.slots[slot] = old;
            }
        }
    }

    /// The place after a character that the instruction takes.
    fn one(&self, op: usize, at: usize) -> Option<usize> {
        let char = char_at(self.text, at)?;
        let fits = match self.program.ops[op] {
            Op::Char(wanted) => char == wanted,
            Op::Folded(wanted, fold) => fold.of(char) == wanted,
            Op::Any(all) => all || char != '\n',
            Op::Set(set) => self.program.sets[set as usize].has(char),
            _ => false,
        };
        fits.then(|| at + char.len_utf8())
    }

    /// The place `count` characters before another.
    fn behind(&self, at: usize, count: u32) -> Option<usize> {
        let mut place = at;
        for _ in 0..count {
            place = if place == 0 { return None } else { step_back(self.text, place) };
        }
        Some(place)
    }

    /// The place after what a group has matched.
    fn reference(&self, group: u32, fold: Fold, at: usize) -> Option<usize> {
        let (start, end) = (self.slots[2 * group as usize], self.slots[2 * group as usize + 1]);
        if start == NOWHERE || end == NOWHERE {
            return None;
        }
        let mut place = at;
        for wanted in self.text[start..end].chars() {
            let char = char_at(self.text, place)?;
            if fold.of(char) != fold.of(wanted) {
                return None;
            }
            place += char.len_utf8();
        }
        Some(place)
    }

    /// True if there is a match at a place; its groups are in the slots.
    fn matches(&mut self, vm: &mut Vm, start: usize, whole: bool, not_empty: bool) -> R<bool> {
        self.slots.fill(NOWHERE);
        self.retries.clear();
        let (mut op, mut at) = (0, start);
        loop {
            self.steps += 1;
            if self.steps >= STEPS {
                self.steps = 0;
                vm.check()?;
                vm.reserve(self.retries.len() * size_of::<Retry>())?;
            }
            // The next instruction and place, or nothing if this one fails.
            let next = match self.program.ops[op] {
                Op::Char(_) | Op::Folded(..) | Op::Any(_) | Op::Set(_) => {
                    self.one(op, at).map(|after| (op + 1, after))
                }
                Op::Many { low, high, lazy } => self.many(op, at, (low, high), lazy),
                Op::Split(first, second) => {
                    self.retries.push(Retry::Branch { op: second as usize, at });
                    Some((first as usize, at))
                }
                Op::Jump(target) => Some((target as usize, at)),
                Op::Save(slot) => {
                    self.set(slot, at);
                    Some((op + 1, at))
                }
                Op::LoopBegin(slot) => {
                    self.set(slot, 0);
                    self.set(slot + 1, NOWHERE);
                    Some((op + 1, at))
                }
                Op::Loop { slot, low, high, lazy, end } => {
                    let (count, began) = (self.slots[slot as usize], self.slots[slot as usize + 1]);
                    if count < low as usize && began != at {
                        Some((op + 1, at))
                    } else if began == at || count >= high as usize {
                        // An empty round is the last.
                        Some((end as usize, at))
                    } else if lazy {
                        self.retries.push(Retry::Branch { op: op + 1, at });
                        Some((end as usize, at))
                    } else {
                        self.retries.push(Retry::Branch { op: end as usize, at });
                        Some((op + 1, at))
                    }
                }
                Op::LoopEnter(slot) => {
                    self.set(slot, self.slots[slot as usize] + 1);
                    self.set(slot + 1, at);
                    Some((op + 1, at))
                }
                Op::At(place) => holds(place, self.text, at).then_some((op + 1, at)),
                Op::Reference(group, fold) => self.reference(group, fold, at).map(|after| (op + 1, after)),
                Op::LookBegin { slot, behind } => {
                    self.set(slot, at);
                    self.set(slot + 1, self.retries.len() + 1);
                    self.behind(at, behind).map(|place| (op + 1, place))
                }
                Op::LookEnd(slot) => {
                    self.forget(self.slots[slot as usize + 1]);
                    Some((op + 1, self.slots[slot as usize]))
                }
                Op::RefuseBegin { slot, behind, end } => match self.behind(at, behind) {
                    Some(place) => {
                        self.set(slot + 1, self.retries.len() + 1);
                        self.retries.push(Retry::Branch { op: end as usize, at });
                        Some((op + 1, place))
                    }
                    None => Some((end as usize, at)),
                },
                Op::RefuseEnd(slot) => {
                    self.unwind(self.slots[slot as usize + 1]);
                    None
                }
                Op::AtomicBegin(slot) => {
                    self.set(slot, self.retries.len() + 1);
                    Some((op + 1, at))
                }
                Op::AtomicEnd(slot) => {
                    self.forget(self.slots[slot as usize]);
                    Some((op + 1, at))
                }
                Op::Condition(group, otherwise) => {
                    let matched = self.slots.get(2 * group as usize + 1).is_some_and(|end| *end != NOWHERE);
                    Some((
                        if matched && (2 * group as usize) < self.program.group_slots {
                            op + 1
                        } else {
                            otherwise as usize
                        },
                        at,
                    ))
                }
                Op::Accept => {
                    if !(whole && at < self.text.len() || not_empty && at == start) {
                        (self.slots[0], self.slots[1]) = (start, at);
                        return Ok(true);
                    }
                    None
                }
            };
            match next.or_else(|| self.retry()) {
                Some(place) => (op, at) = place,
                None => return Ok(false),
            }
        }
    }

    /// Repeats the next instruction, which takes one character.
    fn many(
        &mut self,
        op: usize,
        start: usize,
        (low, high): (u32, u32),
        lazy: bool,
    ) -> Option<(usize, usize)> {
        let mut at = start;
        for _ in 0..low {
            at = self.one(op + 1, at)?;
        }
        let mut left = if high == ENDLESS { high } else { high - low };
        if lazy {
            self.retries.push(Retry::More { op, left, at });
            return Some((op + 2, at));
        }
        let least = at;
        while left > 0
            && let Some(after) = self.one(op + 1, at)
        {
            at = after;
            left -= 1;
        }
        self.steps += (at - start) as u32 / 8;
        if at > least {
            self.retries.push(Retry::Less { op, low: least, at });
        }
        Some((op + 2, at))
    }

    /// What can be tried next.
    fn retry(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.retries.pop()? {
                Retry::Branch { op, at } => return Some((op, at)),
                Retry::Restore { slot, old } => self.slots[slot] = old,
                Retry::Less { op, low, at } => {
                    let at = step_back(self.text, at);
                    if at > low {
                        self.retries.push(Retry::Less { op, low, at });
                    }
                    return Some((op + 2, at));
                }
                Retry::More { op, left, at } => {
                    if left > 0
                        && let Some(after) = self.one(op + 1, at)
                    {
                        let left = if left == ENDLESS { left } else { left - 1 };
                        self.retries.push(Retry::More { op, left, at: after });
                        return Some((op + 2, after));
                    }
                }
            }
        }
    }
}
