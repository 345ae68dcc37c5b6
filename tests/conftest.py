"""Fixtures that all tests share: a folder, a store of either kind, a real Valkey, clean settings."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("saring", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("saring")  # how long an example takes is the machine's affair

CHAOS_SEED = int(os.environ.get("SARING_CHAOS_SEED", "1"))
for _name in [name for name in os.environ if name.upper().startswith("SARING_")]:
    # before anything of ours is imported: what the developer's shell sets must not decide a test
    del os.environ[_name]

from support.clock import Clock  # noqa: E402
from support.postgres import PostgresServer, PostgresUnavailable  # noqa: E402

from config.settings import Settings, load  # noqa: E402 - after the environment is clean
from worker.store.database import Database  # noqa: E402
from worker.store.schema import METADATA  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.engine import Engine

BACKENDS = ("sqlite", "postgresql")
MIGRATED = "saring_migrated"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The seed of everything that the fault suite draws by lot."""
    parser.addoption("--chaos-seed", type=int, default=CHAOS_SEED, help="seed of the fault suite (SARING_CHAOS_SEED)")
    parser.addoption("--chaos-size", type=int, default=0, help="submissions of the full storm, 0: its own number")


def pytest_report_header(config: pytest.Config) -> str:
    """The seed, so that a storm that found something can be made again."""
    return f"chaos seed: {config.option.chaos_seed} (SARING_CHAOS_SEED)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the full fault suite to `make chaos`; the ordinary run has a bounded form of each of its tests."""
    if "chaos" in (config.option.markexpr or ""):
        return
    left = pytest.mark.skip(reason="the full fault suite: make chaos, or pytest -m chaos")
    for item in items:
        if item.get_closest_marker("chaos"):
            item.add_marker(left)


@pytest.fixture
def chaos_seed(request: pytest.FixtureRequest) -> int:
    """The seed of everything that the fault suite draws by lot."""
    return int(request.config.getoption("--chaos-seed"))


@pytest.fixture
def chaos_size(request: pytest.FixtureRequest) -> int:
    """Submissions of the full storm, 0 for its own number."""
    return int(request.config.getoption("--chaos-size"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a path so short that a socket fits into it; pytest's own name each test at length."""
    path = Path(tempfile.mkdtemp(prefix="srg-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)  # a killed server may still be writing


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL 18, without a database of ours."""
    try:
        server = PostgresServer()
    except PostgresUnavailable as error:
        pytest.skip(str(error))
    with server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The URL of a migrated schema that tests use one after the other; `store_url` empties it for each."""
    url = postgres.schema(MIGRATED)
    db = Database(url)
    db.migrate()
    db.close()
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; fresh ones are copied from it."""
    path = tmp_path_factory.mktemp("migrated") / "saring.db"
    db = Database(f"sqlite:///{path}")
    db.migrate()
    with db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path


@pytest.fixture(params=BACKENDS)
def empty_store_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a store without a schema, once for each kind of store."""
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'saring.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.schema()


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a migrated store without rows, once for each kind of store."""
    if request.param == "sqlite":
        return sqlite_copy(request, folder)
    url: str = request.getfixturevalue("migrated_postgres")
    request.getfixturevalue("postgres").empty(MIGRATED, METADATA.tables)
    return url


@pytest.fixture
def db(store_url: str) -> Iterator[Database]:
    """A migrated store without rows, once for each kind of store."""
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def shared_valkey() -> Iterator[str]:
    """The URL of an embedded Valkey that serves the whole session; take `valkey_url` instead."""
    from worker.local.valkey import EmbeddedValkey  # noqa: PLC0415 - most tests need none

    path = Path(tempfile.mkdtemp(prefix="srg-vk-"))
    server = EmbeddedValkey(load(data_dir=path))
    server.start()
    yield f"unix://{path / 'valkey.sock'}"
    server.stop()
    shutil.rmtree(path, ignore_errors=True)  # a killed server may still be writing


@pytest.fixture
def valkey_url(shared_valkey: str) -> str:
    """The URL of a real Valkey without a key."""
    import redis  # noqa: PLC0415 - most tests need none

    with redis.Redis.from_url(shared_valkey) as client:
        client.flushall()
    return shared_valkey


@pytest.fixture
def settings(request: pytest.FixtureRequest, folder: Path, valkey_url: str) -> Settings:
    """Settings for a run within this process: SQLite in a folder of its own, the session's Valkey as index."""
    return load(data_dir=folder, store_url=sqlite_copy(request, folder), index_url=valkey_url)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """An engine of real parts over a migrated store without rows."""
    from worker.engine import Engine  # noqa: PLC0415 - most unit tests need none, and it takes a second to import

    made = Engine(settings)
    yield made
    made.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def standing(folder: Path, store_url: str, valkey_url: str, clock: Clock) -> Iterator[Engine]:
    """An engine of real parts whose clock stands still, once over each kind of store."""
    from worker.engine import Engine  # noqa: PLC0415 - as above

    made = Engine(load(data_dir=folder, store_url=store_url, index_url=valkey_url), clock=clock)
    yield made
    made.close()


def sqlite_copy(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a fresh copy of the migrated SQLite file."""
    shutil.copy(request.getfixturevalue("migrated_sqlite"), folder / "saring.db")
    return f"sqlite:///{folder / 'saring.db'}"
