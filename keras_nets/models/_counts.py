"""Arguments that count something."""


def check_counts(network, **counts):
    """Refuse counts that are no integers of at least 1 with a `ValueError`."""
    for argument, count in counts.items():
        if not isinstance(count, int) or count < 1:
            raise ValueError(f"{network} needs {argument} to be an integer of at least 1, got {count!r}")
