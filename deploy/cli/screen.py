"""How commands speak to the operator: results on stdout, what went wrong on stderr."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from deploy.local.home import Home, NotRunning, State

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Folder = Annotated[
    Path, typer.Option("--home", envvar="GERAI_HOME", help="Where the local system keeps its data and keys.")
]
HOME = Path(".gerai")


def fail(message: str) -> NoReturn:
    """Say what is wrong and what to do about it, and end with code 1."""
    errors.print(message, markup=False)
    raise typer.Exit(1)


def table(*columns: str) -> Table:
    """An empty table with these columns."""
    new = Table()
    for column in columns:
        new.add_column(column, overflow="fold")
    return new


def running(folder: Path) -> tuple[Home, State]:
    """The system that runs here; ends the command when there is none."""
    home = Home(folder)
    try:
        return home, home.state()
    except NotRunning:
        fail(f"Nothing runs in {home.folder}. Start it with: gerai up")
