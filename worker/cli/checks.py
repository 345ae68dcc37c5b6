"""The doctor's checks: each says in a line how a part stands, and how to mend it."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import redis

from config.settings import Settings, SettingsError
from worker.cli.faults import said
from worker.cli.output import many
from worker.cli.waiting import workers
from worker.store import api_keys, articles, ledger, sweeping
from worker.web.guard import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from worker.cli.desk import Desk

MIB: Final = 1024**2
DISK_WARN: Final = 2048 * MIB
DISK_FAIL: Final = 200 * MIB
"""An append-only file that can't grow stops Valkey's writes, and SQLite's; a day of 100,000 articles takes some GB."""
CLOCK_WARN: Final = 2.0
CLOCK_FAIL: Final = 60.0
"""Seconds between this clock and the broker's. Leases (SARING_LEASE_SECONDS, 180) are written by one machine's clock
and read by another's: a minute's difference makes a worker take what another still holds."""
SWEEPS_MISSED: Final = 3
"""Sweeps that may be late before somebody should look."""
BEAT_SECONDS: Final = 600
"""Celery's scheduler writes its file down every 180 s; after three times that it is not alive."""
STOPPED: Final = "Start `saring up`; with servers of your own, check SARING_BROKER_URL and SARING_INDEX_URL."


@dataclass(frozen=True, slots=True)
class Check:
    """How a part stands.

    Attributes:
        name: the part.
        state: ok, warn (it works, and may not go on), fail (it does not work), skip (it can't be looked at now).
        said: how it stands, in a sentence.
        mend: the way out, "" when there is nothing to mend.
    """

    name: str
    state: Literal["ok", "warn", "fail", "skip"]
    said: str
    mend: str = ""


def examine(desk: Desk) -> Iterator[Check]:
    """Look at every part, one after another; a check that breaks becomes a fail and harms no other.

    Args:
        desk: the call's parts.
    """
    try:
        settings = desk.settings
    except SettingsError as error:
        yield Check("settings", "fail", str(error), "Set it right, or unset it.")
        return
    changed = [name for name in Settings.model_fields if getattr(settings, name) != Settings.model_fields[name].default]
    named = ", ".join(f"SARING_{name.upper()}" for name in changed if f"SARING_{name.upper()}" in os.environ)
    yield Check("settings", "ok", f"All are well formed; set here: {named or 'none'}.")
    yield _disk(settings)
    yield from _each(desk, "store", _store)
    try:
        desk.bare_engine.redis.ping()
        up = True
    except redis.RedisError as error:
        up = False
        line = str(error).splitlines()[0].rstrip(".")
        yield Check("valkey", "fail", f"It does not answer at {_where(settings.index)}: {line}.", STOPPED)
    looks = {"index": _index, "clock": _clock, "persistence": _persistence, "eviction": _eviction}
    if up:
        yield from _each(desk, "valkey", _valkey)
    for name, look in looks.items():
        yield from _each(desk, name, look) if up else [Check(name, "skip", "Valkey does not answer.")]
    if up or settings.index_url:  # a broker of its own
        yield from _each(desk, "workers", _workers)
    else:
        yield Check("workers", "skip", "The broker does not answer.")
    yield from _each(desk, "scheduler", _scheduler)
    yield from _each(desk, "parked", _parked)
    yield from _each(desk, "keys", _keys)
    yield _manners(settings)


def _each(desk: Desk, name: str, look: Callable[[Desk], Check]) -> Iterator[Check]:
    try:
        yield look(desk)
    except Exception as error:  # noqa: BLE001 - a check must not keep the others from being made
        yield Check(name, "fail", said(error))


def _disk(settings: Settings) -> Check:
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    line = f"{free // MIB:,} MiB free for {settings.data_dir}."
    if not os.access(folder, os.W_OK):
        return Check("disk", "fail", f"{folder} can't be written.", "Give it to this user, or set SARING_DATA_DIR.")
    if free < DISK_FAIL:
        return Check("disk", "fail", line, "Free some, or set SARING_DATA_DIR to a larger disk.")
    return Check("disk", "warn" if free < DISK_WARN else "ok", line, "Free some soon." if free < DISK_WARN else "")


def _store(desk: Desk) -> Check:
    db = desk.bare_engine.db
    have, want = db.revision()
    if have is None:
        return Check("store", "ok", f"{db} is empty; the first command sets it up.")
    if have != want:
        return Check(
            "store", "warn", f"{db} has schema {have}, this version wants {want}.", "Any command brings it up."
        )
    with db.read() as conn:
        return Check("store", "ok", f"{db}, schema {have}, {many(articles.count(conn), 'article')}.")


def _valkey(desk: Desk) -> Check:
    facts = desk.bare_engine.redis.info("server")
    name = facts.get("server_name", "redis")
    version = facts.get("valkey_version") or facts.get("redis_version")
    return Check("valkey", "ok", f"{name} {version} answers at {_where(desk.settings.index)}.")


def _where(url: str) -> str:
    """A URL without its password, which may stand in its query as well."""
    head, at, tail = url.partition("?")[0].rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else tail


def _index(desk: Desk) -> Check:
    engine = desk.bare_engine
    stats = engine.index.stats()
    line = f"{many(stats.articles, 'article')}, {stats.bytes / MIB:.1f} MiB; its parameters are ours."
    have, _ = engine.db.revision()
    if have is not None and not stats.articles:
        with engine.db.read() as conn:
            stored = articles.count(conn)
        if stored:
            line = f"It is empty, and the store holds {many(stored, 'article')}; the next article has it refilled."
            return Check("index", "warn", line, "Nothing has to be done; `saring reindex` refills it at once.")
    return Check("index", "ok", line)


def _clock(desk: Desk) -> Check:
    before = time.time()
    seconds, micros = desk.bare_engine.redis.time()
    after = time.time()
    theirs = seconds + micros / 1e6
    off = max(before - theirs, theirs - after, 0.0)
    line = f"{off:.2f} s apart from Valkey's."
    state: Literal["ok", "warn", "fail"] = "fail" if off > CLOCK_FAIL else "warn" if off > CLOCK_WARN else "ok"
    return Check("clock", state, line, "" if state == "ok" else "Let NTP set the clocks of both machines.")


def _persistence(desk: Desk) -> Check:
    try:
        client = desk.bare_engine.redis
        found = client.config_get("appendonly") | client.config_get("save")
    except redis.ResponseError:
        return Check("persistence", "warn", "Valkey does not tell its configuration.", "See that appendonly is yes.")
    values = {_text(name): _text(value) for name, value in found.items()}
    if values.get("appendonly") == "yes":
        return Check("persistence", "ok", "Valkey keeps an append-only file.")
    if values.get("save"):
        return Check("persistence", "warn", "Valkey only keeps snapshots.", "Set appendonly yes.")
    return Check(
        "persistence",
        "warn",
        "Valkey keeps nothing over a restart; the ledger brings the queue back, later.",
        "Set appendonly yes; after a loss the workers refill the index first, from the store.",
    )


def _eviction(desk: Desk) -> Check:
    try:
        found = desk.bare_engine.redis.config_get("maxmemory-policy")
    except redis.ResponseError:
        return Check("eviction", "warn", "Valkey does not tell.", "See that maxmemory-policy is noeviction.")
    policy = next((_text(value) for value in found.values()), "")
    if policy == "noeviction":
        return Check("eviction", "ok", "Valkey throws nothing away when memory is short.")
    return Check(
        "eviction",
        "fail",
        f"maxmemory-policy is {policy}: short of memory, Valkey would drop parts of the queue and the index.",
        "Set maxmemory-policy noeviction.",
    )


def _workers(desk: Desk) -> Check:
    try:
        found = workers(desk.celery)
    except Exception as error:  # noqa: BLE001 - kombu raises what its transport raises
        return Check(
            "workers", "fail", f"The broker at {_where(desk.settings.broker)} does not answer: {error}.", STOPPED
        )
    if not found:
        return Check("workers", "fail", "None answers.", "Start `saring up`, or `celery -A worker worker`.")
    return Check("workers", "ok", f"{found[0]} answers.")


def _scheduler(desk: Desk) -> Check:
    settings, db = desk.settings, desk.bare_engine.db
    mend = "Start `saring up`, or `celery -A worker beat`."
    if db.revision()[0] is not None:
        before = time.time() - SWEEPS_MISSED * settings.requeue_seconds
        with db.read() as conn:
            late = sweeping.due(conn, now=before, lost_seconds=settings.lost_seconds, limit=1)
        if late:
            line = f"Submission {late[0].id} waits since more than {SWEEPS_MISSED} sweeps to be published again."
            return Check("scheduler", "fail", line, mend)
    written = [path.stat().st_mtime for path in settings.data_dir.glob("beat*")]
    if not written:
        return Check("scheduler", "ok", "Nothing is overdue; when it last swept can't be known from this machine.")
    age = time.time() - max(written)
    if age > BEAT_SECONDS:
        return Check(
            "scheduler", "warn", f"Nothing is overdue, but it last wrote its file {age / 60:.0f} min ago.", mend
        )
    return Check("scheduler", "ok", f"Nothing is overdue; it wrote its file {age:.0f} s ago.")


def _parked(desk: Desk) -> Check:
    db = desk.bare_engine.db
    if db.revision()[0] is None:
        return Check("parked", "ok", "Nothing was handed in yet.")
    with db.read() as conn:
        counts = ledger.counts(conn)
    parked = counts.get("parked", 0)
    if not parked:
        return Check("parked", "ok", "No submission is parked.")
    return Check(
        "parked",
        "warn",
        f"Parked after too many failures: {many(parked, 'submission')}.",
        "`saring submissions --state parked` says why; `saring retry --all-parked` tries them again.",
    )


def _keys(desk: Desk) -> Check:
    db, host = desk.bare_engine.db, desk.settings.web_host
    if is_loopback(host):
        return Check("keys", "ok", f"The web service binds {host}, where none is needed.")
    if db.revision()[0] is None:
        count = 0
    else:
        with db.read() as conn:
            count = len(api_keys.active(conn))
    if count:
        return Check("keys", "ok", f"The web service binds {host}; {many(count, 'key')} may come in.")
    return Check(
        "keys",
        "fail",
        f"The web service does not start on {host}, since there is no key.",
        "Make one with `saring keys add NAME`, or set SARING_WEB_HOST to 127.0.0.1.",
    )


def _manners(settings: Settings) -> Check:
    if not settings.obey_robots:
        return Check(
            "manners", "warn", "robots.txt is not obeyed.", "Unset SARING_OBEY_ROBOTS unless the sites agreed."
        )
    if settings.user_agent == Settings.model_fields["user_agent"].default:
        return Check(
            "manners",
            "warn",
            "The fetcher does not say who you are.",
            'Set SARING_USER_AGENT, say "Name/1.0 (+https://name.example; me@name.example)".',
        )
    return Check("manners", "ok", f"robots.txt is obeyed; the fetcher is {settings.user_agent!r}.")


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
