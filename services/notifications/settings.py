"""What only notifications is told by its operator."""

from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, BaseModel, Field, SecretStr, TypeAdapter, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.sealing import Seal
from shared.settings import Key


class Account(BaseModel):
    """Somebody as whom visitors of a demonstration may sign in."""

    subject: str
    name: str
    role: str


class Settings(BaseSettings):
    """From the environment, with the prefix NOTIFICATIONS_."""

    model_config = SettingsConfigDict(env_prefix="NOTIFICATIONS_", frozen=True, hide_input_in_errors=True)

    field_key: Key = Field(description="Seals names and addresses: 32 bytes, base64; losing it loses them", repr=False)
    smtp_host: str = Field("localhost", description="The city's mail server")
    smtp_port: int = 25
    smtp_security: Literal["tls", "starttls", "if-offered", "none"] = Field(
        "if-offered",
        description="TLS from the first byte, by STARTTLS or not at all; with a user it is tls or starttls",
    )
    smtp_ca_file: Path | None = Field(None, description="Who vouches for the server, if not those the system trusts")
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    sender: str = Field("Gerai <gerai@localhost>", description="From whom mails are", examples=["Gerai <gerai@x.id>"])
    public_url: str = Field(
        "http://127.0.0.1:8000",
        validation_alias=AliasChoices("NOTIFICATIONS_PUBLIC_URL", "PUBLIC_URL"),
        description="Where browsers find the front door: what a letter's link begins with",
    )
    mail_gather_seconds: float = Field(
        60.0, ge=0, description="How long a mail about one of many things waits for others that go in the same letter"
    )
    mail_tries: int = Field(
        24, ge=1, description="Tries of a mail; with the usual pauses they last two days and a half"
    )
    mail_first_seconds: float = Field(30.0, gt=0, description="Pause before the second try; it doubles")
    mail_longest_seconds: float = Field(14400.0, gt=0, description="The longest pause between two tries")
    mail_try_seconds: float = Field(60.0, gt=0, description="The longest that one try may take")
    mail_lease_seconds: float = Field(180.0, gt=0, description="After this a try that said nothing is taken over")
    mail_address_hours: float = Field(72.0, gt=0, description="How long a mail waits for an address to become known")

    demo_accounts: Path | None = Field(
        None, description="In a demonstration: whom the first page offers to be, as JSON"
    )

    @property
    def sender_address(self) -> str:
        """The address alone."""
        return parseaddr(self.sender)[1]

    @model_validator(mode="after")
    def _no_password_in_clear(self) -> Self:
        if self.smtp_user and self.smtp_security not in {"tls", "starttls"}:
            raise ValueError("With SMTP_USER, SMTP_SECURITY must be tls or starttls: a password never goes in clear.")
        if "@" not in self.sender_address:
            raise ValueError("SENDER must be a mail address, as in: Gerai <gerai@kota.go.id>.")
        if self.mail_lease_seconds <= self.mail_try_seconds:
            raise ValueError("MAIL_LEASE_SECONDS must exceed MAIL_TRY_SECONDS, or a slow try is sent twice.")
        return self


@cache
def read() -> Settings:
    """The settings, read once. Raises pydantic.ValidationError."""
    return Settings()


@cache
def demo_accounts() -> list[Account]:
    """Whom the first page offers to be."""
    file = read().demo_accounts
    return TypeAdapter(list[Account]).validate_json(file.read_bytes()) if file and file.exists() else []


@cache
def seal() -> Seal:
    """The seal of names and addresses. Raises pydantic.ValidationError while FIELD_KEY is not set."""
    return Seal.from_text(read().field_key)
