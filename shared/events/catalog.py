"""All events by name, and all topics: the whole vocabulary on one page."""

from shared.events import agreements, curation, notifications, public, registration
from shared.events.event import Event, Topic

INTERNAL: tuple[type[Event], ...] = (
    registration.CityConfigured,
    registration.FunctionAssigned,
    registration.FunctionEnded,
    registration.SignedOut,
    registration.BusinessRegistered,
    registration.BusinessChanged,
    registration.ConsentWithdrawn,
    registration.ProductSubmitted,
    registration.ProductWithdrawn,
    registration.ContactChanged,
    registration.PersonInvited,
    registration.ContactErased,
    curation.CaseOpened,
    curation.CaseReviewed,
    curation.ProductCurated,
    curation.ConditionLapsed,
    agreements.MoUDrafted,
    agreements.MoUCommented,
    agreements.MoUPartlyAgreed,
    agreements.MoUAgreed,
    agreements.MoUPartlySigned,
    agreements.MoUSigned,
    agreements.MoUEnded,
    agreements.ProductOffered,
    agreements.OfferAnswered,
    agreements.OfferOverdue,
    agreements.OfferClosed,
    agreements.PKSDrafted,
    agreements.PKSPartlySigned,
    agreements.PKSSigned,
    agreements.PKSEnded,
    agreements.PKSBasisLost,
    notifications.NotificationSent,
    notifications.NotificationFailed,
)
PUBLIC: tuple[type[Event], ...] = (
    public.OfferMade,
    public.OfferChanged,
    public.OfferWithdrawn,
    public.ConsentEnded,
    public.AgreementSigned,
    public.AgreementEnded,
    public.AgreementBasisLost,
)
"""For retailers' systems; each retailer in each city has a topic of its own (`public.topic_of`)."""

EVENTS = INTERNAL + PUBLIC
BY_TYPE: dict[str, type[Event]] = {event.type: event for event in EVENTS}
TOPICS: tuple[Topic, ...] = tuple(dict.fromkeys(event.topic for event in INTERNAL))
