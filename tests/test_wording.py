from keras_nets._wording import counted, did_you_mean, listed, one_line, printable, printable_lines


def test_did_you_mean_ignores_case_and_answers_in_the_known_spelling():
    assert did_you_mean("digts", ["digits", "iris"]) == ", did you mean 'digits'?"
    assert did_you_mean("WEIGHT", ["Weight_g", "color"]) == ", did you mean 'Weight_g'?"
    assert did_you_mean("xyz", ["digits", "iris"]) == ""


def test_counted_puts_nouns_in_the_plural():
    assert [counted(1, "row"), counted(2665, "row"), counted(0, "class")] == ["1 row", "2,665 rows", "0 classes"]


def test_listed_cuts_long_lists():
    assert listed("abc", 3) == "a, b, c"
    assert listed("abcde", 3) == "a, b, c and 2 more"


def test_one_line_joins_lines_and_names_silent_exceptions():
    assert one_line(ValueError("first\n  second.")) == "first second"
    assert one_line(EOFError()) == "EOFError"


def test_printable_escapes_what_steers_a_terminal_and_nothing_else():
    assert printable("\x1b[31mred\x1b[0m\r\n\x9b\u202e\udcff") == r"\x1b[31mred\x1b[0m\r\n\x9b\u202e\udcff"
    assert printable("Größe 图像 [b] \\x1b") == "Größe 图像 [b] \\x1b"
    assert printable_lines("\x1b[31ma\n\tb\r") == "\\x1b[31ma\n\tb\\r"
