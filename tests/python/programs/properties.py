"""property with getter, setter, deleter, inheritance and errors."""


class Temperature:
    def __init__(self, celsius=0):
        self.celsius = celsius

    @property
    def celsius(self):
        """Degrees."""
        return self._celsius

    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError(f"{value} is below absolute zero")
        self._celsius = value

    @celsius.deleter
    def celsius(self):
        print("deleted")
        self._celsius = 0

    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32


t = Temperature(25)
print(t.celsius, t.fahrenheit, vars(t), Temperature.celsius.__doc__)
t.celsius += 5
print(t.celsius)
del t.celsius
print(t.celsius)
for action in ("t.celsius = -300", "t.fahrenheit = 1", "del t.fahrenheit", "Temperature(-500)", "t.kelvin"):
    try:
        exec(action)
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")


class Half(Temperature):
    @property
    def celsius(self):
        return super().celsius / 2

    @celsius.setter
    def celsius(self, value):
        Temperature.celsius.fset(self, value * 2)


h = Half(10)
print(h.celsius, h._celsius, h.fahrenheit)


class Old:
    def get(self):
        return "got"

    def set(self, value):
        print("set", value)

    x = property(get, set, None, "doc of x")
    only_set = property(None, set)


o = Old()
o.x = 5
print(o.x, Old.x.__doc__, type(Old.x).__name__, isinstance(Old.x, property), Old.x.fget(o))
try:
    o.only_set
except AttributeError as error:
    print(error)


class Raises:
    @property
    def broken(self):
        return self.missing

    def __getattr__(self, name):
        return f"fallback {name}"


print(Raises().broken, Raises().other)
Temperature.room = 20
print(t.room, t.__dict__)
