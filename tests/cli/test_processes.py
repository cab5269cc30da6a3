"""Recipes trained by their own command."""

from pathlib import Path

from keras_nets.cli import processes


def test_a_recipe_trains_in_a_process_of_its_own_or_not_at_all(monkeypatch, tmp_path, capfd):
    monkeypatch.setattr(processes, "RECIPES", Path(__file__).parents[1] / "tuning" / "tiny")
    first = processes.train_in_process("feedforward.blobs", ["--smoke", "--no-tensorboard", "--quiet"], tmp_path)
    assert first.record["status"] == "finished"
    assert first.record["options"]["smoke"]
    assert processes.train_in_process("feedforward.blobs", ["--set", "widht=3"], tmp_path) is None
    assert "no hyperparameter 'widht'" in capfd.readouterr().err
