"""A summary's table in a line of 80 characters, as Keras prints it: cells are wrapped, long words are cut."""

_WIDTHS = {3: (31, 22, 13), 4: (19, 17, 10, 17)}


def fitted(text):
    """The engine's table, in Keras's widths."""
    lines = text.split("\n")
    places = [at for at, line in enumerate(lines) if line[:1] in ("┏", "└")]
    if len(places) != 2:
        return text
    start, end = places
    rows = [_cells(line) for line in lines[start:end] if line[:1] in ("┃", "│")]
    if len(rows[0]) == 4 and _is_chain(rows[1:]):
        rows = [row[:3] for row in rows]
    if len(rows[0]) not in _WIDTHS:
        return text
    return "\n".join([*lines[:start], *_table(rows, _WIDTHS[len(rows[0])]), *lines[end + 1:]])


def _cells(line):
    return [cell.strip() for cell in line.replace("┃", "│").strip("│").split("│")]


def _is_chain(rows):
    """True if each layer takes what the one before it gives."""
    sources = [row[3] for row in rows]
    return sources[0] == "-" and all(
        source == f"{row[0].split(' ')[0]}[0][0]" for source, row in zip(sources[1:], rows)
    )


def _wrapped(cell, width):
    lines = []
    for word in cell.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return [line if len(line) <= width else line[:width - 1] + "…" for line in lines]


def _table(rows, widths):
    bar = lambda left, middle, right, line: left + middle.join(line * (width + 2) for width in widths) + right
    out = [bar("┏", "┳", "┓", "━")]
    for number, row in enumerate(rows):
        edge = "│" if number else "┃"
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths)]
        for at in range(max(map(len, cells))):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            # The counts stand on the right.
            shown = [part.rjust(width) if column == 2 else part.ljust(width)
                     for column, (part, width) in enumerate(zip(parts, widths))]
            out.append(edge + edge.join(f" {part} " for part in shown) + edge)
        if number + 1 < len(rows):
            out.append(bar("├", "┼", "┤", "─") if number else bar("┡", "╇", "┩", "━"))
    return [*out, bar("└", "┴", "┘", "─")]
