"""Image files before they are decoded: what their first bytes say of size, color, transparency and orientation."""

import dataclasses
import io
import warnings

from keras_nets._wording import one_line
from keras_nets.datasets.files import content_of, hint

from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

# The largest photographs of phones and cameras have 200 million.
MOST_PIXELS = 250_000_000

# Readers of headers by the first bytes of a file. Unlike Image.open they leave it to us which sizes are too large.
_READERS = {
    b"\x89PNG": PngImagePlugin.PngImageFile,
    b"\xff\xd8": JpegImagePlugin.JpegImageFile,
    b"GIF8": GifImagePlugin.GifImageFile,
    b"BM": BmpImagePlugin.BmpImageFile,
    b"RIFF": WebPImagePlugin.WebPImageFile,
    b"II*\0": TiffImagePlugin.TiffImageFile,
    b"MM\0*": TiffImagePlugin.TiffImageFile,
}
# What turns an image upright, by its EXIF orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Viewers do not speak of it either.
warnings.filterwarnings("ignore", "Corrupt EXIF data", module="PIL")
_GRAY_MODES = ("1", "L", "LA", "I", "I;16", "I;16B", "F")


@dataclasses.dataclass(frozen=True)
class Header:
    """What is known of an image before it is decoded.

    Args:
        size: `(height, width)` as a viewer shows it, in pixels.
        in_color: Whether its pixels may have colors.
        has_alpha: Whether its pixels may be transparent.
        orientation: EXIF orientation, from 1 (upright) to 8.
        mode: Kind of its pixels in Pillow.
    """

    size: tuple[int, int]
    in_color: bool
    has_alpha: bool = False
    orientation: int = 1
    mode: str = "RGB"


def open_image(content):
    """The image in the content of a file, for Pillow, not yet decoded. Raises whatever Pillow raises on broken ones."""
    reader = next((reader for start, reader in _READERS.items() if content.startswith(start)), Image.open)
    return reader(io.BytesIO(content))


def header_of(content):
    """The `Header` of an image in the content of a file. Raises whatever Pillow raises on broken ones."""
    image = open_image(content)
    orientation = _orientation(image, content)
    width, height = image.size
    return Header(
        size=(width, height) if orientation >= 5 else (height, width),
        in_color=image.mode not in _GRAY_MODES,
        has_alpha=image.has_transparency_data,
        orientation=orientation,
        mode=image.mode,
    )


def excess_of(size, allow_huge=None):
    """What is too large about an image of a `(height, width)`, as a phrase, and None where nothing is.

    An image is refused before its pixels fill the memory; `allow_huge` is as in `files.readable`.
    """
    height, width = size
    if allow_huge or height * width <= MOST_PIXELS:
        return None
    return f"{height:,} x {width:,} pixels, more than {MOST_PIXELS // 10**6} million; shrink it{hint(allow_huge)}"


def read_image(path, allow_huge=None):
    """An image file decoded by Pillow, upright.

    Args:
        path: Its path.
        allow_huge: As in `files.readable`.

    Raises:
        ValueError: If it is no regular file, too large, truncated or no image.
    """
    content = content_of(path, allow_huge)
    try:
        image = open_image(content)
        excess = excess_of(image.size[::-1], allow_huge)
        if excess is None:
            image.load()
            return image.transpose(_TURNS[found]) if (found := _orientation(image, content)) in _TURNS else image
    # Pillow's readers raise different exceptions on broken files, depending on the format.
    except Exception as error:
        raise ValueError(
            f"{path} cannot be read, it is truncated or no image ({one_line(error)}); copy it again"
        ) from None
    raise ValueError(f"image {path} has {excess}")


def on_white(image):
    """A Pillow image in RGB, with white where it is transparent."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")


def _orientation(image, content):
    # Pillow would decode a whole PNG to look for a tag behind the pixels.
    if image.format == "PNG" and not image.info.keys() & {"exif", "Raw profile type exif"} and b"eXIf" not in content:
        return 1
    try:
        found = image.getexif().get(ExifTags.Base.Orientation)
    # Viewers show an image whose EXIF block is broken, too. Pillow raises different exceptions on these.
    except Exception:
        return 1
    return found if found in range(1, 9) else 1
