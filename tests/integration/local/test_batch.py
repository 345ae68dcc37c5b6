"""`saring batch`'s job: files in, clusters out, every record accounted for."""

import gc
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.synthetic import Writer

from config.settings import load
from worker.local.batch import AHEAD, CHUNK, BatchReport, run_batch
from worker.sources.records import Record

FIRE = (
    "Kebakaran melanda gudang tekstil di kawasan industri Mekar pada Selasa malam, api baru padam pukul 23.40.\n"
    "Kepala dinas pemadam setempat, Raka Wirabumi, mengatakan sebelas mobil pemadam dikerahkan ke lokasi kejadian.\n"
    '"Kami menduga api berasal dari panel listrik di sisi timur gudang," kata Raka kepada wartawan di lokasi.\n'
    "Tidak ada korban jiwa, tetapi kerugian ditaksir mencapai Rp 4,2 miliar menurut hitungan sementara pengelola.\n"
    "Polisi memasang garis pembatas dan meminta keterangan dari enam pekerja yang berada di gudang malam itu."
)
HARVEST = (
    "Petani bawang di lereng Gunung Kelam memulai panen raya pekan ini setelah tiga bulan menunggu cuaca kering.\n"
    "Ketua kelompok tani, Sumirah Lestari, menyebut hasil tiap hektare naik menjadi sembilan ton tahun ini.\n"
    "Harga di tingkat petani bertahan pada Rp 18.500 per kilogram karena pasokan dari daerah lain berkurang.\n"
    "Pemerintah kabupaten menyiapkan gudang pendingin agar petani tidak perlu menjual seluruh hasilnya sekaligus."
)


def write_lines(path: Path, records: Sequence[object]) -> Path:
    """A JSONL file of these records; a text stands as it is."""
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records) + "\n", encoding="utf-8")
    return path


def batch(folder: Path, source: Path, jobs: int = 1) -> tuple[BatchReport, dict[str, dict[str, str]]]:
    """Run a batch; its report, and its lines by article."""
    out = folder / f"clusters-{jobs}.jsonl"
    report = run_batch([source], out, jobs=jobs, settings=load(data_dir=folder / "data"))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return report, {line["article"]: line for line in lines}


def test_a_copy_and_its_trimmed_twin_come_into_one_cluster_and_a_stranger_stays_alone(folder: Path) -> None:
    """The same report told twice is one cluster; another report is another."""
    trimmed = FIRE.rsplit("\n", 1)[0]
    source = write_lines(
        folder / "in.jsonl",
        [
            {"id": "a", "url": "https://warta-satu.example/1", "title": "Gudang tekstil terbakar", "text": FIRE},
            {"id": "b", "url": "https://warta-dua.example/9", "title": "Api lalap gudang tekstil", "text": trimmed},
            {"id": "c", "url": "https://warta-dua.example/10", "title": "Panen raya bawang", "text": HARVEST},
        ],
    )
    report, lines = batch(folder, source)
    assert (3, 2, 0, 0) == (report.articles, report.clusters, report.not_articles, report.rejects)
    assert ["a", "a", "c"] == [lines[i]["cluster"] for i in "abc"]
    assert "https://warta-dua.example/9" == lines["b"]["url"]


def test_the_output_does_not_depend_on_the_number_of_processes(folder: Path) -> None:
    """One process and two write the very same file."""
    records = [
        {"id": f"{n}-{m}", "text": f"{text}\nCatatan redaksi nomor {n} dari desa {n * 7}.", "title": f"Judul {n}"}
        for n, text in enumerate([FIRE, HARVEST])
        for m in range(20)
    ]
    source = write_lines(folder / "in.jsonl", records)
    _, one = batch(folder, source, jobs=1)
    _, two = batch(folder, source, jobs=2)
    assert one == two


def records_at_hand() -> int:
    """Records that this process holds."""
    return sum(type(one) is Record for one in gc.get_objects())


@pytest.mark.parametrize("count", [350, 700])
def test_a_longer_file_holds_no_more_texts_at_hand(folder: Path, count: int) -> None:
    """Records come, are spooled and go: what grows with the file is numbers, and no list of texts."""
    made = [{"id": f"{n}", "title": one.title, "text": one.text} for n, one in enumerate(Writer(3).corpus(count))]
    source = write_lines(folder / "in.jsonl", made)
    beside, most = records_at_hand(), Counter[str]()

    def look(stage: str, _done: int, _whole: int | None) -> None:
        most[stage] = max(most[stage], records_at_hand() - beside)

    report = run_batch([source], folder / "out.jsonl", jobs=1, settings=load(data_dir=folder), progress=look)

    assert count == report.articles
    assert 0 < most["Reading"] <= CHUNK * (AHEAD + 2)
    assert 0 == most["Judging"]


def test_what_cannot_be_read_is_listed_with_its_reason_and_the_rest_goes_on(folder: Path) -> None:
    """Every record is either in the output or named beside it."""
    source = write_lines(
        folder / "in.jsonl",
        [{"id": "a", "text": FIRE}, "{no json", {"id": "empty"}, {"id": "stub", "text": "Baca juga"}],
    )
    report, lines = batch(folder, source)
    assert {"a"} == set(lines)
    assert (1, 1, 2) == (report.articles, report.not_articles, report.rejects)
    assert report.rejects_file is not None
    reasons = [json.loads(line)["reason"] for line in report.rejects_file.read_text(encoding="utf-8").splitlines()]
    assert 3 == len([reason for reason in reasons if reason])


def test_a_batch_leaves_the_data_folder_and_no_server_behind(folder: Path) -> None:
    """The batch works in a folder of its own, which goes with it."""
    source = write_lines(folder / "in.jsonl", [{"id": "a", "text": FIRE}])
    batch(folder, source)
    assert not (folder / "data").exists()


@pytest.mark.parametrize("name", ["missing.jsonl"])
def test_a_file_that_is_not_there_is_named(folder: Path, name: str) -> None:
    """A wrong path is a reject that names it, and not a traceback."""
    report, lines = batch(folder, folder / name)
    assert ({}, 1) == (lines, report.rejects)
