"""A store that the real pipeline filled, and the web service over it."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import pytest
from celery import Celery
from fastapi.testclient import TestClient
from support.doors import ELSEWHERE

from config.celery import celery_settings
from config.settings import Settings, load
from worker.engine import Engine
from worker.intake import article_key
from worker.local.valkey import EmbeddedValkey
from worker.model.submission import Pushed
from worker.queue import Queue
from worker.store import api_keys
from worker.web.app import create_app
from worker.web.keys import digest, made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HERE = "http://127.0.0.1:8000"

LIBRARY_TEXT = """SUKAWENING, KABAR LERENG - Perpustakaan keliling milik Dinas Arsip Sukawening mulai menyambangi \
tujuh kampung di lereng Gunung Wanara sejak Senin pagi.
Kepala dinas, Ratna Kusumadewi, mengatakan bus bekas angkutan sekolah itu membawa 1.900 judul buku dan dua pustakawan.
"Anak-anak di Kampung Ciherang selama ini berjalan sembilan kilometer hanya untuk meminjam buku cerita," kata Ratna.
Baca juga: Jadwal Pasar Murah Sukawening Pekan Ini
Bus berhenti dua jam di setiap kampung, dan buku yang dipinjam boleh dikembalikan pada kunjungan berikutnya.
Warga menyumbang 240 buku pada hari pertama, sebagian besar buku resep dan komik lama."""
FERRY_TEXT = """Kapal penyeberangan ke Pulau Lambara berhenti beroperasi tiga hari karena baling-balingnya rusak.
Nakhoda Yusril Tamrin menyebut suku cadang baru tiba dari galangan di seberang pada Kamis malam.
Sebanyak 86 penumpang diinapkan di balai desa dan mendapat makan dari dapur umum koperasi nelayan."""
HOSTILE = "<script>alert('judul')</script>"
HOSTILE_TEXT = f"""Warga Desa Kedungasri menemukan papan nama balai desa mereka ditulis ulang semalam.
Huruf aslinya diganti dengan kode {HOSTILE}, dan cat hijaunya belum kering.
Kepala desa Bimo Hartanto menilai pelakunya "iseng & nganggur" dan meminta <b>cat baru</b> dari kecamatan.
Papan itu rencananya dipasang kembali sebelum lomba kebersihan antardusun pada akhir bulan."""


def _queue(settings: Settings) -> Queue:
    """The way to the broker of these settings; the process's own application has those of its environment."""
    app = Celery("saring-test", set_as_current=False)
    app.conf.update(celery_settings(settings))
    return Queue(app)


@pytest.fixture(scope="session")
def valkey() -> Iterator[Settings]:
    """A running Valkey; its settings say where. The folder is short, as a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="sw", dir="/tmp") as folder:
        settings = load(data_dir=folder)
        server = EmbeddedValkey(settings)
        server.start()
        try:
            yield settings
        finally:
            server.stop()


@pytest.fixture(scope="session")
def library(valkey: Settings) -> Iterator[Engine]:
    """A filled store, only to be read: 1, 2 and 3 carry one report (1 and 2 the same text), 4 and 5 stand alone."""
    engine = Engine(valkey, queue=_queue(valkey))
    engine.db.migrate()
    told = [
        ("https://kabarlereng.example/perpustakaan", "Perpustakaan Keliling Sambangi Tujuh Kampung", 7, LIBRARY_TEXT),
        ("https://suarawanara.example/bus-buku", "Bus Buku Naik ke Lereng Wanara", 9, LIBRARY_TEXT),
        (
            "https://harianpasir.example/bus",
            "Bus Perpustakaan Tiba di Lereng",
            11,
            "\n".join(LIBRARY_TEXT.splitlines()[:3]),
        ),
        ("https://harianpasir.example/kapal", "Kapal ke Lambara Berhenti Tiga Hari", 12, FERRY_TEXT),
        ("https://desaku.example/papan", HOSTILE, 13, HOSTILE_TEXT),
    ]
    pushed = [
        Pushed(key=article_key(url=url), url=url, title=title, date=f"2026-11-16T{hour:02}:00:00+07:00", text=text)
        for url, title, hour, text in told
    ]
    for one in [*engine.intake.pushed(pushed), *engine.intake.urls(["http://10.0.0.8/ruang-dalam"])]:
        assert one.submission is not None
        engine.pipeline.run(one.submission.id)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def reader(library: Engine) -> Iterator[TestClient]:
    """A client of the filled service; for reading only."""
    with TestClient(create_app(library), base_url=HERE) as client:
        yield client


@pytest.fixture(autouse=True)
def _no_choice_lasts(request: pytest.FixtureRequest) -> None:
    """A reader's choice of language in one test is none in the next, which shares the client."""
    if "reader" in request.fixturenames:
        request.getfixturevalue("reader").cookies.clear()


@pytest.fixture
def make_client(valkey: Settings, tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes clients of services with an empty store of their own; settings are given by name."""
    open_clients: list[TestClient] = []
    engines: list[Engine] = []

    def make(engine: type[Engine] = Engine, **settings: object) -> TestClient:
        chosen = {"data_dir": tmp_path, "broker_url": valkey.broker, "index_url": valkey.index} | settings
        loaded = load(**chosen)
        engines.append(engine(loaded, queue=_queue(loaded)))
        client = TestClient(create_app(engines[-1]), base_url=HERE)
        open_clients.append(client.__enter__())
        return client

    yield make
    for client in open_clients:
        client.__exit__(None, None, None)
    for engine in engines:
        engine.close()


@pytest.fixture
def client(make_client: Callable[..., TestClient]) -> TestClient:
    """A client of a service with an empty store of its own."""
    return make_client()


@pytest.fixture
def door(make_client: Callable[..., TestClient]) -> tuple[TestClient, str]:
    """A service that asks for keys, and one that opens it."""
    inside: Engine = make_client().app.state.engine  # type: ignore[attr-defined]
    key = made()
    with inside.db.write() as conn:
        api_keys.add(conn, "Sekar", digest(key), now=inside.clock())
    return make_client(web_host=ELSEWHERE), key
