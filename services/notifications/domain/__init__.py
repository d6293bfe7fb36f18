"""The rules of notifications: who is told what, in which words, and what becomes of a message on its way.

Pure functions over frozen dataclasses. By subject: `audience` (the table of who is told what), `writing` and `words`
(how it is said), `messages` (what is told of an event), `deliveries` (a message on its way to one reader), `gathering`
(what many mails say in one letter), `letters` (as a mail server gets it), `trail` (what was announced, line by line),
`sentences` (what happened), `acting` (by whom), `matters` (where each thing stands and whose turn it is), `places`
(where it is shown), `journeys` (how far products got), `samples` (examples of every text).
"""

from services.notifications.domain.acting import name_actors
from services.notifications.domain.audience import WHO_IS_TOLD, Audience, audiences_of
from services.notifications.domain.deliveries import (
    EMAIL,
    INBOX,
    SERVER_AWAY,
    UNUSABLE,
    Claimed,
    Contact,
    Delivery,
    Obstacle,
    Outcome,
    Status,
    announce_new,
    find_obstacle,
    hear_refusal,
    settle,
)
from services.notifications.domain.gathering import LISTED, LISTS, gathers_as, name_for_many, write_many
from services.notifications.domain.journeys import STEPS, Mark, marks_of
from services.notifications.domain.letters import Letter, Unusable, message_id, write_letter
from services.notifications.domain.matters import Matter, follow
from services.notifications.domain.messages import (
    Heard,
    Message,
    Name,
    Recipient,
    address,
    compose,
    deliver,
    id_in,
    invite,
    list_names,
    mentioned,
)
from services.notifications.domain.places import Kind, path_of
from services.notifications.domain.sentences import SENTENCES, summarize
from services.notifications.domain.trail import Line, draw
from services.notifications.domain.writing import Facts, Place, Text, place_of, write, write_mail

__all__ = [
    "EMAIL",
    "INBOX",
    "LISTED",
    "LISTS",
    "SENTENCES",
    "SERVER_AWAY",
    "STEPS",
    "UNUSABLE",
    "WHO_IS_TOLD",
    "Audience",
    "Claimed",
    "Contact",
    "Delivery",
    "Facts",
    "Heard",
    "Kind",
    "Letter",
    "Line",
    "Mark",
    "Matter",
    "Message",
    "Name",
    "Obstacle",
    "Outcome",
    "Place",
    "Recipient",
    "Status",
    "Text",
    "Unusable",
    "address",
    "announce_new",
    "audiences_of",
    "compose",
    "deliver",
    "draw",
    "find_obstacle",
    "follow",
    "gathers_as",
    "hear_refusal",
    "id_in",
    "invite",
    "list_names",
    "marks_of",
    "mentioned",
    "message_id",
    "name_actors",
    "name_for_many",
    "path_of",
    "place_of",
    "settle",
    "summarize",
    "write",
    "write_letter",
    "write_mail",
    "write_many",
]
