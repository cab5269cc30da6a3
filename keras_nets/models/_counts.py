"""Arguments that count something."""


def check_counts(network, *, least=1, **counts):
    """Refuse counts, or tuples of them, that are no integers of at least `least` with a `ValueError`."""
    for argument, count in counts.items():
        several = isinstance(count, tuple | list)
        if any(not isinstance(number, int) or number < least for number in (count if several else [count])):
            kind = "integers" if several else "an integer"
            raise ValueError(f"{network} needs {argument} to be {kind} of at least {least}, got {count!r}")
