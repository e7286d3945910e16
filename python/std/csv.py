"""Tables as text with separators."""

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)


class Error(Exception):
    __module__ = "_csv"


class Dialect:
    """How a table is written."""

    delimiter, quotechar, escapechar, doublequote = ",", '"', None, True
    skipinitialspace, lineterminator, quoting, strict = False, "\r\n", QUOTE_MINIMAL, False


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    lineterminator, quoting = "\n", QUOTE_ALL


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}
_OPTIONS = "delimiter quotechar escapechar doublequote skipinitialspace lineterminator quoting strict".split()
_field_limit = 131072


def register_dialect(name, dialect=excel, **options):
    _dialects[name] = type(name, (_dialect(dialect).__class__,), options)


def unregister_dialect(name):
    get_dialect(name)
    del _dialects[name]


def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def list_dialects():
    return list(_dialects)


def field_size_limit(new_limit=None):
    global _field_limit
    old, _field_limit = _field_limit, _field_limit if new_limit is None else new_limit
    return old


def _dialect(dialect, options=()):
    """The dialect by name, class or object, with options of the call."""
    found = get_dialect(dialect) if isinstance(dialect, str) else dialect
    made = type("dialect", (found if isinstance(found, type) else type(found),), {})()
    for name in options:
        if name not in _OPTIONS:
            raise TypeError(f"this function got an unexpected keyword argument '{name}'")
        setattr(made, name, options[name])
    if made.quotechar is None and made.quoting == QUOTE_MINIMAL and "quoting" not in options:
        made.quoting = QUOTE_NONE
    for name in ("delimiter", "quotechar", "escapechar"):
        value = getattr(made, name)
        if value is None and name != "delimiter":
            continue
        if not isinstance(value, str):
            allowed = "string" if name == "delimiter" else "string or None"
            raise TypeError(f'"{name}" must be {allowed}, not {type(value).__name__}')
        if len(value) != 1:
            raise TypeError(f'"{name}" must be a 1-character string')
        if value in "\r\n":
            raise ValueError(f"bad {name} value")
    if made.delimiter == made.quotechar:
        raise ValueError("bad delimiter or quotechar value")
    if not isinstance(made.lineterminator, str):
        raise TypeError('"lineterminator" must be a string')
    if not isinstance(made.quoting, int):
        raise TypeError('"quoting" must be an integer')
    if not QUOTE_MINIMAL <= made.quoting <= QUOTE_NOTNULL:
        raise TypeError('bad "quoting" value')
    if made.quotechar is None and made.quoting != QUOTE_NONE:
        raise TypeError("quotechar must be set if quoting enabled")
    return made


class _Reader:
    def __init__(self, csvfile, dialect, options):
        self._lines, self.dialect, self.line_num = iter(csvfile), _dialect(dialect, options), 0

    def __iter__(self):
        return self

    def __next__(self):
        d, row, state = self.dialect, [], "start"
        field, quoted = [], False

        def end_field():
            nonlocal field, quoted
            text = "".join(field)
            if not quoted and text and d.quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS):
                text = float(text)
            elif not quoted and d.quoting in (QUOTE_NOTNULL, QUOTE_STRINGS) and not text:
                text = None
            row.append(text)
            field, quoted = [], False

        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if not field and state != "quoted":
                    raise
                if d.strict:
                    raise Error("unexpected end of data") from None
                end_field()
                return row
            if not isinstance(line, str):
                raise Error(
                    f"iterator should return strings, not {type(line).__name__} "
                    "(the file should be opened in text mode)"
                )
            self.line_num += 1
            for position, c in enumerate(line):
                ends = c in "\r\n"
                if state == "ended":
                    if not ends:
                        raise Error(
                            "new-line character seen in unquoted field - do you need to open the file with newline=''?"
                        )
                elif state == "escape":
                    field.append(c)
                    state = "escaped line end" if ends else "field"
                elif state == "quoted escape":
                    field.append(c)
                    state = "quoted"
                elif state == "quoted":
                    if c == d.escapechar:
                        state = "quoted escape"
                    elif c == d.quotechar and d.quoting != QUOTE_NONE:
                        state = "quote" if d.doublequote else "field"
                    else:
                        field.append(c)
                elif state == "quote" and c == d.quotechar and d.quoting != QUOTE_NONE:
                    field.append(c)
                    state = "quoted"
                elif ends:
                    if state != "start" or row:
                        end_field()
                    state = "ended"
                elif c == d.delimiter:
                    end_field()
                    state = "field start"
                elif state == "quote":
                    if d.strict:
                        raise Error(f"'{d.delimiter}' expected after '{d.quotechar}'")
                    field.append(c)
                    state = "field"
                elif c == d.escapechar:
                    state = "escape"
                elif state in ("start", "field start"):
                    if c == d.quotechar and d.quoting != QUOTE_NONE:
                        quoted, state = True, "quoted"
                    elif c != " " or not d.skipinitialspace:
                        field.append(c)
                        state = "field"
                    else:
                        state = "field start"
                else:
                    field.append(c)
                if len(field) > _field_limit:
                    raise Error(f"field larger than field limit ({_field_limit})")
            # The row goes on in the next line inside of quotes and after an escaped line end.
            if state in ("escape", "quoted escape"):
                field.append("\n")
                state = "field" if state == "escape" else "quoted"
            elif state not in ("quoted", "escaped line end"):
                if state != "ended" and (state != "start" or row):
                    end_field()
                return row


def reader(csvfile, dialect="excel", **options):
    """The rows of a table, as lists of texts."""
    return _Reader(csvfile, dialect, options)


class _Writer:
    def __init__(self, csvfile, dialect, options):
        self._write, self.dialect = csvfile.write, _dialect(dialect, options)

    def writerow(self, row):
        try:
            cells = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        fields = [self._field(cell, len(cells) == 1) for cell in cells]
        return self._write(self.dialect.delimiter.join(fields) + self.dialect.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)

    def _field(self, cell, alone):
        d = self.dialect
        text = "" if cell is None else repr(cell) if type(cell) is float else str(cell)
        quote = (
            d.quoting == QUOTE_ALL
            or d.quoting == QUOTE_NONNUMERIC and not isinstance(cell, (int, float))
            or d.quoting == QUOTE_STRINGS and isinstance(cell, str)
            or d.quoting == QUOTE_NOTNULL and cell is not None
        )
        special = {d.delimiter, d.escapechar, d.quotechar, "\r", "\n", *d.lineterminator} - {None}
        out = []
        for c in text:
            if c in special:
                if d.quoting == QUOTE_NONE or c == d.escapechar or c == d.quotechar and not d.doublequote:
                    if d.escapechar is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(d.escapechar)
                elif c == d.quotechar:
                    out.append(c)
                    quote = True
                else:
                    quote = True
            out.append(c)
        if not text and not quote and d.delimiter == " " and d.skipinitialspace:
            if d.quoting == QUOTE_NONE or cell is None and d.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
            quote = True
        if not text and alone and not quote:
            if d.quoting == QUOTE_NONE or d.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL) and cell is None:
                raise Error("single empty field record must be quoted")
            quote = True
        return f"{d.quotechar}{''.join(out)}{d.quotechar}" if quote else "".join(out)


def writer(csvfile, dialect="excel", **options):
    """Writes rows as lines."""
    return _Writer(csvfile, dialect, options)


class DictReader:
    """The rows of a table as dicts; the first row has the names, unless they are given."""

    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        self._fieldnames = list(fieldnames) if fieldnames is not None else None
        self.restkey, self.restval, self.dialect, self.line_num = restkey, restval, dialect, 0
        self.reader = reader(f, dialect, *args, **kwds)

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            self._fieldnames = next(self.reader, None)
            self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        self.line_num = self.reader.line_num
        while row == []:
            row = next(self.reader)
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names) :]
        for name in names[len(row) :]:
            made[name] = self.restval
        return made


class DictWriter:
    """Writes dicts as lines, in the order of the names."""

    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        self.fieldnames, self.restval, self.extrasaction = list(fieldnames), restval, extrasaction.lower()
        if self.extrasaction not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _row(self, rowdict):
        wrong = [key for key in rowdict if key not in self.fieldnames] if self.extrasaction == "raise" else ()
        if wrong:
            raise ValueError(f"dict contains fields not in fieldnames: {', '.join(map(repr, wrong))}")
        return [rowdict.get(name, self.restval) for name in self.fieldnames]

    def writerow(self, rowdict):
        return self.writer.writerow(self._row(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self._row, rowdicts))
