"""The cities and assignments that a service knows: registration's own, everywhere else a copy."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from shared.errors import NotFound
from shared.events.registration import CityConfigured, FunctionAssigned, FunctionEnded
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people.functions import usual_title


@dataclass(frozen=True, slots=True)
class Assignment:
    """A function that a person holds in a city, perhaps for one business or retailer alone."""

    id: UUID
    city: str
    subject: str
    function: str
    scope: str | None
    since: datetime
    until: datetime | None = None
    title: str | None = None
    """How the holder signs, where that is not the function's usual title."""
    ended: bool = False
    """Whether it was ended: an end that it was given with leaves this open."""

    def signs_as(self, city: CityConfigured | None) -> str:
        """Penjabat Wali Kota, Kepala Bagian Hukum, ...: in the words of its city, where those are known."""
        return self.title or usual_title(city, self.function)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, with what they may do at this moment."""

    subject: str
    assignments: tuple[Assignment, ...] = ()

    @property
    def cities(self) -> frozenset[str]:
        """The cities whose things this person may meet at all."""
        return frozenset(a.city for a in self.assignments)

    def cities_with(self, *functions: str, city: str | None = None) -> list[str]:
        """Where the person has one of these functions. Raises NotFound where that is not so in the city asked for."""
        found = {a.city for a in self.assignments if a.function in functions and city in (None, a.city)}
        if city is not None and not found:
            raise NotFound(f"city {city}")
        return sorted(found)

    def holds(self, *functions: str, city: str | None = None, scope: str | None = None) -> bool:
        """Whether the person has one of these functions, in this city, for this business or retailer."""
        return self.find(*functions, city=city, scope=scope) is not None

    def find(self, *functions: str, city: str | None = None, scope: str | None = None) -> Assignment | None:
        """By which assignment the person has one of these functions, the first in the order named."""
        return next(
            (
                a
                for function in functions
                for a in self.assignments
                if a.function == function and city in (None, a.city) and scope in (None, a.scope)
            ),
            None,
        )


def follow(on: Subscriptions) -> None:
    """Have a service keep its copy of cities and assignments."""

    @on(CityConfigured)
    async def copy_cities(cities: Sequence[CityConfigured], tx: Transaction) -> None:
        for city in cities:
            await save_city(tx.connection, city)

    @on(FunctionAssigned)
    async def copy_assignments(assigned: Sequence[FunctionAssigned], tx: Transaction) -> None:
        await save(tx.connection, [_assignment(event) for event in assigned])

    @on(FunctionEnded)
    async def end_assignments(ended: Sequence[FunctionEnded], tx: Transaction) -> None:
        await save(tx.connection, [_assignment(event) for event in ended])


def _assignment(event: FunctionAssigned | FunctionEnded) -> Assignment:
    return Assignment(
        event.assignment_id,
        event.city,
        event.subject,
        event.function,
        event.scope,
        event.since,
        event.until,
        event.title,
        isinstance(event, FunctionEnded),
    )


async def find_city(connection: Connection, code: str) -> CityConfigured | None:
    """A city by its code."""
    row = await connection.fetchrow(f"{_CITY} WHERE code = $1", code)
    return _to_city(row) if row else None


async def save_city(connection: Connection, city: CityConfigured) -> None:
    """Add a city or replace its configuration."""
    await connection.execute(
        """
        INSERT INTO cities (code, name, region_code, time_zone, offices, colour, districts)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, region_code = excluded.region_code, time_zone = excluded.time_zone,
            offices = excluded.offices, colour = excluded.colour, districts = excluded.districts
        """,
        city.city,
        city.name,
        city.region_code,
        city.time_zone,
        json.dumps([office.model_dump() for office in city.offices]),
        city.colour,
        json.dumps([district.model_dump() for district in city.districts]),
    )


async def save(connection: Connection, assignments: Sequence[Assignment]) -> None:
    """Add assignments, or give them the end that they have got; of one id the last counts, and ended stays ended."""
    last = {a.id: a for a in assignments}.values()
    await connection.execute(
        """
        INSERT INTO assignments (id, city, subject, function, scope, since, until, title, ended)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[],
                             $6::timestamptz[], $7::timestamptz[], $8::text[], $9::boolean[])
        ON CONFLICT (id) DO UPDATE SET until = excluded.until, ended = assignments.ended OR excluded.ended
        """,
        [a.id for a in last],
        [a.city for a in last],
        [a.subject for a in last],
        [a.function for a in last],
        [a.scope for a in last],
        [a.since for a in last],
        [a.until for a in last],
        [a.title for a in last],
        [a.ended for a in last],
    )


async def record(connection: Connection, *changes: FunctionAssigned | FunctionEnded | None) -> None:
    """Let functions begin or end, where registration itself announces it."""
    await save(connection, [_assignment(change) for change in changes if change is not None])


async def list_holders(
    connection: Connection, functions: Sequence[str], city: str, at: datetime, *, scope: str | None = None
) -> list[Assignment]:
    """Who holds one of these functions in a city at a moment; with a scope, for this business or retailer."""
    rows = await connection.fetch(
        f"""
        {_ASSIGNMENT}
        WHERE function = ANY ($1::text[]) AND city = $2 AND since <= $3 AND (until IS NULL OR until > $3)
          AND ($4::text IS NULL OR scope = $4)
        ORDER BY since, id
        """,
        functions,
        city,
        at,
        scope,
    )
    return [_to_assignment(row) for row in rows]


async def list_cities(connection: Connection) -> dict[str, CityConfigured]:
    """All cities that the service knows, by code."""
    rows = await connection.fetch(f"{_CITY} ORDER BY code")
    return {row["code"]: _to_city(row) for row in rows}


async def get_person(connection: Connection, subject: str, at: datetime) -> Person:
    """A signed-in person with the functions that they hold at this moment, in whichever city; from here on the
    transaction meets those cities and no others."""
    rows = await connection.fetch(
        "SELECT id, city, subject, function, scope, since, until, title, ended FROM enter_as($1, $2)", subject, at
    )
    return to_person(subject, rows)


def to_person(subject: str, rows: Iterable[Record]) -> Person:
    """A person, from rows that `enter_as` gave."""
    return Person(subject, tuple(map(_to_assignment, rows)))


_CITY = "SELECT code, name, region_code, time_zone, offices, colour, districts FROM cities"
_ASSIGNMENT = "SELECT id, city, subject, function, scope, since, until, title, ended FROM assignments"


def _to_assignment(row: Record) -> Assignment:
    return Assignment(
        row["id"],
        row["city"],
        row["subject"],
        row["function"],
        row["scope"],
        row["since"],
        row["until"],
        row["title"],
        row["ended"],
    )


def _to_city(row: Record) -> CityConfigured:
    return CityConfigured(
        city=row["code"],
        name=row["name"],
        region_code=row["region_code"],
        time_zone=row["time_zone"],
        offices=json.loads(row["offices"]),
        colour=row["colour"],
        districts=json.loads(row["districts"]),
    )
