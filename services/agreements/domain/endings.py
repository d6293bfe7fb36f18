"""How a cooperation agreement ends: declined or ended by a party, over, or void with what it stood on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.agreements.domain.pks import Pks, PksStatus, about, about_publicly, require_draft, require_version
from services.agreements.domain.signing import Speaker
from services.agreements.domain.texts import filled_in, refused
from shared.events.agreements import WHY_LOST, PKSBasisLost, PKSEnded
from shared.events.event import Event
from shared.events.public import AgreementBasisLost, AgreementEnded


def decline_pks(
    pks: Pks, reason: str, *, version: int, speakers: Sequence[Speaker], at: datetime
) -> tuple[Pks, list[Event]]:
    """A party does not want the terms that it has read; whoever has signed them cannot say so any more."""
    require_draft(pks)
    require_version(pks, version)
    signed = {signature.party for signature in pks.signatures}
    free = [speaker for speaker in speakers if speaker.party not in signed]
    if not free:
        raise refused("declined-after-signature")
    return _end(pks, "declined", filled_in(reason, "pks-reason-missing"), at, by=free[0])


def end_pks(pks: Pks, reason: str, *, by: Speaker, at: datetime) -> tuple[Pks, list[Event]]:
    """A party ends what both have signed."""
    if pks.status is PksStatus.ENDED:
        raise refused("pks-ended")
    if pks.status is PksStatus.DRAFT:
        raise refused("pks-not-signed")
    return _end(pks, "terminated", filled_in(reason, "pks-reason-missing"), at, by=by)


def lapse_pks(pks: Pks, *, at: datetime) -> tuple[Pks, list[Event]]:
    """Its last day is over, or that for the second signature; a draft can never be signed any more."""
    if pks.status is PksStatus.DRAFT:
        unsigned = pks.sign_by is not None and pks.sign_by < pks.terms.until
        return _end(pks, "void", "signature-missing" if unsigned else "term-over", at)
    return _end(pks, "lapsed", None, at)


def lose_basis(pks: Pks, why: str, *, at: datetime) -> tuple[Pks, list[Event]] | None:
    """What becomes of an agreement whose basis has gone: a draft is void; a signed one holds, and is told once. That
    the product has a newer revision changes nothing for it."""
    if pks.status is PksStatus.DRAFT:
        return _end(pks, "void", why, at)
    if why not in WHY_LOST or why in pks.lost:
        return None
    return replace(pks, lost=(*pks.lost, why)), _basis_lost(pks, why)


def _basis_lost(pks: Pks, why: str) -> list[Event]:
    return [
        PKSBasisLost(**about(pks), why=why, until=pks.terms.until),
        AgreementBasisLost(**about_publicly(pks), why=why),
    ]


def _end(pks: Pks, how: str, reason: str | None, at: datetime, *, by: Speaker | None = None) -> tuple[Pks, list[Event]]:
    ended = replace(pks, status=PksStatus.ENDED, ended_at=at, ended_by=by, how=how, reason=reason)
    told: list[Event] = [PKSEnded(**about(pks), how=how, reason=reason, party=by.party if by else None)]
    if pks.status is PksStatus.SIGNED:
        told.append(AgreementEnded(**about_publicly(pks), how=how))
    return ended, told
