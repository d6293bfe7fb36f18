"""Every refusal, open point and warning of registration: its code, and what people read in Indonesian and English."""

from dataclasses import dataclass

from services.registration.domain.texts_of_businesses import BUSINESSES
from services.registration.domain.texts_of_people import PEOPLE
from services.registration.domain.texts_of_products import PRODUCTS
from shared.errors import Refused
from shared.law.categories import Category
from shared.texts import LANGUAGES, Texts


@dataclass(frozen=True, slots=True)
class Point:
    """One thing about one field, by its code in `TEXTS`."""

    field: str
    code: str
    category: Category | None = None
    """The one that its text names, if it names one."""

    def say(self, language: str) -> str:
        """What people read for it; `language` is id or en."""
        return say(self.code, language, category=self.category.called(language) if self.category else "")


INCOMPLETE = "product-incomplete"

TEXTS = Texts(BUSINESSES | PEOPLE | PRODUCTS)
say = TEXTS.say
refused = TEXTS.refused
conflict = TEXTS.conflict


def refused_for(points: list[Point]) -> Refused:
    """The refusal of a product with open points: of the one point itself, or of several with all of them listed."""
    points = list({point.code: point for point in points}.values())
    if len(points) == 1:
        return Refused(points[0].code, {language: points[0].say(language) for language in LANGUAGES})
    return Refused(INCOMPLETE, {language: _listed(points, language) for language in LANGUAGES})


def _listed(points: list[Point], language: str) -> str:
    lines = (f"{number}. {point.say(language)}" for number, point in enumerate(points, start=1))
    return "\n".join([say(INCOMPLETE, language, count=len(points)), *lines])
