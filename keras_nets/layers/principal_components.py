"""Layers that rotate the data onto its principal axes: PCA, and whitening by PCA or ZCA."""

import math

from keras_nets.layers.preprocessing import TINY, AdaptedLayer, Moments

import keras
import numpy as np
from keras import ops

# Standard deviations below this fraction of the largest are rounding in float32: such directions carry no data.
NEGLIGIBLE = 1e-6
# From so many features on, a search for few axes takes seconds instead of minutes.
_MANY, _FEW, _KRYLOV = 1000, 8, 80


def principal_axes(moments, most=None):
    """Variances in falling order, and unit axes as columns, each with its largest entry positive.

    Args:
        moments: The `Moments`, with a matrix.
        most: Number of axes; None is all. A few of more than a thousand are found in a Krylov space of the matrix.
    """
    covariance = moments.scatter / max(1, moments.count - 1)
    if most is not None and most <= _FEW and len(covariance) >= _MANY:
        basis = _krylov_basis(covariance)
        variances, axes = np.linalg.eigh(basis.T @ covariance @ basis)
        axes = basis @ axes
    else:
        variances, axes = np.linalg.eigh(covariance)
    variances, axes = np.maximum(variances[::-1], 0.0)[:most], axes[:, ::-1][:, :most]
    largest = np.abs(axes).argmax(axis=0)
    return variances, axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0)


def _krylov_basis(matrix):
    """Orthonormal columns that span a vector and its products with powers of a matrix (Lanczos 1950)."""
    vector = np.random.default_rng(0).normal(size=len(matrix))
    basis = np.zeros((len(matrix), 0))
    for _ in range(_KRYLOV):
        # Twice, since rounding leaves a little of the other columns.
        for _ in range(2):
            vector = vector - basis @ (basis.T @ vector)
        length = np.linalg.norm(vector)
        if length <= NEGLIGIBLE**2 * np.sqrt(np.trace(matrix)):
            break
        basis = np.column_stack([basis, vector / length])
        vector = matrix @ basis[:, -1]
    return basis


class FlatteningLayer(AdaptedLayer):
    """Base of the two layers below: an example is one flat vector, whatever its rank."""

    def _statistics(self):
        return Moments(matrix=True)

    def _features(self, shape):
        if None in shape[1:]:
            raise ValueError(
                f"{self.name} flattens its inputs and needs every size except the batch's, got shape {tuple(shape)}; "
                "resize or crop the inputs to one size"
            )
        return math.prod(shape[1:])

    def _transform(self, inputs):
        flat = ops.reshape(inputs, (-1, self._features(inputs.shape)))
        return ops.matmul(flat - self.mean, self.kernel)


@keras.saving.register_keras_serializable(package="keras_nets")
class PrincipalComponents(FlatteningLayer):
    """Projects centered inputs on the axes of the largest variance over the data of `adapt` (PCA).

    y = (x - μ) V, where the columns of V are the leading eigenvectors of the covariance matrix.

    Reference:
        Pearson, 1901, On lines and planes of closest fit to systems of points in space,
        https://doi.org/10.1080/14786440109462720

    Args:
        components: How many axes are kept; `None` keeps all; a float between 0 and 1 keeps the fewest that
            hold more than this fraction of the variance, and becomes their number in `adapt`.

    Input shape:
        `(batch, ...)`; an input of higher rank is flattened.

    Output shape:
        `(batch, components)`.

    Raises:
        ValueError: If `components` is none of these or more than the features, or if it is a fraction and the
            layer is used before `adapt`.

    Example:

    >>> layer = PrincipalComponents(components=1)
    >>> layer.adapt(np.array([[-3.0, -4.0], [0.0, 0.0], [3.0, 4.0]]))
    >>> print(np.round(layer(np.array([[6.0, 8.0]])), 3))
    [[10.]]
    """

    def __init__(self, components=None, **kwargs):
        super().__init__(**kwargs)
        share = isinstance(components, float) and 0.0 < components < 1.0
        number = isinstance(components, int) and not isinstance(components, bool) and components >= 1
        if not (components is None or share or number):
            raise ValueError(
                "components must be None (all), a number of components from 1, or a fraction of the variance between 0 "
                f"and 1, such as 0.95, got {components!r}"
            )
        self.components = components

    def build(self, input_shape):
        features, kept = self._features(input_shape), self._kept(input_shape)
        if kept > features:
            raise ValueError(
                f"{self.name} has components={kept}, got inputs of shape {tuple(input_shape)} with {features} "
                f"features; choose components from 1 to {features}"
            )
        self.mean = self._add_statistic("mean", (features,))
        self.kernel = self._add_statistic("kernel", (features, kept))
        self.explained_variance = self._add_statistic("explained_variance", (kept,))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self._kept(input_shape))

    def get_config(self):
        return {**super().get_config(), "components": self.components}

    def _kept(self, input_shape):
        if isinstance(self.components, float):
            raise ValueError(
                f"{self.name} keeps a fraction of the variance (components={self.components}), and only the data tell "
                f"how many axes hold it; call {self.name}.adapt(data) before the layer is used"
            )
        return self.components or self._features(input_shape)

    def _weights_from(self, moments):
        variances, axes = principal_axes(moments)
        if isinstance(self.components, float):
            shares = np.cumsum(variances) / max(variances.sum(), np.finfo("float64").tiny)
            self.components = min(int(np.searchsorted(shares, self.components, side="right")) + 1, len(variances))
        kept = self.components
        return {"mean": moments.mean, "kernel": axes[:, :kept], "explained_variance": variances[:kept]}


@keras.saving.register_keras_serializable(package="keras_nets")
class Whitening(FlatteningLayer):
    """Makes the features uncorrelated and of unit variance over the data of `adapt`.

    With the covariance matrix V Λ Vᵀ, PCA-whitening is y = (x - μ) V (Λ + ε)^(-1/2); ZCA-whitening rotates
    back, y = (x - μ) V (Λ + ε)^(-1/2) Vᵀ, the one symmetric solution, which stays closest to the input.
    Directions without variance become 0.

    Reference:
        Kessy, Lewin and Strimmer, 2018, Optimal whitening and decorrelation, https://arxiv.org/abs/1512.00809

    Args:
        method: The way of whitening, `"pca"` or `"zca"`.
        epsilon: Added to each variance; above 0 it keeps weak directions, mostly noise in images, from being
            blown up.

    Input shape:
        `(batch, ...)`; an input of higher rank is flattened.

    Output shape:
        `(batch, features)`.

    Raises:
        ValueError: If `method` is another word or `epsilon` is negative.

    Example:

    >>> layer = Whitening("zca")
    >>> layer.adapt(np.random.default_rng(0).normal(size=(50, 3)))
    >>> layer(np.zeros((2, 3))).shape == (2, 3)
    True
    """

    def __init__(self, method="pca", epsilon=0.0, **kwargs):
        super().__init__(**kwargs)
        if method not in ("pca", "zca"):
            raise ValueError(f"method must be 'pca' or 'zca', got {method!r}")
        if epsilon < 0:
            raise ValueError(f"epsilon must be at least 0, such as 0.01, got {epsilon}")
        self.method = method
        self.epsilon = epsilon

    def build(self, input_shape):
        features = self._features(input_shape)
        self.mean = self._add_statistic("mean", (features,))
        self.kernel = self._add_statistic("kernel", (features, features))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self._features(input_shape))

    def get_config(self):
        return {**super().get_config(), "method": self.method, "epsilon": self.epsilon}

    def _weights_from(self, moments):
        variances, axes = principal_axes(moments)
        deviations = np.sqrt(variances)
        present = deviations > max(NEGLIGIBLE * deviations[0], TINY)
        kernel = axes * np.where(present, 1.0 / np.sqrt(np.where(present, variances + self.epsilon, 1.0)), 0.0)
        return {"mean": moments.mean, "kernel": kernel @ axes.T if self.method == "zca" else kernel}
