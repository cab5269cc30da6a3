"""Show what a trained classifier looks at: saliency maps of examples, and the inputs that it likes best."""

import dataclasses
import enum
from typing import Annotated

from keras_nets._wording import printable
from keras_nets.cli.exit import run_app, user_mistakes
from keras_nets.cli.flags import RecipeFile, make_app
from keras_nets.cli.tables import check_name, check_tool, tell_temperature

import typer

NAME = "tools/explain.py"
MOST_CLASSES = 25
app = make_app()


class Method(enum.StrEnum):
    """Ways of explaining a network."""

    all = enum.auto()
    vanilla = enum.auto()
    smoothgrad = enum.auto()
    gradcam = enum.auto()
    activation = enum.auto()


class SplitName(enum.StrEnum):
    """Parts of a data set."""

    train = enum.auto()
    validation = enum.auto()
    test = enum.auto()


@app.command()
def explain(
    run: Annotated[str, typer.Argument(help="Folder of a finished run.")],
    images: Annotated[list[str] | None, typer.Argument(help="Image files to explain instead of examples.")] = None,
    method: Annotated[Method, typer.Option(help="Which maps to draw.")] = Method.all,
    split: Annotated[SplitName, typer.Option(help="Part of the data that examples are taken from.")] = SplitName.test,
    examples: Annotated[int, typer.Option(min=1, help="How many of them, spread over it.")] = 6,
    classes: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Classes to explain; else the predicted ones.")
    ] = None,
    recipe: RecipeFile = None,
):
    """Draw what a trained network looks at into the run's figures and on its TensorBoard."""
    with user_mistakes():
        from keras_nets.training import open_run

        finished = open_run(run, recipe)
        check_tool(finished, "explain")
        chosen = [name.strip() for name in classes.split(",")] if classes else []
        drawn = _draw(finished, images or [], method, str(split), examples, chosen)
        _save(finished.folder, drawn)
    tell_temperature(finished)


def _draw(run, images, method, split, count, chosen):
    """The pictures of one or all methods, `{name: figure}`."""
    from keras_nets import inspection
    from keras_nets.datasets.forms import form_of

    data = run.record["dataset"]
    form, class_names = form_of(data), data["class_names"]
    shape = form.image_shape
    classes = [_class_number(name, class_names) for name in chosen]
    if method == Method.activation:
        return _ideal_inputs(run, shape, classes)
    inputs, labels = _examples(run, images, split, count)
    explained, titles = _answers(run, inputs, labels, class_names, classes)
    if shape is None and method == Method.all:
        method = Method.vanilla
    maps = _maps(_for_images(run.model, shape), _as_images(inputs, shape), explained, method)
    if form.vocabularies:
        return _token_maps(form, inputs, maps, titles, run.task.temperature)
    if shape is None and inputs.ndim == 3:
        told = {"feature_names": form.feature_names or (), "temperature": run.task.temperature}
        return {name.lower(): inspection.step_maps(inputs, values, titles, **told) for name, values in maps.items()}
    if shape is None:
        name, values = next(iter(maps.items()))
        # A gradient is large where a feature's numbers are small; what counts is how far a usual change goes.
        values = values * run.dataset.inputs("train", limit=2000).std(axis=0)
        features = form.feature_names or [f"feature {i}" for i in range(values.shape[1])]
        return {name.lower(): inspection.feature_bars(values, titles, features, run.task.temperature)}
    maps = {name: _as_image(values, shape) for name, values in maps.items()}
    inputs_shown, temperature = inputs.reshape(-1, *shape), run.task.temperature
    grid = inspection.explanation_grid(inputs_shown, titles, maps, overlaid=("Grad-CAM",), temperature=temperature)
    if method != Method.all:
        return {method.value: grid}
    if inputs.ndim == 3:
        print("Ideal inputs are left out: they take minutes for a network of steps; --method activation draws them")
    # Whoever names images asks about these, not about the classes as such.
    return {"explanations": grid, **({} if images or inputs.ndim == 3 else _ideal_inputs(run, shape, classes))}


def _for_images(model, shape):
    """A network that reads images row by row as one that reads images, whose maps have a value for every pixel."""
    from keras_nets import inspection

    return inspection.with_image_input(model, shape) if shape is not None and len(model.input_shape) == 3 else model


def _as_images(inputs, shape):
    """Images that are read row by row as images."""
    return inputs.reshape(-1, *shape) if shape is not None and inputs.ndim == 3 else inputs


def _token_maps(form, inputs, maps, titles, temperature):
    """Texts with their words, or characters, shaded; padding is left out."""
    from keras_nets import inspection
    from keras_nets.datasets import Vocabulary

    vocabulary = Vocabulary.from_plain(form.vocabularies[""])
    texts = [[vocabulary.names[number] for number in row[row != 0]] for row in inputs]
    drawn = {}
    for name, values in maps.items():
        saliency = [of_text[row != 0] for of_text, row in zip(values, inputs, strict=True)]
        drawn[name.lower()] = inspection.token_maps(texts, saliency, titles, temperature)
    return drawn


def _ideal_inputs(run, shape, classes):
    from keras_nets import inspection

    data = run.record["dataset"]
    if shape is None:
        raise ValueError(f"activation maximization draws images, {data['name']} has none; use --method vanilla")
    wanted = classes or list(range(min(len(data["class_names"]), MOST_CLASSES)))
    found = inspection.activation_maximization(run.model, wanted, image_shape=shape)
    return {"ideal_inputs": inspection.ideal_inputs(found, [data["class_names"][c] for c in wanted])}


def _examples(run, images, split, count):
    """Inputs, and their true classes where they are known."""
    if images:
        from keras_nets.datasets import read_images

        return read_images(images, run.record["dataset"]), None
    from keras_nets.tasks.classification import spread_over_classes

    import numpy as np

    dataset = run.dataset
    whole = dataset.split(split)
    few = whole.take(spread_over_classes(np.asarray(whole.y), count))
    return dataclasses.replace(dataset, **{split: few}).inputs(split), few.y


def _answers(run, inputs, labels, class_names, chosen):
    """The classes to explain, one an input, and a title that says what the network takes it for."""
    from keras_nets.tasks.probabilities import as_probabilities

    import numpy as np

    probabilities = as_probabilities(np.asarray(run.model(inputs, training=False)), run.task.temperature)
    predicted = probabilities.argmax(axis=1)
    explained = predicted
    if chosen:
        if len(chosen) not in (1, len(inputs)):
            raise ValueError(f"name one class for all {len(inputs)} inputs or one for each, got {len(chosen)}")
        explained = np.resize(chosen, len(inputs))
    titles = []
    for i, guess in enumerate(predicted):
        title = f"{class_names[guess]} {probabilities[i, guess]:.0%}"
        title += f"\nis {class_names[labels[i]]}" if labels is not None and labels[i] != guess else ""
        title += f"\nwhy {class_names[explained[i]]}?" if explained[i] != guess else ""
        titles.append(title)
    return explained, titles


def _maps(model, inputs, classes, method):
    from keras_nets import inspection

    methods = {
        Method.vanilla: ("Saliency", inspection.vanilla_saliency),
        Method.smoothgrad: ("SmoothGrad", inspection.smoothgrad),
        Method.gradcam: ("Grad-CAM", inspection.grad_cam),
    }
    maps = {}
    for name, (title, function) in methods.items():
        if method in (Method.all, name):
            try:
                maps[title] = function(model, inputs, classes)
            except ValueError as error:
                if method != Method.all:
                    raise
                print(printable(f"{title} is left out: {error}"))
    return maps


def _as_image(values, shape):
    """Maps of flattened images in their own shape, the largest over the channels."""
    return values if values.ndim == 3 else values.reshape(-1, *shape).max(axis=-1)


def _class_number(name, class_names):
    check_name("class", name, class_names)
    return class_names.index(name)


def _save(folder, figures):
    from keras_nets.training.board import write_results

    try:
        images = {}
        for name, figure in figures.items():
            images[name] = folder.save_figure(name, figure)
            print(printable(str(folder.figures_path / f"{name}.png")))
        write_results(folder.tensorboard_path, {}, images, step=0, prefix="explain/")
    except OSError as error:
        raise ValueError(f"cannot write into {folder.path} ({error.strerror}); check its permissions") from None


if __name__ == "__main__":
    run_app(app, NAME)
