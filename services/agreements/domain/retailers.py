"""Retailers of a city: their code, legal name and branches."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.agreements.domain.texts import filled_in, refused

CITY_PARTY = "kota"
BUSINESS_PARTY = "usaha"
RESERVED = frozenset({CITY_PARTY, BUSINESS_PARTY, "diskop", "disperindag"})
"""Parties are named by a retailer's code or by one of these, so no retailer may be called so."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A store, as the retailer calls it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retailer:
    """A chain in one city. The code names its public topic, too, and so its access rule."""

    city: str
    code: str
    legal_name: str
    branches: tuple[Branch, ...] = ()

    def find_store(self, said: str) -> str | None:
        """A store by its name, or by its code; while no branches are registered, whatever was said."""
        if not self.branches:
            return said.strip() or None
        return next((b.name for b in self.branches if said.strip() in (b.name, b.code)), None)


def register_retailer(*, city: str, code: str, legal_name: str, branches: Sequence[Branch]) -> Retailer:
    """The city knows the retailer so from now on; what it knew before is replaced."""
    if not re.fullmatch("[a-z0-9]{1,40}", code):
        raise refused("retailer-code-malformed")
    if code in RESERVED:
        raise refused("retailer-code-reserved")
    named = tuple(
        Branch(filled_in(b.code, "branch-incomplete"), filled_in(b.name, "branch-incomplete")) for b in branches
    )
    if len({b.code for b in named}) < len(named) or len({b.name for b in named}) < len(named):
        raise refused("branch-twice")
    return Retailer(city=city, code=code, legal_name=filled_in(legal_name, "legal-name-missing"), branches=named)


def require_retailers(codes: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    """One retailer or more, each once, all of them known to the city."""
    if not codes:
        raise refused("retailers-missing")
    if len(set(codes)) < len(codes):
        raise refused("retailer-twice")
    for code in codes:
        if code not in known:
            raise refused("retailer-unknown", retailer=code)
    return tuple(codes)
