"""gerai parked and gerai republish: what an operator decides about events."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from deploy.operator.reach import Reached, reach
from deploy.operator.screen import HOME, Folder, console, fail, plain, table
from shared.messaging.decisions import Choice, Decisions
from shared.messaging.parking import Parked
from shared.messaging.progress import mark_for_republishing

app = typer.Typer(no_args_is_help=True, help="Events that could not be handled: see them, and decide.")
Service = Annotated[str, typer.Argument(help="Whose events: registration, curation, ...", show_default=False)]
Id = Annotated[int, typer.Argument(help="The number that `list` shows.", show_default=False)]
Ids = Annotated[list[int] | None, typer.Argument(help="The numbers that `list` shows.", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="All that are parked.")]
By = Annotated[str, typer.Option(help="Who decides; it is kept.", show_default=False)]
Why = Annotated[str, typer.Option(help="Why; it is kept.", show_default=False)]

State = Annotated[str | None, typer.Option(help="Only waiting, behind or stopped ones.", show_default=False)]
Reason = Annotated[str | None, typer.Option(help="Only those parked for this reason.", show_default=False)]
Type = Annotated[str | None, typer.Option(help="Only those of this type.", show_default=False)]
Lane = Annotated[str | None, typer.Option(help="Only lanes that begin so: a topic, or topic/key.", show_default=False)]


@app.command("list")
def list_(
    service: Service,
    home: Folder = HOME,
    state: State = None,
    reason: Reason = None,
    type: Type = None,
    lane: Lane = None,
    after: Annotated[int, typer.Option(help="Begin behind this number.")] = 0,
    limit: Annotated[int, typer.Option(min=1)] = 100,
) -> None:
    """What stands parked, oldest first."""
    there, events = _at(service, home)
    choice = Choice(None, state, reason, type, lane)
    found = there.do(lambda tx: events.list_parked(tx.connection, choice, after=after, limit=limit + 1))
    if not found:
        console.print(f"Nothing {'like that ' if choice != Choice() or after else ''}is parked in {service}.")
        return
    shown = table("id", "state", "tries", "type", "lane", "reason")
    for p in found[:limit]:
        why = _plain(f"{p.reason}: {p.detail}" if p.detail else p.reason)
        shown.add_row(str(p.id), p.state, str(p.tries), _type(p), _plain(p.lane or ""), why[:200])
    console.print(shown, markup=False)
    if len(found) > limit:
        console.print(f"There are more: --after {found[limit - 1].id}")


@app.command()
def groups(
    service: Service,
    home: Folder = HOME,
    state: State = None,
    reason: Reason = None,
    type: Type = None,
    lane: Lane = None,
) -> None:
    """How many are parked for what, the most first."""
    there, events = _at(service, home)
    found = there.do(lambda tx: events.list_groups(tx.connection, Choice(None, state, reason, type, lane)))
    shown = table("events", "lanes", "state", "reason", "type", "first", "since")
    for g in found:
        since = g.since.isoformat(sep=" ", timespec="seconds")
        counts = (str(g.events), str(g.lanes))
        shown.add_row(*counts, g.state, g.reason, _plain(g.type or "(unreadable)"), str(g.first_id), since)
    console.print(shown if found else f"Nothing like that is parked in {service}.", markup=False)


@app.command()
def show(
    service: Service,
    id: Id,
    home: Folder = HOME,
    reveal: Annotated[bool, typer.Option("--reveal", help="Personal data too.")] = False,
    raw: Annotated[bool, typer.Option("--raw", help="Its value alone, byte for byte, as `edit` takes it.")] = False,
) -> None:
    """One parked event, its headers beside its value."""
    there, events = _at(service, home)
    parked = there.do(lambda tx: events.get(tx.connection, id))
    hidden = parked.sealed and not reveal
    if raw and hidden:
        fail("It holds personal data; --reveal gives it out.")
    if raw:
        sys.stdout.buffer.write(parked.delivery.value or b"")
        return
    typer.echo("\n".join(_describe(parked)))
    headers = [f"{_plain(name)}: {_plain(value)}" for name, value in parked.delivery.headers]
    value = "(personal data; --reveal shows it, to all who see this screen too)" if hidden else _content(parked)
    if not console.is_terminal:
        typer.echo("\n".join([*headers, "", value]))
        return
    sides = Table.grid(padding=(1, 4, 0, 0))
    sides.add_row(Text("\n".join(headers), overflow="fold"), Text(value, overflow="fold"))
    console.print(sides)


def _describe(p: Parked) -> list[str]:
    d = p.delivery
    return [
        f"{_type(p)} {_plain(p.identity[1] or '')}",
        f"{p.state} after {p.tries} tries, {p.reason} {_plain(p.detail)}",
        f"{d.topic}[{d.partition}] at {d.offset}, key {_plain(d.key)}",
    ]


def _content(p: Parked) -> str:
    """The value, or why it cannot be had."""
    d = p.delivery
    return f"({d.unreadable})" if p.sealed and d.unreadable and d.value is None else _value(d.value)


@app.command()
def retry(
    service: Service,
    by: By,
    why: Why,
    ids: Ids = None,
    home: Folder = HOME,
    all: All = False,
    state: State = None,
    reason: Reason = None,
    type: Type = None,
    lane: Lane = None,
) -> None:
    """Have them tried again now, each key's in order; what stands behind another follows it."""
    there, events = _at(service, home)
    choice = _choice(ids, Choice(None, state, reason, type, lane), all)
    count = there.do(lambda tx: events.retry(tx.connection, choice, by=by, why=why))
    console.print(f"{count} will be tried again, and what stands behind.")


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
def drop(
    service: Service,
    by: By,
    why: Why,
    ids: Ids = None,
    home: Folder = HOME,
    all: All = False,
    state: State = None,
    reason: Reason = None,
    type: Type = None,
    lane: Lane = None,
) -> None:
    """Give them up; the events behind them go on. What they were is kept with who and why."""
    there, events = _at(service, home)
    choice = _choice(ids, Choice(None, state, reason, type, lane), all)
    count = there.do(lambda tx: events.drop(tx.connection, choice, by=by, why=why))
    console.print(f"{count} given up.")


@app.command()
def decided(service: Service, home: Folder = HOME, limit: Annotated[int, typer.Option(min=1)] = 100) -> None:
    """What was decided about parked events, by whom and why, newest first."""
    there, events = _at(service, home)
    found = there.do(lambda tx: events.list_decisions(tx.connection, limit=limit))
    shown = table("at", "id", "decision", "by", "why", "event")
    for d in found:
        at = d.at.isoformat(sep=" ", timespec="seconds")
        shown.add_row(at, str(d.parked_id), d.decision, _plain(d.by), _plain(d.why), _plain(d.event_id))
    console.print(shown if found else f"Nothing was decided in {service}.", markup=False)


def republish(service: Service, home: Folder = HOME) -> None:
    """Have all that the service keeps published again, in order; who heard it before takes no notice."""
    reach(service, home).do(lambda tx: mark_for_republishing(tx.connection))
    console.print(f"{service} publishes again what it keeps.")


def _at(service: str, folder: Path) -> tuple[Reached, Decisions]:
    reached = reach(service, folder)
    return reached, Decisions(service, reached.seal("parked"))


def _choice(ids: list[int] | None, filters: Choice, all: bool) -> Choice:
    """What is meant; ends the command where nothing is said, or the same thing twice."""
    if [bool(ids), filters != Choice(), all].count(True) != 1:
        fail("Say which: by their numbers, by --state, --reason, --type or --lane, or --all.")
    return Choice(ids) if ids else filters


def _type(p: Parked) -> str:
    return _plain(p.delivery.envelope.type) if p.delivery.envelope else "(unreadable)"


def _value(octets: bytes | None) -> str:
    """JSON laid out where it is JSON."""
    try:
        return json.dumps(json.loads(octets or b""), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _plain(octets)


def _plain(text: bytes | str | None) -> str:
    if text is None:
        return "(none)"
    return plain(text.decode(errors="backslashreplace") if isinstance(text, bytes) else text)
