"""Every refusal, open point and warning of registration: its code, and what people read in Indonesian and English."""

from dataclasses import dataclass

from services.registration.domain.texts_of_businesses import BUSINESSES
from services.registration.domain.texts_of_people import PEOPLE
from services.registration.domain.texts_of_products import PRODUCTS
from shared.errors import Refused
from shared.texts import LANGUAGES, Texts


@dataclass(frozen=True, slots=True)
class Point:
    """One thing about one field, by its code in `TEXTS`."""

    field: str
    code: str


INCOMPLETE = "product-incomplete"

TEXTS = Texts(BUSINESSES | PEOPLE | PRODUCTS)
say = TEXTS.say
refused = TEXTS.refused
conflict = TEXTS.conflict


def refused_for(codes: list[str]) -> Refused:
    """The refusal of a product with open points: of the one point itself, or of several with all of them listed."""
    codes = list(dict.fromkeys(codes))
    if len(codes) == 1:
        return refused(codes[0])
    return Refused(INCOMPLETE, {language: _listed(codes, language) for language in LANGUAGES})


def _listed(codes: list[str], language: str) -> str:
    points = (f"{number}. {say(code, language)}" for number, code in enumerate(codes, start=1))
    return "\n".join([say(INCOMPLETE, language, count=len(codes)), *points])
