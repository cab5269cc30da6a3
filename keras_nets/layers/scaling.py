"""Widths of scaled networks."""


def scaled(count, width):
    """Number of channels or units that a network of relative width `width` has where the paper's has `count`.

    Args:
        count: The paper's number.
        width: Positive factor; the result is rounded and at least 1.

    Raises:
        ValueError: If `width` is not positive.

    Example:

    >>> scaled(16, 0.5), scaled(16, 1.0), scaled(6, 0.1)
    (8, 16, 1)
    """
    if not width > 0:
        raise ValueError(f"width must be positive, got {width}; 1.0 is the paper's, 0.5 halves channels and units")
    return max(1, round(count * width))
