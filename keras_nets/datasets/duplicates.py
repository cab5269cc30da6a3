"""Examples that stand in the training part and, byte for byte the same, in a part that measures what was learned."""

from keras_nets._wording import counted

import numpy as np


def digests_of(examples):
    """A number for each example, which equal ones share, and practically no others.

    Args:
        examples: An array, examples first, or a table.
    """
    if hasattr(examples, "columns"):
        import pandas as pd

        return pd.util.hash_pandas_object(examples, index=False).tolist()
    rows = np.ascontiguousarray(examples).reshape(len(examples), -1)
    return [hash(row.tobytes()) for row in rows]


def shared(digests, parts):
    """What training shares with the other parts, as a message in a tuple, which is empty where it is nothing.

    Args:
        digests: Of each example, such as those of `digests_of`.
        parts: `division.Parts`.

    Example:

    >>> from keras_nets.datasets.division import Parts
    >>> shared("abcab", Parts("70/30", train=[0, 1, 2], validation=None, test=[3, 4]))
    ('in the training part as well, byte for byte: 2 examples of the test part',)
    """
    known = {digests[index] for index in parts.train}
    others = {"validation": parts.validation, "test": parts.test}
    counts = {part: sum(digests[i] in known for i in some) for part, some in others.items() if some is not None}
    told = [f"{counted(count, 'example')} of the {part} part" for part, count in counts.items() if count]
    return (f"in the training part as well, byte for byte: {', '.join(told)}",) if told else ()
