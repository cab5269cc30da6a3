"""Arguments that count something."""


def check_counts(network, *, least=1, **counts):
    """Refuse counts that are no integers of at least `least` with a `ValueError`."""
    for argument, count in counts.items():
        if not isinstance(count, int) or count < least:
            raise ValueError(f"{network} needs {argument} to be an integer of at least {least}, got {count!r}")
