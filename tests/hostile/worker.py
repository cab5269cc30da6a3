"""Runs command lines one after another in this process, and says of each how it ended: lines of JSON in and out."""

import contextlib
import io
import json
import os
import resource
import runpy
import sys
import time
import traceback
from pathlib import Path


def peak():
    """Highest resident memory since the last `reset_peak`, in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def reset_peak():
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def call(program, arguments):
    """Run a program as `python program arguments` would.

    Returns:
        Exit status, standard error, seconds, and bytes of memory above those before.
    """
    out, err = io.StringIO(), io.StringIO()
    reset_peak()
    before, began = peak(), time.monotonic()
    sys.argv, path = [program, *arguments], list(sys.path)
    # A program finds what stands beside it.
    sys.path.insert(0, os.path.dirname(os.path.abspath(program)))
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            runpy.run_path(program, run_name="__main__")
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        status = -1
        err.write(traceback.format_exc())
    finally:
        sys.path[:] = path
    return {"status": status, "err": err.getvalue(), "seconds": time.monotonic() - began, "memory": peak() - before}


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    # What C++ code prints does not mix with the answers.
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(call(**json.loads(line))), file=answers, flush=True)
