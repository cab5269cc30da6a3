"""What `tools/benchmark.py` measures of networks that learn without labels beside another library's, each once.

    python tools/benchmark/peers.py som FOLDER_WITH_MNIST
    python tools/benchmark/peers.py rbm FOLDER_WITH_MNIST BATCH_SIZE

Each prints one line of JSON: names of measures, and pairs of numbers, ours and the other library's.
"""

import json
import sys
import time

from keras_nets import models
from keras_nets.acceleration import accelerate
from keras_nets.training import Options, load_recipe
from keras_nets.training.execution import arrange_processors, steps_per_execution
from keras_nets.training.options import Plan
from keras_nets.training.preparation import prepare

import keras
import numpy as np

RBM_EXAMPLES, RBM_UNITS, RBM_RATE, RBM_EPOCHS = 10_000, 256, 0.05, 4


def self_organizing_maps(data_dir):
    """Five passes over MNIST on a grid of 20x20 units, against minisom, which takes minutes."""
    from minisom import MiniSom

    recipe = load_recipe("competitive.self_organizing_map")
    plan = Plan.make(recipe, Options(preset="mnist", data_dir=data_dir))
    dataset = recipe.load(data="mnist", data_dir=data_dir)
    x = dataset.inputs("train")
    epochs, batch_size = (plan.hyperparameters[name] for name in ("epochs", "batch_size"))

    began = time.monotonic()
    model = prepare(recipe, plan, dataset).model
    model.steps_per_execution = steps_per_execution(model, batch_size)
    model.fit(x, batch_size=batch_size, epochs=epochs, verbose=0)
    seconds = time.monotonic() - began
    ours = model.evaluate(x, batch_size=1000, verbose=0, return_dict=True)

    began = time.monotonic()
    # Wider neighborhoods than 3 leave larger distances, narrower ones fold the map.
    other = MiniSom(*model.grid_shape, x.shape[1], sigma=3, learning_rate=0.5, random_seed=0)
    other.pca_weights_init(x)
    other.train(x, epochs * len(x), random_order=True)
    measures = {"seconds": (seconds, time.monotonic() - began)}
    for name in ("quantization_error", "topographic_error"):
        measures[name] = (ours[name], float(getattr(other, name)(x)))
    return measures


def boltzmann_machines(data_dir, batch_size):
    """An epoch over 10,000 digits, 784-256, against scikit-learn's BernoulliRBM.

    Both are judged by the pseudo-likelihood of those digits after the same number of epochs at the same rate.
    """
    from sklearn.neural_network import BernoulliRBM

    batch_size = int(batch_size)
    recipe = load_recipe("energy_based.rbm")
    arrange_processors(recipe, Options(settings=[f"batch_size={batch_size}"]))
    dataset = recipe.load(data="mnist", data_dir=data_dir).head(RBM_EXAMPLES)
    x = dataset.inputs("train")
    keras.utils.set_random_seed(0)
    model = models.rbm(x.shape[1], RBM_UNITS)
    model.compile(keras.optimizers.SGD(RBM_RATE), steps_per_execution=50)
    moments = []
    clock = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: moments.append(time.monotonic()))
    # As recipes do: where Keras reads arrays by itself, epochs wait for a pipeline that tunes itself.
    batches = dataset.batches("train", batch_size, seed=0)
    accelerate(model).fit(batches, epochs=RBM_EPOCHS, verbose=0, callbacks=[clock])

    spent = {}
    for epochs in (1, RBM_EPOCHS):
        other = BernoulliRBM(RBM_UNITS, learning_rate=RBM_RATE, batch_size=batch_size, n_iter=epochs, random_state=0)
        began = time.monotonic()
        other.fit(x)
        spent[epochs] = time.monotonic() - began
    theirs = models.rbm(x.shape[1], RBM_UNITS)
    theirs.set_weights([other.components_.T, other.intercept_visible_, other.intercept_hidden_])
    likelihoods = tuple(-_pseudo_log_likelihood(machine, x) for machine in (model, theirs))
    seconds = (moments[-1] - moments[0], spent[RBM_EPOCHS] - spent[1])
    return {
        "epoch": tuple(each / (RBM_EPOCHS - 1) for each in seconds),
        "negative pseudo-log-likelihood": likelihoods,
    }


def _pseudo_log_likelihood(model, x, draws=10):
    """Mean over the examples, of several draws of the unit that is left out."""
    return float(np.mean([np.mean(model.pseudo_log_likelihood(x)) for _ in range(draws)]))


if __name__ == "__main__":
    peer, folder, *arguments = sys.argv[1:]
    measure = {"som": self_organizing_maps, "rbm": boltzmann_machines}[peer]
    print(json.dumps(measure(folder or None, *arguments)))
