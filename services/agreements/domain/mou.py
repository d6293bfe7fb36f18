"""A memorandum (Kesepakatan Bersama) of city and retailers: drafted in versions, agreed, signed, in force, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.agreements.domain import signing
from services.agreements.domain.mou_text import Comment, MouText, MouVersion, require_term_ahead, write_mou
from services.agreements.domain.parties import names_of
from services.agreements.domain.retailers import CITY_PARTY, Retailer, require_retailers
from services.agreements.domain.signing import Signed, Speaker
from services.agreements.domain.texts import conflict, filled_in, refused
from shared.events import agreements
from shared.events.registration import CityConfigured
from shared.people.functions import DISKOP, DISPERINDAG, LEGAL

OFFICES = (DISKOP, DISPERINDAG, LEGAL)
"""The city's offices that agree to a version before it is signed, besides every retailer named."""


class MouStatus(StrEnum):
    """Where a memorandum stands. Signed ahead of its first day it waits for that day (signed, then in-force)."""

    DRAFT = "draft"
    AGREED = "agreed"
    SIGNED = "signed"
    IN_FORCE = "in-force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Agreed:
    """An office or a retailer that agrees to the present version."""

    party: str
    subject: str
    title: str
    agreed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mou:
    """A memorandum with its present version; `agreed` and `signatures` are of that version alone."""

    id: UUID
    city: str
    retailers: tuple[str, ...]
    status: MouStatus
    version: int
    title: str
    since: date
    until: date
    content_hash: str
    agreed: tuple[Agreed, ...] = ()
    signatures: tuple[Signed, ...] = ()
    begins_on: date | None = None
    """Its first day in force: `since`, or the day of the last signature if that was later."""
    ended_at: datetime | None = None
    ended_by: Speaker | None = None
    """Who ended it or gave it up, if anybody did."""
    how: str | None = None
    reason: str | None = None

    @property
    def signers(self) -> tuple[str, ...]:
        """Every party that has to sign, in no order."""
        return (CITY_PARTY, *self.retailers)

    def is_live(self, *, on: date) -> bool:
        """Whether it is in force on a day, even where the clock has not yet taken note of its end."""
        return self.status is MouStatus.IN_FORCE and on <= self.until


def draft_mou(
    text: MouText,
    *,
    mou_id: UUID,
    city: CityConfigured,
    retailers: Sequence[str],
    known: Sequence[Retailer],
    by: str,
    on: date,
    at: datetime,
) -> tuple[Mou, MouVersion, agreements.MoUDrafted]:
    """The first version lies before the offices and retailers. `known` are the retailers of the city; `on` is today."""
    named = require_retailers(retailers, {retailer.code for retailer in known})
    names = names_of(city, known)
    version = write_mou(text, number=1, changes=None, names=names, retailers=named, by=by, on=on, at=at)
    mou = Mou(
        id=mou_id,
        city=city.city,
        retailers=named,
        status=MouStatus.DRAFT,
        version=1,
        title=version.title,
        since=version.since,
        until=version.until,
        content_hash=signing.content_hash(version.text),
    )
    return mou, version, agreements.MoUDrafted(**_about(mou))


def revise_mou(
    mou: Mou,
    text: MouText,
    *,
    version: int,
    changes: str,
    names: Mapping[str, str],
    by: str,
    on: date,
    at: datetime,
) -> tuple[Mou, MouVersion, agreements.MoUDrafted]:
    """A further version, written from the present one, with the parties by their names now; whatever was agreed or
    signed before is void, for it was about another text."""
    _require_open(mou)
    _require_version(mou, version)
    said = filled_in(changes, "mou-changes-missing")
    written = write_mou(
        text, number=mou.version + 1, changes=said, names=names, retailers=mou.retailers, by=by, on=on, at=at
    )
    revised = replace(
        mou,
        status=MouStatus.DRAFT,
        version=written.number,
        title=written.title,
        since=written.since,
        until=written.until,
        content_hash=signing.content_hash(written.text),
        agreed=(),
        signatures=(),
    )
    return revised, written, agreements.MoUDrafted(**_about(revised))


def comment_mou(
    mou: Mou, text: str, *, comment_id: UUID, version: int, speaker: Speaker, at: datetime
) -> tuple[Comment, agreements.MoUCommented]:
    """A remark about a version, as long as nothing is signed by all."""
    _require_open(mou)
    if not 1 <= version <= mou.version:
        raise refused("mou-version-unknown")
    comment = Comment(
        id=comment_id,
        version=version,
        text=filled_in(text, "mou-comment-missing"),
        party=speaker.party,
        subject=speaker.subject,
        title=speaker.title,
        commented_at=at,
    )
    told = agreements.MoUCommented(
        **_about(mou) | {"version": version}, party=speaker.party, commented_as=speaker.title
    )
    return comment, told


def agree_to_mou(
    mou: Mou, *, version: int, speakers: Sequence[Speaker], at: datetime
) -> tuple[Mou, agreements.MoUPartlyAgreed | agreements.MoUAgreed]:
    """Every party that the person speaks for agrees to the version; with the last one it may be signed."""
    _require_open(mou)
    _require_version(mou, version)
    there = {agreed.party for agreed in mou.agreed}
    new = tuple(Agreed(s.party, s.subject, s.title, at) for s in speakers if s.party not in there)
    if not new:
        raise refused("mou-agreed-already")
    agreed = replace(mou, agreed=mou.agreed + new)
    if missing := missing_agreements(agreed):
        parties = tuple(each.party for each in new)
        return agreed, agreements.MoUPartlyAgreed(**_about(agreed), parties=parties, missing=tuple(missing))
    return replace(agreed, status=MouStatus.AGREED), agreements.MoUAgreed(**_about(agreed))


def missing_agreements(mou: Mou) -> list[str]:
    """Who has still to agree to the present version."""
    there = {agreed.party for agreed in mou.agreed}
    return [party for party in (*OFFICES, *mou.retailers) if party not in there]


def sign_mou(
    mou: Mou,
    *,
    version: int,
    number: str,
    speakers: Sequence[Speaker],
    names: Mapping[str, str],
    on: date,
    at: datetime,
) -> tuple[Mou, agreements.MoUPartlySigned | agreements.MoUSigned]:
    """A party signs what all have agreed to. The last signature brings it into force, or its first day does later.

    `names` are those of the parties, for whoever is told on whom it waits.
    """
    _require_open(mou)
    _require_version(mou, version)
    if mou.status is not MouStatus.AGREED:
        raise refused("mou-not-agreed", missing="; ".join(names[party] for party in missing_agreements(mou)))
    require_term_ahead(mou.until, on)
    own = filled_in(number, "mou-number-missing")
    signature = signing.sign_as(speakers, mou.signatures, number=own, content=mou.content_hash, on=on, at=at)
    signing.require_other_hand(signature, mou.signatures, side=CITY_PARTY)
    signed = replace(mou, signatures=(*mou.signatures, signature))
    if missing := missing_signatures(signed):
        return signed, agreements.MoUPartlySigned(**_about(signed), party=signature.party, missing=tuple(missing))
    begins_on = max(mou.since, on)
    status = MouStatus.IN_FORCE if begins_on <= on else MouStatus.SIGNED
    in_force = replace(signed, status=status, begins_on=begins_on)
    return in_force, _signed(in_force, begins_on)


def missing_signatures(mou: Mou) -> list[str]:
    """Who has still to sign."""
    there = {signature.party for signature in mou.signatures}
    return [party for party in mou.signers if party not in there]


def begin_mou(mou: Mou) -> Mou:
    """The first day of a memorandum that was signed ahead of it has come."""
    return replace(mou, status=MouStatus.IN_FORCE)


def end_mou(mou: Mou, reason: str, *, by: Speaker, at: datetime) -> tuple[Mou, agreements.MoUEnded]:
    """The mayor, who speaks for the city, ends it; before all have signed the legal office may give it up as well."""
    if mou.status is MouStatus.ENDED:
        raise refused("mou-ended")
    if _is_signed(mou) and by.party != CITY_PARTY:
        raise refused("mou-end-needs-mayor")
    why = filled_in(reason, "mou-end-reason-missing")
    return _end(mou, "terminated" if _is_signed(mou) else "abandoned", why, at, by=by)


def lapse_mou(mou: Mou, *, at: datetime) -> tuple[Mou, agreements.MoUEnded]:
    """Its last day is over; what was never signed by all can never be."""
    return _end(mou, "lapsed" if _is_signed(mou) else "abandoned", None, at)


def _require_open(mou: Mou) -> None:
    if mou.status is MouStatus.ENDED:
        raise refused("mou-ended")
    if _is_signed(mou):
        raise refused("mou-signed-by-all")


def _is_signed(mou: Mou) -> bool:
    """Whether all have signed it."""
    return mou.status in (MouStatus.SIGNED, MouStatus.IN_FORCE)


def _require_version(mou: Mou, version: int) -> None:
    if version > mou.version or version < 1:
        raise refused("mou-version-unknown")
    if version < mou.version:
        raise conflict("mou-version-old")


def _about(mou: Mou) -> dict[str, Any]:
    names = ("city", "version", "title", "retailers")
    return {"mou_id": mou.id} | {name: getattr(mou, name) for name in names}


def _signed(mou: Mou, begins_on: date) -> agreements.MoUSigned:
    return agreements.MoUSigned(
        **_about(mou),
        numbers=signing.numbers(mou.signatures),
        since=begins_on,
        until=mou.until,
        signatures=signing.announced(mou.signatures),
    )


def _end(
    mou: Mou, how: str, reason: str | None, at: datetime, *, by: Speaker | None = None
) -> tuple[Mou, agreements.MoUEnded]:
    ended = replace(mou, status=MouStatus.ENDED, ended_at=at, ended_by=by, how=how, reason=reason)
    return ended, agreements.MoUEnded(
        city=mou.city,
        mou_id=mou.id,
        title=mou.title,
        retailers=mou.retailers,
        how=how,
        reason=reason,
        party=by.party if by else None,
    )
