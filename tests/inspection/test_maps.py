"""Pictures of maps and categories show the numbers that they are given, each unit at its place."""

from keras_nets import datasets, inspection, models
from keras_nets._drawing import pixels

import numpy as np
import pytest


def cells(figure):
    return figure.axes[0].collections[0]


def centers(figure):
    return np.array([path.vertices[:-1].mean(axis=0) for path in cells(figure).get_paths()])


@pytest.mark.parametrize(("topology", "corners"), [("rectangular", 4), ("hexagonal", 6)])
def test_cells_stand_where_the_model_has_its_units(topology, corners):
    values = np.arange(12.0).reshape(3, 4)
    figure = inspection.distance_map(values, topology)
    model = models.self_organizing_map((2,), grid_shape=(3, 4), topology=topology)
    np.testing.assert_allclose(centers(figure), model.places[:, ::-1], atol=1e-6)
    np.testing.assert_array_equal(cells(figure).get_array(), values.ravel())
    assert len(cells(figure).get_paths()[0].vertices) == corners + 1
    assert figure.axes[0].yaxis_inverted()


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
def test_cells_fill_the_plane_without_overlap(topology):
    outline = cells(inspection.hit_map(np.ones((3, 3)), topology)).get_paths()[0].vertices
    x, y = outline.T
    area = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    assert area == pytest.approx(1 if topology == "rectangular" else np.sqrt(3) / 2)


def test_a_class_map_shows_the_most_frequent_class():
    units = [(0, 0), (0, 0), (0, 0), (1, 2)]
    figure = inspection.class_map(units, [1, 1, 0, 0], (2, 3), ("a", "b"))
    assert [(text.get_position(), text.get_text()) for text in figure.axes[0].texts] == [((0, 0), "b"), ((2, 1), "a")]
    shifted = inspection.class_map(units, [1, 1, 0, 0], (2, 3), ("a", "b"), "hexagonal")
    assert shifted.axes[0].texts[1].get_position()[0] == 2.5


@pytest.mark.parametrize("topology", ["rectangular", "hexagonal"])
@pytest.mark.parametrize(("side", "written"), [(3, True), (6, True), (12, True), (30, False)])
def test_names_of_any_script_stay_in_their_cells_and_the_legend_has_all_of_them(side, written, topology):
    names = ("小猫", "金毛猎犬", "英国短毛蓝猫宠物", "非洲灰鹦鹉以及虎皮鹦鹉大型鸟类")
    units = np.indices((side, side)).reshape(2, -1).T
    figure = inspection.class_map(units, np.arange(len(units)) % 4, (side, side), names, topology)
    pixels(figure)
    axes, renderer = figure.axes[0], figure.canvas.get_renderer()
    middles = axes.transData.transform(centers(figure))
    cell = middles[1, 0] - middles[0, 0]
    assert len(axes.texts) == (len(units) if written else 0)
    assert max((text.get_window_extent(renderer).width for text in axes.texts), default=0) <= cell
    if side > 3:
        assert [text.get_text() for text in figure.legends[0].get_texts()] == list(names)


def test_names_are_written_in_what_is_read_on_their_cells():
    figure = inspection.class_map([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 2, 3], (2, 2), tuple("abcd"))
    # White on blue and red, black on orange and green.
    assert [text.get_color() for text in figure.axes[0].texts] == ["white", "black", "black", "white"]
    assert not figure.legends


def test_short_names_are_written_in_small_cells():
    units = np.indices((24, 24)).reshape(2, -1).T
    figure = inspection.class_map(units, np.arange(576) % 10, (24, 24), tuple("0123456789"))
    assert [text.get_text() for text in figure.axes[0].texts][:12] == list("012345678901")
    assert not figure.legends


def test_a_legend_of_many_classes_has_those_of_most_units():
    units = np.indices((30, 30)).reshape(2, -1).T
    labels = np.minimum(np.arange(900), 40)
    figure = inspection.class_map(units, labels, (30, 30), [f"class number {n}" for n in range(41)])
    named = [text.get_text() for text in figure.legends[0].get_texts()]
    assert named == [f"class number {n}" for n in [*range(19), 40]]


def test_a_codebook_shows_every_unit_at_its_place():
    codebook = np.linspace(0, 1, 6)[:, None].repeat(4, axis=1).reshape(2, 3, 4)
    for topology, shift in (("rectangular", 0), ("hexagonal", 1)):
        shown = np.asarray(inspection.codebook_grid(codebook, (2, 2, 1), topology).axes[0].images[0].get_array())
        np.testing.assert_allclose(shown[1, [1, 4, 7], 0], [0, 0.2, 0.4], atol=1e-6)
        np.testing.assert_allclose(shown[4, np.array([1, 4, 7]) + shift, 0], [0.6, 0.8, 1], atol=1e-6)


def test_categories_stand_in_the_order_of_their_use():
    figure = inspection.category_grid(np.eye(4), [2, 0, 7, 1], (2, 2, 1))
    assert [text.get_text() for text in figure.axes[0].texts] == ["7 times", "2 times", "once", ""]
    assert (
        " ".join(figure.get_suptitle().split()) == "times that each category learned from an example, over all epochs"
    )
    shown = np.asarray(figure.axes[0].images[0].get_array())
    np.testing.assert_array_equal(shown[1:3, 1:3, 0], [[0, 0], [1, 0]])
    pair = inspection.category_grid((np.zeros((1, 4)), np.ones((1, 4))), [3], (2, 2, 1))
    np.testing.assert_array_equal(np.asarray(pair.axes[0].images[0].get_array())[1, 1:5, 0], [0, 0, 1, 1])


def test_the_parts_of_categories_and_those_left_out_are_told():
    boxes = (np.zeros((9, 4)), np.ones((9, 4)))
    told = inspection.category_grid(boxes, [3] * 9, (2, 2, 1), limit=4, names=("least", "greatest")).get_suptitle()
    assert " ".join(told.split()).startswith(
        "the 4 most used of 9 categories from left to right: least, greatest times"
    )


def test_examples_agree_with_the_most_frequent_class_of_their_category():
    seen = {"seen_categories": [0, 0, 0, 2, -1], "seen_labels": [1, 1, 0, 0, 1]}
    assert inspection.class_agreement([0, 0, 2, -1, 1], [1, 0, 0, 1, 0], **seen) == pytest.approx(2 / 5)


class Parity:
    """Network that forms a category of the even and one of the odd numbers."""

    def category(self, x):
        return x[:, 0].astype(int) % 2

    def categories_by_order(self, x):
        return [2, len(x), 3]


@pytest.mark.parametrize("class_names", [("even", "odd"), ()])
def test_what_is_measured_of_categories(class_names):
    train = datasets.Split(np.array([[0.0], [1.0], [2.0], [3.0]], "float32"), np.array([0, 1, 0, 1]))
    test = datasets.Split(np.array([[4.0], [5.0], [7.0], [9.0]], "float32"), np.array([0, 1, 0, 1]))
    dataset = datasets.Dataset("numbers", "classification", (1,), train, None, test, class_names)
    expected = {"fewest_categories": 2, "most_categories": 4}
    if class_names:
        expected["test_class_agreement"] = 0.75
    assert inspection.category_measures(Parity(), dataset) == expected


def test_every_figure_can_be_drawn_at_once():
    figures = [
        inspection.distance_map(np.ones((2, 2)), "hexagonal"),
        inspection.hit_map(np.eye(3, dtype=int)),
        inspection.class_map([(0, 0)], [0], (1, 2), ("a",)),
        inspection.codebook_grid(np.ones((2, 2, 27)), (3, 3, 3)),
        inspection.category_grid(np.ones((3, 9)), [0, 0, 0], (3, 3, 1)),
    ]
    assert all(pixels(figure).shape[-1] == 3 for figure in figures)


def test_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="rows, columns, features"):
        inspection.codebook_grid(np.ones((3, 4)), (2, 2, 1))
    with pytest.raises(ValueError, match=r"\(rows, columns\), got \(3,\)"):
        inspection.distance_map(np.ones(3))
