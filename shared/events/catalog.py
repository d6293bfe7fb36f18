"""All events by name, and all topics: the whole vocabulary on one page."""

from shared.events import curation, registration
from shared.events.event import Event, Topic

EVENTS: tuple[type[Event], ...] = (
    registration.CityConfigured,
    registration.FunctionAssigned,
    registration.FunctionEnded,
    registration.BusinessRegistered,
    registration.ProductSubmitted,
    registration.ProductWithdrawn,
    curation.CaseOpened,
)

BY_TYPE: dict[str, type[Event]] = {event.type: event for event in EVENTS}
TOPICS: tuple[Topic, ...] = tuple(dict.fromkeys(event.topic for event in EVENTS))
