"""Two articles side by side, and a person's word on them."""

# ruff: noqa: TC001, TC002 - FastAPI reads these annotations when it makes the routes

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.responses import Response

from worker import views
from worker.model.evidence import SharedPassage
from worker.web import parts
from worker.web.cursor import HIGHEST_ID
from worker.web.differences import beside
from worker.web.marks import Mark, Stretch, cut
from worker.web.pages.forms import Fields, Form
from worker.web.pages.shown import OptionalNumber, led_to, lettered, new_router, shown
from worker.web.parts import Running
from worker.web.problems import ProblemError, faulty
from worker.web.render import query

if TYPE_CHECKING:
    from worker.model.stored import StoredArticle

router = new_router()

WORDS = {"same": True, "not": False, "unsay": None}
"""What the buttons send, and what it says of a pair."""
MOST_NAME, MOST_NOTE = 100, 1000


@router.get("/compare")
def compare(
    request: Request, engine: Running, a: OptionalNumber = "", b: OptionalNumber = "", said: str = ""
) -> Response:
    """Two articles side by side; without numbers, a form that asks for them."""
    if not (a.strip() and b.strip()):
        return shown(request, "compare.html", found=None, a=a.strip(), b=b.strip())
    left, right = (parts.article(engine, min(int(number), HIGHEST_ID)) for number in (a, b))
    found = parts.comparison(engine, left.id, right.id)
    with engine.db.read() as conn:
        clusters = [views.cluster(conn, one.id, most=0) for one in (left, right)]
    passages = [
        SharedPassage(**{name: one[name] for name in SharedPassage.__slots__}) for one in found["shared_passages"]
    ]
    mirrored = [SharedPassage(p.b_start, p.b_end, p.a_start, p.a_end, p.words) for p in passages]
    return shown(
        request,
        "compare.html",
        found=found,
        a=left.id,
        b=right.id,
        said=bool(said),
        clusters=clusters,
        letters=lettered(clusters[0]) if clusters[0] and found["together"] else {},
        sides=[
            ("a", "b", found["a"], _marked(left, passages, found["differences"]["a"]), beside(left.text, passages)),
            ("b", "a", found["b"], _marked(right, mirrored, found["differences"]["b"]), beside(right.text, mirrored)),
        ],
    )


@router.post("/opinions")
def opine(engine: Running, form: Form) -> Response:
    """Write down what a person says of a pair, and show where both stand now."""
    a, b = _number(form, "a"), _number(form, "b")
    if form.one("same") not in WORDS:
        raise faulty([("same", f"it is one of {', '.join(WORDS)}")])
    for number in (a, b):
        parts.article(engine, number)
    try:
        done = engine.opine(
            a, b, same=WORDS[form.one("same")], by=form.one("by")[:MOST_NAME], note=form.one("note")[:MOST_NOTE]
        )
    except ValueError as error:
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
    if done is None:
        raise parts.missing(f"Article {a} or {b} is no longer there.")
    return led_to(query("/compare", a=a, b=b, said=1))


def _number(form: Fields, name: str) -> int:
    typed = form.one(name)
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= HIGHEST_ID):
        raise faulty([(name, "it is an article's number")])
    return int(typed)


def _marked(stored: StoredArticle, passages: list[SharedPassage], own: views.View) -> list[Stretch]:
    """A text with what it shares, and what stands on this side alone.

    Numbers and names are marked; the places of sentences and quotations can be gone to.
    """
    marks = [Mark(one.a_start, one.a_end, "shared", str(one.words), number) for number, one in enumerate(passages, 1)]
    marks += [
        Mark(one["start"], one["end"], "own", "", number)
        for number, one in enumerate([*own["numbers"], *own["names"]], 1)
    ]
    marks += [
        Mark(one["start"], one["start"], "place", "", number)
        for number, one in enumerate([*own["sentences"], *own["quotations"]], 1)
    ]
    return cut(stored.text, marks)
