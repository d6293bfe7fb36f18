"""What the law says of the terms between a retailer and a small business, as dated data: rules begin and end.

The sources are those of domain.md §4. The limits of Permendag 23/2021 Pasal 11 were read in the press alone. The
listing fee's Rp50,000 may be a misprint there for the Rp5,000 of older rules; the doubt goes one way only. So what
exceeds the higher figure is refused, for it breaks the rule on either reading, and what lies between is a warning.
Where only the year of a regulation could be confirmed, a rule begins on the 1st of January of that year. A rule that
changes gets `until`, and the new one a line of its own.
"""

from dataclasses import dataclass
from datetime import date

KONTAN = "Permendag 23/2021 Pasal 11, as amp.kontan.co.id tells it; PP 3/2026 not read: check with Bagian Hukum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The most that a term may be, from `since` up to, and without, `until`; `code` is what people are told."""

    term: str
    most: int
    code: str
    refuses: bool
    since: date
    source: str
    until: date | None = None


LIMITS = (
    Limit(
        term="trading_terms_percent",
        most=15,
        code="trading-terms-too-high",
        refuses=True,
        since=date(2021, 1, 1),
        source=KONTAN,
    ),
    Limit(
        term="listing_fee",
        most=50_000,
        code="listing-fee-too-high",
        refuses=True,
        since=date(2021, 1, 1),
        source=KONTAN,
    ),
    Limit(
        term="listing_fees",
        most=20_000_000,
        code="listing-fees-too-high",
        refuses=True,
        since=date(2021, 1, 1),
        source=KONTAN,
    ),
    Limit(
        term="listing_fee",
        most=5_000,
        code="listing-fee-doubtful",
        refuses=False,
        since=date(2008, 1, 1),
        source="Permendag 53/2008 to 70/2013, general knowledge",
    ),
    Limit(
        term="payment_days",
        most=15,
        code="payment-late",
        refuses=False,
        since=date(2013, 1, 1),
        source="Permendag 70/2013 Pasal 13 (equator.co.id); the same wording in 23/2021 is not confirmed",
    ),
)


def list_limits(*, on: date) -> list[Limit]:
    """The limits that hold on a day."""
    return [limit for limit in LIMITS if limit.since <= on and (limit.until is None or on < limit.until)]
