from hypothesis import given
from hypothesis import strategies as st

from worker.model.evidence import Side
from worker.web.differences import MOST_CHARS, beside, difference

FULL = "Jembatan gantung di Desa Wanasari dibuka pada Rabu setelah delapan bulan dibangun oleh warga dan pemerintah."
MORE = "Seorang mahasiswa teknik menilai rancangan jembatan itu hemat bahan namun tetap kokoh untuk sepeda motor."
WORDS = st.lists(st.sampled_from(["satu", "dua", "tiga", "empat", "lima."]), max_size=80).map(" ".join)


def _side(text: str) -> Side:
    return Side(1, "Judul", text)


def test_the_longest_stretch_of_its_own_is_told() -> None:
    """What a desk added is quoted; what it shares is a share of its words."""
    found = difference(_side(f"{FULL}\n{MORE}"), _side(FULL))

    assert MORE.strip(".") == found.own
    assert len(FULL.split()) / (len(FULL.split()) + len(MORE.split())) == found.shared
    assert not found.cut


def test_a_copy_has_nothing_of_its_own() -> None:
    """Nor has a text that only lost its end."""
    assert (1.0, "") == (difference(_side(FULL), _side(FULL)).shared, difference(_side(FULL), _side(FULL)).own)
    assert not difference(_side(" ".join(FULL.split()[:9])), _side(FULL)).own


def test_joints_between_passages_are_not_quoted() -> None:
    """A changed word or two is no news."""
    assert not difference(_side(FULL.replace("Rabu", "Rabu (19/11) pagi")), _side(FULL)).own


def test_a_long_stretch_is_cut_at_a_word_and_says_so() -> None:
    """Two lines are enough to see what it is about."""
    found = difference(_side(" ".join([MORE] * 5)), _side(FULL))

    assert found.cut
    assert len(found.own) <= MOST_CHARS
    assert f"{MORE} {MORE} {MORE}".startswith(found.own)


@given(WORDS, WORDS)
def test_any_two_texts_can_be_seen_beside_one_another(one: str, other: str) -> None:
    """Shares stay shares, and what is quoted stands in the text."""
    found = difference(_side(one), _side(other))

    assert 0 <= found.shared <= 1
    assert found.own in " ".join(one.split())


def test_an_empty_text_has_no_share() -> None:
    """A page that lost its text shows nothing rather than failing."""
    assert (0, 0.0, "") == (beside("", []).words, beside("", []).shared, beside("", []).own)
