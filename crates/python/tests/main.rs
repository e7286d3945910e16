//! The interpreter against CPython, and against bad programs.

mod common;
mod hostile;
mod programs;
mod waiting;
