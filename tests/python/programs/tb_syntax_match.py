"""A pattern that makes the next ones unreachable."""
def kind(x):
    match x:
        case other:
            return "all"
        case 1:
            return "one"
