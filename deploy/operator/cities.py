"""gerai city: the cities that use Gerai."""

from pathlib import Path
from typing import Annotated

import typer

from deploy import city
from deploy.operator.reach import reach
from deploy.operator.screen import HOME, Folder, console, fail

app = typer.Typer(no_args_is_help=True, help="The cities that use Gerai.")


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
        configured = city.read(file)
    except city.NotACity as error:
        fail(str(error))
    reach("registration", home).do(lambda tx: city.save(tx, configured))
    console.print(f"{configured.name} ({configured.city}) is saved and will be announced.", markup=False)
