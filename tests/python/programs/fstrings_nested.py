"""f-strings: nested quotes, conversions, debugging, lambdas, multi-line, format specs in format specs."""
name, items, d = "Ada", [1, 2, 3], {"key": "value"}
print(f"Hello {name}, {len(items)} items, {d['key']} and {d["key"]}")
print(f"{name=} {name = } {items[0]=} {len(items) = :>4} {name=!s} {name=:>6} {3 * 4=}")
print(f"{{literal}} {{{name}}} {name!r} {name!s:>5} {'it''s'!r} {'é'!a}")
print(f"{f"{f'{1 + 1}'}"} {f"{name:>{len(items) + 3}}"} {'nested ' + f'{name}'}")
print(f"{items!r:>12}|{items[-1]}|{items[1:]}|{[x * 2 for x in items]}|{ {1: 2}[1]}|{ {1, 1} }|{(lambda x: x + 1)(1)}|{name if items else 'none'}")
print(f"{name.upper()}{name[::-1]}{name * 2}" f" joined {1}" " plain {not}" rf" raw\n{name}")
print(f"""multi
{name}
  {items[0]
   + 1}""")
print(f"{1:{2}}|{1:>{2 + 1}}|{'a':{'>'}{5}}|{3.14159:.{2}f}|{3.14159:{6}.{1}f}|{'x':{'_^'}{5}}")
print(f"{1 == 1} {1 != 2} {1 < 2} {not 1} {1 and 2} {(x := 5)} {x} {x:=5}|{x!r}")
print(f"{'a' 'b'}{'\n'.join(['x', 'y'])}{'\\'}\t\x41\N{BULLET}\u00e9")
print(f"", f"{''}", f"{None}", f"{()}", f"{1,}", f"{1, 2}", f"{*items,}", f"{...}")


class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return f"<{spec}>{self.amount}"

    def __str__(self):
        return "money"


print(f"{Money(5)} {Money(5):abc} {Money(5)!s} {Money(5):{name}x} {Money(5):%d.%m}", "{:q}".format(Money(1)), format(Money(2), "z"))
print(f"{ name }{ items [0] }{name:}{(1 if True else 2):3}|{lambda_value if (lambda_value := 3) else 0}")
for row in [("apple", 1.5, 10), ("kiwi", 0.25, 200)]:
    print(f"{row[0]:<10}{row[1]:>8.2f}{row[2]:>6d}")
yes = True
print(f"{'yes' if yes else 'no'} {yes!s:>6} {d} {d.get('missing', 'default')!r} {__name__}")
