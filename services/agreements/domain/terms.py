"""The terms of a cooperation agreement: what they may be, and what of them deserves a second look."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.agreements.domain.retailers import Retailer
from services.agreements.domain.texts import refused, say
from services.agreements.domain.trading import Limit, list_limits

SCHEMES = {"beli-putus": "beli putus", "konsinyasi": "konsinyasi (titip jual)"}
RETURNS = {
    "tidak-ada": "tidak ada retur",
    "rusak": "barang rusak",
    "rusak-dan-kedaluwarsa": "barang rusak dan kedaluwarsa",
}
"""What may be chosen, and how the text that is signed calls it."""
PAYMENT_DAYS = 15
"""In how many days a retailer pays where it says nothing else (Permendag 70/2013 Pasal 13; see `trading`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Persyaratan perdagangan, field by field as the event Terms tells them. The term includes both days."""

    scheme: str
    price: int
    payment_days: int
    margin_percent: int
    listing_fee: int
    trading_terms_percent: int
    returns: str
    stores: tuple[str, ...]
    minimum_order: int
    units_per_store_and_month: int
    since: date
    until: date

    @property
    def units_per_month(self) -> int:
        """What all stores take in a month."""
        return self.units_per_store_and_month * len(self.stores)

    @property
    def listing_fees(self) -> int:
        """The listing fees of all stores together."""
        return self.listing_fee * len(self.stores)


def check_terms(terms: Terms, retailer: Retailer, *, on: date) -> Terms:
    """The terms with their stores by name, or the first rule that they break; capacity is `check_capacity`."""
    _require_one_of(SCHEMES, terms.scheme, "scheme-unknown")
    _require_one_of(RETURNS, terms.returns, "returns-unknown")
    _require_amounts(terms)
    if terms.until < terms.since:
        raise refused("pks-term-reversed")
    if terms.until < on:
        raise refused("pks-term-over")
    named = replace(terms, stores=tuple(_find_stores(terms.stores, retailer)))
    for limit in broken_limits(named, on=on):
        if limit.refuses:
            raise refused(limit.code, most=in_figures(limit.most))
    return named


def check_capacity(terms: Terms, others: Sequence[Terms], capacity_per_month: int) -> None:
    """What is asked fits into what the business can make, on every day, beside what its other agreements take."""
    left = capacity_left(others, capacity_per_month, since=terms.since, until=terms.until)
    if terms.units_per_month > left:
        raise refused("capacity-exceeded", asked=terms.units_per_month, left=max(left, 0))


def capacity_left(others: Sequence[Terms], capacity_per_month: int, *, since: date, until: date) -> int:
    """What a business can make in a month besides what its other agreements take, on whichever day of a term that is
    least; below nothing where they take too much already."""
    return capacity_per_month - _most_taken(others, since, until)


def broken_limits(terms: Terms, *, on: date) -> list[Limit]:
    """The limits of the law that the terms exceed on a day; some refuse, others only warn."""
    return [limit for limit in list_limits(on=on) if getattr(terms, limit.term) > limit.most]


def warnings_about(terms: Terms, *, on: date) -> dict[str, dict[str, str]]:
    """Codes of what deserves a second look and refuses nothing, with the values of their texts."""
    return {limit.code: {"most": in_figures(limit.most)} for limit in broken_limits(terms, on=on) if not limit.refuses}


def limits_in_words(on: date, language: str) -> dict[str, str]:
    """By the term, what the law says of it on a day, as people read it; of all stores' fees beside the fee of one."""
    found: dict[str, list[str]] = {}
    for limit in list_limits(on=on):
        term = "listing_fee" if limit.term == "listing_fees" else limit.term
        found.setdefault(term, []).append(say(limit.code, language, most=in_figures(limit.most)))
    return {term: " ".join(said) for term, said in found.items()}


def overlap(one: Terms, other: Terms) -> bool:
    """Whether there is a day that both terms include."""
    return one.since <= other.until and other.since <= one.until


def _most_taken(others: Sequence[Terms], since: date, until: date) -> int:
    """The most that the others take on one day of the term: on its first day, or when one of them begins."""
    days = {since, *(other.since for other in others if since <= other.since <= until)}
    return max(sum(o.units_per_month for o in others if o.since <= day <= o.until) for day in days)


def _require_one_of(known: Collection[str], text: str, code: str) -> None:
    if text not in known:
        raise refused(code)


def _require_amounts(terms: Terms) -> None:
    if terms.price < 1:
        raise refused("price-not-positive")
    if min(terms.payment_days, terms.margin_percent, terms.listing_fee, terms.trading_terms_percent) < 0:
        raise refused("terms-negative")
    if max(terms.margin_percent, terms.trading_terms_percent) > 100:
        raise refused("percent-too-high")
    if min(terms.minimum_order, terms.units_per_store_and_month) < 1:
        raise refused("quantity-not-positive")
    if terms.minimum_order > terms.units_per_store_and_month:
        raise refused("minimum-order-too-high", most=terms.units_per_store_and_month)


def _find_stores(stores: Sequence[str], retailer: Retailer) -> Iterator[str]:
    if not stores:
        raise refused("stores-missing")
    found = [retailer.find_store(said) for said in stores]
    for said, name in zip(stores, found, strict=True):
        if name is None:
            raise refused("store-unknown", store=said)
        if found.count(name) > 1:
            raise refused("stores-repeated")
        yield name


def in_figures(amount: int) -> str:
    """A sum, or a number of units, as Indonesians write it: 30.000."""
    return f"{amount:,}".replace(",", ".")
