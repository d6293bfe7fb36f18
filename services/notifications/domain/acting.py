"""As what whoever brought an event about acted: a function, an office, a party, or Gerai itself. Nobody is named, for
events name nobody."""

from collections.abc import Sequence
from functools import partial

from services.notifications.domain.words import is_retailer, name_party
from services.notifications.domain.writing import Place, one_line
from shared.events import agreements, curation, registration
from shared.events.event import Event
from shared.people.functions import ADMIN, FUNCTIONS, OWNER
from shared.texts import Texts

ACTORS = Texts(
    {
        "system": {"id": "Sistem", "en": "The system"},
        "operator": {"id": "Pengelola sistem", "en": "The system's operator"},
        "admin": {"id": FUNCTIONS[ADMIN], "en": "An admin of the city"},
        "keeper": {"id": "Pelaku usaha atau pendamping", "en": "The business or its assistant (pendamping)"},
        "keeper-or-office": {
            "id": "Pelaku usaha, pendamping, atau dinas",
            "en": "The business, its assistant (pendamping) or an office of the city",
        },
        "curators": {"id": "Kurator", "en": "The curators"},
        "curator-of": {"id": "Kurator {office}", "en": "A curator of {office}"},
        "office": {"id": "Dinas atau Bagian Hukum", "en": "An office of the city"},
        "everybody": {"id": "Semua pihak", "en": "All parties"},
        "retailer": {"id": "mitra ritel {retailer}", "en": "retailer {retailer}"},
    }
)
"""An event tells no more than this where it does not say which office, or whether the owner or an assistant."""


def name_actors(event: Event, language: str, place: Place) -> str:
    """By whom, as the readers of a language have it; empty where an event of long ago does not say."""
    said = one_line(", ".join(_actors(event, language, place)))
    return f"{said[:1].upper()}{said[1:]}"


def _actors(event: Event, language: str, place: Place) -> Sequence[str]:
    say = partial(ACTORS.say, language=language)
    match event:
        case registration.FunctionAssigned():
            return [say("system")] if _came_with_a_business(event) else _admin(event.assigned_by, language)
        case registration.FunctionEnded():
            return _admin(event.ended_by, language)
        case registration.CityConfigured():
            return [say("operator")]
        case registration.ProductWithdrawn() if event.code:
            return [say("system")]
        case (
            registration.BusinessRegistered()
            | registration.ConsentWithdrawn()
            | registration.ProductSubmitted()
            | registration.ProductWithdrawn()
        ):
            return [say("keeper")]
        case registration.BusinessChanged():
            return [say("keeper-or-office")]
        case curation.CaseReviewed():
            return [say("curator-of", office=name_party(event.department, language, place.offices))]
        case curation.ProductCurated():
            return [say("curators")]
        case _:
            return _parties(event, language, place)


def _parties(event: Event, language: str, place: Place) -> Sequence[str]:
    """Who drafted, agreed, signed, answered or ended; where nobody did, a day had come or something had gone."""
    say, party = partial(ACTORS.say, language=language), partial(_party, language=language, place=place)
    match event:
        case agreements.MoUDrafted():
            return [say("office")]
        case agreements.MoUCommented():
            return [_speaker(event.commented_as, event.party)]
        case agreements.MoUPartlyAgreed():
            return [party(each) for each in event.parties]
        case agreements.MoUAgreed():
            return [say("everybody")]
        case agreements.MoUPartlySigned() | agreements.PKSPartlySigned():
            return [party(event.party)]
        case agreements.MoUSigned() | agreements.PKSSigned():
            return [_speaker(each.title, each.party) for each in event.signatures]
        case agreements.MoUEnded() | agreements.PKSEnded() if event.party:
            return [party(event.party)]
        case agreements.MoUEnded() | agreements.PKSEnded() if not _ended_by_itself(event):
            return []
        case agreements.OfferAnswered() | agreements.PKSDrafted():
            return [party(event.retailer)]
        case _:
            return [say("system")]


def _came_with_a_business(event: registration.FunctionAssigned) -> bool:
    return event.function == OWNER and event.assigned_by is None


def _admin(by: str | None, language: str) -> Sequence[str]:
    """Who gave or ended a function, if it is said: an admin, or the operator, who goes by no account."""
    return [] if by is None else [ACTORS.say("admin" if by else "operator", language)]


def _ended_by_itself(event: agreements.MoUEnded | agreements.PKSEnded) -> bool:
    """Whether its time was over; who ends a draft before that says why."""
    return event.how in ("lapsed", "void") or (event.how == "abandoned" and event.reason is None)


def _speaker(title: str, party: str) -> str:
    """As what somebody spoke for a party; of a retailer's people also for which, unless their title says so."""
    return f"{title} {party.title()}" if is_retailer(party) and party.title() not in title else title


def _party(code: str, language: str, place: Place) -> str:
    name = name_party(code, language, place.offices)
    return ACTORS.say("retailer", language, retailer=name) if is_retailer(code) else name
