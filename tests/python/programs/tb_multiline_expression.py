"""An error in an expression over several lines."""
data = {
    "a": [1, 2, 3],
    "b": None,
}
result = (
    sum(data["a"])
    + len(data["b"])
    + 1
)
