"""Fonts for texts whose characters Matplotlib's own font lacks, such as Chinese class names."""

import contextlib
import functools
import logging
import sys
import unicodedata
import warnings
from pathlib import Path

from matplotlib import figure as matplotlib_figure
from matplotlib import font_manager, rcParams
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

# Families that machines have, by the start of their names or of their files' names without spaces and hyphens.
FAMILIES = (
    "notosanscjk",
    "notosans",
    "sourcehansans",
    "wenquanyi",
    "wqy",
    "droidsansfallback",
    "microsoftyahei",
    "msyh",
    "pingfang",
    "hiragino",
    "heiti",
    "stheiti",
    "simhei",
    "simsun",
    "malgun",
    "nanumgothic",
    "yugothic",
    "meiryo",
    "ipagothic",
    "nirmala",
    "arialunicode",
    "unifont",
    "freesans",
)
# The beginnings of their characters' names in Unicode.
_CJK = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH", "BOPOMOFO")
_CJK_FONT = ("Chinese, Japanese or Korean", "Noto Sans CJK", "fonts-noto-cjk")
_OTHER_FONT = ("some", "Noto Sans", "fonts-noto-core")


class Figure(matplotlib_figure.Figure):
    """A Matplotlib figure that draws every text with fonts that have its characters, wherever it is shown or saved.

    Where no font has them, one line says once which font to install, and boxes are drawn.
    """

    def draw(self, renderer):
        _use_fonts_for(self)
        with warnings.catch_warnings(), _quiet_search_of_fonts():
            # What no font has was told in one line.
            warnings.filterwarnings("ignore", r"Glyph \d+")
            super().draw(renderer)


@contextlib.contextmanager
def _quiet_search_of_fonts():
    """Matplotlib would tell in a line which weights a fallback font lacks."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _use_fonts_for(figure):
    """Give the texts of a figure fallback fonts for the characters that the usual font lacks."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            # Ticks have their texts only from here on.
            axis.get_ticklabels()
    texts = [text for text in figure.findobj(Text) if not text.get_text().isascii()]
    missing = {character for text in texts for character in text.get_text()} - _characters(_usual_font())
    missing = frozenset(character for character in missing if character.isprintable() and not character.isspace())
    if not missing:
        return
    families = fallback_families(missing)
    for text in texts:
        if missing & set(text.get_text()):
            text.set_family([*rcParams["font.family"], *families])


@functools.cache
def fallback_families(missing):
    """The families of installed fonts that have characters of the set `missing`, as few as have all of them."""
    families, left = [], set(missing)
    for family, path in _installed():
        if found := left & _characters(path):
            families.append(family)
            left -= found
        if not left:
            return tuple(families)
    is_cjk = any(unicodedata.name(character, "").startswith(_CJK) for character in left)
    _tell_once(*_CJK_FONT if is_cjk else _OTHER_FONT)
    return tuple(families)


@functools.cache
def _installed():
    """`(family, path)` of the fonts of `FAMILIES` on this machine, in their order."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        # Matplotlib remembers fonts from its first import on; later ones are added here.
        if path not in known and _rank(Path(path).stem) is not None:
            try:
                font_manager.fontManager.addfont(path)
            except (OSError, RuntimeError):
                continue
    ranked = {}
    for entry in font_manager.fontManager.ttflist:
        ranks = [rank for rank in (_rank(entry.name), _rank(Path(entry.fname).stem)) if rank is not None]
        if ranks and Path(entry.fname).is_file():
            ranked.setdefault(entry.name, (min(ranks), entry.name, entry.fname))
    return [(family, path) for _, family, path in sorted(ranked.values())]


def _rank(name):
    plain = name.lower().replace(" ", "").replace("-", "").replace("_", "")
    return next((rank for rank, family in enumerate(FAMILIES) if plain.startswith(family)), None)


def _usual_font():
    return font_manager.findfont(font_manager.FontProperties())


@functools.cache
def _characters(path):
    """The characters that a font file has, a frozen set."""
    try:
        return frozenset(map(chr, FT2Font(path).get_charmap()))
    except (OSError, RuntimeError):
        return frozenset()


@functools.cache
def _tell_once(script, font, package):
    print(
        f"pictures show {script} characters as boxes, since no font here has them; "
        f"install one, such as {font} (Debian: {package})",
        file=sys.stderr,
    )
