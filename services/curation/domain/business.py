"""What curation knows of the business behind a product: a copy of what registration announced, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events.registration import BusinessChanged, BusinessRegistered, ConsentWithdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business that has a product here, or will have. After its consent has ended only id and city are left."""

    id: UUID
    city: str
    name: str | None = None
    nib: str | None = None
    scale: str | None = None
    """mikro, kecil or menengah; which duties a product has may depend on it."""
    forgotten_at: datetime | None = None


def copy_businesses(
    known: Mapping[UUID, Business], facts: Sequence[BusinessRegistered | BusinessChanged]
) -> list[Business]:
    """What there is to know of these businesses now, the last word on each; a forgotten one stays forgotten."""
    return [
        Business(
            id=said.business_id,
            city=said.city,
            name=said.name,
            nib=said.nib,
            scale=said.scale,
        )
        for said in {each.business_id: each for each in facts}.values()
        if said.business_id not in known or known[said.business_id].forgotten_at is None
    ]


def forget_businesses(withdrawals: Sequence[ConsentWithdrawn]) -> list[Business]:
    """All that may be kept of businesses whose consent has ended (UU 27/2022); also of one not heard of before.

    Their products are withdrawn by announcements of their own.
    """
    return [
        Business(id=said.business_id, city=said.city, forgotten_at=said.withdrawn_at)
        for said in {each.business_id: each for each in withdrawals}.values()
    ]
