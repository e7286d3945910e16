"""from None hides the context."""


def read(settings, name):
    try:
        return settings[name]
    except KeyError:
        raise LookupError(f"no setting {name}") from None


read({}, "size")
