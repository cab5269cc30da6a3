"""What this machine can hold: what needs more is refused before it is taken."""

import contextlib
import os
from pathlib import Path

from keras_nets._keras import variables_within

# A weight, its gradient and two slots of an optimizer, of four bytes each.
_BYTES_PER_WEIGHT = 16
# The deepest network of the notes, of 1,202 layers, has 3,600; each takes a millisecond or two to make.
_MOST_VARIABLES = 4_000
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def machine_memory():
    """Bytes of memory that this process may have: the machine's, or fewer in a container."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in _LIMITS:
        with contextlib.suppress(OSError, ValueError):
            found.append(int(Path(path).read_text()))
    return min(found)


def in_words(size):
    """A size in bytes as people say it.

    >>> in_words(24 * 10**9), in_words(5_500)
    ('24 GB', '5.5 kB')
    """
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.0f} PB"


def check_memory(size, what):
    """Refuse to take more memory than there is.

    Args:
        size: Bytes.
        what: What takes them, with its verb, such as `"60,000 images of 2048 x 2048 take"`.

    Raises:
        ValueError: If the machine has less.
    """
    if size > machine_memory():
        raise ValueError(f"{what} {in_words(size)} of memory, and this machine has {in_words(machine_memory())}")


@contextlib.contextmanager
def trainable_networks(described="the network"):
    """A context that refuses to create networks which this machine could not train, before their weights are made.

    Args:
        described: What the messages call a network.

    Raises:
        ValueError: If weights, gradients and the optimizer's state need more memory than there is, or the network has
            more layers than any.
    """
    with variables_within(machine_memory() // _BYTES_PER_WEIGHT, _MOST_VARIABLES) as asked:
        try:
            yield
        except Exception:
            if not asked.exceeded:
                raise
    if not asked.exceeded:
        return
    if asked.variables > _MOST_VARIABLES:
        raise ValueError(f"{described} has more than {_MOST_VARIABLES:,} arrays of weights; make it less deep")
    raise ValueError(
        f"{described} has {asked.numbers:.1e} weights or more, and training takes {_BYTES_PER_WEIGHT} bytes for each, "
        f"{in_words(asked.numbers * _BYTES_PER_WEIGHT)}; this machine has {in_words(machine_memory())}, make it smaller"
    )
