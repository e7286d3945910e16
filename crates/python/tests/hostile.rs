//! Programs that try to exhaust the machine's stack, its memory or its time end in a Python exception.

mod common;

use std::time::Duration;

/// What a thread of a browser's worker has at most.
const STACK: usize = 2 << 20;

/// Runs a program; its traceback must end with a line that begins with `expected`.
fn ends_in(expected: &str, program: &str) {
    let printed = common::output_in_stack("hostile.py", program, STACK, Duration::from_secs(5));
    let last = printed.lines().last().unwrap_or_default();
    assert!(last.starts_with(expected), "{program}\nended in {last:?}, not in {expected:?}");
}

#[test]
fn a_function_that_calls_itself() {
    ends_in("RecursionError: maximum recursion depth exceeded", "def f(): f()\nf()");
    ends_in("RecursionError", "import sys\nsys.setrecursionlimit(10**6)\ndef f(): f()\nf()");
    ends_in("RecursionError", "f = lambda n: [f(n) for _ in range(1)]\nf(1)");
    ends_in("RecursionError", "def f(): yield from f()\nlist(f())");
    ends_in("RecursionError", "def f():\n    with open(f()) as x: pass\nf()");
    ends_in("RecursionError", "import functools\n@functools.lru_cache\ndef f(n): return f(n + 1)\nf(0)");
    ends_in("RecursionError", "def f(x): return sorted([2, 1], key=f)\nf(0)");
    ends_in("RecursionError", "def f(x): return list(map(f, [x]))\nf(0)");
    ends_in("RecursionError", "def f(x): return max([1, 2], key=f)\nf(0)");
    ends_in("RecursionError", "def f(m): return re.sub('a', f, 'a')\nimport re\nf(0)");
    ends_in("RecursionError", "def f(): exec('f()')\nf()");
    ends_in("RecursionError", "def f(): eval('f()')\nf()");
    ends_in("RecursionError", "def f(): return type('X', (), {})() + f()\nf()");
}

#[test]
fn special_methods_that_call_themselves() {
    let class = |method: &str, action: &str| format!("class A:\n    {method}\na = A()\n{action}\n");
    for (method, action) in [
        ("def __repr__(self): return repr(self)", "repr(a)"),
        ("def __repr__(self): return f'{self!r}'", "print(a)"),
        ("def __str__(self): return str(self)", "str(a)"),
        ("def __format__(self, spec): return format(self, spec)", "f'{a}'"),
        ("def __eq__(self, other): return self == other", "a == 1"),
        ("def __lt__(self, other): return self < other", "sorted([a, a])"),
        ("def __hash__(self): return hash(self)", "{a: 1}"),
        ("def __bool__(self): return bool(self)", "not a"),
        ("def __len__(self): return len(self)", "len(a)"),
        ("def __getattr__(self, name): return getattr(self, name)", "a.x"),
        ("def __getattr__(self, name): return self.other", "a.x"),
        ("def __getattribute__(self, name): return self.x", "a.x"),
        ("def __setattr__(self, name, value): self.x = value", "a.x = 1"),
        ("def __delattr__(self, name): del self.x", "del a.x"),
        ("def __getitem__(self, key): return self[key]", "a[0]"),
        ("def __setitem__(self, key, value): self[key] = value", "a[0] = 1"),
        ("def __contains__(self, key): return key in self", "1 in a"),
        ("def __iter__(self): return iter(self)", "list(a)"),
        ("def __call__(self): return self()", "a()"),
        ("def __add__(self, other): return self + other", "a + 1"),
        ("def __radd__(self, other): return other + self", "1 + a"),
        ("def __iadd__(self, other):\n        self += other\n        return self", "a += 1"),
        ("def __neg__(self): return -self", "-a"),
        ("def __index__(self): return [1][self]", "[1][a]"),
        ("def __float__(self): return float(self)", "float(a)"),
        ("def __int__(self): return int(self)", "int(a)"),
        ("def __enter__(self):\n        with self: pass\n    def __exit__(self, *e): pass", "with a: pass"),
        ("def __init__(self): A()", "A()"),
        ("def __new__(cls): return cls()", "A()"),
        ("def __get__(self, *a): return B().x", "B = type('B', (), {'x': a})\nB().x"),
        ("def __round__(self): return round(self)", "round(a)"),
        ("def __abs__(self): return abs(self)", "abs(a)"),
        ("def __dir__(self): return dir(self)", "dir(a)"),
        ("def __divmod__(self, b): return divmod(self, b)", "divmod(a, 1)"),
        ("def __bytes__(self): return bytes(self)", "bytes(a)"),
        ("def __next__(self): return next(self)\n    def __iter__(self): return self", "next(a)"),
        ("x = property(lambda self: self.x)", "a.x"),
    ] {
        ends_in("RecursionError", &class(method, action));
    }
    ends_in(
        "RecursionError",
        "class M(type):\n    def __instancecheck__(cls, x): return isinstance(x, cls)\nclass A(metaclass=M): pass\nisinstance(1, A)",
    );
    ends_in(
        "RecursionError",
        "class M(type):\n    def __call__(cls): return cls()\nclass A(metaclass=M): pass\nA()",
    );
    ends_in(
        "RecursionError",
        "class M(type):\n    def __repr__(cls): return repr(cls)\nclass A(metaclass=M): pass\nprint(A)",
    );
    ends_in("RecursionError", "class A(Exception):\n    def __str__(self): return str(self)\nstr(A())");
}

#[test]
fn deep_data() {
    let nested = |open: &str, step: &str, action: &str| {
        format!("x = {open}\nfor _ in range(100_000):\n    x = {step}\n{action}\n")
    };
    for (open, step) in [("[]", "[x]"), ("()", "(x,)"), ("{}", "{1: x}"), ("frozenset()", "frozenset([x])")] {
        ends_in("done", &nested(open, step, "del x\nprint('done')"));
    }
    for (open, step) in [("[]", "[x]"), ("()", "(x,)"), ("{}", "{1: x}")] {
        ends_in("RecursionError", &nested(open, step, "repr(x)"));
        let twice = format!(
            "def make():\n    x = {open}\n    for _ in range(100_000):\n        x = {step}\n    return x\n"
        );
        ends_in("RecursionError", &format!("{twice}make() == make()"));
    }
    ends_in("RecursionError", &nested("()", "(x,)", "hash(x)"));
    ends_in("RecursionError", &nested("()", "(x,)", "{x: 1}"));
    ends_in("RecursionError", &nested("()", "(x,)", "isinstance(1, x)"));
    ends_in("RecursionError", &nested("()", "(x,)", "issubclass(int, x)"));
    ends_in(
        "RecursionError",
        &nested("()", "(x,)", "'a'.startswith(x)").replace("'a'.startswith(x)", "try: 1/0\nexcept x: pass"),
    );
    ends_in("RecursionError", &nested("[]", "[x]", "import copy; copy.deepcopy(x)"));
    ends_in("RecursionError", &nested("[]", "[x]", "import json; json.dumps(x)"));
    ends_in("RecursionError", &nested("[]", "[x]", "import pprint; pprint.pprint(x)"));
    ends_in("RecursionError", "import json\njson.loads('[' * 100_000)");
    ends_in(
        "done",
        "class A: pass\nx = None\nfor _ in range(200_000):\n    a = A()\n    a.next = x\n    x = a\ndel x, a\nprint('done')",
    );
    ends_in("done", "x = iter([])\nfor _ in range(100_000):\n    x = iter([x])\ndel x\nprint('done')");
    ends_in("done", "x = None\nfor _ in range(100_000):\n    x = lambda x=x: x\ndel x\nprint('done')");
    ends_in(
        "done",
        "def f(x):\n    return lambda: x\nx = None\nfor _ in range(100_000):\n    x = f(x)\ndel x\nprint('done')",
    );
    ends_in(
        "done",
        "def g(x): yield x\nx = None\nfor _ in range(100_000):\n    x = g(x)\ndel x\nprint('done')",
    );
    ends_in(
        "done",
        "def g(x):\n    yield 1\n    yield x\nx = None\nfor _ in range(50_000):\n    x = g(x)\n    next(x)\ndel x\nprint('done')",
    );
    ends_in(
        "done",
        "x = None\nfor _ in range(100_000):\n    e = ValueError()\n    e.__context__ = x\n    x = e\ndel x, e\nprint('done')",
    );
    ends_in("done", "x = 'a'.join\nfor _ in range(100_000):\n    x = x.__call__\ndel x\nprint('done')");
    ends_in(
        "done",
        "from functools import partial\nx = int\nfor _ in range(100_000):\n    x = partial(print, x)\ndel x\nprint('done')",
    );
    ends_in("done", "x = slice(None)\nfor _ in range(100_000):\n    x = slice(x)\ndel x\nprint('done')");
    ends_in("done", "x = 0\nfor _ in range(100_000):\n    x = property(x)\ndel x\nprint('done')");
    ends_in("done", "x = zip()\nfor _ in range(100_000):\n    x = zip(x)\ndel x\nprint('done')");
    ends_in(
        "done",
        "from collections import deque\nx = 0\nfor _ in range(100_000):\n    x = deque([x])\ndel x\nprint('done')",
    );
    ends_in("done", "x = list[int]\nfor _ in range(100_000):\n    x = list[x]\ndel x\nprint('done')");
    ends_in(
        "done",
        "x = {1}.union\nfor _ in range(100_000):\n    x = {}.get if not x else [x].append\ndel x\nprint('done')",
    );
    ends_in("RecursionError", "x = map(int, [])\nfor _ in range(100_000):\n    x = map(int, x)\nlist(x)");
    ends_in(
        "RecursionError",
        "from itertools import chain\nx = iter([1])\nfor _ in range(100_000):\n    x = chain(x, [1])\nlist(x)",
    );
    ends_in("RecursionError", "x = list[int]\nfor _ in range(100_000):\n    x = list[x]\nrepr(x)");
    ends_in(
        "RecursionError",
        "def f(x): return f\nx = f\nfor _ in range(100_000):\n    x = classmethod(x)\nclass A: y = x\nA.y()",
    );
    ends_in(
        "RecursionError",
        "from functools import partial\nx = int\nfor _ in range(100_000):\n    x = partial(x)\n    x.extra = 1\nrepr(x)\nclass P(partial): pass\nx = int\nfor _ in range(100_000):\n    x = P(lambda f: f(), x)\nx()",
    );
    ends_in("RecursionError", "x = slice(None)\nfor _ in range(100_000):\n    x = slice(x)\nrepr(x)");
    ends_in(
        "RecursionError",
        "x = 0\nfor _ in range(100_000):\n    x = slice(x)\ny = 0\nfor _ in range(100_000):\n    y = slice(y)\nx == y",
    );
}

#[test]
fn deep_source() {
    for (program, class) in [
        ("'(' * 100_000", "SyntaxError"),
        ("'(' * 250 + ')' * 250", "SyntaxError"),
        ("'[' * 100_000 + ']' * 100_000", "SyntaxError"),
        ("'{1: ' * 100_000", "SyntaxError"),
        ("'-' * 100_000 + '1'", "SyntaxError"),
        ("'not ' * 100_000 + '1'", "SyntaxError"),
        ("'lambda: ' * 100_000 + '1'", "SyntaxError"),
        ("'1 if 1 else ' * 100_000 + '1'", "SyntaxError"),
        ("'2 ** ' * 100_000 + '1'", "SyntaxError"),
        ("'1 + ' * 100_000 + '1'", "SyntaxError"),
        ("'x' + '.x' * 100_000", "SyntaxError"),
        ("'x' + '[0]' * 100_000", "SyntaxError"),
        ("'x' + '()' * 100_000", "SyntaxError"),
        ("'f(' * 150 + ')' * 150", ""),
        ("'x = ' * 100_000 + '1'", ""),
        ("'1, ' * 100_000", ""),
        ("'1 < ' * 100_000 + '1'", ""),
        ("'1 and ' * 100_000 + '1'", ""),
        ("'a' + ' = a' * 5_000", ""),
        ("''.join(' ' * i + 'if 1:\\n' for i in range(5_000)) + ' ' * 5_000 + '1'", "IndentationError"),
        ("''.join(' ' * i + 'def f():\\n' for i in range(99)) + ' ' * 99 + '1'", ""),
        ("''.join(' ' * i + 'class A:\\n' for i in range(99)) + ' ' * 99 + '1'", ""),
        (
            "''.join(' ' * i + 'try:\\n' for i in range(50)) + ' ' * 50 + '1\\n' + ''.join(' ' * i + 'finally: 1\\n' for i in reversed(range(50)))",
            "",
        ),
        ("'if 1: pass\\n' + 'elif 1: pass\\n' * 20_000", ""),
        ("'try: pass\\n' + 'except A: pass\\n' * 5_000", ""),
        ("'with a, ' + 'a, ' * 300 + 'a: pass'", ""),
        ("'f\"{' * 1_000", "SyntaxError"),
        ("\"'a' \" * 100_000", ""),
        ("'match x:\\n case ' + '[' * 5_000 + ']' * 5_000 + ': pass'", "SyntaxError"),
        ("'match x:\\n case ' + '1 | ' * 20_000 + '1: pass'", ""),
        ("'@a\\n' * 20_000 + 'def f(): pass'", ""),
        ("'global x\\n' * 20_000", ""),
        ("'x: ' + 'list[' * 150 + 'int' + ']' * 150", ""),
        ("'[x for x in ' * 150 + 'y' + ']' * 150", ""),
        ("'[' + 'x for x in y ' + 'for x in y ' * 2_000 + ']'", ""),
        ("'(lambda: ' * 150 + '1' + ')' * 150", ""),
        ("'\\0'", ""),
    ] {
        let action = format!(
            "try:\n    compile({program}, 's', 'exec')\nexcept SyntaxError as error:\n    print(type(error).__name__)\nelse:\n    print('compiled')\n"
        );
        let expected = if class.is_empty() { "" } else { class };
        ends_in(expected, &action);
        let printed = common::output_in_stack("hostile.py", &action, STACK, Duration::from_secs(5));
        assert!(printed.ends_with("Error\n") || printed == "compiled\n", "{program}: {printed}");
    }
}

#[test]
fn too_much_memory() {
    for action in [
        "'a' * 10**12",
        "b'a' * 10**12",
        "bytearray(10**14)",
        "bytes(10**14)",
        "[0] * 10**12",
        "(0,) * 10**13",
        "list(range(10**18))",
        "tuple(range(10**18))",
        "set(range(10**18))",
        "sorted(range(10**18))",
        "[*range(10**18)]",
        "x = []\nx *= 10**12\nx = [1]\nx *= 10**12",
        "x = [1]\nx.extend(range(10**18))",
        "10 ** 10 ** 9",
        "2 ** (2 ** 62)",
        "1 << 10**12",
        "x = 10 ** 100_000\nwhile True: x *= x",
        "'a'.ljust(10**14)",
        "'a'.center(10**14)",
        "'a'.zfill(10**14)",
        "'\\t'.expandtabs(10**14)",
        "('b' * 10**7).replace('b', 'c' * 10**7)",
        "('ab' * 10**7).join(['c'] * 10**7)",
        "import math\nmath.factorial(10**9)",
        "from itertools import product\nproduct(range(10**18))",
        "from itertools import product\nnext(product([1], repeat=10**15))",
        "from itertools import combinations_with_replacement as c\nnext(c([1], 10**15))",
        "from itertools import combinations as c\nc(range(10**18), 2)",
        "from itertools import permutations as c\nc(range(10**18), 2)",
        "from itertools import batched\nnext(batched(range(10**18), 10**18))",
        "from itertools import tee\ntee([], 10**15)",
        "import random\nrandom.getrandbits(10**12)",
        "import io\ns = io.BytesIO()\ns.seek(10**15)\ns.write(b'a')",
        "(1).to_bytes(10**15, 'big')",
        "from collections import deque\ndeque(range(10**18))",
        "from collections import deque\ndeque([1]) * 10**14",
        "dict.fromkeys(range(10**18))",
        "b''.join([b'a' * 10**7] * 10**7)",
        "import sys\nsys.setrecursionlimit(10**9)\nx = [1] * 10**15",
        "x = [1] * 10**6\nx[::1] = range(10**18)",
        "a, *b = range(10**18)",
        "max(*range(10**18))",
        "print(*range(10**18))",
        "'{:1000000000}'.format(1)",
        "f'{1:>{10**9}}'",
        "'%1000000000d' % 1",
        "'%.1000000000f' % 1",
        "f'{1.5:.1000000000f}'",
        "round(1.5, 10**18)\nround(10**18, -10**18)\nraise MemoryError",
    ] {
        let program = format!(
            "try:\n{}\nexcept (MemoryError, OverflowError, ValueError) as error:\n    print('refused')\n",
            indented(action)
        );
        ends_in("refused", &program);
    }
}

fn indented(program: &str) -> String {
    program.lines().map(|line| format!("    {line}\n")).collect()
}

#[test]
fn too_much_time() {
    let stopped = |program: &str| {
        let printed = common::output_in_stack("hostile.py", program, STACK, Duration::from_millis(300));
        let last = printed.lines().last().unwrap_or_default().to_owned();
        assert!(last.starts_with("KeyboardInterrupt"), "{program}\nended in {last:?}");
    };
    for program in [
        "while True: pass",
        "for _ in iter(int, 1): pass",
        "[x for x in iter(int, 1) if x]",
        "sum(iter(int, 1))",
        "any(iter(int, 1))",
        "1 in iter(int, 1)",
        "import itertools\nfor x in itertools.count(): pass",
        "import itertools\n1.5 in itertools.count()",
        "import itertools\nsum(itertools.repeat(0))",
        "import itertools\nmax(itertools.filterfalse(bool, itertools.repeat(1)))",
        "import itertools\nnext(itertools.filterfalse(bool, itertools.repeat(1)))",
        "import itertools\nnext(filter(None, itertools.repeat(0)))",
        "import itertools\nnext(itertools.dropwhile(lambda x: True, itertools.repeat(0)))",
        "import itertools\nnext(itertools.islice(itertools.count(), 10**15, None))",
        "import itertools\nnext(itertools.compress(itertools.count(), itertools.repeat(0)))",
        "import itertools\nfor _ in itertools.chain.from_iterable(itertools.repeat([])): pass",
        "import itertools\nfor _ in itertools.groupby(itertools.repeat(0)): pass",
        "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
        "import re\nre.match('(a|aa)+$', 'a' * 100 + 'b')",
        "import re\nre.match(r'(.*)*x', 'a' * 100)",
        "import re\nre.match(r'(?:a?){60}a{60}', 'a' * 60 + 'b')\nwhile True: re.match(r'(x*)*y', 'x' * 50)",
        "import math\nmath.comb(10**12, 10**9)",
        "import math\nmath.perm(10**12)",
        "import time\ntime.sleep(100)",
        "def f():\n    while True:\n        try: raise ValueError\n        except ValueError: pass\nf()",
        "class A:\n    def __iter__(self): return self\n    def __next__(self): return 1\nfor x in A(): pass",
        "class A:\n    def __getitem__(self, i): return 1\nlist(zip(A()))\nfor x in A(): pass",
        "pow(3, 10**20000, 10**20000 + 1)\nwhile True: pow(3, 10**2000, 10**2000 + 1)",
        "range(10**18).count('a')\nall(range(1, 10**18))",
        "min(range(10**18), key=lambda x: 0) if 0 else any(x < 0 for x in range(10**18))",
        "import functools\nfunctools.reduce(lambda a, b: 0, range(10**18))",
        "'a' in map(str, range(10**18))",
        "sorted([1, 2], key=lambda x: sum(range(10**18)))",
    ] {
        stopped(program);
    }
}

#[test]
fn data_that_change_meanwhile() {
    ends_in("RuntimeError: dictionary changed size during iteration", "d = {1: 1}\nfor k in d: d[k + 1] = 1");
    ends_in("RuntimeError: Set changed size during iteration", "d = {1}\nfor k in d: d.add(k + 1)");
    ends_in("ValueError: list modified during sort", "x = [3, 2, 1]\nx.sort(key=lambda v: x.append(v) or v)");
    ends_in("ValueError: generator already executing", "def f():\n    yield next(g)\ng = f()\nnext(g)");
    ends_in("ValueError: generator already executing", "def f():\n    yield from g\ng = f()\nnext(g)");
    ends_in(
        "ValueError: generator already executing",
        "def f():\n    g.close()\n    yield\ng = f()\nnext(g)",
    );
    ends_in(
        "ValueError: generator already executing",
        "def f():\n    g.throw(ValueError)\n    yield\ng = f()\nnext(g)",
    );
    for program in [
        "x = [1, 2, 3]\nclass A:\n    def __eq__(self, o): x.clear(); return False\nA() in x\nx[:] = [A()] * 3\nx.index(5) if 0 else x.count(5)",
        "x = [1] * 5\nclass A:\n    def __eq__(self, o): x.clear(); return True\nx.append(A())\nx.remove(7) if 0 else None\ntry: x.remove(5)\nexcept ValueError: pass",
        "d = {}\nclass A:\n    def __hash__(self): d[len(d)] = 1; return 1\n    def __eq__(self, o): return False\nfor _ in range(50): d[A()] = 1\nd.get(A())",
        "d = {}\nclass A:\n    def __hash__(self): return 1\n    def __eq__(self, o): d.clear(); return True\nd[A()] = 1\nd[A()] = 2\nd.pop(A(), 0)\nd[A()] = 1\nd.pop(A(), 0)",
        "s = set()\nclass A:\n    def __hash__(self): return 1\n    def __eq__(self, o): s.clear(); return True\ns.add(A())\ns.add(A())\ns.discard(A())\ns |= {A()}\ns & {A()}\ns ^ {A()}",
        "d = {}\nclass A:\n    def __hash__(self): return 1\n    def __eq__(self, o):\n        for i in range(100): d[i + 10] = i\n        return False\nd[A()] = 1\nd[A()] = 2\nd[A()] = 3",
        "x = [1, 2, 3]\nclass I:\n    def __index__(self): x.clear(); return 1\ntry: x[I()]\nexcept IndexError: pass\nx = [1, 2, 3]\ntry: x[I()] = 1\nexcept IndexError: pass\nx = [1, 2, 3]\ntry: del x[I()]\nexcept IndexError: pass",
        "x = [1, 2, 3]\nclass I:\n    def __index__(self): x.clear(); return 1\nx[I():]\nx = [1, 2, 3]\nx[I():] = [4]\nx = [1, 2, 3]\ndel x[I():]\nx = [1, 2, 3]\ntry: x[::I()] = [1, 2, 3]\nexcept ValueError: pass\nx = [1, 2, 3]\nx.insert(I(), 1)\nx = [1, 2, 3]\ntry: x.pop(I())\nexcept IndexError: pass",
        "x = bytearray(5)\nclass I:\n    def __index__(self): x.clear(); return 1\ntry: x[I()]\nexcept IndexError: pass\nx = bytearray(5)\ntry: x[I()] = 1\nexcept IndexError: pass\nx = bytearray(5)\ntry: x[1] = I()\nexcept IndexError: pass\nx = bytearray(5)\nx[I():]\nx = bytearray(5)\nx[I():] = b'a'\nx = bytearray(5)\ndel x[I():]\nx = bytearray(5)\nx.insert(I(), 1)\nx = bytearray(5)\ntry: x.pop(I())\nexcept IndexError: pass",
        "from collections import deque\nx = deque([1, 2, 3])\nclass I:\n    def __index__(self): x.clear(); return 1\ntry: x[I()]\nexcept IndexError: pass\nx = deque([1, 2, 3])\ntry: x[I()] = 1\nexcept IndexError: pass\nx = deque([1, 2, 3])\ntry: del x[I()]\nexcept IndexError: pass\nx = deque([1, 2])\nx.rotate(I())\nx.insert(I(), 1)",
        "from collections import deque\nx = deque([1, 2, 3])\nclass A:\n    def __eq__(self, o): x.clear(); return False\ntry: x.remove(A())\nexcept (ValueError, RuntimeError, IndexError): pass\nx.extend([A(), A()])\ntry: x.index(5)\nexcept (ValueError, RuntimeError): pass\nx.count(5)",
        "x = [1, 2, 3]\nx.extend(x)\nx += x\nx[1:2] = x\nx *= 2\nx.extend(y for y in x[:3])",
        "d = {1: 2}\nd.update(d)\nd |= d\ns = {1}\ns.update(s)\ns -= s\ns ^= s",
        "x = []\nx.append(x)\nprint(x, x in [x])\nd = {}\nd['d'] = d\nprint(d)\nt = ([],)\nt[0].append(t)\nprint(t)",
        "import io\ns = io.StringIO('abc')\ns.truncate(1)\ns.seek(5)\ns.write('x')\ns.seek(1)\ns.read(100)\nb = io.BytesIO(b'abc')\nb.seek(2**62)\nb.read()\nb.tell()",
        "import io\ns = io.StringIO('\u{e9}\u{e9}')\ns.seek(1)\ntry: s.read()\nexcept UnicodeDecodeError: pass\ns.seek(1)\ns.write('a')\ntry: s.getvalue()\nexcept UnicodeDecodeError: pass",
        "x = iter([1, 2, 3])\nfor a in zip(x, x): pass\nx = map(lambda v: next(x), [1, 2])\ntry: next(x)\nexcept ValueError: pass",
        "class A:\n    def __del__(self): raise ValueError\nA()\nx = [A()]\nx.clear()",
        "class A: pass\na = A()\na.__dict__ = {'x': a}\na.__class__ = type('B', (), {})\ntry: a.__class__ = int\nexcept TypeError: pass\nrepr(a)",
        "try:\n    x = type('A', (int,), {})(5)\n    x.__class__ = type('B', (), {})\nexcept TypeError: pass\nx + 1",
        "import sys\nsys.modules.clear()\ntry: import math\nexcept Exception: pass\nsys.stdout = None\ntry: print(1)\nexcept AttributeError: pass\nsys.stdout = sys.__stdout__",
        "import builtins\ndel builtins.len\ntry: len([])\nexcept NameError: pass\nbuiltins.print2 = print\nglobals().clear()",
        "def f(): pass\nf.__defaults__ = (1, 2, 3)\nf.__defaults__ = None\nf.__name__ = 'x'\ntry: f.__code__ = 5\nexcept TypeError: pass\nf()",
        "def f(a, b=1): pass\ndef g(a): pass\ntry: g.__code__ = f.__code__\nexcept Exception: pass\ntry: g(1)\nexcept TypeError: pass",
        "exec('x = 1', {}, {})\ntry: exec('x', 5)\nexcept TypeError: pass\neval('[x for x in [1]]', {}, {'y': 1})\nclass M(dict):\n    def __missing__(self, k): return 5\nprint(eval('z', {}, M()))",
        "e = ValueError()\ne.__cause__ = e\ne.__context__ = e\ntry: raise e\nexcept ValueError as x:\n    import traceback\n    traceback.format_exc()\ntry: e.args = 5\nexcept TypeError: pass",
        "range(2**63 - 1)[2**62:]\nrange(-2**63, 2**63 - 1)[-1]\nlen(range(-2**61, 2**61))\nreversed(range(-2**63, 2**63 - 1))\nrange(0, 2**63 - 1, 2**62)[::2]\nrange(2**63 - 1, -2**63, -1)[5:2:-1]\nslice(2**63 - 1, None, -2**63 + 1).indices(5)\n'abc'[::-2**63 + 1]\n[1, 2][-2**63:2**63]\n[1][::2**63]\n'abc'.find('c', -2**63)\n[1, 2].index(2, -2**63)",
        "(-2**63) // -1\n(-2**63) % -1\nabs(-2**63)\n-(-2**63)\n(-2**63) * -1\ndivmod(-2**63, -1)\nround(-2**63, -1)\n2**63 - 1 + 1\n(-2**63) - 1\nhash(-2**63)\nint('-9223372036854775808')\n~(-2**63)\n(-2**63) >> 100\n1 << 63\n(-1) << 63\nimport math\nmath.gcd(-2**63, 0)\nmath.isqrt(2**63)\nfloat(-2**63).as_integer_ratio()\n(5e-324).as_integer_ratio()\nmath.frexp(5e-324)\nmath.ldexp(1, 10**18) if 0 else math.ldexp(1, -10**18)",
        "'%c' % 0x10ffff\ntry: '%c' % -1\nexcept OverflowError: pass\ntry: chr(0xd800)\nexcept ValueError: pass\ntry: '%*d' % (-2**63, 1)\nexcept (OverflowError, ValueError): pass\nf'{-0.0:z}' if 0 else None\nformat(10**400, 'd')\ntry: format(10**400, 'f')\nexcept OverflowError: pass\nformat(True, 'c')\nformat(5, '_b')\nformat(1e300, ',.0f')",
        "import itertools\nlist(itertools.combinations([1], 0))\nlist(itertools.combinations([], 0))\nlist(itertools.combinations_with_replacement([], 2))\nlist(itertools.permutations([], 0))\nlist(itertools.product([], repeat=0))\nlist(itertools.islice([1, 2], 0, 10**18, 10**18))\nnext(itertools.count(2**63 - 1))\nlist(itertools.islice(itertools.count(2**63 - 1), 3))\nlist(enumerate('ab', 2**63 - 1))\nlist(itertools.zip_longest())\nlist(zip())",
        "int('1' * 4300)\ntry: int('1' * 4301)\nexcept ValueError: pass\ntry: str(10 ** 5000)\nexcept ValueError: pass\ntry: f'{10 ** 5000}'\nexcept ValueError: pass\nhex(10 ** 5000)[:3]\nint('z' * 1000, 36)\nfloat('1' * 400)\nfloat('1e400')\nfloat('nan')\ntry: int('_1')\nexcept ValueError: pass\ntry: int('0x', 16)\nexcept ValueError: pass\ntry: float('\\ufb01')\nexcept ValueError: pass\ntry: int('\u{661}\u{e9}')\nexcept ValueError: pass",
        "'{0.__class__.__mro__[1]}'.format(1)\n'{:{}{}}'.format(1, '>', 5)\ntry: '{:{:{}}}'.format(1, 2, 3)\nexcept ValueError: pass\ntry: '{0[}'.format([1])\nexcept ValueError: pass\ntry: '{' .format()\nexcept ValueError: pass\ntry: '{:\u{e9}>5}\u{e9}{'.format(1)\nexcept ValueError: pass",
        "bytes.fromhex('\u{e9}') if 0 else None\ntry: bytes.fromhex('a\u{e9}')\nexcept ValueError: pass\nb'\\xff'.decode('utf-8', 'replace')\nb'\\xff\\xfe'.decode('utf-16')\nb'a'.decode('utf-16')\n'\u{e9}'.encode('ascii', 'xmlcharrefreplace')\nb'%s' % b'\\xff'\ntry: b'%d' % 'a'\nexcept TypeError: pass\nb'a'.split(b'a', 10**18)\nb''.rsplit(None, 0)\nb'ab'.find(b'', 5)\nb'ab'.find(b'b', -2**63, 2**63 - 1)\nb'ab'.center(3, b'x')",
        "'\u{e9}a'.split('\u{e9}')\n'a\u{e9}b'.partition('\u{e9}')\n'\u{e9}'.find('', 1)\n'\u{e9}'.find('', 5)\n'\u{e9}'[5:]\n'\u{e9}\u{e9}'.rfind('\u{e9}', 1, 1)\n'\u{e9}'.expandtabs(0)\n'\u{df}'.title()\n''.title()\n'\u{e9}x'.zfill(5)\n'\u{2212}5'.zfill(5)\n'+\u{e9}'.zfill(5)\n'abc'.translate({97: None, 98: 'xx', 99: 0x10ffff})\ntry: 'a'.translate({97: 2**40})\nexcept (ValueError, TypeError): pass",
        "import re\nre.sub('\u{e9}', '-', 'a\u{e9}b\u{e9}')\nre.findall('', '\u{e9}\u{e9}')\nre.split('', '\u{e9}a')\nre.compile('(?<=\u{e9})a').search('\u{e9}a')\nre.compile('a').search('\u{e9}a', 1, 100)\nre.compile('a').search('\u{e9}a', 5)\nre.compile('a').match('\u{e9}a', -5)\nre.compile('.').findall('\u{1f600}\u{e9}a')\nre.compile('(?i)\u{130}').search('i\u{307}')\nre.compile('[\u{e9}-\u{ea}]').sub('x', '\u{e9}\u{ea}\u{eb}')",
        "def g():\n    try: yield 1\n    finally: yield 2\nx = g()\nnext(x)\ntry: x.close()\nexcept RuntimeError: pass\ndef h():\n    while True:\n        try: yield\n        except BaseException: pass\ny = h()\nnext(y)\ntry: y.close()\nexcept RuntimeError: pass\ndel y",
        "class A:\n    def __set_name__(self, o, n): raise ValueError\ntry:\n    class B: x = A()\nexcept (ValueError, RuntimeError): pass\ntry:\n    class C(1, 2): pass\nexcept TypeError: pass\ntry: type('D', (), {'__slots__': 5})\nexcept TypeError: pass\ntry: type('\\0', (), {})\nexcept ValueError: pass\ntype('E', (), {1: 2})",
        "class A:\n    def __class_getitem__(cls, i): return cls[i]\ntry: A[1]\nexcept RecursionError: pass\nclass B: __slots__ = ('a', '__dict__')\nb = B()\nb.a = b.c = 1\ndel b.a\ntry: b.a\nexcept AttributeError: pass",
        "super.__init__\ntry: super().x\nexcept RuntimeError: pass\ntry: super(int, 'a')\nexcept TypeError: pass\nclass A:\n    def f(self): return super\nA().f()\ntry: object.__new__(int)\nexcept TypeError: pass\ntry: int.__new__(str)\nexcept TypeError: pass\ntry: list.append(5, 1)\nexcept TypeError: pass\ntry: dict.__getitem__([], 1)\nexcept TypeError: pass\ntry: str.join(5, [])\nexcept TypeError: pass\ntry: type.__call__()\nexcept TypeError: pass\ntry: type.__call__(5)\nexcept TypeError: pass\ntry: object.__init__()\nexcept TypeError: pass\ntry: property.__get__()\nexcept TypeError: pass\ntry: BaseException.__new__(5)\nexcept TypeError: pass\ntry: len.__call__()\nexcept TypeError: pass\ntry: (lambda: 0).__get__()\nexcept TypeError: pass",
    ] {
        let printed =
            common::output_in_stack("hostile.py", &format!("{program}\n"), STACK, Duration::from_secs(5));
        assert!(!printed.contains("Traceback") && !printed.contains("panicked"), "{program}\n{printed}");
    }
}
