"""How commands end."""

import errno
import io
import signal

from keras_nets.cli.exit import fail, run_app, user_mistakes
from keras_nets.cli.flags import make_app

import pytest


@pytest.fixture(autouse=True)
def signals_as_before():
    """An interrupted command ignores further signals, and would let this process ignore them."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def ending(capsys, function):
    """Exit status, and what was said on standard error."""
    with pytest.raises(SystemExit) as end:
        function()
    return end.value.code, capsys.readouterr().err


@pytest.mark.parametrize("error", [ValueError("no width\n of 3"), FileNotFoundError("no width of 3")])
def test_a_mistake_of_the_user_is_one_line_and_status_2(capsys, monkeypatch, error):
    def mistaken():
        with user_mistakes():
            raise error

    assert ending(capsys, mistaken) == (2, "no width of 3\n")
    monkeypatch.setenv("KERAS_NETS_TRACEBACK", "1")
    with pytest.raises(type(error)):
        mistaken()


def test_ctrl_c_before_anything_was_written_is_status_130(capsys):
    def interrupted():
        with user_mistakes():
            raise KeyboardInterrupt

    assert ending(capsys, interrupted) == (130, "interrupted before anything was written\n")


def test_whoever_asks_again_is_ignored_while_the_command_ends(capsys):
    def interrupted():
        with user_mistakes():
            raise KeyboardInterrupt

    ending(capsys, interrupted)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)


def test_a_full_disk_is_one_line(capsys):
    def full():
        with user_mistakes():
            raise OSError(errno.ENOSPC, "No space left on device", "runs/a.b")

    assert ending(capsys, full) == (2, "runs/a.b: No space left on device\n")


def test_what_a_terminal_would_obey_is_spelled_out(capsys):
    assert ending(capsys, lambda: fail("no file \x1b[2Ja\u202eb é", 2)) == (2, "no file \\x1b[2Ja\\u202eb é\n")


def test_that_nobody_reads_the_output_is_no_defect(monkeypatch, tmp_path):
    app = make_app()

    @app.command()
    def command():
        pass

    class Closed(io.StringIO):
        def flush(self):
            raise BrokenPipeError

    monkeypatch.setattr("sys.argv", ["x.py"])
    with open(tmp_path / "out", "w") as file:
        closed = Closed()
        closed.fileno = file.fileno
        monkeypatch.setattr("sys.stdout", closed)
        with pytest.raises(SystemExit) as end:
            run_app(app, "tools/x.py")
    assert end.value.code == 141


def test_a_defect_keeps_its_traceback():
    with pytest.raises(RuntimeError), user_mistakes():
        raise RuntimeError("a defect")


def test_a_failure_has_the_status_it_is_given(capsys):
    assert ending(capsys, lambda: fail("it diverged", 1)) == (1, "it diverged\n")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 0, ""),
        (["--loud"], 2, "see tools/x.py --help"),
        (["--number", "many"], 2, "Invalid value for '--number'"),
    ],
)
def test_an_app_answers_wrong_words_in_one_line(capsys, monkeypatch, words, status, said):
    app = make_app()

    @app.command()
    def command(number: int = 0):
        pass

    monkeypatch.setattr("sys.argv", ["x.py", *words])
    code, error = ending(capsys, lambda: run_app(app, "tools/x.py"))
    assert code == status
    assert said in error
    assert len(error.splitlines()) == (1 if said else 0)


def test_a_defect_of_an_app_keeps_its_traceback(monkeypatch):
    app = make_app()

    @app.command()
    def command():
        raise RuntimeError("a defect")

    monkeypatch.setattr("sys.argv", ["x.py"])
    with pytest.raises(RuntimeError):
        run_app(app, "tools/x.py")
