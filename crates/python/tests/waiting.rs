//! A program that calls `input` can be left and entered again.

use std::cell::RefCell;
use std::rc::Rc;

use pupil_python::{Answer, Files, Host, Outcome, Stream, Vm};

/// A host whose lines come later.
struct Later {
    printed: Rc<RefCell<String>>,
    files: RefCell<Files>,
}

impl Host for Later {
    fn write(&mut self, _: Stream, text: &str) {
        self.printed.borrow_mut().push_str(text);
    }

    fn input(&mut self, prompt: &str) -> Option<String> {
        self.printed.borrow_mut().push_str(prompt);
        None
    }

    fn answers_later(&self) -> bool {
        true
    }

    fn files(&self) -> Option<&RefCell<Files>> {
        Some(&self.files)
    }

    fn time(&mut self) -> f64 {
        0.0
    }

    fn sleep(&mut self, _seconds: f64) {}
}

/// Runs a program with these answers; gives what it prints, with the last line of its traceback.
fn run(program: &str, answers: Vec<Answer>) -> String {
    let printed: Rc<RefCell<String>> = Rc::default();
    let mut vm = Vm::new(Box::new(Later { printed: printed.clone(), files: RefCell::default() }));
    let globals = vm.new_globals("__main__");
    let mut outcome = vm.run_source("cell", program, &globals, false);
    for answer in answers {
        assert!(matches!(outcome, Outcome::Waits), "{program}\ndoes not wait");
        outcome = vm.answer(answer);
    }
    match outcome {
        Outcome::Done(_) => {}
        Outcome::Failed(_, traceback) => {
            printed.borrow_mut().push_str(traceback.lines().last().unwrap_or_default());
        }
        Outcome::Waits => printed.borrow_mut().push_str("(waits)"),
        Outcome::Exit(_) => printed.borrow_mut().push_str("(exits)"),
    }
    // The interpreter goes on.
    assert!(matches!(vm.run_source("cell", "x = 1 + 1", &globals, false), Outcome::Done(_)));
    printed.take()
}

fn line(text: &str) -> Answer {
    Answer::Line(text.into())
}

#[test]
fn a_program_goes_on_with_the_line() {
    assert_eq!(run("x = input('a? ')\nprint(x * 2)", vec![line("12")]), "a? 1212\n");
    assert_eq!(run("print(int(input()) + int(input()))", vec![line("3"), line("4")]), "7\n");
    let function =
        "def ask(n):\n    for i in range(n):\n        yield_ = input(f'{i}:')\n        print(yield_)\nask(2)";
    assert_eq!(run(function, vec![line("a"), line("b")]), "0:a\n1:b\n");
    let block = "try:\n    with open('x', 'w') as f:\n        f.write(input())\nfinally:\n    print('end')\nprint(open('x').read())";
    assert_eq!(run(block, vec![line("text")]), "end\ntext\n");
    assert_eq!(
        run("class A:\n    def __init__(self):\n        self.x = input()\nprint(A().x)", vec![line("y")]),
        "y\n"
    );
    assert_eq!(run("print(*[input() for _ in range(2)])", vec![line("y"), line("z")]), "y z\n");
}

#[test]
fn a_program_without_a_line_gets_an_exception() {
    assert_eq!(run("input('? ')", vec![Answer::End]), "? EOFError: EOF when reading a line");
    assert_eq!(run("input()", vec![Answer::Interrupt]), "KeyboardInterrupt");
    let caught = "try:\n    input()\nexcept EOFError as error:\n    print(error)";
    assert_eq!(run(caught, vec![Answer::End]), "EOF when reading a line\n");
}

#[test]
fn a_program_cannot_wait_within_functions_that_rust_runs() {
    for program in
        ["sorted([2, 1], key=lambda x: input())", "list(map(input, 'a'))", "list(input() for _ in '1')"]
    {
        let printed = run(program, vec![]);
        assert!(
            printed.starts_with("RuntimeError: input() cannot wait inside a function"),
            "{program}: {printed}"
        );
    }
}
