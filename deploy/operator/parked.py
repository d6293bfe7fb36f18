"""gerai parked and gerai republish: what an operator decides about events."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from deploy.operator.reach import Reached, reach
from deploy.operator.screen import HOME, Folder, console, plain, table
from shared.messaging.parking import Parked, Parking, Retries
from shared.messaging.relay import mark_for_republishing
from shared.sealing import Seal

app = typer.Typer(no_args_is_help=True, help="Events that could not be handled: see them, and decide.")
Service = Annotated[str, typer.Argument(help="Whose events: registration, curation, ...", show_default=False)]
Id = Annotated[int, typer.Argument(help="The number that `list` shows.", show_default=False)]
By = Annotated[str, typer.Option(help="Who decides; it is kept.", show_default=False)]
Why = Annotated[str, typer.Option(help="Why; it is kept.", show_default=False)]


@app.command("list")
def list_(service: Service, home: Folder = HOME, limit: Annotated[int, typer.Option(min=1)] = 100) -> None:
    """What stands parked, oldest first."""
    there, events = _at(service, home)
    found = there.do(lambda tx: events.list_parked(tx.connection, limit=limit))
    if not found:
        console.print(f"Nothing is parked in {service}.")
        return
    shown = table("id", "state", "tries", "type", "lane", "reason")
    for p in found:
        reason = _plain(f"{p.reason}: {p.detail}" if p.detail else p.reason)
        shown.add_row(str(p.id), p.state, str(p.tries), _type(p), _plain(p.lane or ""), reason[:200])
    console.print(shown, markup=False)


@app.command()
def show(
    service: Service,
    id: Id,
    home: Folder = HOME,
    reveal: Annotated[bool, typer.Option("--reveal", help="Personal data too.")] = False,
) -> None:
    """One parked event with its headers and its value."""
    there, events = _at(service, home)
    typer.echo("\n".join(describe(there.do(lambda tx: events.get(tx.connection, id)), reveal=reveal)))


def describe(p: Parked, *, reveal: bool) -> list[str]:
    """A parked event, a line each; what is sealed because it is personal only if it is to be revealed."""
    d = p.delivery
    return [
        f"{_type(p)} {_plain(p.identity[1] or '')}",
        f"{p.state} after {p.tries} tries, {p.reason} {_plain(p.detail)}",
        f"{d.topic}[{d.partition}] at {d.offset}, key {_plain(d.key)}",
        *(f"{_plain(name)}: {_plain(value)}" for name, value in d.headers),
        "",
        _content(p) if reveal or not p.sealed else "(personal data; --reveal shows it, to all who see this screen too)",
    ]


def _content(p: Parked) -> str:
    """The value, or why it cannot be had."""
    d = p.delivery
    return f"({d.unreadable})" if p.sealed and d.unreadable and d.value is None else _value(d.value)


@app.command()
def retry(service: Service, id: Id, by: By, why: Why, home: Folder = HOME) -> None:
    """Have it tried again now."""
    there, events = _at(service, home)
    there.do(lambda tx: events.retry(tx.connection, id, by=by, why=why))
    console.print(f"{id} will be tried again.")


@app.command()
def edit(
    service: Service,
    id: Id,
    by: By,
    why: Why,
    value: Annotated[
        Path, typer.Option(help="A file with it; /dev/stdin is what is piped in.", exists=True, dir_okay=False)
    ],
    home: Folder = HOME,
) -> None:
    """Put another value in its place and have it tried again; what was there is kept."""
    there, events = _at(service, home)
    fresh = value.read_bytes()
    there.do(lambda tx: events.edit(tx.connection, id, fresh, by=by, why=why))
    console.print(f"{id} has a new value and will be tried again.")


@app.command()
def drop(service: Service, id: Id, by: By, why: Why, home: Folder = HOME) -> None:
    """Give it up; the events behind it go on. What it was is kept with who and why."""
    there, events = _at(service, home)
    there.do(lambda tx: events.drop(tx.connection, id, by=by, why=why))
    console.print(f"{id} is given up.")


def republish(service: Service, home: Folder = HOME) -> None:
    """Have all that the service keeps published again, in order; who heard it before takes no notice."""
    reach(service, home).do(lambda tx: mark_for_republishing(tx.connection))
    console.print(f"{service} publishes again what it keeps.")


def _at(service: str, folder: Path) -> tuple[Reached, Parking]:
    reached = reach(service, folder)
    return reached, parking(service, reached.seal("parked"))


def parking(service: str, seal: Seal | None = None) -> Parking:
    """A service's parked events as an operator meets them: when they are tried is the service's own affair."""
    return Parking(service, Retries(tries=1, first=timedelta(), longest=timedelta()), seal)


def _type(p: Parked) -> str:
    return _plain(p.delivery.envelope.type) if p.delivery.envelope else "(unreadable)"


def _value(octets: bytes | None) -> str:
    """JSON laid out where it is JSON."""
    try:
        return json.dumps(json.loads(octets or b""), indent=2)
    except (ValueError, RecursionError):
        return _plain(octets)


def _plain(text: bytes | str | None) -> str:
    if text is None:
        return "(none)"
    return plain(text.decode(errors="backslashreplace") if isinstance(text, bytes) else text)
