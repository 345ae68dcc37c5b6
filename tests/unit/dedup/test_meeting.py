"""What two articles have of each other, looked up once."""

from worker.dedup.cues import spoken
from worker.dedup.figures import figures
from worker.dedup.figures.bags import held
from worker.dedup.figures.meeting import in_order, meet
from worker.dedup.prepared import EMPTY, prepare
from worker.model.evidence import Side

ONE = prepare(Side(1, "Bupati Sala buka jembatan", "Bupati Sala membuka jembatan baru di Tirtamaya. Warga senang."))
OTHER = prepare(Side(2, "Jembatan Tirtamaya dibuka", "Jembatan Tirtamaya dibuka pada Rabu. Warga berdatangan."))
BARE = prepare(Side(3, "", ""))


def test_one_search_tells_what_one_for_each_place_tells() -> None:
    """Body, lead and title are looked up together, and each comes back as if by itself."""
    for a, b in ((ONE, OTHER), (OTHER, ONE), (ONE, BARE), (BARE, ONE), (ONE, ONE)):
        told = meet(a, b).a

        assert held(a.vocabulary.keys, b.vocabulary).tolist() == told.body.tolist()
        assert held(a.lead.keys, b.vocabulary).tolist() == told.lead.tolist()
        assert held(a.title.keys, b.vocabulary).tolist() == told.title.tolist()
        assert held(a.title.keys, b.title).tolist() == told.in_title.tolist()


def test_what_is_known_is_not_looked_up_otherwise() -> None:
    """Figures and words are the same, whether what the two have of each other is handed in or not."""
    a, b = in_order(OTHER, ONE)

    assert {1, 2} == {a.side.id, b.side.id}
    assert figures(ONE, OTHER) == figures(a, b, meet(a, b))
    assert {place: words.tolist() for place, words in spoken(a, b).items()} == {
        place: words.tolist() for place, words in spoken(a, b, meet(a, b)).items()
    }
    assert len(EMPTY.keys) == len(meet(BARE, ONE).a.body)
