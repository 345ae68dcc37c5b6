"""What a page says of itself in JSON-LD."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from worker.clean.vocabulary import vocabulary

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES = vocabulary(
    "NewsArticle Article ReportageNewsArticle AnalysisNewsArticle BlogPosting LiveBlogPosting "
    "OpinionNewsArticle BackgroundNewsArticle"
)
_MEDIA = vocabulary("VideoObject ImageGallery MediaGallery ImageObject")
_CONTROL = re.compile(r"[\x00-\x1f]+")
_DEPTH = 6


def article(tree: HtmlElement) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first article object of a page's JSON-LD, and where there is none, the first of a video or of pictures.

    Args:
        tree: the page, scripts still in it.

    Returns:
        Both as the page has them, {} where there is none.
    """
    read: list[object] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        text = _CONTROL.sub(" ", script.text_content() or "").strip().removeprefix("<!--").removesuffix("-->")
        try:
            read.append(json.loads(text))
            found = _first(read[-1], _ARTICLES, 0)
        except (ValueError, RecursionError):
            continue
        if found:
            return found, {}
    return {}, next((media for one in read if (media := _first(one, _MEDIA, 0))), {})


def names(value: object) -> list[str]:
    """The names in an author or editor field, whatever its form."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return names(value.get("name") or [])
    if isinstance(value, list):
        return [one for part in value for one in names(part)]
    return []


def text(value: object) -> str:
    """A field as text, "" when it is none."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value if isinstance(value, str) else ""


def _first(value: object, wanted: frozenset[str], depth: int) -> dict[str, Any]:
    if depth > _DEPTH:
        return {}
    if isinstance(value, list):
        return next((found for one in value if (found := _first(one, wanted, depth + 1))), {})
    if not isinstance(value, dict):
        return {}
    kinds = value.get("@type")
    if (
        {kinds} & wanted
        if isinstance(kinds, str)
        else isinstance(kinds, list) and wanted & {one for one in kinds if isinstance(one, str)}
    ):
        return value
    return _first(value.get("@graph"), wanted, depth + 1) or _first(value.get("mainEntity"), wanted, depth + 1)
