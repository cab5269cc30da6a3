"""What a run stood on: versions, commit, machine, memory."""

import importlib.metadata
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

PACKAGES = ("keras_nets", "keras", "tensorflow", "keras-tuner", "tf-keras-vis", "numpy", "scikit-learn")


def versions():
    """Versions of Python and of the packages that decide a result."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def commit():
    """The commit of the code that runs, with `+changes` where files differ from it; None outside a repository."""
    here = Path(__file__).parent

    def git(*arguments):
        return subprocess.run(
            ["git", "-C", str(here), *arguments], capture_output=True, text=True, timeout=10, check=True
        ).stdout.strip()

    try:
        revision = git("rev-parse", "HEAD")
        return revision + ("+changes" if git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def machine():
    """Processor count and name, operating system."""
    return {"processors": os.cpu_count(), "architecture": platform.machine(), "system": platform.system()}


def peak_memory_bytes():
    """Largest resident size that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def lacks_bfloat16():
    """Whether this machine has no instructions for bfloat16; False also where the system does not tell."""
    import keras

    if keras.distribution.list_devices("gpu") or not Path("/proc/cpuinfo").is_file():
        return False
    flags = Path("/proc/cpuinfo").read_text().split()
    return not {"avx512_bf16", "amx_bf16", "bf16"} & set(flags)


def process_is_alive(number):
    """Whether a process with this number runs on this machine."""
    if number <= 0:
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    except OverflowError:
        return False
    return True
