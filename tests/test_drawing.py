"""Pictures as pixels, many as one, and texts that fit into their places, whatever script they are in."""

import doctest
import itertools

from keras_nets import _drawing
from keras_nets._drawing import fitted, grid, literal, mosaic, note, pixels, shortened, width_of
from keras_nets._fonts import Figure

import numpy as np
import pytest

# Of 2, 4, 8 and 15 characters.
NAMES = ("小猫", "金毛猎犬", "英国短毛蓝猫宠物", "非洲灰鹦鹉以及虎皮鹦鹉大型鸟类")


def test_examples_run():
    assert doctest.testmod(_drawing).failed == 0


def test_a_figure_becomes_an_image_for_the_board():
    figure = Figure(figsize=(4.2, 4.2), layout="constrained")
    figure.subplots().scatter(np.arange(5), np.arange(5))
    image = pixels(figure)
    assert image.dtype == np.uint8
    assert image.shape == (504, 504, 3)
    assert image.min() < image.max() == 255
    assert 0 < image.mean() < 255


@pytest.mark.parametrize(
    ("text", "columns"), [("cat", 3), ("小猫", 4), ("ねこ", 4), ("고양이", 6), ("ＡＢ", 4), ("e\u0301te", 3), ("", 0)]
)
def test_wide_characters_take_two_columns(text, columns):
    assert width_of(text) == columns


@pytest.mark.parametrize("most", [1, 4, 5, 12, 24])
@pytest.mark.parametrize("text", [*NAMES, "vertebrate_mammal_cat_siamese", "红A富B士C大D苹E果F"])
def test_a_shortened_text_is_no_wider_and_keeps_both_ends(text, most):
    short = shortened(text, most)
    assert width_of(short) <= most
    if width_of(text) <= most:
        assert short == text
    else:
        first, last = short.split("…")
        assert text.startswith(first) and text.endswith(last) and len(first + last) < len(text)


def test_letters_shrink_before_lines_are_shortened():
    texts = ["小猫", "非洲灰鹦鹉\nis 小猫"]
    assert fitted(texts, 100) == (texts, 9)
    assert fitted(texts, 45) == (texts, pytest.approx(45 / (0.6 * 10)))
    assert fitted(texts, 30) == (["小猫", "非…鹦鹉\nis 小猫"], pytest.approx(30 / (0.6 * 7)))


@pytest.mark.parametrize("side", [8, 32, 100])
@pytest.mark.parametrize("columns", [2, 5, 12])
def test_captions_of_any_script_stay_below_their_pictures(columns, side):
    captions = [f"{NAMES[number % 4]} 35%\nis {NAMES[-number % 4]}" for number in range(2 * columns)]
    figure = grid(np.zeros((2 * columns, side, side, 1)), columns, captions=captions)
    pixels(figure)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts]
    assert not any(left.overlaps(right) for left, right in itertools.combinations(boxes, 2))
    assert min(box.x0 for box in boxes) >= 0 and max(box.x1 for box in boxes) <= figure.bbox.width


def test_white_pictures_have_borders_and_empty_places_have_none():
    pictures = np.ones((2, 2, 8, 8, 1))
    pictures[1, 1] = np.nan
    figure = mosaic(pictures)
    outlines = [path.vertices for path in figure.axes[0].collections[0].get_paths()]
    starts = [tuple(outline.min(axis=0)) for outline in outlines]
    assert starts == [(0.5, 0.5), (9.5, 0.5), (0.5, 9.5)]
    assert all(np.ptp(outline, axis=0).tolist() == [8, 8] for outline in outlines)
    drawn = pixels(figure)
    half = drawn.shape[0] // 2
    assert drawn[:half, :half].min() < 200 and drawn[half + 9 :, half + 9 :].min() == 255


@pytest.mark.parametrize(("count", "side"), [(1, 3), (16, 3), (4, 5), (64, 28)])
def test_pictures_of_few_pixels_are_enlarged(count, side):
    drawn = pixels(grid(np.random.default_rng(0).random((count, side, side, 1))))
    assert 300 <= max(drawn.shape[:2]) <= 1080 and drawn.shape[1] >= 300


def test_a_note_makes_its_own_room():
    figure = mosaic(np.zeros((2, 2, 8, 8, 1)))
    height = figure.get_figheight()
    note(figure, "", "probabilities at temperature 4.2", "all of them are drawn, as many as there are")
    lines = figure.get_suptitle().split("\n")
    assert lines[0] == "probabilities at temperature 4.2" and " ".join(lines[1:]).endswith("as there are")
    assert figure.get_figheight() == pytest.approx(height + 0.17 * len(lines))
    pixels(figure)
    box = figure._suptitle.get_window_extent(figure.canvas.get_renderer())
    assert box.x0 >= 0 and box.x1 <= figure.bbox.width
    note(plain := mosaic(np.zeros((2, 2, 8, 8, 1))), "")
    assert plain.get_suptitle() == "" and plain.get_figheight() == height


def test_names_are_drawn_without_what_steers_a_terminal():
    assert literal("a\tb $5\nc\x1b") == "a\\tb \\$5\nc\\x1b"
