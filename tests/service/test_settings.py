"""Settings that must not be together, and what a start says of a wrong one."""

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.notifications.__main__ import service as notifications
from services.notifications.settings import Settings as OfNotifications
from services.registration.settings import Settings as OfRegistration
from shared import settings
from shared.messaging.broker import RETENTION
from shared.service import run
from shared.settings import Settings
from tests.notifications.conftest import forget_settings

NEEDED: dict[str, Any] = {"database_url": "postgresql://there/gerai", "kafka_bootstrap_servers": "there:9092"}
KEY = "VGhpcyBrZXkgbXVzdCBub3QgYmUgc2hvd24gYXQgYWw="
SET = {name.upper(): str(value) for name, value in NEEDED.items()} | {
    "PARKED_KEY": KEY,
    "NOTIFICATIONS_FIELD_KEY": KEY,
}


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


def test_what_was_heard_is_remembered_longer_than_kafka_keeps_it() -> None:
    kept, until_closed = timedelta(milliseconds=int(RETENTION["retention.ms"])), timedelta(days=7)  # as Kafka has it
    assert timedelta(days=Settings(**NEEDED).inbox_days) > kept + until_closed


SIGNED_IN = "KAFKA_USERNAME and KAFKA_PASSWORD go with KAFKA_SECURITY_PROTOCOL=SASL_SSL: all or none."


def end_of_start(monkeypatch: pytest.MonkeyPatch, role: str, **variables: str | None) -> list[str]:
    """What a service says that ends at once, for it is given no more than these."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value or "")
        if value is None:
            monkeypatch.delenv(name)
    monkeypatch.setattr(sys, "argv", ["services.notifications", role])
    forget_settings()
    with pytest.raises(SystemExit) as ended:
        run(notifications)
    return str(ended.value.code).splitlines()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"KAFKA_BOOTSTRAP_SERVERS": None, "DATABASE_URL": None},
         ["DATABASE_URL is not set.", "KAFKA_BOOTSTRAP_SERVERS is not set."]),
        ({"INBOX_DAYS": "3"},
         ["INBOX_DAYS must exceed PUBLISHED_DAYS, or a republished event has its effect twice."]),
        ({"NOTIFICATIONS_RELAY_SHARDS": KEY},
         ["NOTIFICATIONS_RELAY_SHARDS: Input should be a valid integer, unable to parse string as an integer."]),
        ({"PARKED_KEY": KEY[4:]}, ["PARKED_KEY: It must be 32 bytes in base64."]),
        ({"NOTIFICATIONS_FIELD_KEY": None}, ["NOTIFICATIONS_FIELD_KEY is not set."]),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_USERNAME": "notifications"}, [SIGNED_IN]),
        ({"KAFKA_USERNAME": "notifications", "KAFKA_PASSWORD": KEY}, [SIGNED_IN]),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_CA_FILE": "/nowhere"},
         ["KAFKA_CA_FILE: Path does not point to a file."]),
        ({"KAFKA_CA_FILE": __file__}, ["With KAFKA_CA_FILE, KAFKA_SECURITY_PROTOCOL must be SSL or SASL_SSL."]),
        ({"NOTIFICATIONS_SENDER": "Gerai"}, ["SENDER must be a mail address, as in: Gerai <gerai@kota.go.id>."]),
    ],
    ids=["missing", "together", "number", "key", "own", "no-password", "in-clear", "no-file", "no-tls", "own-together"],
)  # fmt: skip
def test_each_wrong_setting_is_told_in_a_sentence_by_name_and_no_value_is(
    wrong: dict[str, str | None], said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert end_of_start(monkeypatch, "worker", **(SET | wrong)) == said


def test_a_migration_that_cannot_be_made_is_told_in_a_sentence_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner = "postgresql://owner:rahasia@127.0.0.1:1/gerai?connect_timeout=5"
    (said,) = end_of_start(monkeypatch, "migrate", **SET, DATABASE_OWNER_URL=owner)
    assert said.startswith("The migrations of notifications did not go through: ")
    assert "rahasia" not in said


@pytest.mark.parametrize(
    "read",
    [
        lambda: Settings(**NEEDED, parked_key=KEY, inbox_days=3),
        lambda: OfNotifications(field_key=KEY, sender="Gerai"),
        lambda: OfRegistration(field_key=KEY[4:]),
    ],
)
def test_an_error_about_settings_shows_none_of_them_wherever_it_is_written(read: Callable[[], object]) -> None:
    with pytest.raises(ValidationError) as wrong:
        read()
    assert "input" not in str(wrong.value)
