"""An error in the body of a class."""


class Config:
    size = 10
    half = size // 2
    name = title.upper()
