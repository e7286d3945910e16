"""The order of try, except, else and finally, with return, break and continue."""


def run(action):
    out = []
    try:
        out.append("try")
        action()
    except (ValueError, TypeError) as error:
        out.append(f"except {error}")
    except ArithmeticError:
        out.append("arithmetic")
    else:
        out.append("else")
    finally:
        out.append("finally")
    return out


print(run(lambda: None), run(lambda: int("x")), run(lambda: 1 / 0), run(lambda: 1 + "a"))


def returns():
    try:
        return "try"
    finally:
        print("finally runs before the return")


def override():
    try:
        raise ValueError
    finally:
        return "finally wins"


def kept():
    value = "old"
    try:
        return value
    finally:
        value = "new"


print(returns(), override(), kept())
for i in range(3):
    try:
        if i == 1:
            continue
        if i == 2:
            break
        print("body", i)
    finally:
        print("finally", i)
else:
    print("not reached")


def nested():
    try:
        try:
            raise KeyError("inner")
        finally:
            print("inner finally")
    except KeyError as error:
        print("outer except", error)
        return "returned"
    finally:
        print("outer finally")


print(nested())
try:
    error = "kept"
    raise ValueError("v")
except ValueError as error:
    pass
try:
    error
except NameError as missing:
    print(missing)


def again():
    for attempt in range(5):
        try:
            if attempt < 3:
                raise ConnectionError(f"attempt {attempt}")
            return attempt
        except ConnectionError as error:
            print(error)


print(again())
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise
except ArithmeticError as error:
    print("reraised", type(error).__name__)
try:
    raise
except RuntimeError as error:
    print(error)
try:
    try:
        pass
    except 5:
        pass
    raise ValueError("x")
except ValueError:
    print("a wrong class in an unused except does not matter")
try:
    try:
        raise ValueError("x")
    except "text":
        pass
except TypeError as error:
    print(error)
while True:
    try:
        break
    finally:
        print("left loop")
