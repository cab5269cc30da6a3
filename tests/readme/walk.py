"""Walk through both READMEs as a reader would: type every command and run every Python passage.

    python tests/readme/walk.py

The commands run in a copy of the project, on small data of a reader's own; training is cut short with `--smoke`, and
`RUN` stands for a run of the kind that the command is for. What needs a download, a server or an environment of its
own is listed as left out. The exit status is 1 where a command failed.
"""

import itertools
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import commands
import own_data

# Each kind of run that a command is for, and how a reader comes to it.
_RUN_OF = {
    "tools/explain.py": ["convolutional/lenet5"],
    "tools/evaluate.py": ["convolutional/lenet5"],
    "tools/write.py": ["transformer/transformer_decoder"],
    "tools/segment.py": ["segmentation/unet"],
    "tools/gradient_memory.py": ["sequence/simple_rnn", "sequence/lstm", "sequence/gru"],
    "recipes/convolutional/cifar_resnet.py": ["convolutional/cifar_resnet"],
}
_TRAINED_WITH = {
    "tools/gradient_memory.py": ["--preset", "adding"],
    "recipes/convolutional/cifar_resnet.py": ["--data", "photos/"],
}


class Walk:
    """One walk, in a copy of the project at `place`."""

    def __init__(self, place):
        self.place, self.trained, self.outcomes = Path(place), {}, []
        self.environment = {**os.environ, "PYTHONPATH": str(place)}

    def run(self, words):
        """Whether a command succeeds; what it printed is kept for the report of a failure."""
        self.last = subprocess.run(
            [sys.executable if words[0] == "python" else words[0], *words[1:]],
            cwd=self.place,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        return self.last.returncode == 0

    def type(self, words):
        """Run one command of a page, or say why it is left out."""
        told = shlex.join(words)
        reason = self.left_out(words)
        if reason:
            self.outcomes.append((told, f"left out: {reason}"))
            return
        began = time.monotonic()
        try:
            good = self.run(self.adapted(words))
        except RuntimeError as error:
            good, self.last = False, subprocess.CompletedProcess(words, 1, "", str(error))
        outcome = "ok" if good else "FAILED: " + (self.last.stderr.strip().splitlines() or ["no word"])[-1]
        print(f"{outcome[:100]:10}{time.monotonic() - began:6.0f} s  {told}", flush=True)
        self.outcomes.append((told, outcome))

    def left_out(self, words):
        if words[0] in ("git", "make", "cd", "."):
            return "makes or serves an environment"
        if "imagenet" in words:
            return "downloads weights"
        if "mnist" in words and not os.environ.get("KERAS_NETS_DATA"):
            return "wants the standard data, which KERAS_NETS_DATA names"
        return None

    def adapted(self, words):
        """The command with runs in place of `RUN`, the standard data in that of their folder, and little training."""
        program, rest = words[1], list(words[2:])
        # A run is averaged with itself.
        runs = itertools.cycle(_RUN_OF.get(program, []))
        rest = [self.run_of(next(runs), _TRAINED_WITH.get(program, [])) if word == "RUN" else word for word in rest]
        if "--data-dir" in rest:
            rest[rest.index("--data-dir") + 1] = os.environ["KERAS_NETS_DATA"]
        if "--resume" in rest:
            rest[rest.index("--resume") + 1] = self.interrupted_run(program)
        elif program.startswith("recipes/") and "--help" not in rest:
            rest.append("--smoke")
        elif program == "tools/tune.py":
            rest += ["--smoke", *([] if "--trials" in rest else ["--trials", "2"])]
            rest[rest.index("--trials") + 1] = "2"
        return ["python", program, *rest]

    def run_of(self, name, arguments=()):
        """A finished run of the recipe `name`, `<family>/<network>`."""
        if name not in self.trained:
            if not self.run(["python", f"recipes/{name}.py", *arguments, "--smoke"]):
                raise RuntimeError(f"recipes/{name}.py failed: {self.last.stderr[-200:]}")
            self.trained[name] = re.search(r"^run folder (.*)$", self.last.stdout, re.MULTILINE)[1]
        return self.trained[name]

    def interrupted_run(self, program):
        """A run of a recipe that was stopped after its first epoch."""
        process = subprocess.Popen(
            [sys.executable, "-u", program, "--epochs", "3"],
            cwd=self.place,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in process.stdout:
            if line.startswith("epoch"):
                process.send_signal(signal.SIGINT)
                break
        return shlex.split(process.communicate()[1])[-1]

    def read_passage(self, passage):
        """Run one Python passage; what it would download is left out, and a named run is one that was trained."""
        passage = passage.replace('weights="imagenet"', "weights=None")
        named = re.search(r'open_run\("runs/(.*?)/', passage)
        if named:
            run = self.run_of(named[1].replace(".", "/"))
            passage = re.sub(r'open_run\(".*?"\)', f"open_run({run!r})", passage)
        good = self.run(["python", "-c", passage])
        outcome = "ok" if good else "FAILED: " + self.last.stderr.strip().splitlines()[-1]
        print(f"{outcome[:100]:10}           {passage.strip().splitlines()[-1]}", flush=True)
        self.outcomes.append((passage.strip().splitlines()[-1], outcome))


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "keras_nets"
        shutil.copytree(commands.ROOT, place, ignore=shutil.ignore_patterns(".*", "runs", "tuning_runs", "*.egg-info"))
        own_data.make(place)
        walk, page = Walk(place), commands.PAGES[0]
        # Both pages have the same commands and passages, as test_readme.py proves.
        for words in commands.commands(page):
            walk.type(words)
        for passage in commands.passages(page):
            walk.read_passage(passage)
    for told, outcome in walk.outcomes:
        if outcome.startswith("left out"):
            print(f"{outcome}: {told}")
    failed = [told for told, outcome in walk.outcomes if outcome.startswith("FAILED")]
    print(f"{len(walk.outcomes)} commands and passages, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
