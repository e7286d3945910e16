"""A failed assertion in a lambda's caller."""
check = lambda x: x > 0


def verify(values):
    assert all(check(v) for v in values), f"not all are positive: {values}"
    return True


print(verify([1, 2]))
verify([1, -2])
