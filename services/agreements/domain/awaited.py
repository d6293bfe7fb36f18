"""Whose turn it is, and what will be over soon: who has to agree or sign before something goes on."""

from datetime import date, timedelta

from services.agreements.domain.mou import Mou, MouStatus, missing_agreements, missing_signatures
from services.agreements.domain.pks import Pks, PksStatus
from services.agreements.domain.retailers import BUSINESS_PARTY

ENDING_DAYS = 60
"""What is in force for no more days than these is shown as ending: time enough to agree upon what follows."""


def is_ending(until: date, *, on: date) -> bool:
    """Whether the last day of what is in force is near."""
    return until - on <= timedelta(days=ENDING_DAYS)


def awaited_by_mou(mou: Mou) -> list[str]:
    """The parties whose agreement, or then whose signature, a memorandum waits for."""
    if mou.status is MouStatus.DRAFT:
        return missing_agreements(mou)
    return missing_signatures(mou) if mou.status is MouStatus.AGREED else []


def awaited_by_pks(pks: Pks) -> list[str]:
    """The parties whose signature an agreement waits for."""
    signed = {signature.party for signature in pks.signatures}
    waits = (pks.retailer, BUSINESS_PARTY) if pks.status is PksStatus.DRAFT else ()
    return [party for party in waits if party not in signed]
