from keras_nets.datasets import load
from keras_nets.training.console import make_console

from PIL import Image
from rich.text import Text


def test_names_do_not_steer_the_terminal(tmp_path, capsys):
    for label in "ab":
        (tmp_path / label).mkdir()
        for number in range(2):
            Image.new("RGB", (4, 4), (number * 9, 0, ord(label))).save(tmp_path / label / f"{number}.png")
    (tmp_path / "a" / "\x1b[2Jnotes\n.txt").write_text("about")
    (message,) = load(tmp_path, split="50/50").messages
    make_console().print(f"  {message}")
    told = r"1 item left out, no images: \x1b[2Jnotes\n.txt"
    assert capsys.readouterr().out == f"  class folder {tmp_path}/a: {told}\n"


def test_what_is_no_text_is_shown_as_it_is(capsys):
    make_console().print("a [b] 图", Text("c\nd"))
    assert capsys.readouterr().out == "a [b] 图 c\nd\n"
