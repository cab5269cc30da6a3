"""Networks whose units compete for the inputs that they learn."""

from row import Row

UNSUPERVISED = dict(data="none", loss=None, functional=False)

ROWS = (
    Row(
        "self_organizing_map",
        # The codebook of 10x10 units and the count of steps.
        paper=dict(input_shape=(3,)),
        parameters=301,
        tiny=dict(input_shape=(4,), grid_shape=(3, 3)),
        moved=("codebook", "step"),
        **UNSUPERVISED,
    ),
    Row(
        "self_organizing_map",
        case="hexagonal_batch",
        # The mass of each unit comes to it.
        paper=dict(input_shape=(3,), topology="hexagonal", rule="batch"),
        parameters=401,
        tiny=dict(input_shape=(4,), grid_shape=(3, 3), topology="hexagonal", rule="batch"),
        moved=("codebook", "mass", "step"),
        **UNSUPERVISED,
    ),
    Row(
        "art1",
        # 100 prototypes and the count of each.
        paper=dict(input_shape=(25,)),
        parameters=2_600,
        tiny=dict(input_shape=(4,), max_categories=3),
        moved=("prototypes", "counts"),
        **UNSUPERVISED,
    ),
    Row(
        "fuzzy_art",
        # Complement coding doubles the features.
        paper=dict(input_shape=(2,)),
        parameters=500,
        tiny=dict(input_shape=(4,), max_categories=3, learning_rate=0.5),
        moved=("prototypes", "counts"),
        **UNSUPERVISED,
    ),
)
