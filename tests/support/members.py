"""Articles of a cluster as the store gives them back, with the least that a test is about."""

from __future__ import annotations

from worker.model.stored import StoredArticle

CAME = 1_758_500_000.0
"""When they came in: 22 September 2025, 00:13 UTC."""


def member(
    number: int,
    published: str = "",
    *,
    outlet: str = "",
    url: str = "",
    cites: tuple[str, ...] = (),
    text: str = "Isi.",
    network: str = "",
    came: float = CAME,
) -> StoredArticle:
    """A visible article of cluster 1."""
    host = outlet or f"warta{number}.example"
    return StoredArticle(
        id=number,
        key=str(number),
        url=url or f"https://{host}/berita/{number}",
        title="Judul",
        text=text,
        raw_text=text,
        dateline="",
        published=published,
        updated="",
        authors=(),
        editors=(),
        cited_sources=cites,
        outlet=host,
        network=network or host,
        section="",
        language="id",
        removed=(),
        visible=True,
        cluster_id=1,
        version_id=number,
        submission_id=None,
        created_at=came,
        cleaning="",
        signature=b"",
    )
