import re
from importlib import resources
from itertools import product

import pytest

CSS = (resources.files("worker.web") / "static" / "saring.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
TINTS = ("readalso", "embed", "promo", "credit", "caption", "tags", "furniture", "dateline", "mark", "bad", "good")
PAIRS = [
    *product(("ink",), ("paper", "card", *TINTS)),
    *product(("quiet", "link"), ("paper", "card")),
    ("accent", "paper"),
    ("on-accent", "accent"),
]
AA = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text with what is behind it."""


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), PAIRS)
def test_text_can_be_read_on_what_is_behind_it(theme: dict[str, str], text: str, behind: str) -> None:
    """Every pair of colours that the style sheet puts together has AA contrast, light and dark."""
    low, high = sorted((_luminance(theme[text]), _luminance(theme[behind])))

    assert (high + 0.05) / (low + 0.05) >= AA


def test_both_themes_name_the_same_colours() -> None:
    """A colour that only one theme sets would show through in the other."""
    assert LIGHT.keys() == DARK.keys()
