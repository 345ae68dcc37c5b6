"""Pages in the forms of content systems that no rule file names, Indonesian and English, at invented outlets."""

# ruff: noqa: E501 - a page reads better unbroken

from __future__ import annotations

import re
from collections import Counter

import pytest
import trafilatura

from worker.clean import Cleaner, RuleBook

CLEANER = Cleaner(RuleBook.load(None))
URL = "https://korankita.example/2025/06/air-surut-warga-hilir-pulang-ke-rumah"
TITLE = "Air Surut, Warga Bantaran Sungai Hilir Pulang ke Rumah"
BODY = [
    "Warga bantaran sungai mulai kembali ke rumah masing-masing setelah air surut pada Senin sore.",
    "Petugas masih berjaga di pintu air karena hujan diperkirakan turun lagi malam ini, kata kepala dinas.",
    '"Kami meminta warga tetap waspada sampai tanggul selesai diperbaiki," kata Ani Hulu, lurah setempat.',
    "Pemerintah kota membuka tiga dapur umum bagi warga yang belum dapat memasak di rumah sendiri.",
    "Menurut Ani, bantuan datang dari beberapa kelurahan sekitar dan dari toko di hulu yang tidak terkena banjir.",
    "Perbaikan tanggul ditargetkan rampung akhir bulan ini, sebelum musim hujan berikutnya tiba di kota itu.",
]
ENGLISH_TITLE = "Families return home as the river falls in Northmoor"
ENGLISH = [
    "Families along the river began to return to their homes on Monday evening after the water fell.",
    "Crews were still on watch at the lock gates because more rain was forecast for the night, officials said.",
    '"We ask people to stay alert until the dyke has been repaired," said Ann Upstream, who leads the parish council.',
    "The city opened three kitchens for residents who could not yet cook at home, and volunteers brought blankets.",
    "Help came from several villages nearby and from shops upstream that had not been flooded, she added.",
    "Repairs to the dyke should be finished by the end of the month, before the next wet season begins.",
]
LATEST = "".join(
    f'<li><a href="/2025/06/lain-{number}"><h3>Kabar Lain Nomor {number} dari Kota Hilir Hari Ini</h3></a></li>'
    for number in range(6)
)
ALSO = '<a href="/2025/05/tanggul">Wali Kota Janjikan Tanggul Baru di Tiga Kelurahan</a>'
LEAKS = (
    "Kabar Lain",
    "Janjikan Tanggul",
    "Newsletter",
    "newsletter",
    "Komentar",
    "Copyright",
    "More stories",
    "Bagikan",
)


def _p(lines: list[str], kind: str = "") -> str:
    return "".join(f"<p{kind}>{line}</p>" for line in lines)


def _page(inside: str, title: str = TITLE, lang: str = "id") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title} - Koran Kita</title>'
        f'<meta property="og:title" content="{title}"></head><body>'
        '<header><nav><a href="/">Koran Kita</a><a href="/nasional">Nasional</a><a href="/olahraga">Olahraga</a></nav></header>'
        f"{inside}<footer><p>Copyright 2025 Koran Kita. Semua hak dilindungi undang-undang.</p></footer></body></html>"
    )


HEAD = f"<h1>{TITLE}</h1>"
FORMS = {
    "wordpress": f'<main><article class="post hentry"><h1 class="entry-title">{TITLE}</h1><div class="entry-meta">'
    f'<time>9 Juni 2025</time></div><div class="entry-content">{_p(BODY[:3])}<p><strong>Baca juga: {ALSO}</strong></p>'
    f'{_p(BODY[3:])}<div class="sharedaddy"><h3>Bagikan ini:</h3></div></div></article></main>'
    f'<aside class="widget-area"><ul>{LATEST}</ul></aside>',
    "newspaper": f'<div class="td-post-header">{HEAD}</div><div class="td-post-content tagdiv-type">{_p(BODY[:2])}'
    f'<div class="td-a-rec">- Advertisement -</div>{_p(BODY[2:])}</div><div class="td-post-sharing">Bagikan</div>'
    f'<div class="td_block_related_posts"><h4>ARTIKEL TERKAIT</h4><ul>{LATEST}</ul></div>',
    "jnews": f'<div class="jeg_inner_content">{HEAD}<div class="content-inner">{_p(BODY[:4])}'
    f'<div class="jnews_inline_related_post"><p>{ALSO}</p></div>{_p(BODY[4:])}<div class="jeg_post_tags"><a href="/tag/a">'
    f'banjir</a></div></div></div><div class="jeg_sidebar"><ul>{LATEST}</ul></div>',
    "blogger": f'<div class="post hentry"><h3 class="post-title entry-title">{TITLE}</h3><div class="post-body entry-content">'
    f"{'<br><br>'.join(BODY)}</div><div class='post-footer'>Diposting oleh Redaksi</div></div>"
    f'<div class="comments"><h4>Komentar</h4></div><div class="sidebar"><ul>{LATEST}</ul></div>',
    "bare divs": f'<div id="a1"><div class="x7">{HEAD}</div><div class="x9">{"".join(f"<div>{line}</div>" for line in BODY)}'
    f'</div></div><div class="x8"><ul>{LATEST}</ul></div>',
    "paged": f'<article>{HEAD}<div class="read__content">{_p(BODY)}<div class="paging"><a href="?page=1">1</a>'
    f'<a href="?page=2">2</a><a href="?page=2">Selanjutnya</a></div></div></article><ul>{LATEST}</ul>',
    "amp": f'<article class="amp-wp-article"><header>{HEAD}</header><div class="amp-wp-article-content">'
    f'<amp-img src="a.jpg" alt="Pintu air"></amp-img>{_p(BODY)}</div><amp-ad type="x"></amp-ad></article><ul>{LATEST}</ul>',
    "bait in paragraphs": f"<article>{HEAD}{_p(BODY[:2])}<p>Baca Juga:</p><ul><li>{ALSO}</li></ul>{_p(BODY[2:5])}"
    f"<p>Simak Juga : {ALSO}</p>{_p(BODY[5:])}</article><section class='populer'><ul>{LATEST}</ul></section>",
    "sections": f'<main><article>{HEAD}<section>{_p(BODY[:2])}</section><section><h2><a href="#bantuan">Bantuan</a></h2>'
    f"{_p(BODY[2:4])}</section><section>{_p(BODY[4:])}</section></article></main><ul>{LATEST}</ul>",
}
MORE = '<ul><li><a href="/a">Mayor promises a new dyke for three villages upstream</a></li></ul>'
ENGLISH_HEAD = f"<h1>{ENGLISH_TITLE}</h1>"
ENGLISH_FORMS = {
    "blocks": f'<main><article class="wp-block-post">{ENGLISH_HEAD}<div class="wp-block-post-content">{_p(ENGLISH[:3])}'
    f'<div class="wp-block-group newsletter-signup"><p>Sign up for our newsletter</p></div>{_p(ENGLISH[3:])}</div>'
    f"</article></main><aside><h2>More stories</h2>{MORE}</aside>",
    "data attributes": f'<main><article><header>{ENGLISH_HEAD}<p data-testid="byline">By Ann Quill</p></header>'
    f'<div data-component="body">{"".join(f"<div data-component=text>{_p([line])}</div>" for line in ENGLISH)}</div>'
    f"</article></main><section><h2>More stories</h2>{MORE}</section>",
    "hashed classes": f'<div id="app"><div class="sc-1ab">{ENGLISH_HEAD}</div><div class="sc-2cd">'
    f"{_p(ENGLISH, ' class=css-9x')}</div><div class='sc-3ef'>{MORE}</div></div>",
    "fields": f'<div class="node node--type-article"><div class="field--name-title">{ENGLISH_HEAD}</div>'
    f'<div class="field field--name-body">{_p(ENGLISH)}</div></div><div class="view view-related">{MORE}</div>',
    "an embedded box": f"<article>{ENGLISH_HEAD}{_p(ENGLISH[:4])}<figure><img src='a.jpg'><figcaption>The lock gates. "
    f"Photograph: Ann Quill</figcaption></figure>{_p(ENGLISH[4:])}</article><div>{MORE}</div>",
}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def _f1(wanted: str, got: str) -> float:
    want, have = _shingles(wanted), _shingles(got)
    return 2 * (want & have).total() / max(1, want.total() + have.total())


@pytest.mark.parametrize("form", FORMS)
def test_an_outlet_that_nobody_has_seen_gives_its_body(form: str) -> None:
    """Every paragraph, in order, and nothing that the site put around it."""
    got = CLEANER.page(_page(FORMS[form]), URL)
    assert (True, TITLE) == (got.is_article, got.title), got.reason
    assert [line for line in got.text.split("\n") if line != "Bantuan"] == BODY
    assert not [leak for leak in LEAKS if leak in got.text]


@pytest.mark.parametrize("form", ENGLISH_FORMS)
def test_english_pages_are_read_no_worse_than_by_trafilatura_alone(form: str) -> None:
    """What is made for Indonesian pages must not cost others."""
    html = _page(ENGLISH_FORMS[form], ENGLISH_TITLE, "en")
    got = CLEANER.page(html, "https://northmoor.example/2025/06/families-return-home-as-the-river-falls")
    plain = trafilatura.extract(html, include_comments=False) or ""
    wanted = "\n".join(ENGLISH)
    assert ("en", ENGLISH_TITLE) == (got.language, got.title)
    assert _f1(wanted, got.text) >= max(0.99, _f1(wanted, plain) - 0.01)
    assert not [leak for leak in LEAKS if leak in got.text]


@pytest.mark.parametrize("text", ["\n".join(BODY), " ".join(BODY), "\n".join(ENGLISH), " ".join(ENGLISH)])
def test_a_text_without_boilerplate_comes_through_word_for_word(text: str) -> None:
    """The clean control, with and without line breaks."""
    got = CLEANER.text(text, title=TITLE)
    assert (text, ()) == (got.text, got.removed)


def test_a_text_told_in_lists_is_taken_whole() -> None:
    """Definitions in sections have no dense place; what the page calls its article is believed then."""
    parts = "".join(f"<section><div><dl><dd><p>{line}</p></dd></dl></div></section>" for line in BODY)
    got = CLEANER.page(_page(f"<main>{HEAD}<div>{_p(BODY[:3])}</div>{parts}</main><ul>{LATEST}</ul>"), URL)
    assert got.is_article
    assert all(line in got.text for line in BODY)


def test_a_heading_that_links_to_itself_stays() -> None:
    """Its anchor leads nowhere else; a line that is nothing but a link elsewhere goes."""
    text = CLEANER.page(_page(FORMS["sections"]), URL).text.split("\n")
    assert [*BODY[:2], "Bantuan", *BODY[2:]] == text


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        (f"<h1>Indeks Berita</h1><ul>{LATEST * 4}</ul>", "Indeks Berita"),
        ("<h1>Halaman tidak ditemukan</h1><p>Maaf, halaman yang Anda cari tidak ada.</p>", "Halaman tidak ditemukan"),
        (
            "<h1>Terkini</h1>"
            + "".join(
                f'<article><h2><a href="/{n}">Kabar Kota Hilir Nomor {n} Hari Ini</a></h2><p>{BODY[n]}..</p></article>'
                for n in range(6)
            ),
            "Terkini",
        ),
    ],
)
def test_lists_and_errors_are_no_articles(inside: str, title: str) -> None:
    """A list of teasers must not be stored as if somebody had written it."""
    assert not CLEANER.page(_page(inside, title), "https://korankita.example/terkini").is_article
