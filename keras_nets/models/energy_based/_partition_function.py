"""The partition function Z = Σ_h Σ_v exp(-E(v, h)) of a restricted Boltzmann machine, exact and estimated."""

import itertools
import math

from keras_nets.models.energy_based._visible_units import draw_binary

import keras
import numpy as np
from keras import ops

MOST_HIDDEN_UNITS = 20
# Numbers held at once while summing: 2^22 of four bytes are 16 MiB.
_BLOCK = 1 << 22


def exact_log_partition(model):
    """log Z, by summing over all hidden states in blocks of bounded memory; a gradient goes through it.

    Args:
        model: A `RestrictedBoltzmannMachine` of at most 20 hidden units.

    Raises:
        ValueError: If there are more hidden units.
    """
    units = model.hidden_units
    if units > MOST_HIDDEN_UNITS:
        raise ValueError(
            f"{model.name} has {units} hidden units, and their 2^{units} states can be summed over up to "
            f"{MOST_HIDDEN_UNITS} units; estimate log Z with annealed_log_partition(model) instead"
        )
    block = max(1, _BLOCK // max(model.visible_units, units))
    sums = []
    for first in range(0, 2**units, block):
        index = np.arange(first, min(first + block, 2**units))
        states = (index[:, None] >> np.arange(units)) & 1
        sums.append(ops.logsumexp(-model.hidden_free_energy(states)))
    return ops.logsumexp(ops.stack(sums))


def annealed_log_partition(model, chains=100, temperatures=1000, seed=0, data=None):
    """Estimates log Z by annealed importance sampling, and the standard error of the estimate.

    Gibbs chains go through the machines p_β(v, h) ∝ exp(-E_β) of rising β, from the base-rate machine β = 0, which
    has no connections and a known Z, to the model, β = 1: the visible units receive (1 - β) a + β (b + W h), the
    hidden units β (c + v W). Each chain carries the weight Π p*_(k+1)(v_k) / p*_k(v_k), whose mean is the ratio of
    the two partition functions. The more temperatures, the better; an error above about 0.5 asks for more.

    Reference:
        Salakhutdinov, Murray, 2008, On the quantitative analysis of deep belief networks,
        https://doi.org/10.1145/1390156.1390266

    Args:
        model: A `RestrictedBoltzmannMachine` with any kind of visible units.
        chains: Number of chains.
        temperatures: Number of evenly spaced β, or the β themselves, rising from 0 to 1.
        seed: Integer seed of the chains.
        data: Examples, whose mean gives the biases a of the base-rate machine; None takes the model's own b.

    Returns:
        The estimate and its standard error, two floats.

    Raises:
        ValueError: If `chains` is below 2, or β do not rise from 0 to 1.

    Example:

    >>> from keras_nets import models
    >>> machine = models.rbm(6, 3)
    >>> estimate, error = models.annealed_log_partition(machine, chains=10, temperatures=20)
    >>> abs(estimate - 9 * math.log(2)) < 0.1
    True
    """
    betas = _checked_betas(temperatures)
    if chains < 2:
        raise ValueError(f"annealed_log_partition needs at least 2 chains to estimate its error, got chains={chains}")
    generator = keras.random.SeedGenerator(seed)
    bias = ops.convert_to_tensor(model.visible_bias)
    base = bias if data is None else model.units.input_with_mean(ops.cast(ops.mean(data, axis=0), bias.dtype))
    visible = model.units.draw(ops.tile(base[None], (chains, 1)), generator)
    hidden_input = model.hidden_input(visible)
    weights = np.zeros(chains)
    for beta, following in itertools.pairwise(betas):
        if beta > 0:
            visible = _annealed_visible(model, hidden_input, base, beta, generator)
            hidden_input = model.hidden_input(visible)
        softplus_change = ops.softplus(following * hidden_input) - ops.softplus(beta * hidden_input)
        change = (following - beta) * ops.matmul(visible, bias - base) + ops.sum(softplus_change, axis=-1)
        weights += ops.convert_to_numpy(change)
    base_log_partition = model.hidden_units * math.log(2) + float(ops.sum(model.units.log_normalizer(base)))
    # Relative to the largest weight, so that none overflows.
    ratios = np.exp(weights - weights.max())
    estimate = base_log_partition + weights.max() + math.log(ratios.mean())
    return float(estimate), float(ratios.std(ddof=1) / ratios.mean() / math.sqrt(chains))


def _annealed_visible(model, hidden_input, base, beta, generator):
    """The state that follows one with this hidden input in a Gibbs step of the machine of β."""
    hidden = draw_binary(ops.sigmoid(beta * hidden_input), generator)
    return model.units.draw((1 - beta) * base + beta * model.visible_input(hidden), generator)


def _checked_betas(temperatures):
    betas = [*np.linspace(0, 1, temperatures)] if isinstance(temperatures, int) else [*map(float, temperatures)]
    rising = all(low < high for low, high in itertools.pairwise(betas))
    if len(betas) < 2 or betas[0] != 0 or betas[-1] != 1 or not rising:
        raise ValueError(
            "annealed_log_partition needs temperatures to be a number of at least 2, or numbers that rise from 0 to 1, "
            f"got {temperatures}"
        )
    return [float(beta) for beta in betas]
