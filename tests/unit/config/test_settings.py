"""Settings: unknown names and malformed values are errors that name them; the documentation lists every one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from config.settings import PREFIX, Settings, SettingsError, load

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"
ASK = "from config.settings import SettingsError, load\ntry:\n    load()\nexcept SettingsError as e:\n    print(e)"


def said_in(environment: dict[str, str]) -> str:
    """What a process with this environment is told about its settings."""
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ | environment,
        cwd=PAGE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


def rows() -> dict[str, list[str]]:
    """The rows of the documentation's tables, by the setting's name."""
    found = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.replace("\\|", "\N{BROKEN BAR}").strip("|").split("|")]
        if cells[0].startswith(f"`{PREFIX}"):
            found[cells[0].strip("`")] = [cell.replace("\N{BROKEN BAR}", "|") for cell in cells[1:]]
    return found


def written(value: Any) -> str:
    """A default as the documentation writes it."""
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if value in ("", None, ()):
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    """A setting that nobody can read about is none; one whose documented default is outdated misleads."""
    found = rows().get(f"{PREFIX}{name.upper()}")
    field = Settings.model_fields[name]

    assert found is not None, f"docs/settings.md lacks {PREFIX}{name.upper()}"
    assert written(field.default) == found[1]
    assert field.description == found[2]
    assert found[0]


def test_nothing_else_is_documented() -> None:
    """A setting that is gone must not live on in the documentation."""
    assert {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} == set(rows())


def test_an_unknown_name_is_an_error_that_names_it_and_its_neighbour() -> None:
    """A typing error must not silently leave a default in force."""
    said = said_in({"SARING_HOSTRATE": "2", "SARING_LOG_LEVEL": "INFO"})

    assert "SARING_HOSTRATE is no setting; did you mean SARING_HOST_RATE?" in said
    assert "docs/settings.md" in said


def test_every_fault_is_named_at_once() -> None:
    """Nobody should have to mend one after the other."""
    said = said_in(
        {
            "SARING_WEB_PORT": "70000",
            "SARING_LOG_LEVEL": "LOUD",
            "SARING_ALLOW_HOSTS": "127.0.0.1",
            "SARING_CONNECT_TO": "a.example:80",
            "SARING_LEASE_SECONDS": "soon",
            "SARING_NONSENSE": "1",
        }
    )

    for name in ("WEB_PORT", "LOG_LEVEL", "ALLOW_HOSTS", "CONNECT_TO", "LEASE_SECONDS", "NONSENSE"):
        assert f"SARING_{name}" in said
    assert "'127.0.0.1' is not host:port" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worker_concurrency", 0),
        ("hard_limit_seconds", 90),
        ("host_rate", 0),
        ("same_report", 1.5),
        ("fetch_max_redirects", -1),
        ("user_agent", ""),
        ("log_format", "xml"),
        ("allow_hosts", "host:port"),
        ("allow_hosts", "host:0"),
        ("connect_to", "a.example:80=127.0.0.1"),
        ("connect_to", "a.example:80=127.0.0.1:81=b:82"),
    ],
)
def test_a_malformed_value_is_an_error_that_names_its_setting(name: str, value: object) -> None:
    """The message says which setting, not only which value."""
    with pytest.raises(SettingsError, match=f"SARING_{name.upper()}"):
        load(**{name: value})


def test_lists_are_comma_separated(tmp_path: Path) -> None:
    """Spaces and an empty end do no harm."""
    settings = load(
        data_dir=tmp_path, allow_hosts="127.0.0.1:8080, [::1]:81,", connect_to="paper.example:80=127.0.0.1:8080"
    )

    assert ("127.0.0.1:8080", "[::1]:81") == settings.allow_hosts
    assert ("paper.example:80=127.0.0.1:8080",) == settings.connect_to


def test_settings_reach_another_process_by_the_environment(tmp_path: Path) -> None:
    """What `environment()` hands to a child is read there as the very same settings."""
    settings = load(
        data_dir=tmp_path,
        host_rate=2.5,
        obey_robots=False,
        connect_to="a.example:80=127.0.0.1:81,b.example:80=127.0.0.1:82",
        flower_basic_auth="ani:rahasia",
        log_level="DEBUG",
    )
    ask = (
        "import json; from config.settings import load; s = load(); print(json.dumps([s.environment(), s.connect_to]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | settings.environment(),
        cwd=PAGE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert [settings.environment(), list(settings.connect_to)] == json.loads(answer.stdout)


def test_without_urls_everything_is_in_the_data_folder(tmp_path: Path) -> None:
    """An embedded run needs no server and leaves nothing elsewhere."""
    settings = load(data_dir=tmp_path / "d")

    assert settings.embedded
    assert f"sqlite:///{tmp_path / 'd' / 'saring.db'}" == settings.store
    assert settings.index.startswith("unix://")
    assert settings.broker.startswith("redis+socket://")


def test_a_broker_url_serves_the_index_as_well_unless_it_has_its_own(tmp_path: Path) -> None:
    """One Redis or Valkey is enough for both."""
    one = load(data_dir=tmp_path, broker_url="redis://queue:6379/0")
    two = load(data_dir=tmp_path, broker_url="redis://queue:6379/0", index_url="redis://index:6379/0")

    assert not one.embedded
    assert ("redis://queue:6379/0", "redis://queue:6379/0") == (one.broker, one.index)
    assert "redis://index:6379/0" == two.index


def test_a_relative_data_folder_is_made_absolute() -> None:
    """Children of another working folder must find the same data."""
    assert Path.cwd() / "here" == load(data_dir="here").data_dir
    assert Path.home() / "there" == load(data_dir="~/there").data_dir


def test_a_deep_data_folder_gets_a_short_socket(tmp_path: Path) -> None:
    """A socket's path may have 107 bytes; two deep folders must not share one."""
    first = load(data_dir=tmp_path / ("deep/" * 30) / "a")
    second = load(data_dir=tmp_path / ("deep/" * 30) / "b")

    assert len(os.fsencode(first.valkey_socket)) < 107
    assert first.valkey_socket != second.valkey_socket


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    """Settings end up in logs and error messages."""
    settings = load(data_dir=tmp_path, flower_basic_auth="ani:rahasia")

    assert "rahasia" not in json.dumps(settings.model_dump(mode="json"))
    assert "rahasia" not in repr(settings)
