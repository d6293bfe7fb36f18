"""Every refusal, conflict and warning of agreements: its code, and what people read in Indonesian and English."""

from datetime import date

from babel.dates import format_date

from services.agreements.domain.texts_of_mous import MOUS
from services.agreements.domain.texts_of_offers import OFFERS
from services.agreements.domain.texts_of_pks import PKS
from shared.errors import Refused
from shared.events import reasons
from shared.texts import LANGUAGES, Texts

TEXTS = Texts(MOUS | OFFERS | PKS)
say = TEXTS.say
refused = TEXTS.refused
conflict = TEXTS.conflict


def refused_because(code: str, why: str) -> Refused:
    """The refusal of a code that gives, as `why`, the reason for which something stands no longer."""
    return Refused(code, {each: say(code, each, why=reasons.tell_ending(why, each)) for each in LANGUAGES})


def refused_until(code: str, until: date, **values: object) -> Refused:
    """The refusal of a code that names a day, as `until`, in the words of each language."""
    return Refused(code, {each: say(code, each, until=in_words(until, each), **values) for each in LANGUAGES})


def in_words(day: date, language: str = "id") -> str:
    """1 Desember 2026"""
    return format_date(day, "d MMMM y", locale=language)


def filled_in(text: str | None, code: str) -> str:
    """The text without blanks around it; refused where nothing is left."""
    if not (text or "").strip():
        raise refused(code)
    return (text or "").strip()
