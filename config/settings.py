"""Every setting, with its type, its default and a sentence; the environment sets them as SARING_<NAME>."""

from __future__ import annotations

import difflib
import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SARING_"
HIGHEST_PORT = 65535
CLOSE = 0.8
"""Likeness (difflib ratio) from which a known name is suggested for an unknown one; at 0.6 FOO was FLOWER_PORT."""
SOCKET_PATH_BYTES = 100
EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - told apart here, not bound
"""A service that binds one of these is reached by a name that only the operator knows."""


class SettingsError(ValueError):
    """A setting is unknown or malformed; the message names it and the way out."""


class Settings(BaseSettings):
    """All settings. Use `load()`: it also refuses unknown names."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("saring-data"), description="Folder for everything that is kept: store, queue, index, logs."
    )
    broker_url: str = Field(
        default="", description="Redis or Valkey for the queue; empty starts an embedded Valkey in the data folder."
    )
    index_url: str = Field(
        default="", description="Redis or Valkey for the index and the host budgets; empty takes the broker's."
    )
    store_url: str = Field(
        default="",
        description="SQLAlchemy URL of the store; empty is SQLite in the data folder. PostgreSQL: postgresql+psycopg://…",
    )
    rules_dir: Path | None = Field(
        default=None, description="Folder with cleaning rules of your own, read after those that Saring ships."
    )

    web_host: str = Field(
        default="127.0.0.1",
        description="Address that the web service binds; anything but loopback needs a key: saring keys add NAME.",
    )
    web_port: int = Field(default=8000, ge=0, le=65535, description="Port of the web service; 0 takes a free one.")
    flower_host: str = Field(default="127.0.0.1", description="Address that Flower binds.")
    flower_port: int = Field(default=5555, ge=0, le=65535, description="Port of Flower; 0 takes a free one.")
    flower_basic_auth: SecretStr = Field(
        default=SecretStr(""), description="user:password for Flower; needed when it binds anything but loopback."
    )
    web_url: str = Field(
        default="",
        description="Where people reach the pages, for links from Flower; empty takes what it binds.",
    )
    flower_url: str = Field(
        default="", description="Where people reach Flower, for links from the pages; empty takes what Flower binds."
    )

    event_days: float = Field(
        default=30, gt=0, le=3650, description="How long events and their deliveries to webhooks are kept."
    )
    event_listeners: int = Field(
        default=100, ge=1, le=10_000, description="Most clients that one web service streams events to."
    )
    webhook_allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host:port pairs, comma separated, that webhooks may reach although not public.",
    )
    webhook_attempts: int = Field(
        default=12, ge=1, le=100, description="Tries before an event for a webhook is parked; 12 take some nine hours."
    )
    webhook_seconds: float = Field(default=10, gt=0, le=60, description="Longest time a webhook may take to answer.")
    deliver_seconds: float = Field(
        default=30,
        gt=0,
        le=3600,
        description="How often webhooks are looked after; new events nudge their delivery before that.",
    )

    worker_concurrency: int = Field(default=2, ge=1, le=256, description="Pool children of one worker.")
    lease_seconds: int = Field(
        default=180, ge=1, le=86400, description="How long a worker may hold a submission before another may take it."
    )
    child_memory_mib: int = Field(
        default=2048,
        ge=256,
        description="Memory that one pool child may take (Linux); what needs more fails, and is parked in the end. It "
        "takes 180 MiB at rest, and a page of 9 MB some 10 more.",
    )
    queue_limit: int = Field(
        default=20_000,
        ge=100,
        le=10_000_000,
        description="Most messages that stand in the queue; what is beyond waits in the ledger for a later sweep.",
    )
    unfinished_limit: int = Field(
        default=1_000_000,
        ge=100,
        description="Most submissions that wait to be finished; beyond, handing in has to wait (HTTP 429).",
    )
    max_attempts: int = Field(default=5, ge=1, le=100, description="Tries before a submission is parked.")
    retry_seconds: float = Field(
        default=30,
        ge=0,
        le=86400,
        description="Wait before the second try; doubles with each further one, up to an hour.",
    )
    requeue_seconds: float = Field(
        default=60, gt=0, le=3600, description="How often the sweeper publishes again what is not finished."
    )
    lost_seconds: float = Field(
        default=600,
        gt=0,
        le=86400,
        description="How long a queued submission may wait untaken before its message counts as lost.",
    )
    soft_limit_seconds: int = Field(
        default=90, ge=1, description="Time after which a task is asked to stop and tried again later."
    )
    hard_limit_seconds: int = Field(default=120, ge=1, description="Time after which a task's process is killed.")

    connect_to: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="host:port=address:port rules, comma separated: fetches of the first go to the second, as with "
        "curl's --connect-to; for mirrors, tests and the demo. What is named here counts as allowed.",
    )
    user_agent: str = Field(
        default="Saring/0.1 (news clustering; set SARING_USER_AGENT to name yourself)",
        min_length=1,
        description="How the fetcher introduces itself; put a contact address in.",
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host:port pairs, comma separated, that may be fetched although they are not public."
    )
    obey_robots: bool = Field(default=True, description="Whether robots.txt is obeyed.")
    connect_seconds: float = Field(default=10, gt=0, description="Longest wait for a connection.")
    read_seconds: float = Field(default=20, gt=0, description="Longest wait between two pieces of an answer.")
    fetch_seconds: float = Field(default=60, gt=0, description="Longest time for one fetch, redirects included.")
    fetch_max_bytes: int = Field(
        default=10_000_000,
        gt=0,
        description="Largest page, counted after decompression. 10 MB: over 99.99 % of news pages fit (Media Cloud).",
    )
    fetch_max_redirects: int = Field(default=5, ge=0, le=30, description="Redirects that one fetch follows.")
    host_rate: float = Field(default=1.0, gt=0, description="Fetches a second to one host, over all workers.")
    host_burst: int = Field(
        default=3, ge=1, description="Fetches that one host may get at once before the rate counts."
    )

    window_days: int = Field(
        default=30,
        ge=1,
        le=3650,
        description="How long an article stays in the index, so how far apart two articles of one report may arrive.",
    )
    same_report: float = Field(
        default=0.5, ge=0, le=1, description="Probability from which two articles count as the same report."
    )
    same_version: float = Field(
        default=0.5, ge=0, le=1, description="Probability from which two articles of one report count as the same text."
    )

    learn_articles: int = Field(
        default=100_000,
        ge=0,
        le=1_000_000,
        description="How many of the newest articles are looked through for boilerplate, daily; 0 looks through none.",
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severity that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="One line for people, or one JSON object a line for programs."
    )

    @field_validator("allow_hosts", "connect_to", "webhook_allow_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_hosts", "webhook_allow_hosts")
    @classmethod
    def _host_and_port(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pair in value:
            host, _, port = pair.rpartition(":")
            if not host or not port.isdigit() or not 0 < int(port) <= HIGHEST_PORT:
                raise ValueError(f"{pair!r} is not host:port, as in 127.0.0.1:8080")
        return value

    @field_validator("hard_limit_seconds")
    @classmethod
    def _after_soft(cls, value: int, info: ValidationInfo) -> int:
        # Celery arms the hard limit when the soft one has passed (asynpool.on_timeout_set), so it would come no earlier
        if value <= info.data.get("soft_limit_seconds", 0):
            raise ValueError("the hard limit must be longer than SARING_SOFT_LIMIT_SECONDS")
        return value

    @field_validator("data_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("connect_to")
    @classmethod
    def _route(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for rule in value:
            cls._host_and_port(tuple(rule.split("=")))
            if rule.count("=") != 1:
                raise ValueError(f"{rule!r} is not host:port=address:port, as in paper.example:80=127.0.0.1:8080")
        return value

    def environment(self) -> dict[str, str]:
        """The variables that give another process these very settings."""
        return {
            f"{PREFIX}{name.upper()}": _written(value)
            for name, field in type(self).model_fields.items()
            if (value := getattr(self, name)) != field.default
        }

    @property
    def embedded(self) -> bool:
        """Whether `saring up` brings its own Valkey."""
        return not self.broker_url

    @property
    def valkey_socket(self) -> Path:
        """Where the embedded Valkey listens: a socket in the data folder, which only its owner may enter.

        A socket's path may have 107 bytes (sockaddr_un), so a deep data folder gets one under the temporary folder.
        """
        inside = self.data_dir / "valkey.sock"
        if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES:
            return inside
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"saring-{os.getuid()}-{name}" / "valkey.sock"

    @property
    def broker(self) -> str:
        """The queue's URL, as Celery reads it."""
        return self.broker_url or f"redis+socket://{self.valkey_socket}"

    @property
    def index(self) -> str:
        """The index's URL, as redis-py reads it."""
        return self.index_url or self.broker_url or f"unix://{self.valkey_socket}"

    @property
    def store(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.store_url or f"sqlite:///{self.data_dir / 'saring.db'}"

    @property
    def pages(self) -> str:
        """Where people reach the pages, without a slash at the end; "" when that is not known."""
        return self.web_url.rstrip("/") or _reached(self.web_host, self.web_port)

    @property
    def flower(self) -> str:
        """Where people reach Flower, without a slash at the end; "" when that is not known."""
        return self.flower_url.rstrip("/") or _reached(self.flower_host, self.flower_port)


def _reached(host: str, port: int) -> str:
    if not port or host in EVERY_ADDRESS:
        return ""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def load(**overrides: object) -> Settings:
    """Read the settings from the environment.

    Args:
        overrides: settings by field name that win over the environment.

    Returns:
        The settings.

    Raises:
        SettingsError: a SARING_ name is unknown, or a value is malformed; every one is named.
    """
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    faults = []
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=CLOSE)
            faults.append(f"{name} is no setting{f'; did you mean {near[0]}?' if near else ''}")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        faults += [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("; ".join(faults) + ". docs/settings.md lists them all.") from None
    if faults:
        raise SettingsError("; ".join(faults) + ". docs/settings.md lists them all.")
    return settings


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once."""
    return load()
