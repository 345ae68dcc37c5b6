"""What the API tells of articles, clusters and pairs, with examples; tests hold it equal to `worker.views`."""

from __future__ import annotations

from pydantic import BaseModel, Field

from worker.model.article import Kind

_EXAMPLE_URL = "https://kabarnusa.example/read/2026/11/20/museum-kapal"


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


class ArticlePage(BaseModel):
    """Articles, the latest first."""

    items: list[ArticleLine]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.", examples=[None])


class ClusterLine(BaseModel):
    """A cluster as one line of a list."""

    id: int = Field(examples=[12])
    title: str = Field(examples=["Museum Kapal Dibuka Kembali"])
    size: int = Field(description="How many articles.", examples=[4])
    versions: int = Field(description="How many different texts.", examples=[2])
    outlets: int = Field(description="How many outlets.", examples=[3])
    first: str = Field(
        description="Earliest publication; the arrival of articles that bear no time.",
        examples=["2026-11-20T02:15:00+00:00"],
    )
    last: str = Field(description="Latest publication, likewise.", examples=["2026-11-20T05:40:00+00:00"])
    changed: str = Field(description="When it last changed.", examples=["2026-11-20T05:41:12.480+00:00"])


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


class Told(BaseModel):
    """When an article was published, as far as that can be believed."""

    article: int = Field(examples=[38])
    outlet: str = Field(examples=["kabarnusa.example"])
    at: str | None = Field(
        description="The time that is believed; null when there is none.", examples=["2026-11-20T09:15:00+07:00"]
    )
    exact: bool = Field(description="Whether that is more than a day.", examples=[True])
    credible: bool = Field(description="Whether the time that the article bears is believed.", examples=[True])
    from_url: bool = Field(description="Whether its URL alone bears it.", examples=[False])
    said: str | None = Field(description="The time as the article bears it.", examples=["2026-11-20T09:15:00+07:00"])
    fault: str = Field(description='Why that is not believed; "" when it is.', examples=[""])


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
    timeline: list[Told] = Field(description="Who published when, by the times that are believed.")
    first_teller: FirstTeller
    representative: Representative
    cited_sources: list[CitedSource]
    origin: Origin | None = Field(description="The likely source outside the cluster; None when none is cited.")
    evidence: list[EvidenceLine] = Field(
        description="Judgements inside the cluster, strongest first, up to `evidence` of them."
    )
    judged: int = Field(description="How many judgements there are.", examples=[6])
    opinions: list[Opinion] = Field(description="What people said of its articles.")
    related: list[Related]


class Carried(BaseModel):
    """An article by its address, and who else carries its report."""

    article: ArticleLine
    others: list[ArticleLine] = Field(description="The other articles of its cluster, earliest first.")
    cluster: Cluster


class SharedPassage(BaseModel):
    """A run of words that stands in both texts; places are characters of the cleaned texts."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    text: str


class Place(BaseModel):
    """A stretch of a cleaned text, with its place in characters."""

    text: str = Field(examples=["27 kios"])
    start: int = Field(examples=[112])
    end: int = Field(examples=[119])


class Contrast(BaseModel):
    """What one of two texts tells and the other does not, each in the order of the text."""

    sentences: list[Place] = Field(description="Those of whose words, weighed by rarity, the other lacks half or more.")
    numbers: list[Place] = Field(description="Numbers and days, with the unit behind them.")
    names: list[Place] = Field(description="People, places and bodies of which the other holds no word.")
    quotations: list[Place] = Field(description="What it quotes and the other does not.")
    more: int = Field(description="Further such sentences that are not listed.", examples=[0])


class Differences(BaseModel):
    """What each of two texts tells alone."""

    a: Contrast
    b: Contrast


class WeightyWord(BaseModel):
    """A word that speaks for one report or against it, as labelled pairs taught."""

    word: str = Field(examples=["membantah"])
    where: str = Field(
        description="title_alone, title_both, title_new, lead_new, body_alone or body_both.", examples=["title_new"]
    )
    side: str = Field(description="a, b or both.", examples=["b"])
    weight: float = Field(description="Log-odds of one report that it adds.", examples=[-0.41])


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
    words: list[WeightyWord] = Field(description="The words that weighed most, heaviest first.")
    shared_passages: list[SharedPassage]
    differences: Differences


class Alive(BaseModel):
    """That the process lives."""

    status: str = Field(examples=["ok"])


class Health(BaseModel):
    """Whether the service can work: "ok" or what is wrong, for each thing that it needs."""

    status: str = Field(description="ok or failing.", examples=["ok"])
    store: str = Field(examples=["ok"])
    index: str = Field(examples=["ok"])
    broker: str = Field(examples=["ok"])
