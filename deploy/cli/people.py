"""gerai person: how people can be reached, and who holds which function in a city."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import asyncpg
import typer

from deploy.cli.screen import HOME, Folder, console, fail, running
from services.registration import domain, store
from shared import database
from shared.clock import Clock
from shared.errors import Refused
from shared.events.registration import FunctionAssigned
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.functions import FUNCTIONS
from shared.sealing import Seal

app = typer.Typer(no_args_is_help=True, help="People: how they are reached, and what they may do.")
Subject = Annotated[str, typer.Argument(help="Who, as the sign-in provider names them (sub).", show_default=False)]
Function = Annotated[str, typer.Argument(help=f"One of: {', '.join(FUNCTIONS)}.", show_default=False)]
City = Annotated[str, typer.Option(help="The city's code.", show_default=False)]
Scope = Annotated[str | None, typer.Option(help="The business (its id) or retailer (its code) that it is about.")]
T = TypeVar("T")


@app.command()
def add(
    subject: Subject,
    city: City,
    name: Annotated[str, typer.Option(show_default=False)],
    email: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option()] = None,
    language: Annotated[str, typer.Option(help="Of messages: id or en.")] = "id",
    home: Folder = HOME,
) -> None:
    """Say how a person can be reached, or replace what was said, and announce it."""
    place, _ = running(home)
    seal = Seal.from_text(place.secrets().keys["registration/field"])

    async def work(tx: Transaction) -> str:
        written = domain.Contact(
            city=city, subject=subject, name=name, email=email, phone=phone, language=language, changed_at=tx.now
        )
        known = await assignments.find_city(tx.connection, city)
        contact, changed = domain.change_contact(written, city=known)
        await store.save_contact(tx.connection, contact, seal)
        await tx.publish(changed)
        return contact.subject

    console.print(f"How to reach {_do(home, city, work)} is saved and will be announced.", markup=False)


@app.command()
def assign(
    subject: Subject,
    function: Function,
    city: City,
    scope: Scope = None,
    title: Annotated[str | None, typer.Option(help="How the holder signs, where that is not the usual title.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day in the city; without it, from now on.")
    ] = None,
    home: Folder = HOME,
) -> None:
    """Let a person hold a function in a city, and announce it."""

    async def work(tx: Transaction) -> FunctionAssigned:
        known = domain.require_city(await assignments.find_city(tx.connection, city))
        begins = since.replace(tzinfo=ZoneInfo(known.time_zone)) if since else None
        appointment = domain.Appointment(subject=subject, function=function, scope=scope, title=title, since=begins)
        assigned = domain.assign_function(
            appointment,
            assignment_id=tx.ids(),
            city=known,
            business_city=await store.find_business_city(tx.connection, domain.business_of(appointment)),
            at=tx.now,
        )
        await assignments.record(tx.connection, assigned)
        await tx.publish(assigned)
        return assigned

    assigned = _do(home, city, work)
    console.print(f"{assigned.subject} is {_called(assigned)} since {assigned.since:%d %B %Y %H:%M %Z}.", markup=False)


@app.command()
def end(subject: Subject, function: Function, city: City, scope: Scope = None, home: Folder = HOME) -> None:
    """Let a person's function in a city end now, and announce it."""

    async def work(tx: Transaction) -> Sequence[FunctionAssigned]:
        held = await store.list_held(tx.connection, [subject], tx.now)
        of_city = [a for a in held if (a.city, a.function) == (city, function) and scope in (None, a.scope)]
        for_what = sorted({a.scope or "" for a in of_city})
        if len(for_what) > 1:
            fail(f"{subject} is {function} for {', '.join(for_what)}. Say which with --scope.")
        for assigned in of_city:
            ended = domain.end_function(await store.lock_assignment(tx.connection, assigned.assignment_id), at=tx.now)
            await assignments.record(tx.connection, ended)
            await tx.publish(ended)
        return of_city

    ended = _do(home, city, work)
    if not ended:
        fail(f"{subject} does not hold {function} in {city}.")
    console.print(f"{subject} is {_called(ended[0])} no longer.", markup=False)


def _called(assigned: FunctionAssigned) -> str:
    scope = f" for {assigned.scope}" if assigned.scope else ""
    return f"{assigned.title or FUNCTIONS[assigned.function]} ({assigned.function}{scope}) in {assigned.city}"


def _do(folder: Path, city: str, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Run this in one transaction of registration that may see the city; what goes wrong is said in a sentence."""
    place, state = running(folder)

    async def run() -> T:
        pool = await database.open_pool(place.dsn("registration", state.postgres_port), size=1)
        try:
            async with transaction.begin(
                pool,
                source=transaction.source_of("registration"),
                clock=Clock(place.clock),
                cities=frozenset({city}),
            ) as tx:
                return await work(tx)
        finally:
            await pool.close()

    try:
        return asyncio.run(run())
    except Refused as refused:
        fail(refused.texts["en"])
    except (*database.LOST, asyncpg.PostgresError) as error:
        fail(f"The database did not do it: {error or type(error).__name__}")
