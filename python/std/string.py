"""Constants and templates for text."""

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    """Capitalizes each word."""
    return (sep or " ").join(map(str.capitalize, s.split(sep)))


class Template:
    """Text with $name and ${name} in it."""

    delimiter = "$"
    idpattern = "(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None

    def __init__(self, template):
        self.template = template

    def _pattern(self):
        import re

        braced = self.braceidpattern or self.idpattern
        mark = re.escape(self.delimiter)
        return re.compile(
            f"{mark}(?:(?P<escaped>{mark})|(?P<named>{self.idpattern})|{{(?P<braced>{braced})}}|(?P<invalid>))",
            re.IGNORECASE,
        )

    def _fill(self, values, keywords, safe):
        values = {**values, **keywords} if keywords else values

        def value(found):
            name = found["named"] or found["braced"]
            if name is not None:
                return str(values.get(name, found[0]) if safe and hasattr(values, "get") else values[name])
            if found["escaped"] is not None:
                return self.delimiter
            if safe:
                return found[0]
            lines = self.template[: found.start("invalid")].splitlines(keepends=True)
            column = found.start("invalid") - len("".join(lines[:-1]))
            raise ValueError(f"Invalid placeholder in string: line {max(len(lines), 1)}, col {column}")

        return self._pattern().sub(value, self.template)

    def substitute(self, mapping={}, /, **kwds):
        return self._fill(mapping, kwds, safe=False)

    def safe_substitute(self, mapping={}, /, **kwds):
        return self._fill(mapping, kwds, safe=True)

    def get_identifiers(self):
        found = self._pattern().finditer(self.template)
        return list(dict.fromkeys(name for match in found if (name := match["named"] or match["braced"])))

    def is_valid(self):
        return all(match["invalid"] is None for match in self._pattern().finditer(self.template))


class Formatter:
    """str.format as an object, for keys and conversions of one's own."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        return format_string.format(*args, **kwargs)
