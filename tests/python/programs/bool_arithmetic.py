"""True and False are the numbers 1 and 0."""
print(True + True, True * 3, sum([True, False, True]), True == 1, isinstance(True, int))
print(True & False, True | False, True ^ True, True & 1, True | 2, not True, True / 2, True // 1, -True, +True)
print(type(True & True), type(True + 0), type(True ^ 1), bool(0), bool(""), bool([]), bool([0]), bool("False"), bool(None), bool(0.0), bool(-1), bool(()), bool(float("nan")))
print(["no", "yes"][True], "ab"[False], {True: "one"}[1], str(True), repr(False), f"{True}", f"{True:d}", f"{True:5}|", "%d %s" % (True, True), int(True), float(False))
print(1 == True == 1.0, None == False, [] == False, 0 == False, "" == False, not not [1], not "" and 1)
print(True and "right", False and "right", True or 1 / 0, 0 or None, None and 1 / 0, all([]), any([]), sum(x > 2 for x in range(5)))
print(sorted([True, False, 2, -1]), max(True, False), True < 2, (True, False) > (True, True), True in [1], isinstance(1, bool), issubclass(bool, int))


class Box:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)


class Switch:
    def __bool__(self):
        return False

    def __len__(self):
        return 5


class Wrong:
    def __bool__(self):
        return 1


print(bool(Box([])), bool(Box([1])), bool(Switch()), not Box([]), "full" if Box([0]) else "empty")
try:
    bool(Wrong())
except TypeError as error:
    print(error)
try:
    class Sub(bool):
        pass
except TypeError as error:
    print(error)
print(True.bit_length(), True.real, True.__class__, bool.__mro__, (True).__and__(False), True.__add__(1))
