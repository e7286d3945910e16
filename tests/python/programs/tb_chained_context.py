"""An error while another is handled."""


def first():
    return {}["missing"]


def second():
    try:
        first()
    except KeyError as error:
        print("handling", error)
        error.nothing


second()
