import io
import sys

from keras_nets.datasets import load, progress
from keras_nets.datasets.progress import watched


class Terminal(io.StringIO):
    def isatty(self):
        return True


def at_a_terminal(monkeypatch):
    """Standard error as a terminal; called in a test, since pytest puts its own in place before each."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def test_who_waits_at_a_terminal_sees_how_many_there_were(photos, monkeypatch):
    terminal = at_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "SILENT_SECONDS", -1)
    load(photos, split="50/50")
    shown = terminal.getvalue()
    assert "reading images" in shown and "12/12" in shown
    # The line is taken away at the end.
    assert shown.endswith("\x1b[2K")


def test_who_asks_for_silence_sees_nothing(monkeypatch):
    terminal = at_a_terminal(monkeypatch)
    monkeypatch.setattr(progress, "SILENT_SECONDS", -1)
    with progress.silenced(), progress.silenced(False):
        assert list(watched("abc", 3, "reading")) == ["a", "b", "c"]
    assert terminal.getvalue() == ""
    with progress.silenced(False):
        assert list(watched("abc", 3, "reading")) == ["a", "b", "c"]
    assert "3/3" in terminal.getvalue()


def test_what_is_fast_needs_no_line(monkeypatch):
    terminal = at_a_terminal(monkeypatch)
    assert list(watched("abc", 3, "reading")) == ["a", "b", "c"]
    assert terminal.getvalue() == ""


def test_nothing_is_written_to_a_pipe(monkeypatch):
    monkeypatch.setattr(progress, "SILENT_SECONDS", -1)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert list(watched("abc", 3, "reading")) == ["a", "b", "c"]
    assert sys.stderr.getvalue() == ""
