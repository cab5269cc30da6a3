"""A search in several processes on this machine, through KerasTuner's chief and workers.

This process is the chief: it serves the oracle, trains nothing, and supervises the workers. If a worker's process dies,
its trial is recorded as failed and the worker is replaced.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time

from keras_nets.tuning.trial import note_interruption

from keras_tuner.engine.trial import TrialStatus

_ADDRESS = "127.0.0.1"
_POLL_SECONDS = 0.2
_PATIENCE_SECONDS = 2


def run_workers(make_tuner, path, jobs, recipe_file=None):
    """Run a search with `jobs` worker processes until all have ended.

    Args:
        make_tuner: Function that makes the chief's `RecipeTuner` once KerasTuner's variables are set.
        path: Folder of the search, which the workers open.
        jobs: Number of workers.
        recipe_file: The file of the recipe; None takes the one of this repository that has the search's name.

    Raises:
        RuntimeError: If a worker could not begin, or the chief could not serve.
    """
    variables = {"KERASTUNER_ORACLE_IP": _ADDRESS, "KERASTUNER_ORACLE_PORT": str(_free_port())}
    with _environment({**variables, "KERASTUNER_TUNER_ID": "chief"}):
        chief = make_tuner()
        failures = []
        # The chief's loop may end long after its workers; the thread ends with this process.
        threading.Thread(target=_serve, args=(chief, failures), daemon=True).start()
        arguments = [str(path), *([recipe_file] if recipe_file else [])]
        workers = {f"worker{number}": None for number in range(jobs)}
        reported = len(chief.oracle.end_order)
        try:
            for name in workers:
                workers[name] = _start(arguments, name, variables, jobs)
            while workers:
                time.sleep(_POLL_SECONDS)
                _replace_ended(workers, chief, lambda name: _start(arguments, name, variables, jobs))
                for trial_id in chief.oracle.end_order[reported:]:
                    chief.report(chief.trial_folder(trial_id))
                    reported += 1
                if failures:
                    raise RuntimeError(f"the workers cannot be served: {failures[0]}")
        finally:
            _stop([process for process in workers.values() if process is not None])
            for trial in chief.oracle.ongoing_trials.values():
                note_interruption(chief.trial_folder(trial.trial_id))


def _serve(chief, failures):
    try:
        chief.search()
    except Exception as error:
        failures.append(error)


def _replace_ended(workers, chief, start):
    for name, process in list(workers.items()):
        status = process.poll()
        if status is None:
            continue
        del workers[name]
        trial = chief.oracle.ongoing_trials.get(name)
        if trial is not None:
            folder = chief.trial_folder(trial.trial_id)
            folder.update(status="failed", reason=f"its process ended with status {status}; out of memory perhaps")
            trial.status = TrialStatus.FAILED
            chief.oracle.end_trial(trial)
            workers[name] = start(name)
        elif status != 0:
            raise RuntimeError(f"{name} could not begin a trial, its process ended with status {status}")


def _start(arguments, name, variables, jobs):
    """A worker in its own session, so that Ctrl-C reaches only this process."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    environment = {
        **os.environ,
        **variables,
        "KERASTUNER_TUNER_ID": name,
        "TF_NUM_INTRAOP_THREADS": threads,
        "OMP_NUM_THREADS": threads,
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
    }
    command = [sys.executable, "-m", "keras_nets.tuning.worker", *arguments]
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _stop(processes):
    """Terminate processes; kill those that do not end in time."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port():
    with socket.socket() as probe:
        probe.bind((_ADDRESS, 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def _environment(variables):
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
