"""How a command ends: its exit statuses, and one clear line for a user's mistake."""

import contextlib
import os
import shlex
import signal
import sys

from keras_nets._wording import printable

# The last one is what a shell reports of a program that SIGPIPE ended.
USER_MISTAKE, DIVERGED, INTERRUPTED, OUTPUT_CLOSED = 2, 1, 130, 141


@contextlib.contextmanager
def user_mistakes():
    """Turn an error about the user's input or files into one line on standard error and exit status 2.

    `KERAS_NETS_TRACEBACK=1` shows where it came from instead.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except (ValueError, OSError) as error:
        if os.environ.get("KERAS_NETS_TRACEBACK") == "1":
            raise
        fail(told(error), USER_MISTAKE)
    except KeyboardInterrupt:
        fail("interrupted before anything was written", INTERRUPTED)


def told(error):
    """What a user is told of an error: of one of the system what failed, of a recipe that must be named the command."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    # Whoever wants the file to be executed says so in the same words.
    file = getattr(error, "recipe_file", None)
    return f"{error}; that is: {shlex.join(['python', *sys.argv, '--recipe', file])}" if file else error


def fail(message, status):
    """Say one line on standard error and exit."""
    # Whoever asks again, as with Ctrl-C, is already served; only the main thread may say so.
    with contextlib.suppress(ValueError):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if status == INTERRUPTED else ():
            signal.signal(number, signal.SIG_IGN)
    print(printable(" ".join(str(message).split())), file=sys.stderr)
    raise SystemExit(status)


def run_app(app, name):
    """Run a typer app so that a wrong option, too, is answered in one line.

    Args:
        app: The `typer.Typer`.
        name: How the command is called.
    """
    import typer

    try:
        status = app(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except (typer.Abort, KeyboardInterrupt):
        fail("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Python flushes once more at the end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OUTPUT_CLOSED) from None
    except Exception as error:
        # Every usage error of typer's parser can format itself; anything else is a defect and keeps its traceback.
        if not hasattr(error, "format_message"):
            raise
        fail(f"{error.format_message().rstrip('.')}; see {name} --help", USER_MISTAKE)
    raise SystemExit(status or 0)
