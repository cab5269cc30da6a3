"""Fallback fonts, with made-up fonts where the machine may have none."""

import io
import warnings

from keras_nets import _fonts
from keras_nets._drawing import pixels
from keras_nets._fonts import Figure

import pytest
from matplotlib import get_data_path

# Matplotlib brings this font; it stands for one with characters that the usual font lacks.
OTHER = f"{get_data_path()}/fonts/ttf/STIXGeneral.ttf"


def named(text):
    figure = Figure(figsize=(2, 2))
    axes = figure.subplots()
    axes.set_xticks([0, 1], ["plain", text])
    return figure, axes


@pytest.fixture
def fonts(monkeypatch):
    """Sets the fonts of the machine, `[(family, path)]`."""

    def clear():
        _fonts.fallback_families.cache_clear()
        _fonts._tell_once.cache_clear()

    def install(installed):
        clear()
        monkeypatch.setattr(_fonts, "_installed", lambda: installed)

    yield install
    clear()


@pytest.mark.parametrize("draw", [pixels, lambda figure: figure.savefig(io.BytesIO())], ids=["shown", "saved"])
def test_a_font_that_has_the_characters_is_used_where_they_are_needed(fonts, capsys, draw):
    usual = _fonts._characters(_fonts._usual_font())
    character = min(_fonts._characters(OTHER) - usual, key=lambda c: (not c.isprintable(), c))
    fonts([("STIXGeneral", OTHER)])
    figure, axes = named(character)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(figure)
    plain, other = axes.get_xticklabels()
    assert other.get_family()[-1] == "STIXGeneral" and "STIXGeneral" not in plain.get_family()
    assert capsys.readouterr().err == ""


def test_without_such_a_font_one_line_says_once_what_to_install(fonts, capsys):
    fonts([])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ("中文", "中文", "猫と犬", "고양이"):
            pixels(named(text)[0])
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "Chinese" in told and "install" in told and "fonts-noto-cjk" in told
    pixels(named("แมว")[0])
    assert "fonts-noto-core" in capsys.readouterr().err
