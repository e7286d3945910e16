"""Sliders and buttons are not here."""


def __getattr__(name):
    raise NotImplementedError(f"this matplotlib has no widgets.{name}; change a value in the program and run it again")
