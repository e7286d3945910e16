"""The second half of enum: flags, and enumerations that are also int or str."""

import enum
import sys
from enum import Enum

__name__ = "enum"


class ReprEnum(Enum):
    """Only the repr is a member's; str and format are the value's."""


# The metaclass asks for it from here on.
enum.ReprEnum = ReprEnum


class IntEnum(int, ReprEnum):
    """Members are also ints."""


class StrEnum(str, ReprEnum):
    """Members are also strs."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f"too many arguments for str(): {values!r}")
        if not isinstance(values[0], str):
            raise TypeError(f"{values[0]!r} is not a string")
        value = str(*values)
        new = str.__new__(cls, value)
        new._value_ = value
        return new

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()


class FlagBoundary(StrEnum):
    """What becomes of bits that no member has."""

    STRICT = "strict"
    CONFORM = "conform"
    EJECT = "eject"
    KEEP = "keep"


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


def _bits(value):
    """The bits of a number, the lowest first, as numbers."""
    while value:
        bit = value & -value
        yield bit
        value ^= bit


def _binary(number, width):
    sign, digits = ("1", number + (1 << width)) if number < 0 else ("0", number)
    return f"0b{sign} {digits:0{width}b}"


_OPERATORS = ("__or__", "__and__", "__xor__", "__ror__", "__rand__", "__rxor__", "__invert__")


def _prepare_flags(cls):
    """Finds the bits of a class of flags, and puts the operators of flags before those of int."""
    for name in _OPERATORS:
        if name not in cls.__dict__:
            type.__setattr__(cls, name, getattr(Flag, name))
    singles = every = 0
    last, in_order = -1, True
    for member in cls._member_map_.values():
        value = member._value_
        every |= value
        if value > 0 and value & (value - 1) == 0:
            singles |= value
            in_order, last = in_order and value >= last, max(value, last)
    for name, value in {
        "_flag_mask_": every, "_singles_mask_": singles, "_all_bits_": (1 << every.bit_length()) - 1,
        "_in_order_": in_order,
    }.items():
        type.__setattr__(cls, name, value)


class Flag(Enum, boundary=STRICT):
    """Members are bits that can be combined."""

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return 1 if start is None else start
        last = max(last_values)
        if not isinstance(last, int):
            raise TypeError(f"invalid flag value {last!r}")
        return 1 << last.bit_length()

    @staticmethod
    def _numeric_repr_(value):
        return repr(value)

    @classmethod
    def _iter_member_(cls, value):
        members = [cls._value2member_map_[bit] for bit in _bits(value & cls._singles_mask_)]
        return iter(members if cls._in_order_ else sorted(members, key=lambda member: member._sort_order_))

    @classmethod
    def _missing_(cls, value):
        """The combination with this value."""
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        mask, every, boundary, given = cls._flag_mask_, cls._all_bits_, cls._boundary_, value
        if not ~every <= value <= every or value & (every ^ mask):
            if boundary is STRICT:
                width = max(value.bit_length(), mask.bit_length())
                raise ValueError(
                    f"{cls!r} invalid value {value!r}\n"
                    f"    given {_binary(value, width)}\n  allowed {_binary(mask, width)}"
                )
            if boundary is CONFORM:
                value &= mask
            elif boundary is EJECT:
                return value
            elif value < 0:
                value += max(every + 1, 1 << value.bit_length())
        if value < 0:
            value = every + 1 + value if boundary in (EJECT, KEEP) else cls._singles_mask_ & value
        data_type = cls._data_type_
        made = object.__new__(cls) if data_type is object else data_type.__new__(cls, value)
        if "_value_" not in made.__dict__:
            made._value_ = value
        made.__objclass__, made._sort_order_ = cls, len(cls._member_names_)
        made._name_ = cls._combined_name(value)
        made = cls._value2member_map_.setdefault(value, made)
        if given < 0:
            cls._value2member_map_[given] = made
        return made

    @classmethod
    def _combined_name(cls, value):
        members = list(cls._iter_member_(value & cls._singles_mask_))
        if value & ~cls._singles_mask_:
            for member in cls._member_map_.values():
                bits = member._value_
                if bits and bits & value == bits and member not in members:
                    members.append(member)
        named = 0
        for member in members:
            named |= member._value_
        if not named:
            return None
        names = [member._name_ for member in members]
        if value ^ named:
            names.append(cls._numeric_repr_(value ^ named))
        return "|".join(names)

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(
                f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} and {type(self).__qualname__!r}"
            )
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        return self._iter_member_(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __repr__(self):
        if self._name_ is None:
            return f"<{type(self).__name__}: {self._value_!r}>"
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        if self._name_ is None:
            return f"{type(self).__name__}({self._value_!r})"
        return f"{type(self).__name__}.{self._name_}"

    def __bool__(self):
        return bool(self._value_)

    def _bits_of(self, other):
        """The other operand's number, or None if it is no flag of this kind."""
        if isinstance(other, self.__class__):
            return other._value_
        return other if self._data_type_ is not object and isinstance(other, self._data_type_) else None

    def __or__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ | bits)

    def __and__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ & bits)

    def __xor__(self, other):
        bits = self._bits_of(other)
        return NotImplemented if bits is None else self.__class__(self._value_ ^ bits)

    def __invert__(self):
        if self._boundary_ in (EJECT, KEEP):
            return self.__class__(~self._value_)
        return self.__class__(self._singles_mask_ & ~self._value_)

    __ror__, __rand__, __rxor__ = __or__, __and__, __xor__


enum.Flag, enum._prepare_flags = Flag, _prepare_flags
_prepare_flags(Flag)


class IntFlag(int, ReprEnum, Flag, boundary=KEEP):
    """Flags that are also ints."""


def unique(enumeration):
    """Refuses two names for one value."""
    aliases = [(name, m.name) for name, m in enumeration.__members__.items() if name != m.name]
    if aliases:
        details = ", ".join(f"{alias} -> {name}" for alias, name in aliases)
        raise ValueError(f"duplicate values found in {enumeration!r}: {details}")
    return enumeration


class EnumCheck(StrEnum):
    CONTINUOUS = "no skipped integer values"
    NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"
    UNIQUE = "one name per value"


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """Checks an enumeration when it is made."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        name, values = enumeration.__name__, sorted(member.value for member in enumeration)
        for check in self.checks:
            if check is UNIQUE:
                aliases = [(alias, m.name) for alias, m in enumeration.__members__.items() if alias != m.name]
                if aliases:
                    details = ", ".join(f"{alias} -> {other}" for alias, other in aliases)
                    raise ValueError(f"aliases found in {enumeration!r}: {details}")
            elif check is CONTINUOUS and values:
                wanted = range(values[0], values[-1] + 1)
                if issubclass(enumeration, Flag):
                    wanted = _bits((values[-1] << 1) - values[0])
                missing = sorted(set(wanted) - set(values))
                if missing:
                    kind = "flag" if issubclass(enumeration, Flag) else "enum"
                    raise ValueError(f"invalid {kind} {name!r}: missing values {str(missing)[1:-1]}")
        return enumeration


def global_enum(cls, update_str=False):
    """Makes the members names of the module."""
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    cls.__repr__ = lambda self: f"{cls.__module__.split('.')[-1]}.{self._name_}"
    return cls
