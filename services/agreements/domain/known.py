"""What a decision knows, and what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.agreements.domain.mou import Mou
from services.agreements.domain.offers import Offer
from services.agreements.domain.pks import Pks
from services.agreements.domain.products import Business, Product
from shared.events.event import Event
from shared.events.registration import CityConfigured


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read, and is held, before deciding what follows from a change."""

    cities: Mapping[str, CityConfigured] = field(default_factory=dict)
    businesses: Mapping[UUID, Business] = field(default_factory=dict)
    products: Mapping[UUID, Product] = field(default_factory=dict)
    mous: Sequence[Mou] = ()
    """Those in force."""
    offers: Sequence[Offer] = ()
    """All there are of these products (or under these memoranda)."""
    agreements: Sequence[Pks] = ()
    """Those of them that have not ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is to be saved, and what is to be told."""

    businesses: Sequence[Business] = ()
    products: Sequence[Product] = ()
    mous: Sequence[Mou] = ()
    made: Sequence[Offer] = ()
    """Offers that are new."""
    offers: Sequence[Offer] = ()
    agreements: Sequence[Pks] = ()
    announcements: Sequence[Event] = ()
