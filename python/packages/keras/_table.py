"""A table in a line of 80 characters, as Keras prints it: cells are wrapped, long words are cut."""

_WIDTHS = {3: (31, 22, 13), 4: (19, 17, 10, 17)}


def is_chain(rows):
    """True if each layer takes what the one before it gives."""
    sources = [row[3] for row in rows] or [""]
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


def drawn(rows):
    """The lines of a table."""
    widths = _WIDTHS[len(rows[0])]
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
