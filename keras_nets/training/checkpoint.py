"""All that a run needs to go on after it was killed, in one file that is replaced as a whole."""

import contextlib
import json

from keras_nets._files import regular, whole
from keras_nets._keras import optimizers_of, random_states
from keras_nets.training.record_check import Damaged, fits

import keras
import numpy as np

# NumPy's kinds of dtypes; V are those that it does not know, such as bfloat16.
_NUMBERS = "biufV"


def save_checkpoint(path, model, progress, best_weights=None):
    """Write the model's weights, random states and optimizers, and `progress`, a dict of plain values.

    Keras's own weight files leave out the states of random generators, without which dropout would differ.
    """
    path.parent.mkdir(exist_ok=True)
    arrays = {f"state/{i}": keras.ops.convert_to_numpy(variable) for i, variable in enumerate(_state(model))}
    arrays |= {f"best/{i}": weight for i, weight in enumerate(best_weights or [])}
    with whole(path) as beside:
        np.savez(beside, progress=np.array(json.dumps(progress)), **arrays)


def load_checkpoint(path, model):
    """Bring `model` to the state in `path`; it is not changed where that cannot be done.

    Returns:
        The `progress` that was saved, and the best weights (None where there were none).

    Raises:
        Damaged: If the file is damaged, or belongs to another network.
    """
    arrays, progress = read_checkpoint(path)
    saved = [array for name, array in arrays.items() if name.startswith("state/")]
    best = [array for name, array in arrays.items() if name.startswith("best/")]
    state = _state(model)
    fitting = _shapes(state) == _shapes(saved) and (not best or _shapes(model.weights) == _shapes(best))
    if not fitting or any(array.dtype.kind not in _NUMBERS for array in (*saved, *best)):
        raise Damaged(
            f"{path} holds the state of another network than the recipe builds now; "
            "resume with the code that started the run, or start a new run"
        )
    for variable, array in zip(state, saved, strict=True):
        variable.assign(array)
    return progress, best or None


def read_checkpoint(path):
    """The arrays of a checkpoint by name, and its progress.

    Raises:
        Damaged: If they cannot be read.
    """
    try:
        with np.load(regular(path), allow_pickle=False) as file:
            # It is stored as it is; only a made-up one unpacks to more than it takes.
            if sum(member.file_size for member in file.zip.infolist()) > path.stat().st_size:
                raise ValueError
            arrays = {name: file[name] for name in file.files}
        progress = json.loads(str(arrays.pop("progress")))
        whole_epochs = fits(progress["rows"], list[dict[str, float]]) and len(progress["rows"]) == progress["epoch"]
        if not whole_epochs:
            raise ValueError
    except (Exception, MemoryError):
        # What zipfile and NumPy make of damaged bytes may be any error.
        raise Damaged(f"{path} is damaged and cannot be resumed from; start a new run") from None
    return arrays, progress


@contextlib.contextmanager
def unchanged_random_states(model):
    """Put the model's random states back afterwards, so that looking at a model does not change its training."""
    states = random_states(model)
    before = [keras.ops.convert_to_numpy(state) for state in states]
    try:
        yield
    finally:
        for state, value in zip(states, before, strict=True):
            state.assign(value)


def _state(model):
    """Every variable that training changes, metrics apart: weights, random states, optimizers' slots."""
    optimizers = optimizers_of(model)
    # Which weights each of several optimizers is for only the training step knows; see `fitting.create_variables`.
    if optimizers == [model.optimizer] and not model.optimizer.built and model.trainable_variables:
        model.optimizer.build(model.trainable_variables)
    slots = [variable for optimizer in optimizers for variable in optimizer.variables]
    return [*model.weights, *random_states(model), *slots]


def _shapes(arrays):
    return [tuple(array.shape) for array in arrays]
