"""Assignment expressions."""
if (n := len([1, 2, 3])) > 2:
    print("long", n)
data = iter([1, 2, 0, 3])
while (value := next(data)) != 0:
    print(value)
print([root for x in [1, 4, 10] if (root := x**0.5).is_integer()], root)
print((a := 1) + (b := a + 1), a, b)
total = 0
print([total := total + v for v in [1, 2, 3]], total)
print(any((witness := w) > 2 for w in [1, 2, 3, 4]), witness)


def f(x, y=(z := 10)):
    return x + y


print(f(q := 3), q, z, {(k := "key"): (v := 1)}, k, v, [s := "list", s + "!"], (t := 1, 2), t)
x = (y := 0)
print(x, y, (lambda: (local := 5) + local)())
chunks = []
text = iter("abcdefg")
while chunk := "".join(c for _, c in zip(range(3), text)):
    chunks.append(chunk)
print(chunks)
import re

if (match := re.match(r"(\w+)=(\d+)", "width=80")) and (number := int(match[2])) > 50:
    print(match[1], number)
for source in ("x := 1", "(a.b := 1)", "[i := 0 for i in range(3)]", "f(a=b:=1)", "(a, b := 1, 2)", "lambda: x := 1"):
    try:
        exec(source)
        print(source, "runs")
    except SyntaxError as error:
        print(f"{source}: {error.msg}")
