"""Puts facts into words, in Indonesian and in English: templates, dates, hours, money, codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from jinja2 import DictLoader, Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context

from services.notifications.domain.words import name_party, read_aloud
from shared.events import reasons
from shared.events.event import Event
from shared.events.registration import CityConfigured
from shared.people.functions import FUNCTIONS, OFFICES, office_name, usual_title
from shared.texts import LANGUAGES, Texts

FOLDER = Path(__file__).resolve().parents[1] / "templates"
TITLE_CHARACTERS = 150
SOMEBODY = Texts({"business": {"id": "pelaku usaha di {city}", "en": "a business in {city}"}})
"""What to call a business whose name has not been heard yet."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader sees in one language."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: what the city is called, its clock, its offices and how who works there signs."""

    name: str
    zone: ZoneInfo
    offices: Mapping[str, str]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text is written from. Names are None while nobody has told them."""

    event: Event
    at: datetime
    place: Place
    product: str | None
    business: str | None


def place_of(code: str, city: CityConfigured | None) -> Place:
    """A city as texts speak of it; one that has not been heard of yet goes by its code, and by UTC."""
    offices = {role: office_name(city, role) for role in OFFICES}
    titles = {function: usual_title(city, function) for function in FUNCTIONS}
    if city is None:
        return Place(code.title(), ZoneInfo("UTC"), offices, titles)
    return Place(city.name, ZoneInfo(city.time_zone), offices, titles)


def write(template: str, language: str, facts: Facts, *, for_assistant: bool = False) -> Text:
    """The text of a template: its first line is the title. An assistant is asked to pass it on, and
    not to do what the owner alone may."""
    text = to_text(_render(template, language, facts, for_assistant=for_assistant))
    if for_assistant:
        preface = _render("preface-assistant", language, facts, for_assistant=True)
        return Text(text.title, f"{preface}\n\n{text.body}")
    return text


def to_text(whole: str) -> Text:
    """What a template has given: its first line is the title."""
    title, _, body = whole.partition("\n")
    return Text(_shorten(title.strip()), re.sub(r"\n{3,}", "\n\n", body).strip())


def render(template: str, language: str, **given: Any) -> str:
    """All that a template says of what it is given."""
    return TEMPLATES[language].get_template(f"{template}.txt").render(**given)


def add_link(text: Text, language: str, link: str) -> Text:
    """The same text, and where what it tells of is shown."""
    return Text(text.title, f"{text.body}\n\n{render('link', language, link=link)}")


def write_mail(text: Text, language: str, *, name: str, city: str) -> str:
    """The body of a mail: the same words, with whom they are for and from whom they come."""
    greeting, closing = render("greeting", language, name=name), render("closing", language, city=city)
    return f"{greeting}\n\n{text.body}\n\n{closing}\n"


def write_sentence(source: str, event: Event, place: Place, language: str = "id") -> str:
    """A sentence about an event, from the source of a template."""
    return _sentence(source, language).render(event=event, offices=place.offices, signs_as=place.titles)


def one_line(value: object) -> str:
    """How a value stands in a text: on one line and without control characters, so that nothing that somebody wrote
    can become a header of a mail or look like a paragraph of ours. Raises ValueError for None: nobody reads "None"."""
    if value is None:
        raise ValueError("A template would have said None.")
    return "".join(c for c in " ".join(str(value).split()) if c.isprintable())


@cache
def _sentence(source: str, language: str) -> Template:
    return TEMPLATES[language].from_string(source)


def _shorten(title: str) -> str:
    return title if len(title) <= TITLE_CHARACTERS else f"{title[: TITLE_CHARACTERS - 1]}…"


def _render(template: str, language: str, facts: Facts, *, for_assistant: bool) -> str:
    return render(
        template,
        language,
        event=facts.event,
        for_assistant=for_assistant,
        at=facts.at,
        city=facts.place.name,
        zone=facts.place.zone,
        offices=facts.place.offices,
        signs_as=facts.place.titles,
        product=facts.product,
        business=facts.business or SOMEBODY.say("business", language, city=facts.place.name),
    )


def _templates(language: str) -> Environment:
    """The templates of a language, read once, as code is."""
    sources = {file.name: file.read_text() for file in (FOLDER / language).glob("*.txt")}
    made = Environment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        autoescape=False,  # plain text, nobody reads it in a browser as HTML
        finalize=one_line,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "function": pass_context(lambda context, function: context["signs_as"].get(function, function)),
        "day": lambda day: _day(day, language),
        "later": _later,
        "moment": pass_context(lambda context, at: _moment(context, at, language)),
        "number": lambda number: format_decimal(number, locale=language),
        "rupiah": _rupiah,
        "retailer": str.title,
        "listed": lambda names: _listed(names, language),
        "said": lambda text, code, values=None: reasons.tell(text, language, code, values),
        "party": pass_context(lambda context, code: name_party(code, language, context["offices"])),
        "word": lambda code: read_aloud(code, language),
    }
    return made


def _day(day: date, language: str) -> str:
    return format_date(day, "d MMMM y", locale=language)


def _later(at: datetime, hours: int) -> datetime:
    return at + timedelta(hours=hours)


def _moment(context: Context, at: datetime, language: str) -> str:
    """24 November 2026 pukul 09.05 WIT. The zone's name is Indonesian in both languages: nobody there says +09:00."""
    zone: Any = context["zone"]
    local = at.astimezone(zone)
    pattern = "d MMMM y 'pukul' HH.mm" if language == "id" else "d MMMM y, HH:mm"
    shown = format_datetime(local, pattern, tzinfo=zone, locale=language)
    return f"{shown} {get_timezone_name(local, width='short', locale='id')}"


def _rupiah(amount: int) -> str:
    """In English too as the papers have it."""
    return format_currency(amount, "IDR", "'Rp'#,##0", locale="id", currency_digits=False)


def _listed(names: Sequence[str], language: str) -> str:
    return format_list([name.title() for name in names], locale=language)


TEMPLATES = {language: _templates(language) for language in LANGUAGES}
