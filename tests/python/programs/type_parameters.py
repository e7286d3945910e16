"""The newer syntax for generics: type parameters and the type statement."""


def first[T](items: list[T]) -> T:
    return items[0]


class Box[T]:
    def __init__(self, value: T):
        self.value = value

    def map[U](self, function) -> "Box[U]":
        return Box(function(self.value))

    def __repr__(self):
        return f"Box({self.value!r})"


type Pair[A] = tuple[A, A]
type Number = int | float

print(first([1, 2]), first.__type_params__, Box(1), Box[int]("x"), Box(2).map(str), Box[int], Box.__type_params__, Number, Number.__value__, Pair.__name__, Pair[int])


class Sorted[K: (int, str), V = None](Box[K]):
    pass


print(Sorted(5), Sorted.__type_params__, [c.__name__ for c in Sorted.__mro__], Sorted.__type_params__[0].__constraints__)
