"""Corrections that come up again and again, for an officer to pick."""

from services.curation.domain.case import Department
from shared.events.curation import Correction
from shared.events.reasons import USUAL

_FIELDS = {
    "usual-net-content": "net_content",
    "usual-best-before": "shelf_life_days",
    "usual-licence-number": "licences",
    "usual-halal-mark": "halal_status",
    "usual-barcode": "gtin",
    "usual-capacity": "capacity_per_month",
    "usual-price": "price",
}
"""The field of the product sheet that a usual correction concerns, where the sheet has it."""
USUAL_CORRECTIONS = {said["id"]: code for code, said in USUAL.items()}
"""The code, by the text that is sent when one is picked."""


def ask_for(text: str, *, field: str | None, department: Department) -> Correction:
    """What an officer wrote or picked; what was picked has its code, and concerns its field unless one is given."""
    code = USUAL_CORRECTIONS.get(text)
    return Correction(text=text, code=code, field=field or _FIELDS.get(code or ""), department=department)
