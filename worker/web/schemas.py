"""What the API takes and gives, for its documentation and its checks; the shapes are those of `worker.views`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from worker.model.article import Kind
from worker.model.submission import SubmissionKind
from worker.model.verdict import FetchOutcome, State, Verdict

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


class Wish(BaseModel):
    """URLs to fetch: `url` for one, `urls` for up to 1,000."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"urls": [_EXAMPLE_URL, "https://warta-pesisir.example/jala"]}}
    )

    url: Url | None = Field(default=None, description="One URL.")
    urls: list[Url] | None = Field(default=None, min_length=1, max_length=MOST_URLS, description="Several URLs.")
    again: bool = Field(default=False, description="Fetch again what is finished already.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.url is None) == (self.urls is None):
            raise ValueError('give "url" for one URL or "urls" for several, and not both')
        return self

    def all(self) -> list[str]:
        """The URLs in order."""
        return self.urls if self.urls is not None else [self.url or ""]


class PushedArticle(BaseModel):
    """A page or a text that you have already."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "url": _EXAMPLE_URL,
                "title": "Museum Kapal Dibuka Kembali",
                "date": "Jumat, 20 November 2026 | 09:15 WIB",
                "text": "TANJUNG SARI, KABARNUSA - Museum kapal di dermaga lama dibuka kembali hari ini.",
            }
        },
    )

    url: Text = Field(default="", description="Where it stands; its identity when given.")
    title: Text = Field(default="", max_length=2000, description="Its headline.")
    date: Text = Field(default="", max_length=200, description="Its date as it is written, in any form.")
    text: Text = Field(default="", description="Its text, furniture and all; or give `html`.")
    html: Text = Field(default="", description="The whole page; or give `text`.")
    again: bool = Field(default=False, description="Take it again when it is finished already.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.text.strip()) == bool(self.html.strip()):
            raise ValueError('give "text" or "html", and not both')
        return self


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
    next: int | None = Field(description="Give it as `before` for the next page; null at the end.", examples=[None])


class ArticleLine(BaseModel):
    """An article as one line of a list."""

    id: int = Field(examples=[38])
    url: str = Field(examples=[_EXAMPLE_URL])
    title: str = Field(examples=["Museum Kapal Dibuka Kembali"])
    outlet: str = Field(description="The host.", examples=["kabarnusa.example"])
    network: str = Field(description="The group that the outlet belongs to.", examples=["kabarnusa.example"])
    published: str | None = Field(description="ISO 8601; null when unknown.", examples=["2026-11-20T09:15:00+07:00"])
    cluster: int | None = Field(description="Its cluster.", examples=[12])
    version: int | None = Field(description="Articles of a cluster with the same version bear the same text.")


class Removed(BaseModel):
    """One stretch that cleaning took out."""

    kind: Kind = Field(description="What it was.", examples=["readalso"])
    text: str = Field(examples=["Baca juga: Jadwal Kapal Wisata"])
    rule: str = Field(description="The rule that took it.", examples=["common.readalso.line"])
    start: int = Field(description="Where it began in `raw_text`, in characters.", examples=[420])
    end: int = Field(description="Where it ended.", examples=[450])
    sure: float = Field(description="How sure it is that nothing of the report is in it, 0 to 1.", examples=[0.98])


class Article(ArticleLine):
    """An article with its text and everything that was taken out."""

    key: str = Field(description="What it is known by.", examples=["kabarnusa.example/read/2026/11/20/museum-kapal"])
    text: str = Field(description="The cleaned body, one paragraph a line.")
    raw_text: str = Field(description="The text before cleaning.")
    dateline: str = Field(examples=["TANJUNG SARI, KABARNUSA -"])
    updated: str | None = Field(description="ISO 8601; null when unknown.")
    authors: list[str]
    editors: list[str]
    cited_sources: list[str] = Field(description="Who the text says it has the report from.")
    section: str
    language: str = Field(examples=["id"])
    removed: list[Removed]
    submission: int | None = Field(description="The submission that brought it.")


class ClusterLine(BaseModel):
    """A cluster as one line of a list."""

    id: int = Field(examples=[12])
    title: str = Field(examples=["Museum Kapal Dibuka Kembali"])
    size: int = Field(description="How many articles.", examples=[4])
    versions: int = Field(description="How many different texts.", examples=[2])
    outlets: int = Field(description="How many outlets.", examples=[3])
    first: str = Field(description="Earliest publication.", examples=["2026-11-20T02:15:00+00:00"])
    last: str = Field(description="Latest publication.", examples=["2026-11-20T05:40:00+00:00"])


class ClusterPage(BaseModel):
    """Clusters, the one with the latest article first."""

    items: list[ClusterLine]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.", examples=[None])


class VersionGroup(BaseModel):
    """The articles of a cluster that bear the same text."""

    version: int
    articles: list[int]
    reason: str = Field(description="Why these bear one text.")


class RunnerUp(BaseModel):
    """Who may have told it first all the same."""

    article: int
    outlet: str
    reason: str


class SetAside(BaseModel):
    """An article that seems to come before the first teller, and why it does not count."""

    article: int
    outlet: str
    reason: str


class FirstTeller(BaseModel):
    """Who told it first, and why we think so."""

    article: int
    outlet: str
    at: str | None = Field(description="The time that is believed; None when there is none.")
    reason: str
    runner_up: RunnerUp | None = Field(description="Who may have been first all the same; None when there is no doubt.")
    set_aside: list[SetAside]


class Representative(BaseModel):
    """The article that stands for the cluster."""

    article: int
    reason: str


class CitedSource(BaseModel):
    """Whom the articles say they have the report from."""

    name: str
    articles: int = Field(description="How many of them say so.")
    by: list[int] = Field(description="Which.")
    inside: list[int] = Field(description="The articles of the cluster that are of this source.")


class Origin(BaseModel):
    """The source outside the cluster that the report probably began with."""

    name: str
    articles: int = Field(description="How many articles name it.")
    reason: str


class Opinion(BaseModel):
    """What a person said of a pair; it wins over the evidence."""

    a: int
    b: int
    label: str = Field(description="same or not.", examples=["same"])
    by: str
    note: str
    at: str


class EvidenceLine(BaseModel):
    """The judgement of a pair."""

    a: int
    b: int
    same_report: float = Field(description="Probability that both carry the same report.", examples=[0.97])
    same_version: float = Field(description="Probability that both bear the same text.", examples=[0.12])
    weighed_most: list[str] = Field(description="The figures that moved the judgement most, strongest first.")
    why: list[str] = Field(description="The same figures as sentences.")
    figures: dict[str, float] = Field(description="Every figure that was weighed.")
    model: str = Field(description="What judged.")


class Related(ArticleLine):
    """An article of another cluster that nearly belonged."""

    same_report: float = Field(examples=[0.31])


class Cluster(ClusterLine):
    """A cluster with its articles, versions, first teller, sources and evidence."""

    asked_as: int = Field(description="The number that you asked by: an old one of a merged cluster answers too.")
    articles: list[ArticleLine] = Field(description="By the time of publication, earliest first.")
    version_groups: list[VersionGroup]
    first_teller: FirstTeller
    representative: Representative
    cited_sources: list[CitedSource]
    origin: Origin | None = Field(description="The likely source outside the cluster; None when none is cited.")
    evidence: list[EvidenceLine] = Field(description="Judgements inside the cluster, strongest first.")
    opinions: list[Opinion] = Field(description="What people said of its articles.")
    related: list[Related]


class SharedPassage(BaseModel):
    """A run of words that stands in both texts; places are characters of the cleaned texts."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    text: str


class Comparison(BaseModel):
    """Two articles side by side."""

    a: ArticleLine
    b: ArticleLine
    verdict: str = Field(examples=["same report"])
    together: bool = Field(description="Whether they are in one cluster.")
    met_in_index: bool = Field(description="Whether the pipeline has judged this pair.")
    opinion: Opinion | None = Field(description="What a person said of this pair.")
    evidence: EvidenceLine
    sentences: dict[str, str] = Field(description="Every figure as a sentence.")
    shared_passages: list[SharedPassage]


class Health(BaseModel):
    """Whether the service can work."""

    status: str = Field(examples=["ok"])
    store: str = Field(examples=["ok"])
    broker: str | None = Field(default=None, description="Only in /readyz.", examples=["ok"])
