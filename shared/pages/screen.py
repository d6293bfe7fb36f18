"""A service's templates, and what one request shows with them."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po
from fastapi import Depends, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.lists import MOST_TAKEN
from shared.pages import navigation, words
from shared.people.assignments import Person
from shared.people.functions import FUNCTIONS, usual_title
from shared.people.sessions import Session
from shared.problems import language_of

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "shared" / "static"
UTC = ZoneInfo("UTC")
FORMULA = re.compile(r"(^|[;\t\r\n]\s*)(?=[=+\-@＝＋－＠\t\r])")
"""Where a spreadsheet would see a formula begin: in Indonesia it parts cells at semicolons, whatever a file says."""
PARTED = re.compile(r"[;\t\r\n]")
"""Where it would part them. Most cells have none; then only their first sign counts, and that is found quickly."""
language_now: ContextVar[str] = ContextVar("language", default="id")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was sent and not taken: what was filled in, and what is wrong with it."""

    action: str
    values: Mapping[str, Sequence[str]]
    faults: Mapping[str, str]
    """By field; under "" what is about the whole."""


class Templates:
    """Those of one service over those that all share. Indonesian stands in the templates; `en.po` beside them says
    the same in English."""

    def __init__(self, service: str) -> None:
        folders = [ROOT / "services" / service / "templates", ROOT / "shared" / "templates"]
        self.service = service
        self._english = {text: said for folder in reversed(folders) for text, said in _catalogue(folder).items()}
        self.environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self.environment.install_gettext_callables(self._say, self._say_many, newstyle=True)  # type: ignore[attr-defined]
        self.environment.globals |= {
            "static": partial(static_url, service),
            "titles": FUNCTIONS,
            "most_taken": MOST_TAKEN,
        }
        self.environment.filters |= {
            "day": lambda written, zone=None: words.day(written, language_now.get(), zone),
            "rupiah": words.rupiah,
            "number": lambda amount: words.number(amount, language_now.get()),
            "title_of": lambda function, city: usual_title(city, function),
            "moment": _moment,
            "since": _since,
        }

    def _say(self, text: str) -> str:
        return self._english.get(text, text) if language_now.get() == "en" else text

    def _say_many(self, one: str, many: str, count: int) -> str:
        """Indonesian has one form for any number; of English the catalogue keeps both under the two."""
        return self._say(one if count == 1 else many)

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """A template with these values."""
        return self.environment.get_template(template).render(values)


@cache
def templates_of(service: str) -> Templates:
    """A service's templates, read and compiled once."""
    return Templates(service)


@dataclass
class Screen:
    """What one request shows, to whom, and in which language."""

    templates: Templates
    request: Request
    language: str
    person: Person
    session: Session | None
    attempt: Attempt | None = None
    _given: dict[str, Any] = field(default_factory=dict)

    def give(self, **values: Any) -> None:
        """Have these in every page of this request."""
        self._given |= values

    def page(self, template: str, answer: int = 200, **values: Any) -> HTMLResponse:
        """A page. `zone` is the time zone that its moments are told in, `city` the city that it is about."""
        return HTMLResponse(self.templates.render(template, self._surroundings | self._given | values), answer)

    def words(self, template: str, name: str) -> dict[str, Any]:
        """What codes are called, as the pages have it from a template, for a list to take away to say the same."""
        said = self.templates.environment.get_template(template).make_module(self._surroundings | self._given)
        return dict(getattr(said, name))

    def see(self, path: str, news: str | None = None, **query: str) -> RedirectResponse:
        """After a form was taken: go and see. `news` names one of the sentences in `news.html`."""
        asked = query | ({"kabar": news} if news else {})
        return RedirectResponse(f"{path}?{urlencode(asked)}" if asked else path, status_code=303)

    async def csv(self, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
        """A list to take away, as spreadsheets read it; what they would take for a formula is a text. Raises TypeError
        for a moment that is of no city. Where there are more rows than are taken away, the last line says so.

        A long list takes a second to write, and that is done beside whatever else the service answers; so are `rows`,
        where they come one by one.
        """
        written = await run_in_threadpool(self._write, heads, iter(rows))
        headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
        return Response(written, media_type="text/csv; charset=utf-8", headers=headers)

    def _write(self, heads: Sequence[str], rows: Iterator[Sequence[Any]]) -> str:
        written = io.StringIO("\ufeff")
        written.seek(0, io.SEEK_END)
        writer = csv.writer(written)
        writer.writerow(heads)
        writer.writerows(map(_cell, row) for row in islice(rows, MOST_TAKEN))
        if next(rows, None) is not None:
            writer.writerow([self.words("lists.html", "taken")["cut"]])
        return written.getvalue()

    @cached_property
    def _surroundings(self) -> dict[str, Any]:
        query = self.request.query_params
        return {
            "service": self.templates.service,
            "path": self.request.url.path,
            "query": query,
            "person": self.person,
            "session": self.session,
            "language": self.language,
            "attempt": self.attempt,
            "news": query.get("kabar"),
            "navigation": navigation.entries(self.person),
            "form_token": self.session.form_token if self.session else "",
            "fresh_key": lambda: str(uuid4()),
            "with_query": self._with_query,
            "city": None,
            "zone": UTC,
        }

    def _with_query(self, **changes: Any) -> str:
        """This page's address with another filter, page or language; without what is None. An empty filter stays: it
        asks for all where a page would choose."""
        asked = dict(self.request.query_params) | changes
        kept = {name: value for name, value in asked.items() if name != "kabar" and value is not None}
        return f"{self.request.url.path}?{urlencode(kept)}" if kept else self.request.url.path


def screen_of(request: Request) -> Screen:
    """The screen that a page's route has been given."""
    screen: Screen = request.state.screen
    screen.person = request.state.person
    screen.give(now=request.state.tx.now)
    return screen


def make_screen(request: Request, templates: Templates, session: Session | None) -> Screen:
    """A screen for a request; who asks is known when its transaction has begun."""
    language = language_of(request)
    language_now.set(language)
    attempt: Attempt | None = getattr(request.state, "attempt", None)
    return Screen(templates, request, language, Person(session.subject if session else ""), session, attempt)


Shown = Annotated[Screen, Depends(screen_of)]


def static_url(service: str, name: str) -> str:
    """Where a file of `shared/static` is, with what it holds in its address, so that it may be kept for ever."""
    return f"/{service}/static/{name}?v={static_version(name)}"


@cache
def static_version(name: str) -> str:
    """The same as long as the file holds the same."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _catalogue(folder: Path) -> dict[str, str]:
    file = folder / "en.po"
    if not file.exists():
        return {}
    with file.open("rb") as written:
        return {
            text: said
            for message in read_po(written, locale="en")
            if message.id
            for text, said in zip(_forms(message.id), _forms(message.string), strict=True)
            if said
        }


def _forms(text: Any) -> Sequence[str]:
    return (text,) if isinstance(text, str) else tuple(text)


def _cell(value: Any) -> Any:
    """A cell; a moment has to be written as a city's clocks show it, by `timestamp`. Raises TypeError."""
    if isinstance(value, datetime):
        raise TypeError(f"{value} is of no city")
    text = "" if value is None else str(value)
    return FORMULA.sub(r"\1'", text) if FORMULA.match(text) or PARTED.search(text) else text


@pass_context
def _moment(context: TemplateContext, at: Any, zone: ZoneInfo | None = None) -> str:
    return words.moment(at, language_now.get(), zone or context["zone"])


@pass_context
def _since(context: TemplateContext, at: Any) -> str:
    return words.since(at, context["now"], language_now.get())
