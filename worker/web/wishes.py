"""What may be handed in over the API, and the answers to it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from worker.model.submission import SubmissionKind
from worker.model.verdict import FetchOutcome, State, Verdict
from worker.web.cursor import HIGHEST_ID

if TYPE_CHECKING:
    from pydantic.config import JsonDict

MOST_URLS = 1000
"""URLs of one request: one writing transaction of a few hundred milliseconds."""
SURROGATES = ("\ud800", "\udfff")
"""JSON can write one alone, as \\ud800; UTF-8, and with it the store, can not."""

_EXAMPLE_URL = "https://kabarnusa.example/read/2026/11/20/museum-kapal"


def _unicode(text: str) -> str:
    if any(SURROGATES[0] <= letter <= SURROGATES[1] for letter in text):
        raise ValueError("it holds half of a surrogate pair (\\ud800 to \\udfff); send whole characters")
    return text


Text = Annotated[str, AfterValidator(_unicode)]
Url = Annotated[Text, Field(description="An absolute http or https URL.", examples=[_EXAMPLE_URL])]


_EXAMPLE_TEXT: JsonDict = {
    "url": _EXAMPLE_URL,
    "title": "Museum Kapal Dibuka Kembali",
    "date": "Jumat, 20 November 2026 | 09:15 WIB",
    "text": "TANJUNG SARI, KABARNUSA - Museum kapal di dermaga lama dibuka kembali hari ini.",
}


class Piece(BaseModel):
    """A page or a text, as it was found."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _EXAMPLE_TEXT})

    url: Text = Field(default="", description="Where it stands; its identity when given.")
    title: Text = Field(default="", max_length=2000, description="Its headline.")
    date: Text = Field(default="", max_length=200, description="Its date as it is written, in any form.")
    text: Text = Field(default="", description="Its text, furniture and all; or give `html`.")
    html: Text = Field(default="", description="The whole page; or give `text`.")


class Item(Piece):
    """A page or a text that you have already, one of several."""

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.text.strip()) == bool(self.html.strip()):
            raise ValueError('give "text" or "html", and not both')
        return self


class PushedArticle(Item):
    """A page or a text that you have already."""

    again: bool = Field(default=False, description="Take it again when it is finished already.")


class Wish(BaseModel):
    """URLs to fetch (`url` for one, `urls` for several), pages and texts that you have (`articles`), or both."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"urls": [_EXAMPLE_URL, "https://warta-pesisir.example/jala"], "articles": [_EXAMPLE_TEXT]}
        },
    )

    url: Url | None = Field(default=None, description="One URL.")
    urls: list[Url] | None = Field(default=None, min_length=1, max_length=MOST_URLS, description="Several URLs.")
    articles: list[Item] = Field(
        default=[], max_length=MOST_URLS, description="Pages and texts; with the URLs at most 1,000."
    )
    again: bool = Field(default=False, description="Do again what is finished already.")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.url is not None and self.urls is not None:
            raise ValueError('give "url" for one URL or "urls" for several, and not both')
        if not self.wanted() and not self.articles:
            raise ValueError('give "url", "urls" or "articles"')
        if len(self.wanted()) + len(self.articles) > MOST_URLS:
            raise ValueError(f"these are more than {MOST_URLS} together; send them in several requests")
        return self

    def wanted(self) -> list[str]:
        """The URLs in order."""
        return self.urls if self.urls is not None else [] if self.url is None else [self.url]


class Question(Piece):
    """A text, a page or a URL that is asked about; nothing of it is stored."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.text.strip() and self.html.strip():
            raise ValueError('give "text" or "html", and not both')
        if not (self.text.strip() or self.html.strip() or self.url.strip()):
            raise ValueError('give "text", "html" or "url"')
        return self


class Label(StrEnum):
    """What is said of a pair of articles."""

    SAME = "same"
    """They carry the same report."""
    NOT = "not"
    """They do not."""
    UNSAY = "unsay"
    """What was said is taken back; the evidence decides again."""


class Word(BaseModel):
    """What a person says of a pair of articles."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"a": 12, "b": 38, "label": "not", "by": "Rini", "note": "Another day's price table."}
        },
    )

    a: int = Field(ge=1, le=HIGHEST_ID, description="An article's number.")
    b: int = Field(ge=1, le=HIGHEST_ID, description="Another one's.")
    label: Label = Field(description="`same`, `not`, or `unsay` to take back what was said.")
    by: Text = Field(default="", max_length=200, description="Who says it; the name of the API key when left out.")
    note: Text = Field(default="", max_length=2000, description="Why.")


class Submission(BaseModel):
    """A row of the ledger: one request to ingest, and what became of it."""

    id: int = Field(examples=[41])
    kind: SubmissionKind
    url: str = Field(examples=[_EXAMPLE_URL])
    state: State = Field(examples=["done"])
    verdict: Verdict | None = Field(description="What became of it; null until it is finished.", examples=["joined"])
    outcome: FetchOutcome | None = Field(description="What the last fetch came back with; null before the first.")
    reason: str = Field(description='A sentence for a person, "" when there is nothing to say.', examples=[""])
    attempts: int = Field(description="How often a worker took it.", examples=[1])
    article: int | None = Field(description="The article that it led to.", examples=[38])
    task: str | None = Field(description="The Celery task that took it last, as Flower names it.")
    due: str = Field(description="When it may next be taken.", examples=["2026-11-20T02:15:00+00:00"])
    created: str = Field(examples=["2026-11-20T02:15:00+00:00"])
    updated: str = Field(examples=["2026-11-20T02:15:04+00:00"])


class Receipt(BaseModel):
    """The answer for one thing that was handed in."""

    asked: str = Field(description="What was handed in, as it was written.", examples=[_EXAMPLE_URL])
    accepted: bool
    new: bool = Field(description="False when it was in the ledger already.")
    reason: str = Field(description='Why it was refused, or why nothing new happens; "" otherwise.', examples=[""])
    submission: Submission | None = Field(description="Its row; null when it was refused.")


class Receipts(BaseModel):
    """The answers for everything that was handed in, in order."""

    accepted: int = Field(examples=[1])
    refused: int = Field(examples=[0])
    items: list[Receipt]


class SubmissionPage(BaseModel):
    """Submissions, newest first."""

    items: list[Submission]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.", examples=[None])
