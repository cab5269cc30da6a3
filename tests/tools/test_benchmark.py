"""The benchmark's table: what is measured again is replaced, what is not stays."""

import re

import pandas as pd
import pytest


@pytest.fixture
def benchmark(tool, tmp_path, monkeypatch):
    module = tool("benchmark")
    monkeypatch.setattr(module, "TABLE", tmp_path / "benchmark.csv")
    return module


def test_a_measure_taken_again_replaces_the_old_one_alone(benchmark):
    for value in (0.5, 0.7):
        benchmark._write(benchmark._row("import keras_nets", value, "s", 0.1))
        benchmark._write(benchmark._row("ours / theirs", 2 * value, ""))
    table = pd.read_csv(benchmark.TABLE)
    assert table["measure"].tolist() == ["import keras_nets", "ours / theirs"]
    assert table["measured"].tolist() == [0.7, 1.4]


def test_rows_that_stay_are_written_as_they_were(benchmark):
    benchmark._write(benchmark._row("import keras_nets", 0.5, "s", 1.0))
    first = benchmark.TABLE.read_text()
    benchmark._write(benchmark._row("ours / theirs", 2, ""))
    assert benchmark.TABLE.read_text().startswith(first)


def test_the_median_over_twins_leaves_out_those_that_do_not_normalize(benchmark):
    for name, ratio in (("vgg16", 0.9), ("resnet50", 0.7), ("xception", 0.8), ("vgg19", 0.9)):
        benchmark._write(benchmark._row(f"{name}: training step, ours / keras.applications", ratio, "", 1.0))
    (row,) = benchmark.twins(1, ())
    assert row["measure"] == "twins that normalize: training step, ours / keras.applications, median"
    assert row["measured"] == row["target"] == 0.75


def test_a_line_says_whether_the_target_is_reached(benchmark, capsys):
    benchmark._show(benchmark._row("step", 0.85, "s", 0.9))
    benchmark._show(benchmark._row("step", 0.95, "s", 0.9))
    benchmark._show(benchmark._row("memory", 2.0, "GB"))
    reached, missed, plain = (line.split() for line in capsys.readouterr().out.splitlines())
    assert reached == ["step", "0.85", "s", "reached", "(at", "most", "0.9)"]
    assert missed[3:] == ["missed", "(at", "most", "0.9)"]
    assert plain == ["memory", "2", "GB"]


def test_a_process_that_fails_says_why(benchmark, capsys):
    with pytest.raises(SystemExit) as end:
        benchmark._timing("no_such_script.py", "rbm")
    assert end.value.code == 1
    assert re.search("no_such_script.py rbm ended with: .*No such file", capsys.readouterr().err)


def test_an_unknown_twin_is_refused(benchmark, capsys):
    with pytest.raises(SystemExit) as end:
        benchmark._chosen("resnet5")
    assert end.value.code == 2
    assert "'resnet50'" in capsys.readouterr().err


def test_rivals_run_as_a_user_of_keras_alone_has_them(benchmark, monkeypatch):
    """TensorFlow is told to compute by oneDNN where this project is imported, and its processes would inherit that."""
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    environment = benchmark._environment()
    assert "TF_ENABLE_ONEDNN_OPTS" not in environment and environment["OMP_NUM_THREADS"] == "2"
