"""A test part from another file or folder than the rest: `--test-data`."""

import dataclasses
import hashlib

from keras_nets._wording import counted, listed

import numpy as np


def with_test_data(source, path, read):
    """A source whose official test part is what stands in another file or folder of the same kind.

    Args:
        source: The `Source` that is trained on.
        path: Of the test data; None leaves the source as it is.
        read: `read(path, like=source)` returns them as a `Source`. A part of one class is enough.

    Raises:
        ValueError: If they cannot be read, or do not fit to the source, or that has an official test part already.
    """
    if path is None:
        return source
    if source.test_examples:
        raise ValueError(
            f"{source.name} has an official test part already; leave out --test-data, or take it out there"
        )
    test = read(path, like=source)
    return dataclasses.replace(
        source,
        x=_joined(source, test),
        y=np.concatenate([source.y, _targets(source, test)]),
        files=None if source.files is None else [*source.files, *test.files],
        test_examples=len(test.y),
        checksum=hashlib.sha256(f"{source.checksum} {test.checksum}".encode()).hexdigest(),
        messages=(*source.messages, f"the test part: {counted(len(test.y), 'example')} of {path}"),
    )


def _joined(source, test):
    """The examples of both, of a table those in the columns of the first."""
    if hasattr(source.x, "columns"):
        import pandas as pd

        lacking = [name for name in source.x.columns if name not in test.x.columns]
        if lacking:
            raise ValueError(
                f"{test.name} lacks {listed(map(repr, lacking))}, which {source.name} has; add the columns"
            )
        return pd.concat([source.x, test.x[source.x.columns]], ignore_index=True)
    if source.x.shape[1:] != test.x.shape[1:]:
        raise ValueError(
            f"an example of {source.name} has shape {source.x.shape[1:]}, one of {test.name} {test.x.shape[1:]}"
        )
    return np.concatenate([source.x, test.x])


def _targets(source, test):
    """The targets of the test data, their classes numbered as those of the source."""
    if bool(source.class_names) != bool(test.class_names):
        kinds = ["a classification" if each.class_names else "a regression" for each in (source, test)]
        raise ValueError(f"{source.name} is {kinds[0]}, and {test.name} {kinds[1]}; name data of one kind")
    if not source.class_names:
        return test.y
    unknown = [name for name in test.class_names if name not in source.class_names]
    if unknown:
        raise ValueError(
            f"{test.name} has the classes {listed(unknown)}, which {source.name} lacks; it has "
            f"{listed(source.class_names)}"
        )
    return np.array([source.class_names.index(name) for name in test.class_names], test.y.dtype)[test.y]
