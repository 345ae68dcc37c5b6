"""URLs of servers: taken when they can be taken apart, and never repeated when not."""

from __future__ import annotations

import pytest

from config.settings import SettingsError, load

SECRET = "rahasia77"  # noqa: S105 - it is looked for

GOOD = [
    f"redis://:{SECRET}@127.0.0.1:6379/0",
    f"rediss://meja:{SECRET}%2F%23@valkey.example:6380/0?ssl_cert_reqs=required",
    f"redis+socket://:{SECRET}@/run/valkey.sock",
    "unix:///run/a@b/valkey.sock",
    "redis://[::1]:6379/0",
    f"sentinel://:{SECRET}@a.example:26379;sentinel://b.example:26379",
    "sqlite:////data/a@b/saring.db",
    f"postgresql+psycopg://saring:{SECRET}@db/saring",
    f"postgresql+psycopg://saring:a;b{SECRET}@db/saring",
    "postgresql+psycopg://postgres@/postgres?host=/run/pg&options=-csearch_path%3Dx",
]


@pytest.mark.parametrize("name", ["broker_url", "index_url", "store_url"])
@pytest.mark.parametrize("url", GOOD)
def test_urls_that_are_written_well(name: str, url: str) -> None:
    """They are kept as they are."""
    assert url == getattr(load(**{name: url}), name)


@pytest.mark.parametrize("name", ["broker_url", "index_url", "store_url"])
@pytest.mark.parametrize(
    "url",
    [
        f"redis://meja:a/{SECRET}@127.0.0.1:6379/0",
        f"redis://meja:12/{SECRET}@127.0.0.1:6379/0",
        f"redis://meja:{SECRET}#b@127.0.0.1:6379/0",
        f"redis://meja:{SECRET}?b@127.0.0.1:6379/0",
        f"redis://:x@127.0.0.1:{SECRET}/0",
        f"redis://:{SECRET}@[::1:6379/0",
        f"redis//:{SECRET}@127.0.0.1",
        f"{SECRET}@127.0.0.1:6379",
    ],
)
def test_a_password_in_a_broken_url_is_not_repeated(name: str, url: str) -> None:
    """Everybody writes a slash into a password once; the sentence says how to, and not what stood there."""
    with pytest.raises(SettingsError, match="%2F for /") as caught:
        load(**{name: url})
    assert SECRET not in str(caught.value)
    assert f"SARING_{name.upper()}" in str(caught.value)
