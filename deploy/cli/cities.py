"""gerai city: the cities that use Gerai."""

import asyncio
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from deploy.cli.screen import HOME, Folder, console, fail, running
from shared.clock import Clock
from shared.database import open_pool
from shared.events.registration import CityConfigured, Office
from shared.messaging import transaction
from shared.people import assignments

app = typer.Typer(no_args_is_help=True, help="The cities that use Gerai.")


class CityFile(BaseModel):
    """What a city's file holds."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=1)
    region_code: str = Field(pattern=r"^\d\d\.\d\d$")
    time_zone: str
    offices: tuple[Office, ...] = Field(min_length=1)

    @field_validator("time_zone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {name!r}") from error
        return name

    def configured(self) -> CityConfigured:
        """The same as the event that tells of it."""
        return CityConfigured(city=self.code, **{name: value for name, value in self if name != "code"})


@app.callback()
def _city() -> None:
    """A group, although there is one command so far."""


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Like deploy/cities/ambon.json.", exists=True, dir_okay=False)],
    home: Folder = HOME,
) -> None:
    """Add a city, or replace its configuration, and announce it to all services."""
    try:
        city = CityFile.model_validate_json(file.read_bytes()).configured()
    except ValidationError as error:
        wrong = [f"  {'.'.join(map(str, e['loc'])) or 'the file'}: {e['msg']}" for e in error.errors()]
        fail("\n".join([f"{file} does not describe a city:", *wrong]))
    place, state = running(home)
    asyncio.run(_save(place.dsn("registration", state.postgres_port), city))
    console.print(f"{city.name} ({city.city}) is saved and will be announced.", markup=False)


async def _save(dsn: str, city: CityConfigured) -> None:
    pool = await open_pool(dsn, size=1)
    try:
        async with transaction.begin(pool, source=transaction.source_of("registration"), clock=Clock()) as tx:
            await assignments.save_city(tx.connection, city)
            await tx.publish(city)
    finally:
        await pool.close()
