"""An error in code run by exec, whose source is not known."""
source = "def f(x):\n    return x / 0\n\nf(1)\n"
exec(source)
