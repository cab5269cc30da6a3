"""The table and the picture of training steps in the READMEs, from `data/benchmark.csv`."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "data" / "figures" / "training_steps.png"
HEADS = {
    "README.md": "| milliseconds a training step | keras_nets | Keras | keras.applications | PyTorch |",
    "README.zh-CN.md": "| 一个训练步的毫秒数 | keras_nets | Keras | keras.applications | PyTorch |",
}
# Between these lines of a README the table is written.
TABLE = re.compile(r"(?<=<!-- training steps -->\n).*?(?=<!-- end of training steps -->)", re.DOTALL)
SAYS = re.compile(r"(?P<network>\w+), a training step: (?P<rival>.+)")


def training_steps(table):
    """Milliseconds by network and rival; of PyTorch's two formats the better one.

    Args:
        table: What `data/benchmark.csv` holds.

    Returns:
        A `pandas.DataFrame` with the columns `keras_nets`, `Keras`, `keras.applications` and `PyTorch`; what was not
        measured is missing.
    """
    rows = table[(table["device"] == "cpu") & (table["unit"] == "ms")]
    said = rows["measure"].str.extract(SAYS).assign(measured=rows["measured"]).dropna()
    steps = said.pivot(index="network", columns="rival", values="measured").reindex(said["network"].unique())
    formats = [name for name in steps if name.startswith("PyTorch")]
    return pd.DataFrame(
        {
            "keras_nets": steps.get("ours"),
            "Keras": steps.get("plain Keras"),
            "keras.applications": steps.get("keras.applications"),
            "PyTorch": steps[formats].min(axis=1),
        },
        index=steps.index,
    ).astype(float)


def with_table(name, text, steps):
    """A README with the table as it was measured last.

    Args:
        name: Of the README, which tells its language.
        text: Its content.
        steps: What `training_steps` returns.
    """
    lines = [HEADS[name], "| --- | ---: | ---: | ---: | ---: |"]
    for network, row in steps.iterrows():
        cells = ["" if pd.isna(value) else f"{value:,.{0 if value >= 100 else 1}f}" for value in row]
        lines.append(f"| `{network}` | {' | '.join(cells)} |")
    return TABLE.sub(lambda _: "\n".join(lines) + "\n", text)


def draw(steps):
    """A matplotlib figure: how long each rival takes for a step, as a multiple of our time."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 0.55 * len(steps) + 1), layout="constrained")
    axes = figure.subplots()
    ratios = steps.drop(columns="keras_nets").div(steps["keras_nets"], axis=0)
    height = 0.8 / len(ratios.columns)
    # A rival that was not measured leaves no gap.
    above = ratios.notna().cumsum(axis=1).sub((ratios.notna().sum(axis=1) + 1) / 2, axis=0)
    places = above.mul(height).add(np.arange(len(ratios)), axis=0)
    for rival in ratios:
        measured = ratios[rival].notna()
        axes.barh(places.loc[measured, rival], ratios.loc[measured, rival], height, label=rival)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks(range(len(steps)), steps.index)
    axes.invert_yaxis()
    axes.set_xlabel("time of a training step / that of keras_nets")
    figure.legend(loc="outside upper center", ncols=len(ratios.columns))
    return figure


def publish(path):
    """Write the READMEs and the picture from the table in the file `path`."""
    from keras_nets._files import whole

    steps = training_steps(pd.read_csv(path))
    for name in HEADS:
        with whole(ROOT / name) as written:
            written.write_text(with_table(name, (ROOT / name).read_text(), steps))
    with whole(PICTURE) as written:
        draw(steps).savefig(written, dpi=150, format="png")
