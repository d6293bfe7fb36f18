"""What a POST to each route says: valid in the city whose things `worlds` makes. `{business}` is one of them."""

from datetime import timedelta
from typing import Any

from shared.clock import Clock
from shared.people.functions import AUDITOR
from tests.access.people import HERE, RETAILER_HERE
from tests.agreements.conftest import mou_form, terms
from tests.agreements.samples import STORES
from tests.curation.samples import scores
from tests.examples import BUSINESS as BUSINESS
from tests.examples import PRODUCT as PRODUCT
from tests.registration.test_routes_businesses import CHANGES as CHANGES
from tests.registration.test_routes_businesses import SECOND as SECOND

Body = dict[str, Any]

THIRD: Body = {"nib": "0220009861931", "nik": "8171014101900003"}
REASON: Body = {"reason": "Alat rusak"}

PRODUCT_OF_BUSINESS: Body = PRODUCT | {"business_id": "{business}"}
ASSIGNMENT: Body = {"subject": "sela", "function": AUDITOR, "city": HERE}
INVITATION: Body = {"name": "Sela", "email": "sela@example.org", "function": AUDITOR, "city": HERE}
CONTACT: Body = {"subject": "{contact}", "city": HERE, "name": "Yohana", "phone": "0812 3456 7891"}

CRITERION = "rasa-khas-ambon"
CONDITION: Body = {"text": "Ganti label", "due": str(Clock().now().date() + timedelta(days=30))}
REVIEW: Body = {"revision": 1, "scores": scores(), "recommendation": "pass"}
FULFILMENT: Body = {"note": "Label sudah diganti"}
RUBRIC: Body = {"city": HERE, "criteria": [{"code": CRITERION, "name": "Rasa", "weight": 100}], "pass_mark": 60}

ALFAMIDI: Body = {
    "city": HERE,
    "code": RETAILER_HERE,
    "legal_name": "PT Midi Utama Indonesia Tbk",
    "branches": [{"code": name, "name": name} for name in STORES],
}
MOU: Body = mou_form(RETAILER_HERE, city=HERE)
MOU_VERSION: Body = {name: MOU[name] for name in ("title", "body", "since", "until")} | {
    "version": 1,
    "changes": "Jangka waktu",
}
VERSION: Body = {"version": 1}
COMMENT: Body = VERSION | {"text": "Setuju"}
SIGNATURE: Body = VERSION | {"number": "9/2026"}
ANSWER: Body = {"answer": "accepted"}
TERMS: Body = {"terms": terms()}
PKS_VERSION: Body = TERMS | VERSION
DECLINE: Body = VERSION | REASON
