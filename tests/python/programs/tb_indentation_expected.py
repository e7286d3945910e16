"""An empty body."""
def f():
print("x")
