//! A program that waits for a line, so that the host can go on meanwhile.

use std::rc::Rc;

use super::run::Ran;
use super::{Outcome, R, Raise, Vm};
use crate::object::Value;

/// What a program that waits is given.
pub enum Answer {
    /// The line, without its end.
    Line(String),
    /// There is no line: `input` raises `EOFError`.
    End,
    /// The program is to be stopped.
    Interrupt,
}

impl Vm {
    /// True if the host gives a line later, and the program can wait for it. It can where `input` is called by Python
    /// code that no function in Rust runs: such a function cannot be left and entered again.
    pub(crate) fn waits_for_line(&mut self) -> R<bool> {
        if !self.host.answers_later() {
            return Ok(false);
        }
        if self.native_calls > 1 || self.depth > 1 {
            return Err(self.error(
                &self.types.runtime_error.clone(),
                "input() cannot wait inside a function that Python itself calls, such as the key of sorted(), a \
                 generator, or an argument of map(): read the line before",
            ));
        }
        Ok(true)
    }

    /// Leaves the program, with all its functions as they are.
    pub(crate) fn wait(&mut self) -> Raise {
        let raise = self.error(&self.types.runtime_error.clone(), "the program waits for a line");
        self.waiting = Some(raise.clone());
        raise
    }

    /// True if this is no exception, but a program that waits.
    pub(super) fn is_wait(&self, raise: &Raise) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| Rc::ptr_eq(&waiting.0, &raise.0))
    }

    /// Goes on with a program that waits.
    pub fn answer(&mut self, answer: Answer) -> Outcome {
        if self.waiting.take().is_none() {
            return Outcome::Done(Value::None);
        }
        let raise = match answer {
            Answer::Line(line) => {
                self.stack.push(Value::str(line));
                None
            }
            Answer::End => Some(self.error(&self.types.eof_error.clone(), "EOF when reading a line")),
            Answer::Interrupt => Some(self.error(&self.types.keyboard_interrupt.clone(), "")),
        };
        let ended = match self.run_from(0, raise) {
            Ok(Ran::Returned(value) | Ran::Yielded(value)) => Ok(value),
            Err(raise) => Err(raise),
        };
        self.outcome(ended)
    }
}
