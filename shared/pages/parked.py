"""The pages of events that could not be handled, for the admins of the cities whose events they are.

An admin sees and decides about events of their own cities; the city's auditor reads. What names no city that could be
read is for whoever runs the system (`gerai parked`), and so is what is inside a sealed one: these pages have no key.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Request, Response
from pydantic import StringConstraints

from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.forms import Form
from shared.lists import EVERYTHING
from shared.messaging.decisions import Choice, Decision, Decisions
from shared.messaging.parking import BEHIND, STOPPED, WAITING, Parked
from shared.messaging.transaction import Transaction
from shared.pages.fields import sent
from shared.pages.route import House, Pages
from shared.pages.screen import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import timestamp
from shared.people.functions import ADMIN, AUDITOR
from shared.texts import Texts
from shared.web import Allowed, Tx, Who

PAGE = 50
STATES = (STOPPED, WAITING, BEHIND)
SERVICES = ("registration", "curation", "agreements", "notifications")
"""Each has a list of its own; every list shows the way to the others."""
HEADS = ("nomor", "peristiwa", "jenis", "jalur", "keadaan", "sebab", "percobaan", "sejak")
DECISION_HEADS = ("waktu", "kota", "nomor", "jenis", "peristiwa", "keputusan", "oleh", "alasan")
Readers = [Depends(Allowed(ADMIN, AUDITOR))]
Deciders = [Depends(Allowed(ADMIN))]
Filter = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
Id = Annotated[int, Path(le=2**62)]
Code = Annotated[str, Query(pattern="^[a-z0-9]*$", max_length=40)]
TEXTS = Texts(
    {
        "why-missing": {
            "id": "Tulis alasannya; alasan ini disimpan bersama nama Anda.",
            "en": "Write down why; it is kept with your name.",
        },
        "value-not-json": {"id": "Isi peristiwa harus berupa JSON.", "en": "What an event says has to be JSON."},
        "value-sealed": {
            "id": "Isinya data pribadi yang disegel dan tidak dapat diubah di sini.",
            "en": "It holds sealed personal data, which cannot be changed here.",
        },
    }
)
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class WhyForm(Form):
    """Why somebody decides so."""

    why: Reason = ""

    def said(self) -> str:
        """The reason. Raises Refused where there is none."""
        if not self.why:
            raise TEXTS.refused("why-missing")
        return self.why


class ValueForm(WhyForm):
    """What an event is to say instead."""

    value: Annotated[str, StringConstraints(max_length=300_000)] = ""

    def octets(self) -> bytes:
        """The value. Raises Refused for what no event can say."""
        try:
            json.loads(self.value)
        except (ValueError, RecursionError) as wrong:
            raise TEXTS.refused("value-not-json") from wrong
        return self.value.encode()


@dataclass(frozen=True, slots=True)
class Sought:
    """Which of them the address asks for, as its query names it."""

    kota: str
    keadaan: str
    sebab: str
    jenis: str
    cari: str

    def choice(self, cities: Sequence[str]) -> Choice:
        """The same, of these cities alone."""
        wanted = (self.keadaan or None, self.sebab or None, self.jenis or None)
        return Choice(None, *wanted, search=self.cari.strip(), cities=cities)


async def _sought(
    kota: Code = "", keadaan: Filter = "", sebab: Filter = "", jenis: Filter = "", cari: Filter = ""
) -> Sought:
    return Sought(kota, keadaan, sebab, jenis, cari)


async def _decisions(request: Request) -> Decisions:
    house: House = request.app.state.pages
    return Decisions(house.service)


Here = Annotated[Decisions, Depends(_decisions)]
Those = Annotated[Sought, Depends(_sought)]


def add_parked(pages: Pages) -> None:
    """Give a service the pages of its own parked events."""
    pages.get("/tertunda", dependencies=Readers)(show_parked)
    pages.get("/tertunda/keputusan", dependencies=Readers)(show_decisions)
    pages.get("/tertunda/{id:int}", dependencies=Readers)(show_parked_event)
    pages.form("/tertunda/coba", shows=show_parked, dependencies=Deciders)(retry_all)
    pages.form("/tertunda/{id:int}/coba", shows=show_parked_event, dependencies=Deciders)(retry_parked)
    pages.form("/tertunda/{id:int}/ubah", shows=show_parked_event, dependencies=Deciders)(edit_parked)
    pages.form("/tertunda/{id:int}/buang", shows=show_parked_event, dependencies=Deciders)(drop_parked)


async def show_parked(
    screen: Shown,
    tx: Tx,
    who: Who,
    here: Here,
    those: Those,
    setelah: Annotated[int, Query(ge=0, le=2**62)] = 0,
    unduh: str = "",
) -> Response:
    """What stands parked, oldest first, and above it how many for what."""
    cities = who.cities_with(ADMIN, AUDITOR, city=those.kota or None)
    limit = EVERYTHING if unduh else PAGE + 1
    found = await here.list_parked(tx.connection, those.choice(cities), after=setelah, limit=limit)
    if unduh:
        known = await assignments.list_cities(tx.connection)
        return await screen.csv("tertunda", HEADS, (_row(event, known.get(_city_of(event))) for event in found))
    return screen.page(
        "parked.html",
        events=found[:PAGE],
        after=found[PAGE - 1].id if len(found) > PAGE else None,
        groups=await here.list_groups(tx.connection, Choice(cities=cities)),
        those=asdict(those),
        states=STATES,
        services=SERVICES,
        decides=who.holds(ADMIN, city=those.kota or None),
        **await _painted(tx, cities, of=who.cities_with(ADMIN, AUDITOR)),
    )


async def show_parked_event(id: Id, screen: Shown, tx: Tx, who: Who, here: Here) -> Response:
    """One of them, its headers beside what it says."""
    cities = who.cities_with(ADMIN, AUDITOR)
    event = await here.get(tx.connection, id, cities=cities)
    value = None if event.sealed else _value(event.delivery.value)
    return screen.page(
        "parked_event.html",
        event=event,
        headers=[(name, _text(octets)) for name, octets in event.delivery.headers],
        key=_text(event.delivery.key),
        value=value,
        decides=_city_of(event) in _decides_in(who),
        **await _painted(tx, cities),
    )


async def show_decisions(
    screen: Shown,
    tx: Tx,
    who: Who,
    here: Here,
    kota: Code = "",
    keputusan: Literal["", "retry", "edit", "drop"] = "",
    cari: Filter = "",
    setelah: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    unduh: str = "",
) -> Response:
    """What was decided, by whom and why, newest first."""
    cities = who.cities_with(ADMIN, AUDITOR, city=kota or None)
    limit = EVERYTHING if unduh else PAGE + 1
    found = await here.list_decisions(
        tx.connection, cities=cities, decision=keputusan or None, search=cari, after=setelah, limit=limit
    )
    if unduh:
        known = await assignments.list_cities(tx.connection)
        verbs = screen.words("parked_words.html", "verbs")
        rows = (_decided(each, known.get(each.city or ""), verbs) for each in found)
        return await screen.csv("keputusan", DECISION_HEADS, rows)
    return screen.page(
        "parked_decisions.html",
        decisions=found[:PAGE],
        after=found[PAGE - 1].id if len(found) > PAGE else None,
        services=SERVICES,
        **await _painted(tx, cities, of=who.cities_with(ADMIN, AUDITOR)),
    )


async def retry_all(
    screen: Shown, tx: Tx, who: Who, here: Here, those: Those, form: Annotated[WhyForm, Depends(sent(WhyForm))]
) -> Response:
    """Have all that the address asks for tried again. Raises NotFound where there is none of it left."""
    choice = those.choice(who.cities_with(ADMIN, city=those.kota or None))
    if not await here.retry(tx.connection, choice, by=who.subject, why=form.said()):
        raise NotFound("parked events like these")
    return screen.see(f"/{here.reader}/tertunda", "dicoba-lagi")


async def retry_parked(
    id: Id, screen: Shown, tx: Tx, who: Who, here: Here, form: Annotated[WhyForm, Depends(sent(WhyForm))]
) -> Response:
    """Have one tried again."""
    choice = Choice([id], cities=_decides_in(who))
    await here.retry(tx.connection, choice, by=who.subject, why=form.said())
    return screen.see(f"/{here.reader}/tertunda", "dicoba-lagi")


async def edit_parked(
    id: Id, screen: Shown, tx: Tx, who: Who, here: Here, form: Annotated[ValueForm, Depends(sent(ValueForm))]
) -> Response:
    """Let it say something else, and have it tried again."""
    cities = _decides_in(who)
    if (await here.get(tx.connection, id, cities=cities)).sealed:
        raise TEXTS.refused("value-sealed")
    await here.edit(tx.connection, id, form.octets(), by=who.subject, why=form.said(), cities=cities)
    return screen.see(f"/{here.reader}/tertunda", "diubah")


async def drop_parked(
    id: Id, screen: Shown, tx: Tx, who: Who, here: Here, form: Annotated[WhyForm, Depends(sent(WhyForm))]
) -> Response:
    """Give it up; what stands behind it goes on."""
    choice = Choice([id], cities=_decides_in(who))
    await here.drop(tx.connection, choice, by=who.subject, why=form.said())
    return screen.see(f"/{here.reader}/tertunda", "dibuang")


def _decides_in(who: Person) -> list[str]:
    """The cities about whose events a person decides."""
    return who.cities_with(ADMIN)


def _city_of(event: Parked) -> str:
    return event.delivery.envelope.city if event.delivery.envelope else ""


async def _painted(tx: Transaction, cities: Sequence[str], *, of: Sequence[str] = ()) -> dict[str, Any]:
    """What a page is painted and timed by where it is about one city, and the cities `of` which one may be chosen."""
    known = await assignments.list_cities(tx.connection)
    own = [known[code] for code in cities if code in known]
    of_one = {"city": own[0], "zone": ZoneInfo(own[0].time_zone)} if len(own) == 1 else {}
    choices = [(code, known[code].name) for code in of if code in known] if len(of) > 1 else []
    return {"choices": choices} | of_one


def _row(event: Parked, city: CityConfigured | None) -> list[Any]:
    return [
        event.id,
        event.identity[1],
        event.delivery.envelope.type if event.delivery.envelope else "",
        event.lane,
        event.state,
        event.reason,
        event.tries,
        timestamp(event.parked_at, city),
    ]


def _decided(decision: Decision, city: CityConfigured | None, verbs: Mapping[str, str]) -> list[Any]:
    return [
        timestamp(decision.at, city),
        decision.city,
        decision.parked_id,
        decision.type,
        decision.event_id,
        verbs[decision.decision],
        decision.by,
        decision.why,
    ]


def _value(octets: bytes | None) -> str:
    """JSON laid out where it is JSON."""
    try:
        return json.dumps(json.loads(octets or b""), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return _text(octets)


def _text(octets: bytes | None) -> str:
    return "" if octets is None else octets.decode(errors="backslashreplace")
