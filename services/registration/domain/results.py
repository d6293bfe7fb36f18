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


def lapse_results(lapsed: Sequence[ConditionLapsed], *, at: datetime) -> list[Result]:
    """The results of revisions that have passed no longer."""
    last = {(event.product_id, event.revision): event for event in lapsed}
    return [
        Result(
            product_id=event.product_id,
            revision=event.revision,
            city=event.city,
            outcome=LAPSED,
            conditions=(event.condition,),
            heard_at=at,
        )
        for event in last.values()
    ]
