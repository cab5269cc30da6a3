"""The table of recipes in the READMEs, from the catalog and the recipes themselves."""

import inspect
import re

from keras_nets.catalog import ARCHITECTURES
from keras_nets.training import load_recipe

# What the READMEs call a task, in English and in Chinese.
WORDS = {
    "classification": ("classes", "分类"),
    "regression": ("numbers", "回归"),
    "forecasting": ("how series go on", "序列预测"),
    "segmentation": ("the class of every pixel", "每个像素的类别"),
    "language modeling": ("how texts go on", "文本续写"),
    "translation": ("translations", "翻译"),
    "reconstruction": ("its input", "还原输入"),
    "density estimation": ("the distribution of its input", "输入的分布"),
    "clustering": ("groups of its input", "聚类"),
    "associative memory": ("patterns by heart", "记住模式"),
}
HEADS = {"README.md": "| recipe | learns | default data |", "README.zh-CN.md": "| 配方 | 学什么 | 默认数据 |"}
# Between these lines of a README the table is written.
TABLE = re.compile(r"(?<=<!-- recipes -->\n).*?(?=<!-- end of recipes -->)", re.DOTALL)


def with_table(name, text):
    """A README with the table as the catalog has it now.

    Args:
        name: Of the README, which tells its language.
        text: Its content.
    """
    language = list(HEADS).index(name)
    groups = {}
    for row in ARCHITECTURES:
        data = inspect.signature(load_recipe(f"{row.family}.{row.name}").load).parameters["data"].default
        learns = ", ".join(WORDS[task][language] for task in row.tasks)
        groups.setdefault((row.family, learns, data), []).append(f"`{row.name}`")
    lines = [HEADS[name], "| --- | --- | --- |"]
    for (family, learns, data), names in groups.items():
        lines.append(f"| `{family}/` {', '.join(names)} | {learns} | {data} |")
    return TABLE.sub(lambda _: "\n".join(lines) + "\n", text)
