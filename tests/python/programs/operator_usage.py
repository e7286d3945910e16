"""operator."""
import operator
from operator import attrgetter, itemgetter, methodcaller

rows = [("b", 2), ("a", 2), ("c", 1)]
print(sorted(rows, key=itemgetter(1, 0)), sorted(rows, key=itemgetter(0)), max(rows, key=itemgetter(1)), itemgetter("k")({"k": 5}), itemgetter(slice(1, 3))("abcd"), itemgetter(0, -1)("xyz"))


class P:
    def __init__(self, name, n):
        self.name, self.n, self.inner = name, n, self if n < 0 else P(name + "!", -1)

    def scaled(self, k, plus=0):
        return self.n * k + plus


people = [P("z", 1), P("y", 3)]
print([p.name for p in sorted(people, key=attrgetter("name"))], attrgetter("inner.name")(people[0]), attrgetter("name", "n")(people[1]), methodcaller("scaled", 2, plus=1)(people[1]), methodcaller("upper")("abc"))
print(operator.add(1, 2), operator.sub(5, 3), operator.mul(2, 3), operator.truediv(7, 2), operator.floordiv(7, 2), operator.mod(7, 3), operator.pow(2, 5), operator.neg(3), operator.not_(0), operator.lt(1, 2), operator.eq("a", "a"), operator.contains([1], 1), operator.getitem("abc", 1), operator.concat("a", "b"), operator.xor(5, 1), operator.invert(5), operator.lshift(1, 4), operator.is_(None, None), operator.truth([]), operator.index(5), operator.abs(-2), operator.matmul.__name__)
ops = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def rpn(text):
    stack = []
    for token in text.split():
        if token in ops:
            b, a = stack.pop(), stack.pop()
            stack.append(ops[token](a, b))
        else:
            stack.append(float(token))
    return stack.pop()


print(rpn("3 4 + 2 *"), rpn("5 1 2 + 4 * + 3 -"), repr(itemgetter(1)), repr(attrgetter("a.b")), repr(methodcaller("f", 1, x=2)))
d, l = {}, [1, 2, 3]
operator.setitem(d, "k", 1)
operator.delitem(l, 0)
print(d, l, operator.iadd(l, [9]), l, operator.countOf([1, 1, 2], 1), operator.indexOf([5, 6], 6), operator.length_hint([1, 2]), operator.__add__(1, 1), operator.call(len, "abc"))
for action in ("itemgetter(5)('a')", "attrgetter('nope')(1)", "operator.index(1.5)", "attrgetter(1)", "operator.indexOf([1], 2)", "itemgetter()"):
    try:
        eval(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}")
