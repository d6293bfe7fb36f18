"""Retailers of a city: their code, legal name and branches."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.agreements.domain.texts import filled_in, refused
from shared.people.functions import DISKOP, DISPERINDAG

CITY_PARTY = "kota"
BUSINESS_PARTY = "usaha"
RESERVED = frozenset({CITY_PARTY, BUSINESS_PARTY, DISKOP, DISPERINDAG})
"""Parties are named by a retailer's code or by one of these, so no retailer may be called so."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A store, as the retailer calls it, and how it was called before, for agreements name it as it was called then."""

    code: str
    name: str
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retailer:
    """A chain in one city. The code names its public topic, too, and so its access rule."""

    city: str
    code: str
    legal_name: str
    branches: tuple[Branch, ...] = ()

    def find_store(self, said: str) -> str | None:
        """A store by its name, its code or a former name; while no branches are registered, whatever was said."""
        wanted = said.strip()
        if not self.branches:
            return wanted or None
        now = (b.name for b in self.branches if wanted in (b.name, b.code))
        before = (b.name for b in self.branches if wanted in b.formerly)
        return next(now, None) or next(before, None)

    def is_among(self, store: str, stores: Sequence[str]) -> bool:
        """Whether one of these, as whoever named it may have called it at any time, is this store by its name."""
        code = next((b.code for b in self.branches if b.name == store), None)
        called = {store} | {name for b in self.branches if b.code == code for name in (b.code, *b.formerly)}
        return not called.isdisjoint(stores)


def register_retailer(
    *, city: str, code: str, legal_name: str, branches: Sequence[Branch], before: Retailer | None = None
) -> Retailer:
    """The city knows the retailer so from now on. What it knew `before` is replaced; former names are remembered."""
    if not re.fullmatch("[a-z0-9]{1,40}", code):
        raise refused("retailer-code-malformed")
    if code in RESERVED:
        raise refused("retailer-code-reserved")
    named = tuple(
        Branch(filled_in(b.code, "branch-incomplete"), filled_in(b.name, "branch-incomplete")) for b in branches
    )
    if len({b.code for b in named}) < len(named) or len({b.name for b in named}) < len(named):
        raise refused("branch-twice")
    known = {b.code: b for b in before.branches} if before else {}
    return Retailer(
        city=city,
        code=code,
        legal_name=filled_in(legal_name, "legal-name-missing"),
        branches=tuple(_remember(branch, known.get(branch.code)) for branch in named),
    )


def require_new_retailer(before: Retailer | None) -> None:
    """A retailer that the city knows already is changed where it stands, and not registered over it."""
    if before:
        raise refused("retailer-known", name=before.legal_name)


def _remember(branch: Branch, before: Branch | None) -> Branch:
    called = (*before.formerly, before.name) if before else ()
    return Branch(branch.code, branch.name, tuple(name for name in dict.fromkeys(called) if name != branch.name))


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
