"""Rivals that are timed in turn, each in a process of its own: what else the machine does falls on all alike."""

import contextlib
import subprocess


def alternate(commands, rounds, environment=None):
    """What each process says of itself, `{name: numbers}`, asked one after the other, over and over.

    Args:
        commands: `{name: words of the command}` of programs that write a line when they are ready, and answer every
            line of their input by a number.
        rounds: how often each is asked.
        environment: of the programs; None is that of this one.

    Raises:
        RuntimeError: if a process ends before it answers; the message is the last line of its errors.
    """
    with contextlib.ExitStack() as stack:
        rivals = {name: stack.enter_context(_Rival(words, environment)) for name, words in commands.items()}
        for rival in rivals.values():
            rival.hear()
        answers = {name: [] for name in rivals}
        for _ in range(rounds):
            for name, rival in rivals.items():
                answers[name].append(float(rival.ask()))
    return answers


class _Rival:
    """A process that is asked by lines."""

    def __init__(self, words, environment):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(words, text=True, env=environment, **pipes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def ask(self):
        with contextlib.suppress(BrokenPipeError):
            print(file=self.process.stdin, flush=True)
        return self.hear()

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            errors = self.process.communicate()[1].strip().splitlines()
            raise RuntimeError(errors[-1] if errors else f"ended with status {self.process.returncode}")
        return line
