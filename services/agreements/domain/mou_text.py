"""What a version of a memorandum says and what is remarked about it, and the whole text of it that is signed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from services.agreements.domain import signing
from services.agreements.domain.parties import lines_of_parties
from services.agreements.domain.texts import filled_in, in_words, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class MouText:
    """What a version says. The term includes both days."""

    title: str
    body: str
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MouVersion(MouText):
    """A numbered text; once written it is never changed. `changes` says what is different from the one before."""

    number: int
    text: str
    """The whole that is signed, with the parties by the names that they had when it was written."""
    changes: str | None
    drafted_by: str
    drafted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody remarks about a version."""

    id: UUID
    version: int
    text: str
    party: str
    subject: str
    title: str
    commented_at: datetime


def write_mou(
    said: MouText,
    *,
    number: int,
    changes: str | None,
    names: Mapping[str, str],
    retailers: Sequence[str],
    by: str,
    on: date,
    at: datetime,
) -> MouVersion:
    """A version that is complete and whose term is not over; `names` are those of its parties."""
    if said.until < said.since:
        raise refused("mou-term-reversed")
    require_term_ahead(said.until, on)
    whole = MouText(
        title=filled_in(said.title, "mou-title-missing"),
        body=filled_in(said.body, "mou-body-missing"),
        since=said.since,
        until=said.until,
    )
    text = text_of_mou(whole, lines_of_parties(names, retailers))
    return MouVersion(**asdict(whole), number=number, text=text, changes=changes, drafted_by=by, drafted_at=at)


def text_of_mou(version: MouText, parties: Sequence[str]) -> str:
    """The whole text that is signed; its hash goes into every signature."""
    lines = (
        "KESEPAKATAN BERSAMA",
        version.title,
        *parties,
        f"Jangka waktu: {in_words(version.since)} sampai dengan {in_words(version.until)}",
        "",
        version.body,
    )
    return signing.canonical("\n".join(lines))


def require_term_ahead(until: date, on: date) -> None:
    """Its last day is not over yet."""
    if until < on:
        raise refused("mou-term-over")
