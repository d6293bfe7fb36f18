"""The trail of what was announced, by whom and why: one line an event, with a sentence that people can read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.acting import name_actors
from services.notifications.domain.messages import Heard, mentioned
from services.notifications.domain.sentences import summarize
from services.notifications.domain.writing import Place, place_of
from shared.events.registration import CityConfigured
from shared.texts import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event in the trail. What a notification tells of is spoken of by its line, too."""

    event_id: str
    city: str
    type: str
    at: datetime
    key: str
    source: str
    correlation_id: str
    causation_id: str
    mentions: tuple[UUID, ...]
    about: str | None
    actors: Mapping[str, str]
    """By whom it was done, in every language."""
    summaries: Mapping[str, str]
    """What happened, the same."""


def draw(heard: Iterable[Heard], cities: Mapping[str, CityConfigured]) -> list[Line]:
    """The lines that these events leave, with offices and titles as their city has them."""
    return [_line(each, place_of(each.event.city, cities.get(each.event.city))) for each in heard]


def _line(heard: Heard, place: Place) -> Line:
    event = heard.event
    return Line(
        event_id=heard.id,
        city=event.city,
        type=event.type,
        at=heard.at,
        key=event.key,
        source=heard.source,
        correlation_id=heard.correlation_id,
        causation_id=heard.causation_id,
        mentions=tuple(mentioned([event])),
        about=event.__dict__.get("about"),
        actors={language: name_actors(event, language, place) for language in LANGUAGES},
        summaries={language: summarize(event, place, language) for language in LANGUAGES},
    )
