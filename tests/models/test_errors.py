import ast
from pathlib import Path

from keras_nets import catalog, layers, models

import pytest

FILES = [path for room in (layers, models) for path in sorted(Path(room.__file__).parent.rglob("*.py"))]
NAMES = {name for row in catalog.ARCHITECTURES for name in (row.name, *row.variants)}


def messages(path):
    """The literal texts of all errors that a file raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise):
            yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_errors_call_a_network_by_the_name_that_its_user_gave(path):
    literal = [text for text in messages(path) if str(text).partition(" ")[0] in NAMES]
    assert not literal, "write {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_errors_end_without_a_full_stop_and_say_what_they_got(path):
    for text in map(str, messages(path)):
        assert not text.endswith("."), text
        assert "received" not in text, text


@pytest.mark.parametrize(
    "build",
    [
        lambda name: models.googlenet((8, 8, 3), 10, name=name),
        lambda name: models.vgg((32, 32, 3), 10, stage_kernels=(), name=name),
        lambda name: models.resnet18((8, 8, 3), 10, name=name),
        lambda name: models.inception_v3((96, 96, 3), 10, modules=(1,), name=name),
        lambda name: models.transformer_encoder((None,), 2, name=name),
        lambda name: models.ladder_network((None,), 3, name=name),
        lambda name: models.rbm(0, 3, name=name),
        lambda name: models.convolutional_rbm((8, 8), 3, kernel_size=3, name=name),
        lambda name: models.deep_belief_network(8, 0, name=name),
    ],
)
def test_a_network_with_a_name_complains_in_it(build):
    with pytest.raises(ValueError, match=r"^teacher\b"):
        build("teacher")
