"""When a licence ends."""

from datetime import date

from shared.events.registration import Licence


def has_ended(licence: Licence, *, on: date) -> bool:
    """By its own date, whose day still counts; a P-IRT also by the year at its end: 2063510010243-26 ends with 2026
    (Peraturan BPOM 22/2018)."""
    if licence.valid_until is not None and licence.valid_until < on:
        return True
    year = licence.number[-2:] if licence.kind == "pirt" else ""
    return year.isdecimal() and 2000 + int(year) < on.year
