"""Who may use which route: one line for every route of every service.

The tests beside this file are made from the routes. They fail for a route that has no line here, for a line without a
route, where a route allows others than its line says, and for a line that does not say what to ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.people.functions import (
    ADMIN,
    ASSISTANT,
    AUDITOR,
    CURATOR_DISKOP,
    CURATOR_DISPERINDAG,
    DISKOP,
    DISPERINDAG,
    FUNCTIONS,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
)
from tests.access import bodies
from tests.access.people import BESIDES


@dataclass(frozen=True)
class Line:
    """Who may use a route, and what to ask of it about the things of one city (`worlds` makes them)."""

    functions: tuple[str, ...]
    """Who may use it; none: everybody who is signed in."""
    on: tuple[str, ...] | str = ()
    """The things that the parameters of its path name, in their order."""
    body: Mapping[str, Any] | None = None
    """What a POST says: valid, so that nothing but who asks can be wrong with it."""
    shows: str = ""
    """The thing that a GET shows to whom it is for; if left out, the first one that it names."""
    others: tuple[str, ...] = ()
    """Where everybody may ask about themselves: who may ask about others."""
    whose: str = ""
    """Where everybody may ask about themselves and nobody about others: a person of whom there is something."""
    ruled_out: tuple[str, ...] = ()
    """Who may use it, though not on this thing: a rule says no to them, wherever they are from."""
    city_wide: bool = False
    """That it is no secret between the businesses and retailers of a city."""
    public: bool = False
    """That nobody has to sign in for it."""
    private: str = ""
    """The one person whose it is, whatever functions others hold."""
    secret: bool = False
    """That one of the things in its path is a secret, and whoever has it may ask."""
    no_secret: bool = False
    """That it shows nothing of the city but which city it is, which the database hides from nobody."""

    by_code: bool = False
    """That only the code hides it from other cities, for what is parked may be of none."""
    of_no_city: bool = False
    """That whoever may ask is shown the same, wherever they are from."""

    @property
    def things(self) -> tuple[str, ...]:
        """What it is asked about."""
        return (self.on,) if isinstance(self.on, str) else self.on

    @property
    def marker(self) -> str:
        """The thing whose mention gives away what is not for everybody."""
        return self.shows or (self.things or ("",))[0]

    @property
    def is_for_all(self) -> bool:
        """Whether everybody gets what they ask for."""
        return self.of_no_city or not (self.functions or self.others or self.whose or self.private)

    @property
    def askers(self) -> tuple[str, ...]:
        """The functions whose holders may ask at all."""
        return self.functions or tuple(FUNCTIONS)

    @property
    def acting(self) -> tuple[str, ...]:
        """The functions by which one meets what is not one's own person's."""
        return self.functions or self.others

    @property
    def besides(self) -> str | None:
        """A function that is of no use here; none where every function is of some."""
        return next((function for function in BESIDES if function not in self.acting), None)


EVERYBODY = ()
CURATORS = (CURATOR_DISKOP, CURATOR_DISPERINDAG)
OFFICES = (DISKOP, DISPERINDAG, LEGAL)
OFFICERS = (*CURATORS, *OFFICES, MAYOR, ADMIN, AUDITOR)
READER = "pembaca"
"""Was told something here, and left for elsewhere."""

TABLE: Mapping[str, Line] = {
    # registration
    "GET /registration/cities": Line(EVERYBODY),
    "POST /registration/businesses": Line(EVERYBODY, body=bodies.BUSINESS),
    "GET /registration/businesses": Line((OWNER, ASSISTANT, *OFFICERS), shows="business"),
    "GET /registration/businesses/{id}": Line((OWNER, ASSISTANT, *OFFICERS), "business"),
    "POST /registration/businesses/{id}/changes": Line((OWNER, ASSISTANT), "business", bodies.CHANGES),
    "POST /registration/businesses/{id}/consent-withdrawals": Line(
        (OWNER, ASSISTANT), "business", {}, ruled_out=(ASSISTANT,)
    ),
    "POST /registration/businesses/{id}/corrections": Line((CURATOR_DISKOP, DISKOP), "business", bodies.NUMBERS),
    "GET /registration/businesses/{id}/entries": Line((OWNER, ASSISTANT, *OFFICERS), "business"),
    "GET /registration/businesses/{id}/products": Line((OWNER, ASSISTANT, *OFFICERS), "business", shows="product"),
    "POST /registration/products": Line((OWNER, ASSISTANT), body=bodies.PRODUCT_OF_BUSINESS),
    "GET /registration/products/{id}": Line((OWNER, ASSISTANT, *OFFICERS), "product"),
    "POST /registration/products/{id}/sheet": Line((OWNER, ASSISTANT), "draft", bodies.HOSTILE_SHEET),
    "POST /registration/products/{id}/submissions": Line((OWNER, ASSISTANT), "draft", bodies.CHANGED),
    "POST /registration/products/{id}/withdrawals": Line((OWNER, ASSISTANT), "product", bodies.REASON),
    "GET /registration/assignments": Line((ADMIN, AUDITOR), shows="assignment"),
    "POST /registration/assignments": Line((ADMIN,), body=bodies.ASSIGNMENT),
    "POST /registration/assignments/{id}/end": Line((ADMIN,), "assignment", {}),
    "GET /registration/acts": Line((ADMIN, AUDITOR), shows="assigned"),
    "POST /registration/invitations": Line((ADMIN,), body=bodies.INVITATION),
    "GET /registration/invitations": Line((ADMIN, AUDITOR), shows="invitation"),
    "POST /registration/invitations/{id}/withdrawals": Line((ADMIN,), "invitation", {}),
    "POST /registration/contacts": Line(EVERYBODY, body=bodies.CONTACT, others=(ADMIN,)),
    "GET /registration/contacts/{subject}": Line(EVERYBODY, "contact", others=(ADMIN,)),
    "POST /registration/contacts/{subject}/erasure": Line(EVERYBODY, "contact", {}, others=(ADMIN,)),
    # curation
    "GET /curation/cases": Line(OFFICERS, shows="case"),
    "GET /curation/cases/{product_id}": Line((*OFFICERS, OWNER, ASSISTANT), "decided_case"),
    "POST /curation/cases/{product_id}/reviews": Line(CURATORS, "case", bodies.REVIEW),
    "POST /curation/cases/{product_id}/conditions/{condition_id}/fulfilment": Line(
        CURATORS, ("decided_case", "condition"), bodies.FULFILMENT, ruled_out=(CURATOR_DISPERINDAG,)
    ),
    "GET /curation/rubrics": Line(OFFICERS, shows="criterion"),
    "POST /curation/rubrics": Line((ADMIN,), body=bodies.RUBRIC),
    # agreements
    "GET /agreements/retailers": Line((*OFFICERS, RETAILER, OWNER, ASSISTANT), shows="retailer", city_wide=True),
    "POST /agreements/retailers": Line((ADMIN,), body=bodies.ALFAMIDI),
    "GET /agreements/mous": Line((*OFFICERS, RETAILER), shows="mou"),
    "GET /agreements/mous/{id}": Line((*OFFICERS, RETAILER), "mou"),
    "POST /agreements/mous": Line(OFFICES, body=bodies.MOU),
    "POST /agreements/mous/{id}/versions": Line(OFFICES, "draft_mou", bodies.MOU_VERSION),
    "POST /agreements/mous/{id}/comments": Line((*OFFICES, MAYOR, RETAILER), "draft_mou", bodies.COMMENT),
    "POST /agreements/mous/{id}/agreements": Line((*OFFICES, RETAILER), "draft_mou", bodies.VERSION),
    "POST /agreements/mous/{id}/signatures": Line((MAYOR, RETAILER), "agreed_mou", bodies.SIGNATURE),
    "POST /agreements/mous/{id}/end": Line((MAYOR, LEGAL), "draft_mou", bodies.REASON),
    "GET /agreements/offers": Line((*OFFICERS, RETAILER, OWNER, ASSISTANT), shows="offer"),
    "GET /agreements/offers/{id}": Line((*OFFICERS, RETAILER, OWNER, ASSISTANT), "offer"),
    "POST /agreements/offers/{id}/answers": Line((RETAILER,), "offer", bodies.ANSWER),
    "POST /agreements/offers/{id}/pks": Line((RETAILER,), "accepted_offer", bodies.TERMS),
    "GET /agreements/pks": Line((*OFFICERS, RETAILER, OWNER, ASSISTANT), shows="pks"),
    "GET /agreements/pks/{id}": Line((*OFFICERS, RETAILER, OWNER, ASSISTANT), "pks"),
    "POST /agreements/pks/{id}/versions": Line((RETAILER,), "draft_pks", bodies.PKS_VERSION),
    "POST /agreements/pks/{id}/signatures": Line((RETAILER, OWNER), "draft_pks", bodies.VERSION),
    "POST /agreements/pks/{id}/declines": Line((RETAILER, OWNER), "draft_pks", bodies.DECLINE),
    "POST /agreements/pks/{id}/end": Line((RETAILER, OWNER), "pks", bodies.REASON),
    # notifications
    "GET /notifications/inbox": Line(EVERYBODY, shows="message", whose=READER),
    "POST /notifications/inbox/{id}/read": Line(EVERYBODY, "message", {}, whose=READER),
    "GET /notifications/deliveries": Line((ADMIN, AUDITOR), shows="delivery"),
    "GET /notifications/trails/{id}": Line((*OFFICERS, OWNER), "product"),
}
