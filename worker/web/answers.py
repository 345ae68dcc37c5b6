"""What the API answers to a check, a removal, an opinion and a question for figures, with examples."""

from __future__ import annotations

from pydantic import BaseModel, Field

from worker.model.verdict import FetchOutcome, Verdict
from worker.web.schemas import ArticleLine, ClusterLine, Opinion, Removed, SharedPassage


class Unstored(BaseModel):
    """What cleaning left of something that is not stored."""

    url: str = Field(examples=["https://kabarnusa.example/read/2026/11/20/museum-kapal"])
    title: str = Field(examples=["Museum Kapal Dibuka Kembali"])
    outlet: str = Field(examples=["kabarnusa.example"])
    network: str = Field(examples=["kabarnusa.example"])
    published: str | None = Field(description="ISO 8601; null when unknown.", examples=["2026-11-20T09:15:00+07:00"])
    text: str = Field(description="The cleaned body.", examples=["Museum kapal di dermaga lama dibuka kembali."])
    raw_text: str = Field(
        description="The text before cleaning.",
        examples=["TANJUNG SARI, KABARNUSA - Museum kapal di dermaga lama dibuka kembali."],
    )
    dateline: str = Field(examples=["TANJUNG SARI, KABARNUSA -"])
    authors: list[str] = Field(examples=[["Rini Wulandari"]])
    editors: list[str] = Field(examples=[[]])
    cited_sources: list[str] = Field(examples=[["Kantor Berita Selasar"]])
    section: str = Field(examples=["budaya"])
    language: str = Field(examples=["id"])
    removed: list[Removed]


class Match(ArticleLine):
    """A stored article that it was weighed against."""

    same_report: float = Field(description="Probability that both carry the same report.", examples=[0.97])
    same_version: float = Field(description="Probability that both bear the same text.", examples=[0.12])
    weighed_most: list[str] = Field(
        description="The figures that moved the judgement most.", examples=[["contained_most"]]
    )
    why: list[str] = Field(
        description="The same figures as sentences.",
        examples=[["all of one text's runs of three words stand in the other"]],
    )
    figures: dict[str, float] = Field(description="Every figure that was weighed.", examples=[{"contained_most": 1.0}])
    model: str = Field(description="What judged.", examples=["2026-11"])
    shared_passages: list[SharedPassage] = Field(
        description="`a` is the text asked about, `b` the stored one; only of the strongest matches."
    )


class Checked(BaseModel):
    """What would become of it."""

    verdict: Verdict | None = Field(
        description="What it would come to; null when its page could not be had just now.", examples=["joined"]
    )
    reason: str = Field(examples=["It would join cluster 12: article 38 carries the same report with 97 %."])
    outcome: FetchOutcome | None = Field(
        description="What the fetch came back with; null when none was made.", examples=[None]
    )
    wait: float | None = Field(description="Seconds until asking again makes sense.", examples=[None])
    article: Unstored | None = Field(description="What cleaning left; null when it is no article.")
    known: ArticleLine | None = Field(description="The stored article that has this URL.", examples=[None])
    cluster: ClusterLine | None = Field(description="The cluster that it would stand in, as it is now.")
    version: int | None = Field(description="The version whose text it bears.", examples=[None])
    merges: list[int] = Field(description="Other clusters that it would weld to that one.", examples=[[]])
    matches: list[Match] = Field(description="Whom it was weighed against, strongest first.")


class Change(BaseModel):
    """Clusters that became others."""

    kind: str = Field(description="merged, split or rearranged.", examples=["split"])
    before: dict[int, int] = Field(
        description="How many of these articles each old cluster held.", examples=[{"12": 3}]
    )
    after: dict[int, int] = Field(description="How many each new one holds.", examples=[{"12": 2, "38": 1}])
    moved: list[int] = Field(
        description="Articles that no longer stand with most of those they stood with.", examples=[[38]]
    )
    said: str = Field(examples=["Cluster 12 fell into 12 (2 articles) and 38 (1 article)."])


class Removal(BaseModel):
    """What became of an article that was removed."""

    article: int = Field(examples=[38])
    url: str = Field(examples=["https://kabarnusa.example/read/2026/11/20/museum-kapal"])
    title: str = Field(examples=["Museum Kapal Dibuka Kembali"])
    cluster: int | None = Field(
        description="Where the others of its cluster stand now; null when there are none.", examples=[12]
    )
    submissions: list[int] = Field(description="The rows of the ledger that had led to it.", examples=[[41]])
    changes: list[Change]


class Said(BaseModel):
    """What a person's word came to."""

    a: ArticleLine | None
    b: ArticleLine | None
    opinion: Opinion | None = Field(description="What is said of the pair now; null when it was taken back.")
    together: bool = Field(description="Whether both stand in one cluster now.", examples=[False])
    changes: list[Change]
    overruled: list[Opinion] = Field(
        description="Older opinions that contradict newer ones and count for nothing.", examples=[[]]
    )


class OpinionPage(BaseModel):
    """What people said, in order of the articles' numbers."""

    items: list[Opinion]
    next: str | None = Field(description="Give it as `cursor` for the next page; null at the end.", examples=[None])


class DayCount(BaseModel):
    """Articles of one day."""

    day: str = Field(examples=["2026-11-20"])
    articles: int = Field(examples=[412])


class NameCount(BaseModel):
    """Articles of one outlet or network."""

    name: str = Field(description='The host; "" for articles whose outlet is unknown.', examples=["kabarnusa.example"])
    articles: int = Field(examples=[96])


class Statistics(BaseModel):
    """What is in the store, in figures."""

    articles: int = Field(examples=[1200])
    clusters: int = Field(description="Different reports.", examples=[800])
    shared_clusters: int = Field(description="Reports that several articles carry.", examples=[140])
    texts: int = Field(description="Different texts.", examples=[1010])
    duplicate_share: float = Field(description="Articles without a text of their own, 0 to 1.", examples=[0.158333])
    repeated_share: float = Field(description="Articles without a report of their own, 0 to 1.", examples=[0.333333])
    days: list[DayCount] = Field(description="By the day of publication, or of arrival where that is unknown.")
    outlets: list[NameCount] = Field(description="Up to 100, those with most articles first.")
    networks: list[NameCount] = Field(description="Up to 100, those with most articles first.")
    cluster_sizes: dict[str, int] = Field(
        description="Clusters by how many articles they have.", examples=[{"1": 660, "2": 90, "3-5": 40, "6-10": 8}]
    )
    verdicts: dict[str, int] = Field(
        description="Submissions by verdict; those unfinished by state.", examples=[{"new": 800, "joined": 210}]
    )
