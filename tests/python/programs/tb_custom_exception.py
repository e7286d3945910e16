"""An exception of one's own from a method, with a module's name in front or not."""


class ShapeError(ValueError):
    def __init__(self, expected, found):
        super().__init__(f"expected {expected}, found {found}")


class Layer:
    class BuildError(ShapeError):
        pass

    def build(self, shape):
        if len(shape) != 2:
            raise self.BuildError(2, len(shape))


try:
    raise ShapeError(1, 2)
except ShapeError as error:
    print(error)
Layer().build((1, 2, 3))
