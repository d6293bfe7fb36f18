"""Adds a city, or replaces its configuration, from a file like deploy/cities/ambon.json."""

import re
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shared.events.registration import CityConfigured, District, Office
from shared.messaging.transaction import Transaction
from shared.people import assignments


class CityFile(BaseModel):
    """What a city's file holds."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z][a-z0-9]{1,39}$")
    name: str = Field(min_length=1)
    region_code: str = Field(pattern=r"^\d\d\.\d\d$")
    time_zone: str
    offices: tuple[Office, ...] = Field(min_length=1)
    colour: str | None = Field(None, pattern=r"^#[0-9a-f]{6}$")
    districts: tuple[District, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {name!r}") from error
        return name

    @model_validator(mode="after")
    def _its_own(self) -> Self:
        code = re.compile(rf"{re.escape(self.region_code)}\.\d\d")
        if strange := [each.code for each in self.districts if not code.fullmatch(each.code)]:
            raise ValueError(f"no kecamatan of {self.region_code} has the code {strange[0]!r}")
        return self

    def configured(self) -> CityConfigured:
        """The same as the event that tells of it."""
        return CityConfigured(city=self.code, **{name: value for name, value in self if name != "code"})


class NotACity(Exception):
    """A file that does not describe a city; the message names what is wrong with it."""


def read(file: Path) -> CityConfigured:
    """What the file describes. Raises NotACity."""
    try:
        return CityFile.model_validate_json(file.read_bytes()).configured()
    except ValidationError as error:
        wrong = [f"  {'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in error.errors()]
        raise NotACity("\n".join([f"{file} does not describe a city:", *wrong])) from error


async def save(tx: Transaction, city: CityConfigured) -> None:
    """Put it into registration's database and announce it to all services."""
    await assignments.save_city(tx.connection, city)
    await tx.publish(city)
