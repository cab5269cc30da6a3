"""The figure that a recipe must reach."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Target:
    """The figure that a full run must reach, for example `Target("test_accuracy", at_least=0.985)`."""

    metric: str
    at_least: float | None = None
    at_most: float | None = None

    def reached(self, results):
        """Whether `results`, as `run.json` holds them, meet the target."""
        value = results.get(self.metric)
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self):
        bounds = [("at least", self.at_least), ("at most", self.at_most)]
        return f"{self.metric} " + " and ".join(f"{word} {value:g}" for word, value in bounds if value is not None)
