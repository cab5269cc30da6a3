"""One worker process of a search: `python -m keras_nets.tuning.worker FOLDER [RECIPE]`, started by `run_workers`."""

import os
import signal
import sys
import threading
import time

from keras_nets.tuning.search import Search, hypermodel_of, open_search


def work(path, recipe=None):
    """Run trials of the search in `path`, whose recipe stands in the file `recipe`, until its chief has no more."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    # A worker writes its files atomically, so it can end at any moment.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    folder = open_search(path)
    Search(hypermodel_of(folder.record, recipe), folder).make_tuner().search()


def _end_with_parent(parent):
    """End this worker when its chief is killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    work(*sys.argv[1:])
