"""What the programme of a city has brought: how far products came, and what is on which shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Connection

from services.notifications.domain.journeys import STEPS, Mark
from shared.events.agreements import PKSEnded, PKSSigned
from shared.events.event import Event
from shared.events.registration import BusinessChanged, BusinessRegistered
from shared.lists import contains


async def save_marks(connection: Connection, marks: Sequence[Mark]) -> None:
    """Note how far products got; the earliest time of a step stays."""
    for step in STEPS:
        await connection.executemany(
            f"""
            INSERT INTO journeys AS j (product_id, city, business_id, category, {step}) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (product_id) DO UPDATE
            SET category = coalesce(excluded.category, j.category), {step} = least(j.{step}, excluded.{step})
            """,  # noqa: S608 — the steps stand in `domain.journeys`
            [
                (mark.product_id, mark.city, mark.business_id, mark.category, mark.at)
                for mark in sorted(marks, key=lambda mark: mark.product_id)
                if mark.step == step
            ],
        )


async def save_places(connection: Connection, heard: Sequence[tuple[Event, Any]]) -> None:
    """In which kecamatan businesses are, and what is sold where until when."""
    await connection.executemany(
        """
        INSERT INTO districts (business_id, city, code, registered_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (business_id) DO UPDATE
        SET code = excluded.code, registered_at = least(districts.registered_at, excluded.registered_at)
        """,
        [
            (event.business_id, event.city, event.district_code, at)
            for event, at in heard
            if isinstance(event, BusinessRegistered | BusinessChanged)
        ],
    )
    await connection.executemany(
        """
        INSERT INTO shelves (pks_id, city, product_id, business_id, retailer, stores, since, until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """,
        [
            (e.pks_id, e.city, e.product_id, e.business_id, e.retailer, e.terms.stores, e.terms.since, e.terms.until)
            for e, _ in heard
            if isinstance(e, PKSSigned)
        ],
    )
    ended = [event.pks_id for event, _ in heard if isinstance(event, PKSEnded)]
    await connection.execute("UPDATE shelves SET ended = true WHERE pks_id = ANY ($1::uuid[])", ended)


async def count_steps(connection: Connection, city: str, *, by: str | None = None) -> list[dict[str, Any]]:
    """How many products came how far and in how many days (median), of all, or `by` category or district."""
    group = {None: "''", "category": "coalesce(j.category, '')", "district": "coalesce(d.code, '')"}[by]
    rows = await connection.fetch(
        f"""
        SELECT {group} AS part, count(j.submitted_at) AS submitted, count(j.curated_at) AS curated,
               count(j.passed_at) AS passed, count(j.offered_at) AS offered, count(j.accepted_at) AS accepted,
               count(j.signed_at) AS signed,
               {_days("submitted_at", "curated_at")} AS days_to_result,
               {_days("passed_at", "offered_at")} AS days_to_offer,
               {_days("offered_at", "accepted_at")} AS days_to_answer,
               {_days("submitted_at", "signed_at")} AS days_in_all
        FROM journeys AS j LEFT JOIN districts AS d ON d.business_id = j.business_id
        WHERE j.city = $1
        GROUP BY 1
        ORDER BY submitted DESC, 1
        """,  # noqa: S608 — the groups stand above
        city,
    )
    return [dict(row) for row in rows]


async def count_businesses(connection: Connection, city: str) -> dict[str, int]:
    """How many businesses have registered, by kecamatan."""
    rows = await connection.fetch(
        "SELECT code, count(*) AS number FROM districts WHERE city = $1 GROUP BY code ORDER BY number DESC, code", city
    )
    return {row["code"]: row["number"] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedShelves:
    """What is looked for on the shelves of a city on a day; None: whatever there is."""

    city: str
    on: date
    search: str = ""
    retailer: str | None = None
    category: str | None = None
    district: str | None = None


async def list_shelves(
    connection: Connection, wanted: WantedShelves, *, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """What is sold, by whom and where. A business that may not be named is not there."""
    rows = await connection.fetch(
        f"""
        SELECT s.pks_id, p.name AS product, b.name AS business, j.category, s.retailer, s.stores, s.since
        {_ON_SHELF}
          AND ($3 = '' OR p.name ILIKE $3 OR b.name ILIKE $3)
          AND ($4::text IS NULL OR s.retailer = $4)
          AND ($5::text IS NULL OR j.category = $5)
          AND ($6::text IS NULL
               OR EXISTS (SELECT FROM districts AS d WHERE d.business_id = s.business_id AND d.code = $6))
          AND ($7::uuid IS NULL OR s.pks_id > $7)
        ORDER BY s.pks_id
        LIMIT $8
        """,  # noqa: S608
        wanted.city,
        wanted.on,
        contains(wanted.search),
        wanted.retailer,
        wanted.category,
        wanted.district,
        after,
        limit,
    )
    return [dict(row) for row in rows]


async def find_shelf_parts(connection: Connection, city: str, on: date) -> tuple[list[str], list[str]]:
    """Of which retailers and of which categories there is something on the shelves of a city on a day."""
    row = await connection.fetchrow(
        f"""
        SELECT coalesce(array_agg(DISTINCT s.retailer), '{{}}') AS retailers,
               coalesce(array_agg(DISTINCT j.category) FILTER (WHERE j.category IS NOT NULL), '{{}}') AS categories
        {_ON_SHELF}
        """,
        city,
        on,
    )
    return (row["retailers"], row["categories"]) if row else ([], [])


_ON_SHELF = """
        FROM shelves AS s
        JOIN names AS p ON p.id = s.product_id AND p.name IS NOT NULL
        JOIN names AS b ON b.id = s.business_id AND b.name IS NOT NULL
        LEFT JOIN journeys AS j ON j.product_id = s.product_id
        WHERE s.city = $1 AND NOT s.ended AND s.since <= $2 AND s.until >= $2"""


def _days(begin: str, end: str) -> str:
    return (
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM j.{end} - j.{begin}) / 86400)"
        f" FILTER (WHERE j.{end} >= j.{begin})"
    )
