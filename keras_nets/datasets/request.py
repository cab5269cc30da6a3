"""The request of a caller of `load`: options that all data take, checked before anything is read."""

import dataclasses

import numpy as np

# Of an image of a quarter of a gigapixel.
_LARGEST_SIDE = 2**14


@dataclasses.dataclass(frozen=True)
class Request:
    """The name of the data and the general options; see `load` for their meaning.

    Raises:
        ValueError: If an option is out of range.
    """

    name: str
    target: str | None = None
    test_data: str | None = None
    data_dir: str | None = None
    split: str | None = None
    fold: int = 0
    split_seed: int = 0
    balance: str | None = None
    skip_unreadable: bool = False
    allow_huge: bool = False
    image_size: tuple[int, int] | None = None
    channels: int | None = None
    flatten: bool = False
    by_rows: bool = False
    margin: int = 0
    value_range: tuple[float, float] = (0, 1)

    def __post_init__(self):
        if not isinstance(self.split_seed, int | np.integer) or self.split_seed < 0:
            raise ValueError(f"split_seed {self.split_seed!r} is not accepted; use an integer from 0")
        if self.channels not in (None, 1, 3):
            raise ValueError(f"channels {self.channels!r} is not accepted; use 1 (gray) or 3 (color)")
        if self.image_size is None:
            return
        sides = tuple(self.image_size) if isinstance(self.image_size, tuple | list) else ()
        if len(sides) != 2 or not all(isinstance(side, int | np.integer) and side > 0 for side in sides):
            raise ValueError(f"image_size {self.image_size!r} is no size; use (height, width) in pixels, like (32, 32)")
        if max(sides) > _LARGEST_SIDE:
            raise ValueError(
                f"image_size {self.image_size!r} is too large; use at most {_LARGEST_SIDE:,} pixels a side"
            )
        if not 0 <= 2 * self.margin < min(sides):
            raise ValueError(
                f"margin {self.margin!r} leaves nothing of {sides[0]} x {sides[1]} pixels; use a smaller one"
            )

    def plain(self):
        """The options as plain values, for the record of a run; the location of the data is not part of it."""
        values = dataclasses.asdict(self)
        del values["name"], values["data_dir"], values["test_data"]
        values["value_range"] = list(self.value_range)
        return {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}

    def refuse(self, **kinds):
        """Refuse options, `{name: the data they are for}`.

        Raises:
            ValueError: If one of them was given.
        """
        for option, kind in kinds.items():
            value = getattr(self, option)
            if value != type(self).__dataclass_fields__[option].default:
                given = f"--{option.replace('_', '-')} ({value!r} was given)"
                raise ValueError(f"{self.name} takes no {given}, which is for {kind}; leave it out")

    def refuse_as_images(self):
        """Refuse image options for data without images.

        Raises:
            ValueError: If a size or a number of channels was given.
        """
        if self.image_size is not None or self.channels is not None:
            size = self.image_size is not None
            asked = f"image_size={self.image_size}" if size else f"channels={self.channels}"
            raise ValueError(
                f"{self.name} has no images, and {asked} asks for some; use data such as digits, a folder of images, "
                "or an array x of (examples, height, width, channels)"
            )


def positive(option, value, least=1):
    """`value` as an integer, checked to be at least `least`.

    Raises:
        ValueError: If it is not an integer, or too small.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{option} {value!r} is not accepted; use an integer from {least}")
    return int(value)
