"""Where things are: the settings that name folders, servers and addresses, and what follows from them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

SOCKET_PATH_BYTES = 100
EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - told apart here, not bound
"""A service that binds one of these is reached by a name that only the operator knows."""


class Places(BaseSettings):
    """The settings that say where things are; `config.settings.Settings` has all of them."""

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

    @field_validator("broker_url", "index_url", "store_url")
    @classmethod
    def _url(cls, value: str) -> str:
        """See that a URL can be taken apart, by a sentence that does not repeat it: there may be a password in it."""
        if not value:
            return value
        several = value.split(";")  # sentinels
        for one in several if all("://" in part for part in several) else [value]:
            if not _can_be_taken_apart(one):
                raise ValueError(
                    "this is no URL such as redis://user:password@host:6379/0; in a password write %2F for /, %23 for "
                    "#, %3F for ?, %40 for @"
                )
        return value

    @field_validator("data_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

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


def _can_be_taken_apart(url: str) -> bool:
    """Whether every reader of a URL finds the same host and port in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # its words repeat what was taken for the port, which is half a password where that has a slash
        return False
    astray = bool(parts.netloc) and "@" not in parts.netloc and "@" in parts.path + parts.fragment
    return "://" in url and bool(parts.scheme) and not astray
