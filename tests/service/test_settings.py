"""Settings that must not be together."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from shared import settings
from shared.settings import Settings

NEEDED: dict[str, Any] = {"database_url": "postgresql://there/gerai", "kafka_bootstrap_servers": "there:9092"}


@pytest.mark.parametrize("game", [{"clock_file": Path("clock")}, {"crash_point": "after-ack-before-removal"}])
def test_time_is_not_moved_and_nobody_dies_on_purpose_in_production(game: dict[str, Any]) -> None:
    assert Settings(mode="demo", **NEEDED, **game)
    with pytest.raises(ValidationError, match="refused in production"):
        Settings(mode="production", **NEEDED, **game)


def test_what_is_not_said_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**NEEDED, "clock_file": "clock"}.items():
        monkeypatch.setenv(name.upper(), value)
    monkeypatch.delenv("MODE", raising=False)
    with pytest.raises(ValidationError, match="refused in production"):
        settings.read("curation")


def test_what_was_heard_is_remembered_longer_than_it_can_be_published_again() -> None:
    with pytest.raises(ValidationError, match="INBOX_DAYS"):
        Settings(**NEEDED, inbox_days=7, published_days=7)
