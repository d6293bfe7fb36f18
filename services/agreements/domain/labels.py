"""How people call the states of memoranda, offers and agreements (domain.md §8)."""

from services.agreements.domain.pks import Pks
from shared.events import reasons
from shared.events.agreements import NEVER_IN_FORCE
from shared.texts import Texts

LABELS = Texts(
    {
        "mou-draft": {"id": "Telaah", "en": "Under review"},
        "mou-agreed": {"id": "Menunggu Tanda Tangan", "en": "Waiting for signatures"},
        "mou-signed": {"id": "Belum Berlaku", "en": "Not in force yet"},
        "mou-in-force": {"id": "Berlaku", "en": "In force"},
        "mou-ended": {"id": "Berakhir", "en": "Ended"},
        "mou-cancelled": {"id": "Dibatalkan", "en": "Cancelled"},
        "offer-open": {"id": "Ditawarkan ke Ritel", "en": "Offered"},
        "offer-sample-asked": {"id": "Sampel Diminta", "en": "Sample asked"},
        "offer-overdue": {"id": "Lewat Tenggat", "en": "Overdue"},
        "offer-accepted": {"id": "Diterima", "en": "Accepted"},
        "offer-rejected": {"id": "Ditolak", "en": "Rejected"},
        "offer-agreed": {"id": "Berlanjut ke PKS", "en": "Led to an agreement"},
        "offer-closed": {"id": "Ditutup", "en": "Closed"},
        "pks-draft": {"id": "Menunggu Tanda Tangan", "en": "Waiting for signatures"},
        "pks-signed": {"id": "Berlaku", "en": "In force"},
        "pks-basis-lost": {"id": "Perlu Ditinjau", "en": "To be reviewed"},
        "pks-ended": {"id": "Berakhir", "en": "Ended"},
        "pks-cancelled": {"id": "Dibatalkan", "en": "Cancelled"},
        "awaited-barcode": {"id": "Barcode (GTIN-13)", "en": "Barcode (GTIN-13)"},
        "party-usaha": {"id": "Pelaku usaha", "en": "Business owner"},
    }
)


def label(kind: str, status: str, language: str = "id", how: str | None = None) -> str:
    """What people read for a state, for the business without its name, or for what else is awaited; `kind` is mou,
    offer, pks, party or awaited, `how` the way in which it ended."""
    return LABELS.say(f"{kind}-{'cancelled' if how in NEVER_IN_FORCE else status}", language)


def reason_of(pks: Pks, language: str = "id") -> str | None:
    """Why an agreement ended, as people read it; what a party wrote stays as it was written."""
    if pks.how == "void" and pks.reason and pks.reason in reasons.ENDINGS:
        return reasons.tell_ending(pks.reason, language)
    return pks.reason
