"""What the departments said of a product's revisions, as curation tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.curation import Condition, ConditionLapsed, Correction, ProductCurated

LAPSED = "syarat-gugur"
"""What has become of a revision that passed on a condition that was not met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Of one revision. `outcome` is one of curation's, or `LAPSED`."""

    product_id: UUID
    revision: int
    city: str
    outcome: str
    corrections: tuple[Correction, ...] = ()
    conditions: tuple[Condition, ...] = ()
    reason: str | None = None
    heard_at: datetime


def keep_results(curated: Sequence[ProductCurated], *, at: datetime) -> list[Result]:
    """The results as they stand after these; of one revision the last counts."""
    last = {(event.product_id, event.revision): event for event in curated}
    return [
        Result(
            product_id=event.product_id,
            revision=event.revision,
            city=event.city,
            outcome=event.outcome,
            corrections=event.corrections,
            conditions=event.conditions,
            reason=event.reason,
            heard_at=at,
        )
        for event in last.values()
    ]


def lapse_results(known: Sequence[Result], lapsed: Sequence[ConditionLapsed], *, at: datetime) -> list[Result]:
    """The results of revisions that have passed no longer, with all conditions that lapsed: each is told alone."""
    before = {(result.product_id, result.revision): result for result in known if result.outcome == LAPSED}
    after: dict[tuple[UUID, int], Result] = {}
    for event in lapsed:
        key = (event.product_id, event.revision)
        told = after.get(key) or before.get(key)
        after[key] = Result(
            product_id=event.product_id,
            revision=event.revision,
            city=event.city,
            outcome=LAPSED,
            conditions=(*(told.conditions if told else ()), event.condition),
            heard_at=at,
        )
    return list(after.values())
