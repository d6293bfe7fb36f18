"""The cities and assignments that a service knows: registration's own, everywhere else a copy."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection

from shared.events.registration import CityConfigured, FunctionAssigned, FunctionEnded
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction


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


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, with what they may do at this moment."""

    subject: str
    assignments: tuple[Assignment, ...] = ()

    @property
    def cities(self) -> frozenset[str]:
        """The cities whose things this person may meet at all."""
        return frozenset(a.city for a in self.assignments)

    def holds(self, *functions: str, city: str | None = None, scope: str | None = None) -> bool:
        """Whether the person has one of these functions, in this city, for this business or retailer."""
        return any(
            a.function in functions and city in (None, a.city) and (a.scope is None or scope in (None, a.scope))
            for a in self.assignments
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
        event.assignment_id, event.city, event.subject, event.function, event.scope, event.since, event.until
    )


async def find_city(connection: Connection, code: str) -> CityConfigured | None:
    """A city by its code."""
    row = await connection.fetchrow(
        "SELECT code, name, region_code, time_zone, offices FROM cities WHERE code = $1", code
    )
    if row is None:
        return None
    return CityConfigured(
        city=row["code"],
        name=row["name"],
        region_code=row["region_code"],
        time_zone=row["time_zone"],
        offices=json.loads(row["offices"]),
    )


async def save_city(connection: Connection, city: CityConfigured) -> None:
    """Add a city or replace its configuration."""
    await connection.execute(
        """
        INSERT INTO cities (code, name, region_code, time_zone, offices) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code) DO UPDATE
        SET name = excluded.name, region_code = excluded.region_code,
            time_zone = excluded.time_zone, offices = excluded.offices
        """,
        city.city,
        city.name,
        city.region_code,
        city.time_zone,
        json.dumps([office.model_dump() for office in city.offices]),
    )


async def save(connection: Connection, assignments: Sequence[Assignment]) -> None:
    """Add assignments, or give them the end that they have got; of one id the last counts."""
    last = {a.id: a for a in assignments}.values()
    await connection.execute(
        """
        INSERT INTO assignments (id, city, subject, function, scope, since, until)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[],
                             $6::timestamptz[], $7::timestamptz[])
        ON CONFLICT (id) DO UPDATE SET until = excluded.until
        """,
        [a.id for a in last],
        [a.city for a in last],
        [a.subject for a in last],
        [a.function for a in last],
        [a.scope for a in last],
        [a.since for a in last],
        [a.until for a in last],
    )


async def assign(connection: Connection, assigned: FunctionAssigned | None) -> None:
    """Let a function begin, where registration itself announces it."""
    if assigned is not None:
        await save(connection, [_assignment(assigned)])


async def get_person(connection: Connection, subject: str, at: datetime) -> Person:
    """A signed-in person with the functions that they hold at this moment."""
    rows = await connection.fetch(
        """
        SELECT id, city, subject, function, scope, since, until FROM assignments
        WHERE subject = $1 AND since <= $2 AND (until IS NULL OR until > $2)
        """,
        subject,
        at,
    )
    return Person(subject, tuple(Assignment(**dict(row)) for row in rows))
