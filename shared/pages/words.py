"""Dates, hours and money as people read them: `24 November 2026`, `09.05 WIT`, `Rp1.500.000`."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_name
from babel.numbers import format_currency, format_decimal

LOCALES = {"id": Locale("id", "ID"), "en": Locale("en", "GB")}


def day(written: date, language: str, zone: ZoneInfo | None = None) -> str:
    """24 November 2026: a day, or the one that a moment belongs to in a zone. Raises TypeError for a moment of which
    nobody says in which."""
    if isinstance(written, datetime):
        if zone is None:
            raise TypeError(f"which day {written} belongs to differs from zone to zone")
        written = written.astimezone(zone).date()
    return format_date(written, "d MMMM y", locale=LOCALES[language])


def moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    """24 November 2026, 09.05 WIT: in the city's time, and with its name."""
    hour = "HH.mm" if language == "id" else "HH:mm"
    said = format_datetime(at, f"d MMMM y, {hour}", tzinfo=zone, locale=LOCALES[language])
    name = get_timezone_name(at.astimezone(zone), "short", locale=LOCALES["id"])
    return f"{said} {name}"


def since(before: datetime, now: datetime, language: str) -> str:
    """How long ago: 3 hari."""
    return format_timedelta(max(now - before, timedelta(minutes=1)), threshold=1.2, locale=LOCALES[language])


def rupiah(amount: int) -> str:
    """Rp1.500.000: in English too, for it stands beside fields and on papers that have it so."""
    return str(format_currency(amount, "IDR", "¤#,##0", locale=LOCALES["id"], currency_digits=False))


def number(amount: float, language: str) -> str:
    """1.500."""
    return str(format_decimal(amount, locale=LOCALES[language]))
