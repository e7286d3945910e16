"""Class methods, static methods, alternative constructors, counters."""


class Date:
    count = 0

    def __init__(self, year, month, day):
        self.year, self.month, self.day = year, month, day
        type(self).count += 1

    @classmethod
    def parse(cls, text):
        return cls(*map(int, text.split("-")))

    @staticmethod
    def valid(text):
        return text.count("-") == 2

    @classmethod
    def total(cls):
        return cls.count

    def __repr__(self):
        return f"{type(self).__name__}({self.year}, {self.month}, {self.day})"


class Holiday(Date):
    pass


print(Date.parse("2024-01-02"), Holiday.parse("2024-12-25"), Date(1, 2, 3).parse("5-6-7"), Date.valid("a-b-c"), Holiday(1, 1, 1).valid("x"))
print(Date.total(), Holiday.total(), Date.count, Holiday.count)
print(Date.parse.__self__, Date.parse.__func__.__name__, Date.valid.__name__, type(Date.__dict__["valid"]).__name__, type(Date.__dict__["parse"]).__name__, type(Date.parse).__name__, type(Date.valid).__name__)


class Meta:
    @classmethod
    def a(cls):
        return cls.b()

    @staticmethod
    def b():
        return "b"

    direct = staticmethod(len)
    builtin = len
    method = classmethod(lambda cls, x: (cls.__name__, x))


print(Meta.a(), Meta().direct("abc"), Meta().builtin("ab"), Meta().method(5), staticmethod(abs)(-3), Meta.__dict__["b"].__func__())


class Singleton:
    _instance = None

    def __new__(cls, *args):
        if cls._instance is None:
            print("creating")
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self, value=None):
        self.value = value


a, b = Singleton(1), Singleton(2)
print(a is b, a.value)
