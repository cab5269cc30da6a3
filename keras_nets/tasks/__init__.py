"""Tasks: what people ask of a trained network. Each task is one file with everything that depends on it."""

import importlib

from keras_nets._lazy import lazy

# The task names of the catalog, of data sets and of run.json, and the module of each.
_ROOMS = {
    "classification": "classification",
    "regression": "regression",
    "forecasting": "forecasting",
    "segmentation": "segmentation",
    "language modeling": "language",
    "translation": "translation",
    "reconstruction": "reconstruction",
    "density estimation": "unlabeled",
    "clustering": "unlabeled",
    "associative memory": "unlabeled",
}
NAMES = tuple(_ROOMS)
# scikit-learn and matplotlib take a second to import, and a task's name needs neither.
_LATER, __getattr__ = lazy(
    __name__,
    {
        "anomalies": "anomaly_measures anomaly_timeline nab_score window_rows",
        "forecasting": "forecast_errors",
        "pixel_pictures": "class_map class_overlay foreground_map foreground_overlay retina_pictures threshold_curves",
        "pixel_scores": "confusion_measures pixel_measures segmentation_measures",
        "pixels": "predict_mirrored predict_tiles predict_whole",
        "scores": "best_f1_threshold classification_scores expected_calibration_error regression_scores",
        "task": "Task",
        "translation": "translation_attention",
    },
)
__all__ = ["NAMES", "recorded_task", "task_of", *_LATER]


def task_of(name):
    """The `Task` of a name.

    Args:
        name: One of `NAMES`, or a `Task`, which is returned as it is.

    Raises:
        ValueError: If there is no such task.

    Example:

    >>> task_of("segmentation").tool
    'segment'
    """
    if not isinstance(name, str):
        return name
    if name not in _ROOMS:
        raise ValueError(f"there is no task {name!r}; there are {', '.join(NAMES)}")
    return importlib.import_module(f"keras_nets.tasks.{_ROOMS[name]}").TASK


def recorded_task(record):
    """The `Task` of a run, from its record, whichever version wrote it.

    Earlier versions called language modeling "text", and tasks without labels by the task of the labels.

    Args:
        record: The content of `run.json`.
    """
    task, temperature = _recorded_task(record), record.get("temperature", 1.0)
    return task if temperature == 1 else task.at_temperature(temperature)


def _recorded_task(record):
    described, results = record["dataset"], record.get("results") or {}
    name = {"text": "language modeling"}.get(described["task"], described["task"])
    if name == "classification" and results and not any(metric.endswith("accuracy") for metric in results):
        name = "density estimation"
    if name == "regression" and described.get("anomaly_windows"):
        name = "forecasting"
    if name not in _ROOMS:
        # A user's own task, which its recipe knows.
        from keras_nets.tasks.task import Task

        return Task()
    return task_of(name)
