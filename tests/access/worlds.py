"""One of everything in Ambon, for each service: made over HTTP, and by hearing what other services announce."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.registration import settings
from services.registration import store as of_registration
from services.registration.domain import STEPS, ApplicationDraft, Photo, Picture
from services.registration.routes.invitations import link_of
from shared.events.curation import Correction
from shared.events.registration import FunctionEnded, Licence
from shared.messaging import inbox
from shared.messaging.cloudevents import read_delivery
from shared.messaging.decisions import Choice, Decisions
from shared.messaging.parking import WAITING
from shared.people import assignments
from shared.people.functions import (
    ADMIN,
    ASSISTANT,
    CURATOR_DISKOP,
    CURATOR_DISPERINDAG,
    DISKOP,
    DISPERINDAG,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
)
from shared.service import parking_of
from shared.settings import Settings
from tests.access import bodies
from tests.access.doors import Door, flat
from tests.access.pages import APPLICATION, WRITER
from tests.access.people import CITIES, ELSEWHERE, HERE, RETAILER_HERE, assigned, everybody, holder
from tests.access.table import READER
from tests.agreements.samples import FACTS, curated
from tests.curation.samples import BUSINESS_ID, registered, submission
from tests.notifications.facts import example, record

Things = dict[str, str]
OWNER_HERE = WRITER
EVIL_NAME = bodies.HOSTILE_PRODUCT["name"]
EVIL_BUSINESS = registered(name=bodies.HOSTILE_BUSINESS["name"])
EVIL_SHEET: Mapping[str, Any] = {
    "net_content": bodies.HOSTILE_SHEET["net_content"],
    "licences": (Licence.model_validate(bodies.HOSTILE_LICENCE),),
    "halal_number": bodies.HOSTILE_SHEET["halal_number"],
}
EVIL_FACTS = FACTS.model_copy(update={"name": EVIL_NAME, **EVIL_SHEET})
SETTINGS = Settings(mode="test", database_url="", kafka_bootstrap_servers="")
PLACE: Things = {"city": "Kota Ambon", "city_code": HERE}


async def _registration(door: Door) -> Things:
    async with door.begin(*CITIES) as tx:
        for city in CITIES:
            await assignments.save_city(tx.connection, city)
    business = str(
        (await door.done("POST /registration/businesses", OWNER_HERE, bodies.HOSTILE_BUSINESS))["business_id"]
    )
    async with door.begin(*CITIES) as tx:
        await assignments.record(tx.connection, *everybody(business))
    assisted = await door.done("POST /registration/businesses", holder(ASSISTANT), bodies.BUSINESS | bodies.SECOND)
    drafted = [
        (await door.done("POST /registration/products", OWNER_HERE, bodies.HOSTILE_PRODUCT | {"business_id": business}))
        for _ in range(3)
    ]
    draft, product, mended = (each["product_id"] for each in drafted)
    for each in (product, mended):
        await door.done(f"POST /registration/products/{each}/submissions", OWNER_HERE)
    assignment = await door.done(
        "POST /registration/assignments", holder(ADMIN), bodies.ASSIGNMENT | {"subject": "selena"}
    )
    invitation = await door.done("POST /registration/invitations", holder(ADMIN), bodies.INVITATION)
    await _keep_what_pages_make(door, UUID(product))
    await _mend(door, UUID(mended))
    return PLACE | {
        "photo": str(UUID(int=1)),
        "seen": "JFIF",
        "application": await _write_application(door),
        "step": "pemilik",
        "secret": await _secret_of(door, UUID(invitation["invitation_id"])),
        "invited": bodies.INVITATION["email"],
        "assigned": "selena",
        "invitation": invitation["invitation_id"],
        "business": business,
        "assisted": str(assisted["business_id"]),
        "draft": draft,
        "product": product,
        "mended_product": mended,
        "assignment": assignment["assignment_id"],
        "contact": OWNER_HERE,
    }


async def _secret_of(door: Door, invitation: UUID) -> str:
    """What its link ends with."""
    async with door.begin(*CITIES) as tx:
        invited = await of_registration.lock_invitation(tx.connection, invitation, settings.seal())
    return link_of(invited, settings.seal(), SETTINGS).rpartition("/")[2]


async def _keep_what_pages_make(door: Door, product: UUID) -> None:
    """A photo with what it shows, one that was let go, and a result."""
    photo = Photo(
        id=UUID(int=1),
        city=HERE,
        product_id=product,
        width=1,
        height=1,
        added_by=OWNER_HERE,
        entered_as=OWNER,
        added_at=datetime.now(UTC),
    )
    async with door.begin(*CITIES) as tx:
        for each in (photo, replace(photo, id=UUID(int=2))):
            await of_registration.insert_photo(tx.connection, each, Picture(1, 1, {"besar": bodies.PHOTO}))
        await of_registration.let_photo_go(tx.connection, replace(photo, id=UUID(int=2)), datetime.now(UTC))
    await door.hear(curated(product_id=product))
    await door.hear(example("product-offered.v1", city=HERE, product_id=product, retailer=RETAILER_HERE))


async def _mend(door: Door, product: UUID) -> None:
    """A product with what was to be corrected, what was changed, and what has been written since."""
    correction = Correction(**bodies.CORRECTION, field=None, department="diskop")
    await door.hear(curated(product_id=product, outcome="perlu-pembinaan", corrections=(correction,)))
    place = f"POST /registration/products/{product}"
    await door.done(f"{place}/submissions", OWNER_HERE, bodies.CHANGED)
    await door.done(f"{place}/sheet", OWNER_HERE, bodies.HOSTILE_SHEET)


async def _write_application(door: Door) -> str:
    """An application of which everything is filled in but consent; gives its id."""
    written = {name: "" for step in STEPS.values() for name in step} | flat(dict(APPLICATION))
    draft = ApplicationDraft(id=UUID(int=3), subject=WRITER, fields=written, changed_at=datetime.now(UTC))
    async with door.begin(*CITIES) as tx:
        await assignments.get_person(tx.connection, WRITER, tx.now)
        await of_registration.save_draft(tx.connection, draft, settings.seal())
    return str(draft.id)


async def _curation(door: Door) -> Things:
    await _meet_everybody(door)
    case, decided, mended = UUID(int=1), UUID(int=2), UUID(int=3)
    await door.hear(EVIL_BUSINESS, submission(product_id=case, name=EVIL_NAME))
    await door.hear(submission(product_id=decided, name=EVIL_NAME))
    await door.hear(submission(product_id=mended, name=EVIL_NAME))
    reviews = f"POST /curation/cases/{decided}/reviews"
    conditional = bodies.REVIEW | {"recommendation": "pass-with-conditions", "conditions": [bodies.CONDITION]}
    await door.done(reviews, holder(CURATOR_DISKOP), conditional)
    await door.done(reviews, holder(CURATOR_DISPERINDAG), bodies.REVIEW)
    for function in (CURATOR_DISKOP, CURATOR_DISPERINDAG):
        await door.done(f"POST /curation/cases/{mended}/reviews", holder(function), bodies.MENDING)
    await door.hear(submission(product_id=mended, name=EVIL_NAME, revision=2, **bodies.CHANGED, **EVIL_SHEET))
    shown = await door.done(f"GET /curation/cases/{decided}", holder(ADMIN))
    await door.done("POST /curation/rubrics", holder(ADMIN), bodies.RUBRIC)
    return PLACE | {
        "case_name": "Sambal Roa Tifa",
        "criterion_name": "Rasa khas Ambon",
        "case": str(case),
        "decided_case": str(decided),
        "mended_case": str(mended),
        "condition": shown["conditions"][0]["condition_id"],
        "criterion": bodies.CRITERION,
    }


async def _agreements(door: Door) -> Things:
    await _meet_everybody(door)
    await door.done("POST /agreements/retailers", holder(ADMIN), bodies.ALFAMIDI)
    draft, agreed, mou = [
        (await door.done("POST /agreements/mous", holder(DISKOP), bodies.MOU))["mou_id"] for _ in range(3)
    ]
    await door.done(f"POST /agreements/mous/{draft}/comments", holder(LEGAL), bodies.COMMENT)
    for path in (f"/agreements/mous/{agreed}", f"/agreements/mous/{mou}"):
        for function in (DISKOP, DISPERINDAG, LEGAL, RETAILER):
            await door.done(f"POST {path}/agreements", holder(function), bodies.VERSION)
    for function in (MAYOR, RETAILER):
        await door.done(
            f"POST /agreements/mous/{mou}/signatures", holder(function), bodies.SIGNATURE | {"number": "1/2026"}
        )
    await door.hear(EVIL_BUSINESS, *(curated(product_id=UUID(int=number), product=EVIL_FACTS) for number in range(4)))
    offers = [offer["offer_id"] for offer in await door.done("GET /agreements/offers", holder(RETAILER))]
    for offer in offers[1:]:
        await door.done(f"POST /agreements/offers/{offer}/answers", holder(RETAILER), bodies.ANSWER)
    draft_pks, pks = [
        (await door.done(f"POST /agreements/offers/{offer}/pks", holder(RETAILER), bodies.TERMS))["pks_id"]
        for offer in offers[2:]
    ]
    for function in (RETAILER, OWNER):
        await door.done(f"POST /agreements/pks/{pks}/signatures", holder(function), bodies.VERSION)
    return PLACE | {
        "title": "+Kerja Sama",
        "offered": "Sambal Roa Tifa",
        "retailer_code": RETAILER_HERE,
        "retailer": "PT Midi",
        "draft_mou": draft,
        "agreed_mou": agreed,
        "mou": mou,
        "offer": offers[0],
        "accepted_offer": offers[1],
        "draft_pks": draft_pks,
        "pks": pks,
    }


async def _notifications(door: Door) -> Things:
    await _meet_everybody(door)
    here = assigned(READER, CURATOR_DISKOP, HERE, None)
    await door.hear(here, assigned(READER, CURATOR_DISKOP, ELSEWHERE, None))
    product = UUID(int=1)
    await door.hear(EVIL_BUSINESS, submission(product_id=product, name=EVIL_NAME), example("pks-signed.v1", city=HERE))
    (message,) = await door.done("GET /notifications/inbox", READER)
    await door.hear(FunctionEnded(**here.model_dump() | {"until": datetime.now(UTC)}))
    delivery, *_ = await door.done("GET /notifications/deliveries", holder(ADMIN))
    return PLACE | {
        "waiting": "@Sambal Roa Tifa",
        "told": "diajukan untuk dikurasi",
        "product": str(product),
        "message": message["id"],
        "delivery": delivery["id"],
        "delivered": READER,
        "template": "person-invited",
    }


async def _meet_everybody(door: Door) -> None:
    """Hear of the cities, and of all people with what they may do."""
    await door.hear(*CITIES, *everybody(str(BUSINESS_ID)))


async def _park(door: Door) -> Things:
    """An event that could not be handled, and what was decided about it."""
    product = UUID(int=9)
    heard = record(submission(product_id=product))
    delivery = read_delivery(heard.topic, 0, 0, heard.key, heard.headers, heard.value, "a-log")
    parking, decisions = parking_of(door.service.name, SETTINGS), Decisions(door.service.name)
    async with door.begin(*CITIES) as tx:
        identity = inbox.identity(delivery)
        await parking.insert(tx.connection, identity, delivery, WAITING, ValueError("broken"), sealed=False)
        (parked,) = await decisions.list_parked(tx.connection)
        await decisions.retry(tx.connection, Choice([parked.id]), by=holder(ADMIN), why="Sudah dibetulkan")
    return {"parked": str(parked.id), "parked_key": str(product), "decided": "Sudah dibetulkan"}


async def make_things(door: Door) -> Things:
    """One of everything in this door's service."""
    return await MAKERS[door.service.name](door) | await _park(door)


MAKERS: Mapping[str, Callable[[Door], Awaitable[Things]]] = {
    "registration": _registration,
    "curation": _curation,
    "agreements": _agreements,
    "notifications": _notifications,
}
