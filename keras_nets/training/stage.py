"""A stage: the training of one part of a network, before the whole is trained."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Stage:
    """One stage of a recipe's `stages(dataset, model, ...)`; what it needs is made when its turn comes.

    Args:
        name: of its folder and its curves, such as `"layer1"`.
        build: `build()` returns the compiled `keras.Model` that this stage trains. Layers that it shares with the
            whole network need no copying.
        dataset: `dataset()` returns the `Dataset` that it learns from, such as the data as the layers below show them.
        epochs: passes over that data.
        batch_size: examples a step.
        finish: `finish(trained)` carries into the whole network what is not shared.
        pictures: `pictures(trained, dataset, split)` returns `{name: matplotlib figure}` for TensorBoard.
    """

    name: str
    build: Callable
    dataset: Callable
    epochs: int
    batch_size: int = 100
    finish: Callable | None = None
    pictures: Callable | None = None
