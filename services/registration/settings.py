"""What only registration is told by its operator."""

import os
from functools import cache
from pathlib import Path

from obstore.store import LocalStore, ObjectStore, from_url
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.sealing import Seal
from shared.settings import Key

STORE = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_ENDPOINT",
    "AWS_ALLOW_HTTP",
)
"""What obstore itself reads from the environment for a place that begins with s3://."""


class Settings(BaseSettings):
    """From the environment, with the prefix REGISTRATION_."""

    model_config = SettingsConfigDict(env_prefix="REGISTRATION_", frozen=True, hide_input_in_errors=True)

    field_key: Key = Field(description="Seals NIK and NPWP: 32 bytes, base64; losing it loses them", repr=False)
    photos: str = Field(
        ".gerai/photos",
        description="Where photos of products are kept: a folder, or s3://bucket/prefix, for which the environment has "
        "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and, for others than Amazon, AWS_ENDPOINT; where that is "
        "http://, AWS_ALLOW_HTTP=true",
    )

    @field_validator("photos")
    @classmethod
    def _known(cls, place: str) -> str:
        if "://" in place and not place.startswith("s3://"):
            raise ValueError("It must be a folder, or begin with s3://.")
        if place.startswith("s3://") and not _can_be_reached():
            raise ValueError("AWS_ENDPOINT must begin with https://, or with http:// where AWS_ALLOW_HTTP=true is set.")
        return place


def _can_be_reached() -> bool:
    """Whether obstore would ask there at all: otherwise it fails at each photo, long after the start."""
    endpoint = os.environ.get("AWS_ENDPOINT", "https://")
    allowed = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
    return endpoint.startswith("https://") or (allowed and endpoint.startswith("http://"))


@cache
def seal() -> Seal:
    """The seal of identity numbers. Raises pydantic.ValidationError while FIELD_KEY is not set."""
    return Seal.from_text(Settings().field_key)


@cache
def photos() -> ObjectStore:
    """Where photos are kept. A folder is made with the first one."""
    place = Settings().photos
    return from_url(place) if place.startswith("s3://") else LocalStore(Path(place).resolve(), mkdir=True)
