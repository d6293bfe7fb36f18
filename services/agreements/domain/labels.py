"""How people call the states of memoranda, offers and agreements (domain.md §8)."""

from services.agreements.domain.pks import Pks
from shared.events import reasons
from shared.texts import Texts

LABELS = Texts(
    {
        "mou-draft": {"id": "Draf", "en": "Draft"},
        "mou-agreed": {"id": "Menunggu Tanda Tangan", "en": "Awaiting signatures"},
        "mou-signed": {"id": "Ditandatangani", "en": "Signed, not in force yet"},
        "mou-in-force": {"id": "Berlaku", "en": "In force"},
        "mou-ended": {"id": "Berakhir", "en": "Ended"},
        "offer-open": {"id": "Ditawarkan ke Ritel", "en": "Offered"},
        "offer-sample-asked": {"id": "Sampel Diminta", "en": "Sample asked"},
        "offer-overdue": {"id": "Tanpa Tanggapan", "en": "No answer"},
        "offer-accepted": {"id": "Diterima", "en": "Accepted"},
        "offer-rejected": {"id": "Ditolak", "en": "Rejected"},
        "offer-agreed": {"id": "Berlanjut ke PKS", "en": "Led to an agreement"},
        "offer-closed": {"id": "Ditutup", "en": "Closed"},
        "pks-draft": {"id": "Menunggu Tanda Tangan", "en": "Awaiting signatures"},
        "pks-signed": {"id": "Berlaku", "en": "In force"},
        "pks-ended": {"id": "Berakhir", "en": "Ended"},
        "party-usaha": {"id": "Pelaku usaha", "en": "Business owner"},
    }
)


def label(kind: str, status: str, language: str = "id") -> str:
    """What people read for a state, or for the business without its name; `kind` is mou, offer, pks or party."""
    return LABELS.say(f"{kind}-{status}", language)


def reason_of(pks: Pks, language: str = "id") -> str | None:
    """Why an agreement ended, as people read it; what a party wrote stays as it was written."""
    if pks.how == "void" and pks.reason and pks.reason in reasons.ENDINGS:
        return reasons.tell_ending(pks.reason, language)
    return pks.reason
