"""What a README tells its readers to type: the shell commands and the Python passages in its code blocks."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.zh-CN.md")

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page):
    """The shell commands of a page, in its order, each as a list of words; `a && b` are two."""
    found = []
    for language, block in _BLOCK.findall((ROOT / page).read_text()):
        if language == "":
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                while "&&" in words:
                    at = words.index("&&")
                    found.append(words[:at])
                    words = words[at + 1 :]
                found.append(words)
    return [words for words in found if words]


def passages(page):
    """The Python passages of a page, in its order, without their comments."""
    blocks = [block for language, block in _BLOCK.findall((ROOT / page).read_text()) if language == "python"]
    return [re.sub(r" *#.*", "", block) for block in blocks]
