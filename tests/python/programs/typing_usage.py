"""typing: annotations and their reprs, generics, protocols, TypedDict."""
from typing import Annotated, Any, Callable, ClassVar, Dict, Final, Generic, Iterable, List, Literal, NewType, NoReturn, Optional, Protocol, Sequence, Set, Tuple, Type, TypedDict, TypeVar, Union, cast, get_args, get_origin, get_type_hints, overload, runtime_checkable

print(List[int], Dict[str, List[int]], Tuple[int, ...], Optional[int], Union[int, str], Union[int, None], Callable[[int, str], bool], Callable[..., int], Any, Set[str], Type[int], Iterable[str], Literal["a", 1, True], Annotated[int, "meta"], Final[int], ClassVar[str], NoReturn, List, Optional)
print(list[int], dict[str, list[int]], int | None, int | str | None, tuple[int, ...], type[int], list[int | None], Optional[list[int]], Union[int, Union[str, int]], Union[int], set[tuple[str, int]], List["Forward"], Dict[str, Any], List[Any])
print(int | None == Optional[int], Union[int, str] == Union[str, int], get_origin(List[int]), get_args(Dict[str, int]), get_origin(int | str), get_args(int | str), get_origin(list[int]), get_args(Callable[[int], str]), get_origin(int), get_args(Literal[1, 2]), isinstance(1, int | str), isinstance("a", Union[int, str]), isinstance([], List), hash(List[int]) == hash(List[int]), List[int] == List[int])
T = TypeVar("T")
N = TypeVar("N", int, float)
B = TypeVar("B", bound=Sequence, covariant=True)
print(T, B, N.__constraints__, B.__bound__, T.__name__, List[T], Dict[str, T], List[T][int], Callable[[T], T], list[T], list[T][int])


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T:
        return self.items.pop()


s = Stack[int]()
s.push(1)
print(s.pop(), Stack[int], Stack.__parameters__, type(s).__name__, Stack[str]().__class__ is Stack, Stack.__mro__[1:])


class Pair(Stack[int], Generic[N]):
    pass


print(Pair.__parameters__, Pair[float])


@runtime_checkable
class Greets(Protocol):
    name: str

    def greet(self, other: str) -> str: ...


class Bot:
    name = "bot"

    def greet(self, other):
        return f"hi {other}"


print(isinstance(Bot(), Greets), isinstance(5, Greets))
try:
    Greets()
except TypeError as error:
    print(error)


class Movie(TypedDict, total=False):
    title: str
    year: int


m: Movie = {"title": "x"}
print(m, Movie(title="y", year=1), Movie.__annotations__, Movie.__total__, sorted(Movie.__optional_keys__), type(Movie(title="z")))
UserId = NewType("UserId", int)
print(UserId(5) + 1, UserId.__name__, cast(str, 5), UserId)


def annotated(a: int, b: "str | None" = None, *args: float, c: Optional[T] = None, **kw: Any) -> List[str]:
    x: int = 5
    return [x]


class Config:
    debug: bool = False
    name: str
    items: "list[int]" = []


print(annotated.__annotations__)
print(get_type_hints(annotated), get_type_hints(Config), Config.__annotations__, hasattr(Config, "name"))


@overload
def double(x: int) -> int: ...
@overload
def double(x: str) -> str: ...
def double(x):
    return x * 2


print(double(2), double("ab"), __annotations__)
for action in ("Any()", "List[int]()", "Union[int, str]()", "Optional[int, str]", "List[int, str]", "isinstance([], List[int])", "isinstance([], list[int])", "Stack[int, str]", "Generic[int]", "class_ := type('X', (Union[int, str],), {})", "isinstance(1, Any)", "Dict[int]"):
    try:
        print(action, repr(eval(action)))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
