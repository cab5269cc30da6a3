"""Try every recipe and every tool with command lines and files that they must refuse.

    python tests/hostile/attack.py [--recipe NAME]... [--out table.csv]

Each must end with status 2 and one line on standard error, write nothing, and take at most 10 seconds and 2 GB. Prints
what did not, and a table by program; the exit status is 1 where fewer than 99 % of them were answered so.
"""

import argparse
import collections
import json
import os
import select
import subprocess
import sys
import tempfile
from pathlib import Path

import command_lines
import hostile_files

SECONDS, MEMORY = 10, 2 * 10**9
QUICK_RUN = ["--data", "iris", "--smoke", "--no-tensorboard", "--quiet"]
HERE = Path(__file__).parent


class Worker:
    """A process that runs command lines; a new one takes its place where one of them kills it or hangs."""

    def __init__(self, place):
        self.place, self.process = place, None

    def start(self):
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py")],
            cwd=self.place,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        # What imports take counts for no command line.
        self.ask("tools/catalog.py", ["--data"], seconds=120)
        self.ask("recipes/feedforward/mlp.py", ["--preset", "nope", "--data", "iris"], seconds=120)
        self.ask("recipes/feedforward/mlp.py", ["--monitor", "nope", "--data", "iris"], seconds=120)

    def ask(self, program, arguments, seconds=2 * SECONDS):
        """How a command line ended, as `worker.call` tells it."""
        if self.process is None:
            self.start()
        print(json.dumps({"program": program, "arguments": arguments}), file=self.process.stdin, flush=True)
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        line = self.process.stdout.readline() if ready else ""
        if line:
            return json.loads(line)
        self.process.kill()
        self.process.wait()
        self.process = None
        return {"status": None, "err": "hung" if not ready else "died", "seconds": seconds, "memory": 0}


def fault(answer, written):
    """What is wrong with an answer; None where it is as it must be."""
    lines = answer["err"].strip().splitlines()
    if answer["status"] is None:
        return answer["err"]
    if answer["status"] == 0:
        return "accepted"
    if answer["status"] == -1:
        return f"traceback: {lines[-1][:150]}"
    if answer["status"] != 2:
        return f"status {answer['status']}: {lines[-1][:150] if lines else ''}"
    if len(lines) != 1:
        return f"{len(lines)} lines: {' | '.join(lines)[:200]}"
    if any(character < " " for character in lines[0]):
        return f"control characters: {lines[0]!r}"
    if written:
        return f"wrote {written[0]}"
    if answer["seconds"] > SECONDS:
        return f"{answer['seconds']:.0f} s: {lines[0][:100]}"
    if answer["memory"] > MEMORY:
        return f"{answer['memory'] / 1e9:.1f} GB: {lines[0][:100]}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipe", action="append", help="Only this one; repeatable.")
    parser.add_argument("--out", help="A file for the table of all faults.")
    parser.add_argument("--every", type=int, default=1, help="Only every n-th command line.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "place"
        place.mkdir()
        for name in ("recipes", "tools", "keras_nets", "data"):
            (place / name).symlink_to(command_lines.ROOT / name)
        data, starts, runs = hostile_files.make(Path(folder) / "files")
        worker = Worker(place)
        worker.ask("recipes/feedforward/mlp.py", [*QUICK_RUN, "--runs", "good"], seconds=120)
        run = next(place.glob("good/*/*"))
        lines = [*command_lines.of_flags(arguments.recipe), *command_lines.of_files(data, starts, arguments.recipe)]
        lines += [] if arguments.recipe else command_lines.of_tools(run, runs, data)
        before, faults, tried = set(place.rglob("*")), [], collections.Counter()
        for program, words in lines[:: arguments.every]:
            answer = worker.ask(program, words)
            written = sorted(str(path.relative_to(place)) for path in set(place.rglob("*")) - before)
            tried[program] += 1
            wrong = fault(answer, written)
            if wrong:
                faults.append((program, " ".join(words).replace(folder, ""), wrong))
                print("\t".join(faults[-1]), flush=True)
                before = set(place.rglob("*"))
    total = sum(tried.values())
    print(f"{total:,} command lines of {len(tried)} programs, {total - len(faults):,} answered well, {len(faults)} not")
    if arguments.out:
        Path(arguments.out).write_text("\n".join("\t".join(fault) for fault in faults) + "\n")
    sys.exit(1 if len(faults) > total / 100 else 0)


if __name__ == "__main__":
    main()
