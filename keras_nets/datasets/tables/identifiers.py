"""Columns that name rows and tell nothing about them: row numbers, keys beyond 2^53, and texts that hardly repeat."""

# Larger integers are no longer exact as float64, so what differs in them is a name and no quantity.
_LARGEST_QUANTITY = 2**53
_IS_KEY = "all differ and exceed 2^53, so they name rows"
# Texts of more distinct values than this, and than half as many as rows, identify rows.
_MOST_REPEATED = 20


def without_identifiers(frame, messages):
    """The columns of a table except those of integers that all differ and count the rows, or exceed 2^53.

    A column that counts the rows stays where there is no other. Years and populations stay.

    Args:
        frame: The inputs as texts.
        messages: Gets a line for each column that is left out.
    """
    found = {name: why for name, column in frame.items() if (why := _why(column))}
    if len(found) == len(frame.columns):
        found = {name: why for name, why in found.items() if why == _IS_KEY}
    messages += [f"column {name}: left out, its integers {why}" for name, why in found.items()]
    return frame.drop(columns=list(found))


def identify_rows(texts, rows):
    """Whether so many different texts identify so many rows, because they hardly repeat."""
    return texts > max(_MOST_REPEATED, rows / 2)


def _why(column):
    """Why a column of texts names rows, or None if it does not."""
    first = column.iloc[0]
    # Most columns are sorted out by their first cell.
    if not isinstance(first, str) or not first.removeprefix("-").isdecimal() or column.hasnans or not column.is_unique:
        return None
    if not column.str.fullmatch(r"-?\d+").all():
        return None
    numbers = [int(text) for text in column] if column.str.len().max() > 15 else column.astype("int64").tolist()
    least, most = min(numbers), max(numbers)
    if max(-least, most) > _LARGEST_QUANTITY:
        return _IS_KEY
    if least in (0, 1) and most - least == len(numbers) - 1:
        return f"count the rows ({least:,} to {most:,}); write {least}.0 for {least} to keep them"
    return None
