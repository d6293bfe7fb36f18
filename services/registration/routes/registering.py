"""Pages on which a business is registered, in short steps, each of which is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData

from services.registration import domain, store
from services.registration.domain import ApplicationDraft
from services.registration.forms import BusinessForm, LetterForm, SizeForm, StepForm
from services.registration.routes import businesses
from services.registration.routes.rights import AnySignedIn, Sealed, known_city, pages, place
from shared import faults
from shared.errors import Refused
from shared.events.registration import CityConfigured
from shared.messaging.transaction import Transaction
from shared.pages import Shown, sent
from shared.pages.fields import from_fields
from shared.pages.screen import Attempt, Screen
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import day_begins
from shared.people.functions import ASSISTANT
from shared.sealing import Seal
from shared.web import Tx, Who

Step = Literal["usaha", "kegiatan", "pemilik"]
FIRST, *_, LAST = domain.STEPS
BEGIN = "/registration/usaha/daftar"
EMPTY = {name: "" for names in domain.STEPS.values() for name in names}
Written = Annotated[StepForm, Depends(sent(StepForm))]


@pages.get("/usaha/daftar", dependencies=AnySignedIn)
async def begin(screen: Shown, tx: Tx, who: Who) -> Response:
    """The first step of a new application."""
    return await _show(screen, tx, who, FIRST, None)


@pages.form("/usaha/daftar", shows=begin, dependencies=AnySignedIn)
async def keep_first_step(form: Written, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Begin a draft with it."""
    new = ApplicationDraft(id=tx.ids(), subject=who.subject, fields={}, changed_at=tx.now)
    return await _keep(screen, tx, new, FIRST, form, seal)


@pages.get("/usaha/daftar/{id:uuid}/persetujuan", dependencies=AnySignedIn)
async def show_consent(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """All that was filled in, and what the owner has to agree to."""
    draft = await store.get_draft(tx.connection, id, who.subject, seal)
    city = await place(screen, tx, draft.fields.get("city", ""))
    steps = [step for step in domain.STEPS if step != LAST]
    missing = [step for step in steps if faults_in(draft, step, city, screen.language)]
    return screen.page(
        "consent.html",
        draft=draft,
        fields=EMPTY | dict(draft.fields),
        size=None if "kegiatan" in missing else from_fields(SizeForm, FormData(draft.fields)),
        missing=missing,
        steps=list(domain.STEPS),
        nik=domain.mask_nik(draft.fields.get("nik", "").replace(" ", "")),
        assists=_assists(draft, who, city),
        consent_text=domain.CONSENT_TEXT,
    )


@pages.form("/usaha/daftar/{id:uuid}/persetujuan", shows=show_consent, dependencies=AnySignedIn)
async def register(id: UUID, form: Written, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Register the business, and forget the draft."""
    draft = await store.lock_draft(tx.connection, id, who.subject, seal)
    domain.require_present_text(form.text_version)
    draft = domain.fill_in(draft, LAST, form.model_dump(), at=tx.now)
    city = await known_city(tx, draft.fields.get("city", ""))
    application = from_fields(BusinessForm, FormData(_application(draft, who, city, tx.now)))
    registered = await businesses.register_business(application, tx, who, seal)
    await store.delete_draft(tx.connection, id, who.subject)
    return screen.see(f"/registration/usaha/{registered['business_id']}", "terdaftar")


@pages.form("/usaha/daftar/{id:uuid}/buang", shows=show_consent, dependencies=AnySignedIn)
async def let_go(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Forget a draft."""
    await store.lock_draft(tx.connection, id, who.subject, seal)
    await store.delete_draft(tx.connection, id, who.subject)
    return screen.see("/registration/usaha", "draf-dibuang")


@pages.get("/usaha/daftar/{id:uuid}/{step}", dependencies=AnySignedIn)
async def show_step(id: UUID, step: Step, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """A step with what was filled in, and what is wrong with it."""
    draft = await store.get_draft(tx.connection, id, who.subject, seal)
    return await _show(screen, tx, who, step, draft)


@pages.form("/usaha/daftar/{id:uuid}/{step}", shows=show_step, dependencies=AnySignedIn)
async def keep_step(id: UUID, step: Step, form: Written, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Keep a step, whatever is wrong with it, and go on where nothing is."""
    draft = await store.lock_draft(tx.connection, id, who.subject, seal)
    return await _keep(screen, tx, draft, step, form, seal)


def faults_in(draft: ApplicationDraft, step: str, city: CityConfigured, language: str) -> dict[str, str]:
    """What is missing or wrong in a step, by field."""
    points = domain.open_in_step(draft, step, city=city)
    found = {point.field: domain.say(point.code, language) for point in points}
    return found | _faults_in_size(draft, language) if step == "kegiatan" else found


def _faults_in_size(draft: ApplicationDraft, language: str) -> dict[str, str]:
    try:
        size = from_fields(SizeForm, FormData(draft.fields))
        domain.scale_of(size.established, capital=size.capital, turnover=size.turnover)
    except RequestValidationError as wrong:
        return {str(error["loc"][-1]): faults.say(error, language) for error in wrong.errors()}
    except Refused as refusal:
        return {"turnover" if size.established else "capital": refusal.texts[language]}
    return {}


async def _show(screen: Screen, tx: Transaction, who: Person, step: str, draft: ApplicationDraft | None) -> Response:
    cities = await assignments.list_cities(tx.connection)
    fields = EMPTY | dict(draft.fields if draft else {})
    if len(cities) == 1:
        fields["city"] = next(iter(cities))
    city = cities.get(fields["city"])
    if city is not None:
        await place(screen, tx, city.city)
    attempt = screen.attempt
    if attempt is None and draft and city and domain.is_begun(draft, step):
        wrong = faults_in(draft, step, city, screen.language)
        attempt = Attempt(screen.request.url.path, {}, wrong) if wrong else None
    return screen.page(
        f"step_{step}.html",
        draft=draft,
        fields=fields,
        step=step,
        steps=list(domain.STEPS),
        cities=[(each.city, each.name) for each in cities.values()],
        attempt=attempt,
        assists=who.holds(ASSISTANT, city=city.city if city else None),
    )


async def _keep(
    screen: Screen, tx: Transaction, draft: ApplicationDraft, step: str, form: StepForm, seal: Seal
) -> Response:
    draft = domain.fill_in(draft, step, form.model_dump(), at=tx.now)
    city = await known_city(tx, draft.fields.get("city", ""))
    await store.save_draft(tx.connection, draft, seal)
    names = list(domain.STEPS)
    following = step if faults_in(draft, step, city, screen.language) else names[names.index(step) + 1]
    return screen.see(f"{BEGIN}/{draft.id}/{following}")


def _application(draft: ApplicationDraft, who: Person, city: CityConfigured, now: datetime) -> dict[str, str]:
    """The draft in the words of the API's form."""
    written = dict(draft.fields)
    assists = _assists(draft, who, city)
    if not assists:
        written["owner_subject"] = who.subject
    elif written.get("whose") == "tanpa-akun":
        written["owner_subject"] = ""
    if written.get("agrees") == "ya":
        written |= {
            "consent-text_version": domain.CONSENT_TEXT,
            "consent-channel": written.get("channel", "") if assists else "mandiri",
            "consent-given_at": _given_at(written, city, now).isoformat(),
        }
    return written


def _assists(draft: ApplicationDraft, who: Person, city: CityConfigured) -> bool:
    """Whether it is somebody else's business that a pendamping enters."""
    return who.holds(ASSISTANT, city=city.city) and draft.fields.get("whose") != "sendiri"


def _given_at(written: Mapping[str, str], city: CityConfigured, now: datetime) -> datetime:
    """Now, or the beginning of the day that a letter bears. Raises RequestValidationError."""
    if written.get("channel") != "surat":
        return now
    return day_begins(from_fields(LetterForm, FormData(written)).given_on, city)
