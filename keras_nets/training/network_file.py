"""Networks in `.keras` files, which may come from a stranger: nothing in one is run, and none takes more than it is."""

import zipfile
import zlib

from keras_nets._files import regular
from keras_nets._keras import variables_within
from keras_nets.training.record_check import Damaged

import keras

# Numbers that a network may have which its file does not hold, such as those of its optimizer.
_UNSAVED_NUMBERS = 2**22
# How many times its size a file may unpack to.
_MOST_UNPACKED = 100


def read_network(path, compile=True):
    """The network in a `.keras` file.

    No code in the file is run: not that of `Lambda` layers, and layers of other packages are not imported.

    Args:
        path: The file.
        compile: Whether it is compiled as it was saved.

    Returns:
        A `keras.Model`.

    Raises:
        ValueError: If there is no such file.
        Damaged: If the file cannot be read, would run code, or asks for more weights than it holds.
    """
    path = regular(path)
    try:
        with zipfile.ZipFile(path) as archive:
            # Weights hardly shrink; what unpacks to a hundredfold is made to fill the disk or the memory.
            unpacked = sum(member.file_size for member in archive.infolist())
            too_large = unpacked > _MOST_UNPACKED * path.stat().st_size
            # Keras reads the weights, whose checksum it does not compare, also where they were changed.
            damaged = path.name if too_large else archive.testzip()
    except (OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        damaged = path.name
    if damaged is not None:
        raise Damaged(f"{path} is damaged; copy it anew, or train again")
    # A number takes a byte at least; what a file of three kilobytes says of millions of units is not true.
    with variables_within(path.stat().st_size + _UNSAVED_NUMBERS) as within:
        try:
            return keras.saving.load_model(path, compile=compile, safe_mode=True)
        except Exception as error:
            # Whatever the file made Keras raise, often with the whole configuration.
            reason = str(error).strip().split("\n")[0][:300] or type(error).__name__
    if within.exceeded:
        raise Damaged(f"{path} asks for more weights than it holds; it is damaged, or made to fill the memory")
    raise Damaged(f"{path} cannot be read as a network: {reason}")
