"""What an operator sets, read once from the environment."""

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared import crash_points
from shared.sealing import Seal


def _is_key(text: str) -> str:
    try:
        Seal.from_text(text)
    except ValueError as error:
        raise ValueError("It must be 32 bytes in base64.") from error
    return text


Key = Annotated[str, AfterValidator(_is_key)]
"""A key of a Seal: 32 bytes, base64."""


class Settings(BaseSettings):
    """The settings of one service; each may be given for one service alone (`CURATION_HTTP_PORT`)
    or, without that prefix, for all that run in this environment (`KAFKA_BOOTSTRAP_SERVERS`)."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    mode: Literal["production", "demo", "test"] = Field("production", description="What may be done with time")
    database_url: str = Field(description="PostgreSQL, as the service's app role", repr=False)
    database_owner_url: str | None = Field(
        None, description="PostgreSQL, as the owner; only `migrate` needs it", repr=False
    )
    kafka_bootstrap_servers: str = Field(description="host:port, separated by commas")
    kafka_idempotent_producer: bool = Field(True, description="Off for the embedded broker, which lacks it")
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="Whether the broker is met encrypted (SSL) and wants to know who we are (SASL)"
    )
    kafka_sasl_mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    kafka_username: str | None = Field(None, description="The service's principal, which has its rights at the broker")
    kafka_password: SecretStr | None = None
    kafka_ca_file: FilePath | None = Field(
        None, description="Who vouches for the broker, if not those the system trusts"
    )
    http_port: int = Field(8000, description="Where the role web answers")
    requests_at_once: int = Field(8, ge=1, description="How many requests one process works on; cities take turns")
    requests_of_one_city: int = Field(2, ge=1, description="How many of those one city's may be while others ask, too")
    private_port: int = Field(9000, description="/metrics, /livez and /readyz")
    http_host: str = "127.0.0.1"
    forwarded_allow_ips: str = Field("127.0.0.1", description="Front doors that are believed for whom they ask")
    oidc_issuer: str = Field("", description="The sign-in provider (OpenID Connect); all else about it is asked there")
    oidc_client_id: str | None = Field(None, description="As which client it knows this service; else gerai-<service>")
    oidc_client_secret: SecretStr | None = Field(None, description="None for a public client, which PKCE protects")
    api_audience: str = Field("gerai", description="The audience of bearer tokens of the API")
    public_url: str = Field(
        "http://127.0.0.1:8000", description="Where browsers find the front door; https in production"
    )
    session_idle_minutes: float = Field(60, gt=0, description="A person who did nothing for so long signs in again")
    session_hours: float = Field(12, gt=0, description="After so long a person signs in again in any case")
    clock_file: Path | None = Field(None, description="Seconds to add to the time; refused in production")
    relay_shards: int = Field(1, ge=1, le=64, description="How many relays may be active at once")
    relay_poll_seconds: float = Field(0.5, gt=0, description="How often the relay looks without being told")
    relay_lost_seconds: float = Field(
        10.0, ge=1, description="After standing still this long a relay has lost its lock, and another takes over"
    )
    group_session_seconds: float = Field(
        10.0, ge=1, description="A worker silent this long loses its partitions; brokers refuse less than 6 unless told"
    )
    notify: bool = Field(True, description="Wake the relay at commit; off for very high write rates")
    published_days: int = Field(7, ge=1, description="How long published events can be published again")
    inbox_days: int = Field(45, ge=2, description="How long an event is remembered as heard; Kafka keeps it for less")
    parked_key: Key | None = Field(None, description="Seals parked personal data: 32 bytes, base64", repr=False)
    batch_records: int = Field(500, ge=1, description="Most events in one transaction of the consumer")
    retry_tries: int = Field(12, ge=1, description="Tries of a parked event before a person must decide")
    retry_first_seconds: float = Field(1.0, gt=0, description="Pause before the second try; it doubles")
    retry_longest_seconds: float = Field(3600.0, gt=0, description="The longest pause between two tries")
    crash_point: str | None = Field(None, description="Tests only: die at this named place (`name`, or `name:3`)")

    @property
    def parked_seal(self) -> Seal | None:
        """Closes parked personal data."""
        return Seal.from_text(self.parked_key) if self.parked_key else None

    @field_validator("crash_point")
    @classmethod
    def _known(cls, setting: str | None) -> str | None:
        if setting:
            crash_points.read(setting)
        return setting

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        if self.mode == "production" and (self.clock_file or self.crash_point):
            raise ValueError("CLOCK_FILE and CRASH_POINT are refused in production; they need MODE=demo or test.")
        if self.inbox_days <= self.published_days:
            raise ValueError("INBOX_DAYS must exceed PUBLISHED_DAYS, or a republished event has its effect twice.")
        signs_in = self.kafka_security_protocol.startswith("SASL")
        if {bool(self.kafka_username), bool(self.kafka_password)} != {signs_in}:
            raise ValueError("KAFKA_USERNAME and KAFKA_PASSWORD go with KAFKA_SECURITY_PROTOCOL=SASL_SSL: all or none.")
        if self.kafka_ca_file and not self.kafka_security_protocol.endswith("SSL"):
            raise ValueError("With KAFKA_CA_FILE, KAFKA_SECURITY_PROTOCOL must be SSL or SASL_SSL.")
        return self


def read(service: str) -> Settings:
    """The settings of a service: `<SERVICE>_<NAME>` before `<NAME>`. Raises pydantic.ValidationError."""
    own = _Own(_env_prefix=f"{service.upper()}_")
    return Settings(**own.model_dump(exclude_unset=True))


def explain(wrong: ValidationError, service: str) -> str:
    """A sentence for each wrong setting, which names it as it stands in the environment and never tells its value."""
    return "\n".join(_sentence(error, service) for error in wrong.errors(include_input=False))


def _sentence(error: ErrorDetails, service: str) -> str:
    said = error["msg"].removeprefix("Value error, ").removesuffix(".") + "."
    if not error["loc"]:
        return said
    field = str(error["loc"][0]).upper()
    own = f"{service}_{field}".upper()
    name = own if own in os.environ or field.lower() not in Settings.model_fields else field
    return f"{name} is not set." if error["type"] == "missing" else f"{name}: {said}"


class _Own(Settings):
    """Only what is set for this service by name; nothing is required of it."""

    database_url: str = ""
    kafka_bootstrap_servers: str = ""

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        return self
