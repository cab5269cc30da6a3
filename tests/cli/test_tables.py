"""Tables and names as commands show and check them."""

from types import SimpleNamespace

from keras_nets.cli.tables import check_name, check_tool, print_table
from keras_nets.tasks import task_of

import pytest


def test_a_table_has_its_titles_its_rows_and_nothing_cut(capsys):
    print_table(("layer", "size"), [("conv [x]", 12), None, ("a name of many letters", "3x3")])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    words = [line.split() for line in lines if line and set(line) != {"─"}]
    assert words == [["layer", "size"], ["conv", "[x]", "12"], ["a", "name", "of", "many", "letters", "3x3"]]


def test_numbers_stand_at_the_right_and_texts_at_the_left(capsys):
    print_table(("name", "text", "number"), [("a", "b", 1), ("cc", "dddddd", 2000000)], left=("text",))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    titles, few, many = (line for line in lines if line and "─" not in line)
    assert len(titles) == len(few) == len(many)
    assert few.index("b") == many.index("dddddd") == titles.index("text")


def test_names_do_not_steer_the_terminal(capsys):
    print_table(("class", "\x1b]0;title\x07"), [("\x1b[2Jcat", 1)])
    shown = capsys.readouterr().out
    assert r"\x1b[2Jcat" in shown and r"\x1b]0;title\x07" in shown and "\x1b" not in shown


def test_a_name_that_is_not_known_is_refused_with_those_that_are():
    check_name("recipe", "mlp", ["mlp", "rbm"])
    with pytest.raises(ValueError, match="^there is no recipe 'mpl', did you mean 'mlp'\\?; there are mlp, rbm$"):
        check_name("recipe", "mpl", ["mlp", "rbm"])


@pytest.mark.parametrize(
    ("task", "tool", "message"),
    [
        (
            "segmentation",
            "explain",
            "a.b learned segmentation, which explain.py does not show; python tools/segment.py",
        ),
        ("classification", "write", "a.b learned classification, which write.py does not show; python tools/explain"),
        ("regression", "explain", "a.b learned regression, which explain.py does not show; python tools/evaluate.py"),
        ("density estimation", "explain", "a.b learned unsupervised learning, which explain.py does not show$"),
    ],
)
def test_a_run_of_another_task_is_sent_to_the_tool_of_its_own(task, tool, message):
    run = SimpleNamespace(task=task_of(task), record={"recipe": "a.b"}, path="runs/a.b/1")
    with pytest.raises(ValueError, match=message):
        check_tool(run, tool)


@pytest.mark.parametrize(("task", "tool"), [("classification", "explain"), ("translation", "write")])
def test_a_run_of_the_task_is_taken(task, tool):
    check_tool(SimpleNamespace(task=task_of(task), record={"recipe": "a.b"}), tool)
