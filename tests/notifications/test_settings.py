"""What an operator sets: the keys without which nothing starts, and mail that goes encrypted."""

import datetime
import ssl
import sys
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from services.notifications.__main__ import service
from services.notifications.settings import Settings
from shared.service import run
from tests.notifications.conftest import Notifications, environment, forget_settings
from tests.notifications.facts import assigned, contact, submitted
from tests.notifications.mailbox import Mailbox

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize("role", ["worker", "clock", "all"])
def test_a_service_that_hears_personal_data_refuses_to_start_without_a_key_to_park_it_with(
    role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {"DATABASE_URL": "postgresql://127.0.0.1:1/x", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "MODE": "test"}
    for name, value in (variables | environment(Mailbox())).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PARKED_KEY", raising=False)
    monkeypatch.setattr(sys, "argv", ["services.notifications", role])
    with pytest.raises(SystemExit, match=r"^PARKED_KEY is not set\."):
        run(service)


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ({"smtp_user": "gerai", "smtp_security": "if-offered"}, "never goes in clear"),
        ({"smtp_user": "gerai", "smtp_security": "none"}, "never goes in clear"),
        ({"sender": "Gerai"}, "mail address"),
        ({"mail_lease_seconds": 60, "mail_try_seconds": 60}, "sent twice"),
    ],
)
def test_settings_that_would_do_harm_are_refused(setting: dict[str, object], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Settings.model_validate({"field_key": KEY} | setting)


def test_links_in_letters_begin_where_every_service_is_told_the_front_door_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://gerai.example")
    monkeypatch.setenv("NOTIFICATIONS_FIELD_KEY", KEY)
    assert Settings().public_url == "https://gerai.example"
    monkeypatch.setenv("NOTIFICATIONS_PUBLIC_URL", "https://other.example")
    assert Settings().public_url == "https://other.example"


def test_no_secret_shows_in_what_is_logged() -> None:
    settings = Settings.model_validate(
        {"field_key": KEY, "smtp_user": "gerai", "smtp_password": "rahasia", "smtp_security": "tls"}
    )
    assert "rahasia" not in repr(settings)
    assert KEY not in repr(settings)


@pytest.fixture
async def encrypted(
    notifications: Notifications, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Mailbox]:
    """A mail server that offers STARTTLS, whom our settings trust and give a password."""
    certificate = write_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    async with Mailbox(tls=context).open() as mailbox:
        monkeypatch.setenv("NOTIFICATIONS_SMTP_PORT", str(mailbox.port))
        monkeypatch.setenv("NOTIFICATIONS_SMTP_SECURITY", "starttls")
        monkeypatch.setenv("NOTIFICATIONS_SMTP_CA_FILE", str(certificate))
        monkeypatch.setenv("NOTIFICATIONS_SMTP_USER", "gerai")
        monkeypatch.setenv("NOTIFICATIONS_SMTP_PASSWORD", "rahasia")
        forget_settings()
        await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
        await notifications.hear(submitted())
        yield mailbox


async def test_mail_goes_encrypted_and_signed_in_where_the_operator_says_so(
    notifications: Notifications, encrypted: Mailbox
) -> None:
    await notifications.send()
    assert await notifications.mails() == [("sent", 1, None)]
    assert encrypted.passwords == ["rahasia"]


async def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(
    notifications: Notifications, encrypted: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NOTIFICATIONS_SMTP_CA_FILE")
    forget_settings()
    await notifications.send()
    assert await notifications.mails() == [("waiting", 1, "server-away")]
    assert (encrypted.passwords, encrypted.letters) == ([], [])


async def test_a_server_that_does_not_encrypt_gets_neither_password_nor_mail(
    notifications: Notifications, encrypted: Mailbox
) -> None:
    encrypted.tls = None
    await notifications.send()
    assert await notifications.mails() == [("waiting", 1, "server-away")]
    assert (encrypted.passwords, encrypted.letters) == ([], [])


def write_certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that vouches for itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(pem))
    return file
