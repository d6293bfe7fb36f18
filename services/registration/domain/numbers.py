"""Numbers of a business that were registered wrong: whoever verifies businesses for the city puts them right."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.registration.domain.business import READERS, Business, announce_change, require_consent
from services.registration.domain.entry import Entry, What, record_entries
from services.registration.domain.texts import refused
from shared.events.registration import BusinessChanged

CORRECTED = {"nib": What.NIB_CORRECTED, "nik": What.NIK_CORRECTED, "npwp": What.NPWP_CORRECTED}
LIKE_A_NUMBER = re.compile(r"(?:[0-9][ .-]*){13,}")
"""As long as the shortest of them, however it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The right numbers, as somebody wrote them, and why; one that is None or blank was right."""

    nib: str | None = None
    nik: str | None = field(default=None, repr=False)
    npwp: str | None = field(default=None, repr=False)
    reason: str = field(repr=False)


def correct_numbers(
    business: Business, numbers: Numbers, *, own: bool
) -> tuple[Business, list[What], BusinessChanged | None]:
    """The business has these numbers; which of them were wrong; and what others are told, who know its NIB alone.

    Owners have a right to it (UU 27/2022 on personal data), and do not do it themselves, not even (`own`) as officers:
    a number that its owner can change identifies nobody.
    """
    require_consent(business)
    if own:
        raise refused("correction-of-own-business")
    _require_reason(numbers.reason)
    written = {name: getattr(numbers, name) or "" for name in CORRECTED}
    right = {name: READERS[name](text) for name, text in written.items() if text.strip()}
    wrong = [name for name in right if right[name] != getattr(business, name)]
    if not wrong:
        raise refused("correction-changes-nothing")
    corrected = replace(
        business,
        nib=right.get("nib", business.nib),
        nik=right.get("nik", business.nik),
        npwp=right.get("npwp", business.npwp),
    )
    return corrected, [CORRECTED[name] for name in wrong], announce_change(business, corrected)


def record_corrections(
    corrected: Sequence[What],
    business: Business,
    *,
    ids: Callable[[], UUID],
    entered_by: str,
    entered_as: str,
    at: datetime,
    reason: str,
) -> list[Entry]:
    """That somebody corrected these numbers of a business, and why."""
    return [
        replace(entry, reason=reason.strip())
        for what in corrected
        for entry in record_entries(what, business, ids=ids, entered_by=entered_by, entered_as=entered_as, at=at)
    ]


def _require_reason(reason: str) -> None:
    """It is kept in clear, and so names no number."""
    if not reason.strip():
        raise refused("correction-reason-missing")
    if LIKE_A_NUMBER.search(reason):
        raise refused("correction-reason-names-number")
