"""Who is told what: one table, from an event to those who hear of it and the text that tells them."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.agreements import (
    MoUAgreed,
    MoUCommented,
    MoUDrafted,
    MoUEnded,
    MoUSigned,
    OfferAnswered,
    OfferClosed,
    OfferOverdue,
    PKSBasisLost,
    PKSDrafted,
    PKSEnded,
    PKSPartlySigned,
    PKSSigned,
    ProductOffered,
)
from shared.events.curation import ConditionLapsed, ProductCurated
from shared.events.event import Event
from shared.events.registration import (
    BusinessRegistered,
    ConsentWithdrawn,
    FunctionAssigned,
    FunctionEnded,
    ProductSubmitted,
    ProductWithdrawn,
)
from shared.people import functions as of


@dataclass(frozen=True, slots=True)
class Audience:
    """Those who hold one of these functions in the event's city at the time of the event."""

    functions: tuple[str, ...]
    scope: str | None = None
    """The field of the event that says for which business or retailers they hold it; None: for the whole city."""
    instead_of_owner: bool = False
    """Only where nobody signed in holds the business: somebody has to bring it the news."""
    if_said: str | None = None
    """The field of the event without which nobody is told."""
    subject: str | None = None
    """The field of the event that names somebody who is told, whatever they hold."""

    def scopes(self, event: Event) -> tuple[str, ...] | None:
        """The businesses or retailers that this event names; None for the whole city."""
        if self.scope is None:
            return None
        named = getattr(event, self.scope)
        return named if isinstance(named, tuple) else (str(named),) if named is not None else ()


WATCHERS = (of.ADMIN, of.AUDITOR)
"""Whoever sees that nobody gives or takes functions by themself; whose own is taken is told, too. So are those for
whose business or retailer somebody else may sign from then on."""
HOLDER = (Audience((), if_said="assigned_by", subject="subject"),)
INVITED = Audience((), subject="subject")
CURATORS = (Audience((of.CURATOR_DISKOP, of.CURATOR_DISPERINDAG)),)
DISKOP = (Audience((of.DISKOP,)),)
TRADE_OFFICES = (Audience((of.DISKOP, of.DISPERINDAG)),)
OFFICES = (Audience((of.DISKOP, of.DISPERINDAG, of.LEGAL)),)
OFFICES_AND_MAYOR = (Audience((of.DISKOP, of.DISPERINDAG, of.LEGAL, of.MAYOR)),)
OWNER = (Audience((of.OWNER,), scope="business_id"),)
OWNER_OR_ASSISTANTS = (*OWNER, Audience((of.ASSISTANT,), instead_of_owner=True))
RETAILER = (Audience((of.RETAILER,), scope="retailer"),)
RETAILERS = (Audience((of.RETAILER,), scope="retailers"),)

WHO_IS_TOLD: tuple[tuple[type[Event], tuple[Audience, ...], str], ...] = (
    (FunctionAssigned, HOLDER, "function-given"),
    (FunctionAssigned, (Audience(WATCHERS, if_said="assigned_by"),), "function-assigned"),
    (FunctionAssigned, (Audience((of.OWNER, of.RETAILER), "scope", if_said="assigned_by"),), "function-assigned"),
    (FunctionEnded, (Audience(WATCHERS, if_said="ended_by"),), "function-ended"),
    (FunctionEnded, (Audience((of.OWNER, of.RETAILER), "scope", if_said="ended_by"),), "function-ended"),
    (BusinessRegistered, OWNER, "business-registered"),
    (ProductSubmitted, CURATORS, "product-submitted"),
    (ProductWithdrawn, CURATORS, "product-withdrawn"),
    (ProductCurated, OWNER_OR_ASSISTANTS, "product-curated"),
    (ConditionLapsed, OWNER_OR_ASSISTANTS, "condition-lapsed"),
    (ConditionLapsed, CURATORS, "condition-lapsed-curators"),
    (ConsentWithdrawn, DISKOP, "consent-withdrawn"),
    (MoUDrafted, OFFICES + RETAILERS, "mou-drafted"),
    (MoUCommented, OFFICES + RETAILERS, "mou-commented"),
    (MoUAgreed, OFFICES_AND_MAYOR + RETAILERS, "mou-agreed"),
    (MoUSigned, OFFICES_AND_MAYOR + RETAILERS, "mou-signed"),
    (MoUEnded, OFFICES_AND_MAYOR + RETAILERS, "mou-ended"),
    (ProductOffered, RETAILER, "product-offered"),
    (ProductOffered, OWNER_OR_ASSISTANTS, "product-offered-owner"),
    (OfferAnswered, OWNER_OR_ASSISTANTS, "offer-answered"),
    (OfferAnswered, DISKOP, "offer-answered-office"),
    (OfferOverdue, OWNER_OR_ASSISTANTS, "offer-overdue"),
    (OfferOverdue, DISKOP, "offer-overdue-office"),
    (OfferOverdue, RETAILER, "offer-overdue-retailer"),
    (OfferClosed, OWNER_OR_ASSISTANTS, "offer-closed"),
    (OfferClosed, DISKOP, "offer-closed-office"),
    (OfferClosed, RETAILER, "offer-closed-retailer"),
    (PKSDrafted, OWNER_OR_ASSISTANTS, "pks-drafted"),
    (PKSPartlySigned, OWNER_OR_ASSISTANTS, "pks-partly-signed"),
    (PKSPartlySigned, RETAILER, "pks-partly-signed-retailer"),
    (PKSSigned, OWNER_OR_ASSISTANTS, "pks-signed"),
    (PKSSigned, RETAILER, "pks-signed-retailer"),
    (PKSSigned, TRADE_OFFICES, "pks-signed-office"),
    (PKSEnded, OWNER_OR_ASSISTANTS, "pks-ended"),
    (PKSEnded, RETAILER + TRADE_OFFICES, "pks-ended-others"),
    (PKSBasisLost, OWNER_OR_ASSISTANTS, "pks-basis-lost"),
    (PKSBasisLost, RETAILER + TRADE_OFFICES, "pks-basis-lost-others"),
)
"""Whoever stands in two rows of an event gets the text of the first."""


def _by_event() -> Mapping[type[Event], list[tuple[Audience, str]]]:
    told: dict[type[Event], list[tuple[Audience, str]]] = {}
    for event, audiences, template in WHO_IS_TOLD:
        told.setdefault(event, []).extend((audience, template) for audience in audiences)
    return told


_BY_EVENT = _by_event()


def audiences_of(event: Event) -> list[tuple[Audience, str]]:
    """Who is told of this event, by which template, in the order of the table."""
    told = _BY_EVENT.get(type(event), [])
    return [each for each in told if each[0].if_said is None or getattr(event, each[0].if_said) is not None]
