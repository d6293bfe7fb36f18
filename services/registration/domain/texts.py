"""Every refusal, open point and warning of registration: its code, and what people read in Indonesian and English."""

from services.registration.domain.texts_of_businesses import BUSINESSES
from services.registration.domain.texts_of_products import PRODUCTS
from shared.errors import Refused

INCOMPLETE = "product-incomplete"

TEXTS: dict[str, dict[str, str]] = BUSINESSES | PRODUCTS


def say(code: str, language: str = "id") -> str:
    """What people read for a code; `language` is id or en."""
    return TEXTS[code][language]


def refused(code: str) -> Refused:
    """The refusal of a code, with its Indonesian text."""
    return Refused(code, say(code))


def refused_for(codes: list[str]) -> Refused:
    """The refusal of a product with open points: of the one point itself, or of several with all of them listed."""
    codes = list(dict.fromkeys(codes))
    if len(codes) == 1:
        return refused(codes[0])
    points = "\n".join(f"{number}. {say(code)}" for number, code in enumerate(codes, start=1))
    return Refused(INCOMPLETE, f"{say(INCOMPLETE)} Ada {len(codes)} hal yang perlu dilengkapi:\n{points}")
