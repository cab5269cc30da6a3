"""Dilated convolutions one after the other, and whether their rates leave pixels out."""

from functools import reduce
from itertools import cycle, islice

from keras_nets.layers.convolution import convolution

# Rates that leave no holes, however often the three are repeated.
SAWTOOTH = (1, 2, 5)


def dilated_convolutions(x, filters, rates, *, name, kernel_size=3, **arguments):
    """Convolutions `<name>_conv1`, `<name>_conv2`, ... whose taps lie r_1, r_2, ... pixels apart.

    n convolutions of K x K see `1 + (K - 1) (r_1 + ... + r_n)` pixels in a row with the weights of ordinary ones.

    Reference:
        Yu, Koltun, 2016, Multi-scale context aggregation by dilated convolutions, https://arxiv.org/abs/1511.07122

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels of each.
        rates: Their dilation rates r_i; 1 is an ordinary convolution.
        name: Beginning of the layers' names.
        kernel_size: Side K of the kernels.
        **arguments: Further arguments of `convolution`, such as `normalization` and `activation`.

    Raises:
        ValueError: If there is no rate or one is below 1.

    Example:

    >>> import keras
    >>> inputs = keras.Input((None, None, 3), name="input")
    >>> model = keras.Model(inputs, dilated_convolutions(inputs, 8, (1, 2), name="block", normalization=False))
    >>> [layer.name for layer in model.layers]
    ['input', 'block_conv1', 'block_conv1_relu', 'block_conv2', 'block_conv2_relu']
    """
    for number, rate in enumerate(_checked(rates), start=1):
        x = convolution(x, filters, kernel_size, name=f"{name}_conv{number}", dilation_rate=rate, **arguments)
    return x


def hybrid_dilated_convolution(x, filters, rates=SAWTOOTH, *, name, kernel_size=3, **arguments):
    """As `dilated_convolutions`, with rates that together reach every pixel of the receptive field.

    Reference:
        Wang, Chen, Yuan, Liu, Huang, Hou, Cottrell, 2018, Understanding convolution for semantic segmentation,
        https://arxiv.org/abs/1702.08502

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of output channels of each.
        rates: Their dilation rates.
        name: Beginning of the layers' names.
        kernel_size: Side K of the kernels.
        **arguments: Further arguments of `convolution`.

    Raises:
        ValueError: If the rates leave holes.

    Example:

    >>> import keras
    >>> hybrid_dilated_convolution(keras.Input((9, 9, 3)), 4, name="block").shape
    (None, 9, 9, 4)
    """
    if leaves_holes(rates, kernel_size):
        working = tuple(islice(cycle(SAWTOOTH), len(rates)))
        raise ValueError(
            f"rates {tuple(rates)} of convolutions of {kernel_size}x{kernel_size} leave holes: some pixels of the "
            f"receptive field have no influence; {working} leave none"
        )
    return dilated_convolutions(x, filters, rates, name=name, kernel_size=kernel_size, **arguments)


def leaves_holes(rates, kernel_size=3):
    """Whether dilated convolutions together pass over pixels inside their receptive field.

    The offsets that n kernels reach along an axis are all sums of one tap of each. Whether these are all numbers from
    the least to the largest does not depend on the order of the rates.

    Differs: the paper asks for `M_2 <= K` (`largest_gap`), which is enough where a rate of 1 comes first, but not
    necessary, and which rates 2, 2, 2 fulfill.

    Reference:
        Wang, Chen, Yuan, Liu, Huang, Hou, Cottrell, 2018, Understanding convolution for semantic segmentation,
        https://arxiv.org/abs/1702.08502

    Args:
        rates: Dilation rates.
        kernel_size: Side K of the kernels.

    Raises:
        ValueError: If there is no rate or one is below 1.

    Example:

    >>> [leaves_holes(rates) for rates in ((2, 2, 2), (2, 4, 8), (1, 2, 3), (1, 2, 5), (1, 2, 9))]
    [True, True, False, False, True]
    """
    offsets = {0}
    for rate in _checked(rates):
        offsets = {offset + rate * tap for offset in offsets for tap in range(kernel_size)}
    return len(offsets) != max(offsets) + 1


def largest_gap(rates):
    """M_2, the largest distance between pixels that the convolutions after the first reach.

    `M_i = max(M_{i+1} - 2 r_i, M_{i+1} - 2 (M_{i+1} - r_i), r_i)` and `M_n = r_n`. A first kernel of rate 1 and side
    K fills the gaps where `M_2 <= K`.

    Reference:
        Wang, Chen, Yuan, Liu, Huang, Hou, Cottrell, 2018, Understanding convolution for semantic segmentation,
        https://arxiv.org/abs/1702.08502

    Args:
        rates: Dilation rates r_1 to r_n.

    Raises:
        ValueError: If there is no rate or one is below 1.

    Example:

    >>> largest_gap((1, 2, 5)), largest_gap((1, 2, 9))
    (2, 5)
    """
    *_, last = rates = _checked(rates)
    return reduce(lambda gap, rate: max(gap - 2 * rate, 2 * rate - gap, rate), reversed(rates[1:-1]), last)


def _checked(rates):
    rates = tuple(rates)
    if not rates or min(rates) < 1:
        raise ValueError(f"dilated convolutions need rates of at least 1, such as {SAWTOOTH}, got {rates}")
    return rates
