"""The SQL of the lists that people work through: memoranda, offers and agreements by what is urgent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

from asyncpg import Connection

from services.agreements.domain import Mou, Offer, Pks
from services.agreements.store.mous import list_these_mous
from services.agreements.store.offers import list_these_offers
from services.agreements.store.pks import list_these_pks
from services.agreements.store.sight import Sight
from shared.events.agreements import NEVER_IN_FORCE
from shared.lists import NOWHERE, Place, contains

AWAITED = "menunggu"
BASIS_LOST = "basis-lost"
_CANCELLED = "('" + "', '".join(NEVER_IN_FORCE) + "')"


class _Thing(Protocol):
    @property
    def id(self) -> UUID: ...


Thing = TypeVar("Thing", bound=_Thing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for. `state` is a status, or cancelled for what ended and was never in force; of memoranda
    and offers also menunggu, for what somebody has to do something about, of agreements basis-lost, for what is in
    force though what it stood on has gone."""

    sight: Sight
    state: str | None = None
    retailer: str | None = None
    search: str = ""


async def list_mou_board(
    connection: Connection, wanted: Wanted, *, after: Place | None = None, limit: int
) -> list[tuple[Place, Mou]]:
    """Memoranda: what is being drafted, agreed or signed by the age of its version, then what is signed by its last
    day, then what has ended."""
    places = await _list_places(connection, _MOUS, wanted, after, limit)
    return _at(places, await list_these_mous(connection, [place.id for place in places]))


async def list_offer_board(
    connection: Connection, wanted: Wanted, *, after: Place | None = None, limit: int
) -> list[tuple[Place, Offer]]:
    """Offers: overdue ones by their last day, then those that wait for an answer, then accepted ones, then others."""
    places = await _list_places(connection, _OFFERS, wanted, after, limit)
    return _at(places, await list_these_offers(connection, [place.id for place in places]))


async def list_pks_board(
    connection: Connection, wanted: Wanted, *, after: Place | None = None, limit: int
) -> list[tuple[Place, Pks]]:
    """Agreements: what waits for a signature by its age, then what is in force by its last day, then what has ended."""
    places = await _list_places(connection, _PKS, wanted, after, limit)
    return _at(places, await list_these_pks(connection, [place.id for place in places]))


async def _list_places(
    connection: Connection, ranked: str, wanted: Wanted, after: Place | None, limit: int
) -> list[Place]:
    rows = await connection.fetch(
        f"""
        SELECT r.rank, r.at, r.id FROM ({ranked}) AS r
        WHERE ($5::text IS NULL OR $5 = ANY (r.states))
          AND ($6::text IS NULL OR $6 = ANY (r.named)) AND ($7 = '' OR r.title ILIKE $7)
          AND ($8::integer IS NULL OR (r.rank, r.at, r.id) > ($8, $9::timestamptz, $10::uuid))
        ORDER BY r.rank, r.at, r.id
        LIMIT $11
        """,  # noqa: S608 — of the texts below
        *wanted.sight.columns,
        wanted.state,
        wanted.retailer,
        contains(wanted.search),
        *(after.columns if after else NOWHERE),
        limit,
    )
    return [Place(row["rank"], row["at"], row["id"]) for row in rows]


def _at(places: Iterable[Place], things: Iterable[Thing]) -> list[tuple[Place, Thing]]:
    found = {thing.id: thing for thing in things}
    return [(place, found[place.id]) for place in places]


_MOUS = f"""
            SELECT m.id, ARRAY[CASE WHEN m.how IN {_CANCELLED} THEN 'cancelled' ELSE m.status END,
                               CASE WHEN m.status IN ('draft', 'agreed') THEN '{AWAITED}' END] AS states,
                   m.retailers AS named, m.title,
                   CASE WHEN m.status IN ('draft', 'agreed') THEN 0 WHEN m.status = 'ended' THEN 2 ELSE 1 END AS rank,
                   CASE WHEN m.status IN ('draft', 'agreed') THEN v.drafted_at
                        ELSE coalesce(m.ended_at, m.until::timestamp AT TIME ZONE 'UTC') END AS at
            FROM mous m JOIN mou_versions v ON v.mou_id = m.id AND v.number = m.version
            WHERE m.city = ANY ($1::text[])
              AND (m.city = ANY ($2::text[])
                   OR EXISTS (SELECT FROM unnest(m.retailers) AS code WHERE m.city || '/' || code = ANY ($3::text[])))
              AND $4::text[] IS NOT NULL"""  # noqa: S608 — of the codes above
_OFFERS = f"""
            SELECT o.id, ARRAY[o.status, CASE WHEN o.status IN ('open', 'sample-asked', 'overdue')
                                              THEN '{AWAITED}' END] AS states,
                   ARRAY[o.retailer] AS named, concat(o.facts ->> 'name', ' ', b.name) AS title,
                   CASE o.status WHEN 'overdue' THEN 0 WHEN 'open' THEN 1 WHEN 'sample-asked' THEN 1
                                 WHEN 'accepted' THEN 2 ELSE 3 END AS rank,
                   CASE WHEN o.status = 'accepted' THEN o.answered_at
                        WHEN o.status IN ('open', 'sample-asked', 'overdue')
                        THEN o.answer_due::timestamp AT TIME ZONE 'UTC' ELSE o.offered_at END AS at
            FROM offers o LEFT JOIN businesses b ON b.id = o.business_id
            WHERE o.city = ANY ($1::text[])
              AND (o.city = ANY ($2::text[]) OR o.city || '/' || o.retailer = ANY ($3::text[])
                   OR o.city || '/' || o.business_id = ANY ($4::text[]))"""  # noqa: S608 — of the codes above
_PKS = f"""
            SELECT p.id, ARRAY[CASE WHEN p.how IN {_CANCELLED} THEN 'cancelled' ELSE p.status END,
                               CASE WHEN p.status = 'signed' AND p.lost <> '{{}}' THEN '{BASIS_LOST}' END] AS states,
                   ARRAY[p.retailer] AS named, concat(p.product_name, ' ', b.name) AS title,
                   CASE p.status WHEN 'draft' THEN 0 WHEN 'signed' THEN 1 ELSE 2 END AS rank,
                   CASE p.status WHEN 'draft' THEN p.drafted_at
                                 WHEN 'signed' THEN p.until::timestamp AT TIME ZONE 'UTC' ELSE p.ended_at END AS at
            FROM pks p LEFT JOIN businesses b ON b.id = p.business_id
            WHERE p.city = ANY ($1::text[])
              AND (p.city = ANY ($2::text[]) OR p.city || '/' || p.retailer = ANY ($3::text[])
                   OR p.city || '/' || p.business_id = ANY ($4::text[]))"""  # noqa: S608 — of the codes above
