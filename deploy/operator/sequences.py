"""gerai sequences: by which numbers readers know what is newer."""

from typing import Annotated

import typer

from deploy.operator.reach import reach
from deploy.operator.screen import HOME, Folder, console
from shared.messaging.outbox import advance_sequences

app = typer.Typer(no_args_is_help=True, help="The numbers by which readers know what is newer.")


@app.callback()
def _sequences() -> None:
    """A group, although there is one command so far."""


@app.command()
def advance(
    service: Annotated[str, typer.Argument(help="Whose database was restored: registration, curation, ...")],
    by: Annotated[
        int, typer.Option(min=1, help="More than it can have announced of any one thing since the backup.")
    ] = 1_000_000,
    home: Folder = HOME,
) -> None:
    """Number on behind all that was announced before a database was restored: once after each restore.

    Without it readers take its news for older than what they know, and leave it out.
    """
    reach(service, home).do(lambda tx: advance_sequences(tx.connection, by))
    console.print(f"What {service} announces from now on is numbered {by} higher.")
