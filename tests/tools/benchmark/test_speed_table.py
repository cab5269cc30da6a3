"""The READMEs show the training steps that the table of benchmarks holds."""

import pandas as pd
import pytest

TEXT = "<!-- training steps -->\nold\n<!-- end of training steps -->"


@pytest.fixture
def speed_table(tool):
    return tool("benchmark/speed_table")


def measured(**milliseconds):
    rows = [{"measure": f"unet, a training step: {rival}", "measured": value} for rival, value in milliseconds.items()]
    return pd.DataFrame(rows).assign(unit="ms", device="cpu")


def test_the_better_format_of_pytorch_counts(speed_table):
    table = measured(**{"ours": 200.0, "plain Keras": 1400.0, "PyTorch, channels first": 30.04})
    other = measured(**{"PyTorch, channels last": 25.04, "ours / PyTorch": 0.8}).assign(unit=["ms", ""])
    steps = speed_table.training_steps(pd.concat([table, other]))
    assert steps.loc["unet", ["keras_nets", "Keras", "PyTorch"]].tolist() == [200.0, 1400.0, 25.04]
    assert steps["keras.applications"].isna().all()
    head, *rest = speed_table.with_table("README.md", TEXT, steps).splitlines()
    assert head == "<!-- training steps -->"
    assert rest[2:] == ["| `unet` | 200 | 1,400 |  | 25.0 |", "<!-- end of training steps -->"]


def test_both_readmes_show_what_was_measured_last(speed_table):
    steps = speed_table.training_steps(pd.read_csv(speed_table.ROOT / "data" / "benchmark.csv"))
    assert len(steps) >= 8
    for name in speed_table.HEADS:
        text = (speed_table.ROOT / name).read_text()
        assert speed_table.with_table(name, text, steps) == text


def test_the_picture_has_a_bar_for_each_rival(speed_table):
    table = measured(**{"ours": 200.0, "plain Keras": 400.0, "PyTorch, channels last": 250.0})
    (axes,) = speed_table.draw(speed_table.training_steps(table)).axes
    assert [bar.get_width() for bar in axes.patches if bar.get_width() > 0] == [2.0, 1.25]
