"""Loads TensorFlow without its start-up messages.

TensorFlow's libraries print about processors and missing GPUs before they read `TF_CPP_MIN_LOG_LEVEL`, so the variable
alone does not silence them: standard error is set aside while `import tensorflow` runs, whoever asks for it, and shown
after all if the import fails. `TF_CPP_MIN_LOG_LEVEL=0` brings every message back.

TensorFlow also warns of functions that are traced anew, although Keras means that: every model that trains or predicts
has functions of its own.
"""

import contextlib
import importlib.abc
import importlib.util
import logging
import os
import sys
import tempfile


def install():
    """Arrange that the first import of TensorFlow in this process is quiet."""
    if os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3") != "0" and "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _QuietFinder())


class _QuietFinder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None:
            execute = spec.loader.exec_module

            def execute_quietly(module):
                with _standard_error_aside():
                    execute(module)
                    # Where CUDA is installed and no GPU is there, TensorFlow says so when it first looks for one.
                    module.config.list_physical_devices()
                logging.getLogger("tensorflow").addFilter(_is_no_new_model)

            spec.loader.exec_module = execute_quietly
        return spec


def _is_no_new_model(record):
    """Whether a warning is another than that Keras's functions of a new model are traced."""
    message = record.getMessage()
    return not ("triggered tf.function retracing" in message and "TensorFlowTrainer." in message)


@contextlib.contextmanager
def _standard_error_aside():
    """File descriptor 2 itself is redirected, since the messages come from C++."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except BaseException:
            aside.seek(0)
            os.write(kept, aside.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
