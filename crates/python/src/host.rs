//! What the interpreter asks of the program around it.

/// Where a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// `sys.stdout`.
    Out,
    /// `sys.stderr`.
    Error,
}

/// The program around the interpreter.
pub trait Host {
    /// Takes what the program prints.
    fn write(&mut self, stream: Stream, text: &str);

    /// A line that the user types, without its end; nothing if there is none. `prompt` was not printed yet.
    fn input(&mut self, _prompt: &str) -> Option<String> {
        None
    }

    /// True if the program is to be stopped. It is asked every few thousand instructions.
    fn interrupted(&mut self) -> bool {
        false
    }

    /// The source of a module with its name in tracebacks, and whether it is a package.
    fn module(&mut self, _name: &str) -> Option<(String, String, bool)> {
        None
    }

    /// Seconds since 1970.
    fn time(&mut self) -> f64;

    /// Waits.
    fn sleep(&mut self, seconds: f64);

    /// The bytes in use that count for the limit of memory.
    fn memory(&mut self) -> usize {
        0
    }

    /// A file's bytes, or the reason why it cannot be read: `None` if it does not exist.
    fn read_file(&mut self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    /// Writes a file; false if it cannot be written.
    fn write_file(&mut self, _path: &str, _bytes: &[u8]) -> bool {
        false
    }

    /// The names in a folder; nothing if it is none.
    fn list_folder(&mut self, _path: &str) -> Option<Vec<String>> {
        None
    }

    /// Removes a file; false if it does not exist.
    fn remove_file(&mut self, _path: &str) -> bool {
        false
    }
}
