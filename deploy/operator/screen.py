"""How commands speak to the operator: results on stdout, what went wrong on stderr."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from deploy.local.home import Home, SecretsLost, Starting, State

WIDE = 170
console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
"""Tables of many columns; what is no terminal has no width of its own."""
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Folder = Annotated[
    Path, typer.Option("--home", envvar="GERAI_HOME", help="Where the local system keeps its data and keys.")
]
HOME = Path(".gerai")


def fail(message: str) -> NoReturn:
    """Say what is wrong and what to do about it, and end with code 1."""
    errors.print(message, markup=False)
    raise typer.Exit(1)


def told(home: Home) -> State | None:
    """What runs here, None where nothing does; ends the command while that cannot be known."""
    try:
        return home.state()
    except Starting:
        fail(f"Gerai is just starting in {home.folder}. Try again in a moment.")
    except PermissionError as error:
        fail(f"{error.filename} is another user's: ask as whoever started Gerai there.")


def running(folder: Path) -> tuple[Home, State]:
    """The system that runs here, with its databases and keys; ends the command when there is none yet."""
    home = Home(folder)
    state = told(home)
    if state is None:
        fail(f"Nothing runs in {home.folder}. Start it with: gerai up")
    if state.starting:
        fail(f"Gerai is just starting in {home.folder}. Try again in a moment.")
    try:
        home.secrets()
    except SecretsLost as lost:
        fail(str(lost))
    return home, state


def plain(text: str) -> str:
    """Nothing that a terminal could take for a command."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def span(length: timedelta) -> str:
    """A length of time in the two units that matter: 3 days 4 h."""
    seconds = int(length.total_seconds())
    units = ((86400, "days"), (3600, "h"), (60, "min"), (1, "s"))
    first = next((place for place, (size, _) in enumerate(units) if seconds >= size), len(units) - 1)
    parts: list[str] = []
    for size, name in units[first : first + 2]:
        count, seconds = divmod(seconds, size)
        if count or not parts:
            parts.append(f"{count} {'day' if (count, name) == (1, 'days') else name}")
    return " ".join(parts)


def table(*columns: str) -> Table:
    """An empty table with these columns."""
    new = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        new.add_column(column, overflow="fold")
    return new
