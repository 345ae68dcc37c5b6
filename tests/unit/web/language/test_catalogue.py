import re
from importlib import resources
from pathlib import Path

import pytest

from worker.model.article import Kind
from worker.model.verdict import State, Verdict
from worker.web.language.catalogue import LANGUAGES, PLURAL, UnknownTextError, catalogue
from worker.web.pages import ROUTERS

TEMPLATES = Path(str(resources.files("worker.web") / "templates"))
ASKED = re.compile(r'\b(?:t|plain|knows|text)\(\s*"([a-z_.]+)"(?! ~)')
BUILT = re.compile(r'"([a-z_.]+\.)" ~|f"([a-z_.]+\.)\{')
"""The beginning of a key whose end is a word of a closed vocabulary, or a status."""
CHOSEN = re.compile(r'\b(?:t|plain)\(\s*"([a-z_.]+)" if [^)]*? else "([a-z_.]+)"')
HOLE = re.compile(r"\{(\w+)\}")
SOURCES = [*TEMPLATES.glob("*.html"), *Path(str(resources.files("worker.web"))).rglob("*.py")]


def _forms(language: str, key: str) -> list[str]:
    held = catalogue(language).texts[key]
    return [held] if isinstance(held, str) else list(held.values())


def test_both_languages_have_every_text() -> None:
    """A page that one language lacks a word for would fail to show."""
    english, indonesian = (set(catalogue(code).texts) for code in ("en", "id"))

    assert english == indonesian


def test_a_text_has_the_same_holes_in_both_languages() -> None:
    """A number or a name that stands in one language stands in the other as well; nothing is left empty."""
    for key in catalogue("en").texts:
        holes = {code: {hole for form in _forms(code, key) for hole in HOLE.findall(form)} for code in LANGUAGES}
        forms = [catalogue(code).texts[key] for code in LANGUAGES]

        assert holes["en"] == holes["id"], key
        assert all(form.strip() for code in LANGUAGES for form in _forms(code, key)), key
        assert all(isinstance(held, str) or held.keys() == PLURAL for held in forms), key


def test_templates_and_catalogue_speak_of_the_same_texts() -> None:
    """No template asks for a text that is not there, and no text is kept that nobody asks for."""
    said = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    asked = {*ASKED.findall(said), *(key for pair in CHOSEN.findall(said) for key in pair)}
    built = tuple(begun for pair in BUILT.findall(said) for begun in pair if begun)
    known = set(catalogue("en").texts)

    assert set() == {key for key in asked if key not in known}
    assert set() == {key for key in known - asked if not key.startswith(built)}


@pytest.mark.parametrize(
    ("before", "names"),
    [
        ("became.", [*State, *Verdict]),
        ("meaning.", [*State, *Verdict]),
        ("kind.", [*Kind]),
        ("check.verdict.", [Verdict.NEW, Verdict.JOINED, Verdict.VERSION, Verdict.UNCHANGED, Verdict.NOT_ARTICLE]),
    ],
)
def test_every_word_of_a_closed_vocabulary_has_a_text(before: str, names: list[str]) -> None:
    """A new verdict, state or kind needs its words in both languages."""
    assert [] == [name for name in names if f"{before}{name}" not in catalogue("id")]


def test_templates_hold_no_words_of_their_own() -> None:
    """What a reader sees comes out of the catalogue, so that it can be said in both languages."""
    own = {}
    for path in TEMPLATES.glob("*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"<(?:code|pre)\b.*?</(?:code|pre)>|<[^>]*>", " ", text, flags=re.DOTALL)
        words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"Saring", "JSON", "api", "clusters", "openapi", "json"}
        own |= {path.name: words} if words else {}

    assert {} == own


def test_a_text_that_is_not_there_is_a_fault() -> None:
    """A misspelt key is found by the first test that renders its page, not by a reader."""
    with pytest.raises(UnknownTextError):
        catalogue("id").text("base.nirgendwo")


def test_all_pages_are_routes() -> None:
    """The service serves what the package holds."""
    assert 6 <= len(ROUTERS)
