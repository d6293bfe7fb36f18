"""gerai person: how people can be reached, and who holds which function in a city.

The operator does what an admin of the city may, by the same routes and so by the same rules. That is how a city gets
its first admin.
"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from deploy.operator.reach import reach
from deploy.operator.screen import HOME, Folder, console, fail
from shared.events.registration import FunctionAssigned, FunctionEnded
from shared.forms import NothingForm
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Assignment, Person
from shared.people.functions import ADMIN, FUNCTIONS

app = typer.Typer(no_args_is_help=True, help="People: how they are reached, and what they may do.")
Subject = Annotated[str, typer.Argument(help="Who, as the sign-in provider names them (sub).", show_default=False)]
Function = Annotated[str, typer.Argument(help=f"One of: {', '.join(FUNCTIONS)}.", show_default=False)]
City = Annotated[str, typer.Option(help="The city's code.", show_default=False)]
Scope = Annotated[str | None, typer.Option(help="The business (its id) or retailer (its code) that it is about.")]


@app.command()
def add(
    subject: Subject,
    city: City,
    name: Annotated[str, typer.Option(prompt="Name", show_default=False)],
    email: Annotated[str, typer.Option(prompt="E-mail, or nothing", show_default=False)] = "",
    phone: Annotated[str, typer.Option(prompt="Phone, or nothing", show_default=False)] = "",
    language: Annotated[str, typer.Option(help="Of messages: id or en.")] = "id",
    home: Folder = HOME,
) -> None:
    """Say how a person can be reached, or replace what was said, and announce it.

    What is not given is asked for: what stands in a command is seen by everybody on the machine.
    """
    from services.registration.forms import ContactForm
    from services.registration.routes import contacts

    registration = reach("registration", home)
    seal = registration.seal("field")

    async def work(tx: Transaction) -> str:
        form = ContactForm(subject=subject, city=city, name=name, email=email, phone=phone, language=language)
        return str((await contacts.change_contact(form, tx, _operator(city), seal))["subject"])

    reached = registration.do(work, cities=frozenset({city}))
    console.print(f"How to reach {reached} is saved and will be announced.", markup=False)


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
    from services.registration import domain, store
    from services.registration.forms import AssignmentForm
    from services.registration.routes import functions

    async def work(tx: Transaction) -> FunctionAssigned | FunctionEnded:
        known = domain.require_city(await assignments.find_city(tx.connection, city))
        begins = since.replace(tzinfo=ZoneInfo(known.time_zone)) if since else None
        form = AssignmentForm(subject=subject, function=function, city=city, scope=scope, title=title, since=begins)
        given = await functions.assign_function(form, tx, _operator(city))
        return await store.lock_assignment(tx.connection, given["assignment_id"])

    assigned = reach("registration", home).do(work, cities=frozenset({city}))
    console.print(f"{assigned.subject} is {_called(assigned)} since {assigned.since:%d %B %Y %H:%M %Z}.", markup=False)


@app.command()
def end(subject: Subject, function: Function, city: City, scope: Scope = None, home: Folder = HOME) -> None:
    """Let a person's function in a city end now, and announce it."""
    from services.registration import store
    from services.registration.routes import functions

    async def work(tx: Transaction) -> list[FunctionAssigned]:
        held = await store.list_held(tx.connection, [subject], tx.now)
        of_city = [a for a in held if (a.city, a.function) == (city, function) and scope in (None, a.scope)]
        for_what = sorted({a.scope or "" for a in of_city})
        if len(for_what) > 1:
            fail(f"{subject} is {function} for {', '.join(for_what)}. Say which with --scope.")
        for assigned in of_city:
            await functions.end_function(assigned.assignment_id, NothingForm(), tx, _operator(city))
        return of_city

    ended = reach("registration", home).do(work, cities=frozenset({city}))
    if not ended:
        fail(f"{subject} does not hold {function} in {city}.")
    console.print(f"{subject} is {_called(ended[0])} no longer.", markup=False)


def _operator(city: str) -> Person:
    """Nobody whom a sign-in provider could name, with the rights of the city's admin."""
    return Person("", (Assignment(UUID(int=0), city, "", ADMIN, scope=None, since=datetime.min.replace(tzinfo=UTC)),))


def _called(assigned: FunctionAssigned | FunctionEnded) -> str:
    scope = f" for {assigned.scope}" if assigned.scope else ""
    return f"{assigned.title or FUNCTIONS[assigned.function]} ({assigned.function}{scope}) in {assigned.city}"
