"""Pictures of explanations: inputs beside their saliency maps."""

from keras_nets._drawing import fitted, grid, literal, note, shortened, show_image
from keras_nets._fonts import Figure
from keras_nets._wording import temperature_note

import numpy as np

MOST_FEATURES = 20
# Inches of a picture of an explanation.
SIDE = 1.9
# A picture whose values span less is drawn with all of black and white.
LOW_CONTRAST = 0.5


def explanation_grid(images, titles, maps, overlaid=(), temperature=1.0):
    """One row per example: the input, then one column per method.

    Args:
        images: `(examples, height, width, channels)`, values from 0 to 1.
        titles: Title of each example, such as its predicted class.
        maps: `{method: (examples, height, width)}` of non-negative values.
        overlaid: Methods whose maps are smooth and drawn over the input; other maps are drawn alone.
        temperature: Temperature of the probabilities in the titles, which is told unless it is 1.

    Example:

    >>> images, maps = np.zeros((1, 4, 4, 1)), {"Saliency": np.ones((1, 4, 4))}
    >>> explanation_grid(images, ["cat 80%"], maps, temperature=4.2).get_suptitle()
    'probabilities at temperature 4.2'
    """
    rows, columns = len(images), 1 + len(maps)
    figure = Figure(figsize=(SIDE * columns, SIDE * rows + 0.3), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03, wspace=0.02, hspace=0.02)
    panels = figure.subplots(rows, columns, squeeze=False)
    titles, size = fitted(titles, 0.95 * 72 * SIDE)
    for row, (image, title) in enumerate(zip(images, titles, strict=True)):
        show_image(panels[row, 0], image)
        panels[row, 0].set_title(literal(title), fontsize=size)
        for axes, (method, values) in zip(panels[row, 1:], maps.items(), strict=True):
            shown = normalized(values[row])
            if method in overlaid:
                show_image(axes, image)
                axes.imshow(shown, cmap="turbo", alpha=0.15 + 0.45 * shown, vmin=0, vmax=1)
            else:
                axes.imshow(shown, cmap="inferno", vmin=0, vmax=1)
            if row == 0:
                axes.set_title(method, fontsize=9)
    for axes in figure.axes:
        axes.set_axis_off()
    note(figure, temperature_note(temperature))
    return figure


def ideal_inputs(images, titles):
    """Results of activation maximization, one picture per class.

    A picture of little contrast, as after a short training, is stretched from black to white; its caption says how far.

    Args:
        images: `(classes, height, width, channels)`, values from 0 to 1.
        titles: Title of each picture.

    Example:

    >>> faint = np.array([0.0, 0.01, 0.02, 0.05]).reshape(1, 2, 2, 1)
    >>> [text.get_text() for text in ideal_inputs(faint, ["cat"]).axes[0].texts]
    ['cat\\ncontrast ×20']
    """
    shown, captions = [], []
    for image, title in zip(np.asarray(images, "float32"), titles, strict=True):
        low, contrast = image.min(), np.ptp(image)
        if 0 < contrast < LOW_CONTRAST:
            image, factor = (image - low) / contrast, 1 / contrast
            title = f"{title}\ncontrast ×{factor:{'.2g' if factor < 10 else ',.0f'}}"
        shown.append(image)
        captions.append(title)
    return grid(shown, min(5, len(images)), captions=captions)


def feature_bars(maps, titles, feature_names, temperature=1.0):
    """Saliency of vectors, one panel per example and one bar per feature, the strongest first.

    Args:
        maps: `(examples, features)`, each gradient times the standard deviation of its feature.
        titles: Title of each example.
        feature_names: Name of each feature.
        temperature: Temperature of the probabilities in the titles, which is told unless it is 1.

    Example:

    >>> feature_bars(np.ones((1, 25)), ["cat 80%"], [f"feature {i}" for i in range(25)]).get_suptitle()
    'the strongest 20 of 25 features'
    """
    maps = np.asarray(maps)
    order = np.argsort(-np.mean(maps, axis=0), kind="stable")[:MOST_FEATURES]
    columns = min(3, len(maps))
    rows = -(-len(maps) // columns)
    figure = Figure(figsize=(3.0 * columns + 1.5, (0.2 * len(order) + 0.7) * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for axes, values, title in zip(panels.ravel(), maps, titles, strict=False):
        axes.barh(np.arange(len(order)), values[order], color="tab:blue")
        axes.set_title(literal("\n".join(map(shortened, title.split("\n")))), fontsize=9)
        axes.set_yticks(np.arange(len(order)), [literal(shortened(feature_names[i])) for i in order])
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0, 0].invert_yaxis()
    figure.supxlabel("change of the score for one standard deviation of the feature", fontsize=9)
    for axes in panels.ravel()[len(maps) :]:
        axes.set_axis_off()
    features = maps.shape[1]
    left_out = f"the strongest {len(order)} of {features} features" if features > len(order) else ""
    note(figure, left_out, temperature_note(temperature))
    return figure


def normalized(values):
    """A map scaled to [0, 1]; the brightest hundredth is clipped, so that single pixels do not darken the rest."""
    ceiling = np.percentile(values, 99)
    ceiling = ceiling if ceiling > 0 else max(values.max(), 1e-12)
    return np.clip(values / ceiling, 0, 1)
