"""Restricted Boltzmann machine with continuous visible units of a bounded range (Bengio and others, 2006)."""

from keras_nets.models.energy_based.rbm import RestrictedBoltzmannMachine


def continuous_rbm(
    visible_units,
    hidden_units,
    *,
    cd_steps=1,
    persistent_chains=0,
    sparsity_target=None,
    sparsity_cost=1.0,
    name="continuous_rbm",
):
    """Builds a restricted Boltzmann machine whose visible units take any value from 0 to 1, such as shades of gray.

    The energy E(v, h) = -b·v - c·h - v W h is that of binary units, but v_i runs over the interval, so that
    p(v_i|h) ∝ exp(x_i v_i) with x = b + W h is a truncated exponential density, of mean
    1 / (1 - exp(-x_i)) - 1 / x_i; a large x_i presses v_i to 1 and one far below 0 to 0. p(h|v), the free energy
    and the training are those of `rbm`, and so are all the methods of the model. The likelihood is a density.

    Reference:
        Bengio, Lamblin, Popovici, Larochelle, 2006, Greedy layer-wise training of deep networks,
        https://papers.nips.cc/paper/3048-greedy-layer-wise-training-of-deep-networks

    Args:
        visible_units: Number of visible units, the length of an example.
        hidden_units: Number of hidden units.
        cd_steps: Steps of the Gibbs chain in one training step.
        persistent_chains: Number of chains that go on from training step to training step; 0 starts one from each
            example.
        sparsity_target: Fraction of examples that shall switch a hidden unit on; None leaves it free.
        sparsity_cost: Weight of the squared distance to it.
        name: Name of the model.

    Input shape:
        `(batch, visible_units)`, values from 0 to 1.

    Output shape:
        `(batch, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is out of range, or an array given to `fit` is.

    Example:

    >>> import keras
    >>> machine = continuous_rbm(64, 16)
    >>> machine.count_params()
    1104
    >>> samples = machine.sample_visible(keras.ops.zeros((3, 16)))
    >>> bool(keras.ops.all((samples >= 0) & (samples <= 1)))
    True
    """
    return RestrictedBoltzmannMachine(
        visible_units,
        hidden_units,
        cd_steps,
        persistent_chains,
        "truncated_exponential",
        sparsity_target,
        sparsity_cost,
        name=name,
    )
