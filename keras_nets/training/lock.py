"""The lock of a run folder: one process at a time goes on with it."""

import fcntl
import os
import stat

LOCK = ".lock"


class Lock:
    """A lock on a folder, which ends with its process however that ends.

    It is an advisory lock on a file in the folder, so a copy of the folder is not locked, and network file systems pass
    it on to other machines. Where a file system has no locks, `held` is False and nobody is refused.

    Args:
        folder: The folder.

    Raises:
        Taken: If another process holds the lock.
        OSError: If the folder cannot be written to, or a link stands there.
        ValueError: If something else than a file stands there.
    """

    def __init__(self, folder):
        self._file, self.held = None, False
        path = os.path.join(folder, LOCK)
        # Neither a link nor a pipe is followed or waited for.
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
        try:
            if not stat.S_ISREG(os.fstat(self._file).st_mode):
                raise ValueError(f"{path} is no file; remove it")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.held = True
        except BlockingIOError:
            self.release()
            raise Taken(f"{folder} is still at work in another process; stop it first") from None
        except OSError:
            # There are no locks here; whoever asks knows it by `held`.
            pass
        except ValueError:
            self.release()
            raise

    def release(self):
        """Let others have it. What is released twice was released."""
        if self._file is not None:
            os.close(self._file)
        self._file, self.held = None, False

    def __del__(self):
        # Whoever forgets a run in a notebook does not keep its folder.
        self.release()


class Taken(ValueError):
    """Another process holds the lock."""
