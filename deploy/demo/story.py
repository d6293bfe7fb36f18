"""What the files of a story hold, and reading them: people, retailers, memoranda, businesses and their products."""

import tomllib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from deploy.demo.acts import Act, read_chapters

FOLDER = Path(__file__).parent
CITIES = FOLDER.parent / "cities"


class Part(BaseModel):
    """Anything in a story; a misspelt name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(Part):
    """Who holds a function in the city, and where mail reaches them."""

    subject: str
    name: str
    email: str
    function: str
    scope: str | None = None
    title: str | None = None


class Branch(Part):
    """A store of a retailer."""

    code: str
    name: str


class Terms(Part):
    """What a retailer usually puts before a business; price, stores and days come from the product and the story."""

    scheme: str
    payment_days: int
    margin_percent: int
    listing_fee: int
    trading_terms_percent: int
    returns: str
    minimum_order: int
    units_per_store_and_month: int
    days: int


class Retailer(Part):
    """A chain, with its stores in the city. `stores` says in how many of them a product begins."""

    code: str
    legal_name: str
    branches: tuple[Branch, ...]
    stores: int
    terms: Terms


class Memorandum(Part):
    """A Kesepakatan Bersama of the city with one retailer or several."""

    title: str
    retailers: tuple[str, ...]
    body: str
    days: int = Field(description="How long it is in force from the story's first day")
    after_passed: int = Field(0, description="How many products have to have passed before it is signed")
    comment: str = Field(description="What Bagian Hukum remarks on the first version")
    revised: str = Field(description="What the second version changes")
    numbers: dict[str, str]
    ends: bool = Field(False, description="Its term is over before the story is")


class Licence(Part):
    """A permit as its holder writes it."""

    kind: str
    number: str
    valid_until: date | None = None


class Product(Part):
    """A product as its owner describes it, what happens to it (`acts`), and what must be seen in the end (`ends`).

    `ends` gives for `case` the outcome in curation, and for each retailer's code what became of the offer;
    `refused` gives the codes of what keeps a draft from being submitted.
    """

    name: str
    category: str = ""
    net_content: str = ""
    shelf_life_days: int | None = None
    storage: str = ""
    price: int = 0
    capacity_per_month: int = 0
    licences: tuple[Licence, ...] = ()
    halal_status: str = ""
    halal_number: str | None = None
    gtin: str | None = None
    acts: tuple[str, ...]
    ends: dict[str, str]
    refused: tuple[str, ...] = ()
    mended: dict[str, Any] = Field({}, description="What is different in the sheet once it is mended")
    points: dict[str, int] = Field({}, description="What reviewers give for single criteria, where it is not the usual")

    @cached_property
    def chapters(self) -> tuple[tuple[Act, ...], ...]:
        """What happens, chapter by chapter."""
        return read_chapters(self.acts)

    @property
    def all_acts(self) -> tuple[Act, ...]:
        """What happens, from first to last."""
        return tuple(act for chapter in self.chapters for act in chapter)

    @property
    def sheet(self) -> dict[str, Any]:
        """The description as registration takes it."""
        return self.model_dump(mode="json", exclude={"acts", "ends", "refused", "mended", "points"}, exclude_none=True)

    @property
    def mended_sheet(self) -> dict[str, Any]:
        """The same when it has been mended."""
        return self.model_validate(self.model_dump() | self.mended).sheet

    @model_validator(mode="after")
    def _acts_are_known(self) -> Self:
        read_chapters(self.acts)
        return self


class Business(Part):
    """A business, its owner, and its products. `assistant` enters it for an owner, who may have no account."""

    name: str
    nib: str
    legal_form: str
    established: bool
    capital: int | None = None
    turnover: int | None = None
    kbli_code: str
    kbli_version: str
    district_code: str
    owner_name: str
    subject: str | None = None
    email: str | None = None
    phone: str
    nik: str
    npwp: str | None = None
    assistant: str | None = None
    consent_ends_in: int | None = Field(None, description="The chapter at whose end the owner withdraws the consent")
    product: tuple[Product, ...]

    @property
    def form(self) -> dict[str, Any]:
        """The application as registration takes it, but for city and consent."""
        ours = {"subject", "email", "assistant", "consent_ends_in", "product"}
        return self.model_dump(mode="json", exclude=ours, exclude_none=True)


class Criterion(Part):
    """What reviewers give points for; weights add up to 100."""

    code: str
    name: str
    weight: int


class Rubric(Part):
    """How a city weighs, where it does not take the usual rubric."""

    criteria: tuple[Criterion, ...]
    pass_mark: int


class Story(Part):
    """A city's story."""

    city: str
    trail_of: str = Field(description="The product whose trail of events is shown")
    person: tuple[Person, ...]
    retailer: tuple[Retailer, ...]
    mou: tuple[Memorandum, ...]
    rubric: Rubric | None = None
    business: tuple[Business, ...]

    @property
    def city_file(self) -> Path:
        """The city's configuration, as `gerai city add` takes it."""
        return CITIES / f"{self.city}.json"

    def holder(self, function: str, scope: str | None = None, turn: int = 0) -> str:
        """The subject of who holds a function; where several do, each in turn."""
        found = [p.subject for p in self.person if p.function == function and p.scope == scope]
        return found[turn % len(found)]

    def retailer_of(self, code: str) -> Retailer:
        """A retailer by its code."""
        return next(r for r in self.retailer if r.code == code)


class Chapter(Part):
    """A part of the story that happens at one time."""

    day: int = Field(ge=0, description="Days from the story's beginning")
    title: str


class Calendar(Part):
    """When all this happens."""

    not_before: date = Field(description="The story presupposes laws that are in force since then")
    closes: int = Field(description="The last day on which it still ends as it tells")
    chapter: tuple[Chapter, ...]


def read_story(city: str, folder: Path = FOLDER) -> Story:
    """The story of a city: all files of its folder together. Raises pydantic.ValidationError."""
    whole: dict[str, Any] = {}
    for file in sorted((folder / city).glob("*.toml")):
        for name, value in tomllib.loads(file.read_text()).items():
            whole[name] = whole.get(name, []) + value if isinstance(value, list) else value
    return Story.model_validate(whole)


def read_calendar(folder: Path = FOLDER) -> Calendar:
    """When each chapter happens."""
    return Calendar.model_validate(tomllib.loads((folder / "chapters.toml").read_text()))
