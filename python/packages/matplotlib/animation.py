"""Moving pictures are not here."""


def __getattr__(name):
    raise NotImplementedError(f"this matplotlib has no animation.{name}; draw single figures in a loop")
