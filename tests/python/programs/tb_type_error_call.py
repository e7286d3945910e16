"""A call with too few arguments, inside an expression."""


def area(width, height):
    return width * height


print(1 + area(
    width=5,
) + 2)
