"""The % operator on strings."""
print("%s %d %r" % ("a", 3, "a"), "%s" % 5, "%s" % (1,), "%s" % [1, 2], "%d%%" % 50, "%5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5), "%x %X %#x %o %c %c" % (255, 255, 255, 8, "a", 98))
print("%.2f %8.3f %-8.1f| %e %.1E %g %G" % (3.14159, 2.5, 1.25, 12345.678, 0.00012, 1e-5, 1e20), "%5s|%-5s|%.2s" % ("ab", "cd", "xyz"), "%*d %.*f" % (5, 42, 2, 3.14159), "%i %u" % (3.99, 4))
print("%(name)s is %(age)03d" % {"name": "Bo", "age": 7}, "%(a)s %(a)r" % {"a": "x"}, "no args" % {}, "%s %s" % ("a", ("b",)), "%s" % None, "%a" % "é", "%d" % True, "%s" % {"a": 1}, "%f" % 1, "%.0f %.0f" % (0.5, 1.5), "%s %s" % (1.0, 1e20), "%d" % 10**20, "%x" % -255, "%.3d" % 5)
for template, values in [("%s %s", (1,)), ("%s", (1, 2)), ("%d", "a"), ("%d", (None,)), ("%q", 1), ("%", 1), ("%(a)s", {}), ("%(a)s", 5), ("%c", "ab"), ("%c", -1), ("%f", "x"), ("x", 1), ("%x", 1.5), ("%(a", {}), ("%s", ()), ("%*d", ("a", 1)), ("%d", 1j), ("abc %y", 3)]:
    try:
        print(template % values)
    except Exception as error:
        print(f"{template}: {type(error).__name__}: {error}")
s = "%s"
s %= 5
print(s, "%5.1f|%-6s|%6s|" % (2.25, "ab", "cd"), "%+.2e" % 12345, "%% %s" % 1)
for name, price in [("tea", 1.5), ("coffee", 12)]:
    print("%-10s %6.2f" % (name, price))
