"""Associative memories."""

from row import Row

ROWS = (
    Row(
        "hopfield",
        # Hopfield's simulations had 30 units.
        paper=dict(units=30),
        parameters=900,
        tiny=dict(units=6),
        data="none",
        loss=None,
        moved=("kernel",),
        functional=False,
    ),
    Row(
        "hopfield",
        case="pseudo_inverse",
        # The weights, and the diagonal that recall leaves out.
        paper=dict(units=30, rule="pseudo_inverse"),
        parameters=930,
        tiny=dict(units=6, rule="pseudo_inverse", update="synchronous"),
        data="none",
        loss=None,
        moved=("kernel", "diagonal"),
        functional=False,
    ),
    Row(
        "modern_hopfield",
        # A pattern a place, and the count of those shown.
        paper=dict(units=64, capacity=1000),
        parameters=64_001,
        tiny=dict(units=5, capacity=12),
        data="none",
        loss=None,
        moved=("patterns", "shown"),
        functional=False,
    ),
)
