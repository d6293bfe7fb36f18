"""What only registration is told by its operator."""

from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.sealing import Seal
from shared.settings import Key


class Settings(BaseSettings):
    """From the environment, with the prefix REGISTRATION_."""

    model_config = SettingsConfigDict(env_prefix="REGISTRATION_", frozen=True, hide_input_in_errors=True)

    field_key: Key = Field(description="Seals NIK and NPWP: 32 bytes, base64; losing it loses them", repr=False)


@cache
def seal() -> Seal:
    """The seal of identity numbers. Raises pydantic.ValidationError while FIELD_KEY is not set."""
    return Seal.from_text(Settings().field_key)
