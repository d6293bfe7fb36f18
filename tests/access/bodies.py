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
from tests.registration.test_photos import picture
from tests.registration.test_routes_businesses import CHANGES as CHANGES
from tests.registration.test_routes_businesses import SECOND as SECOND

Body = dict[str, Any]

EVIL = "<script>alert('{{ 7*7 }}{% x %}')</script>"
"""In whatever people write here; no page may say it as it stands."""
FORMULA = ";=HYPERLINK(1)"
"""A cell of its own, where spreadsheets part cells at semicolons."""

PHOTO = picture(size=(2, 2))

THIRD: Body = {"nib": "0220009861931", "nik": "8171014101900003"}
HOSTILE_BUSINESS: Body = BUSINESS | {"name": f"=Dapur {EVIL}{FORMULA}", "owner_name": f"Yohana {EVIL}"}
HOSTILE_PRODUCT: Body = PRODUCT | {"name": f"@Sambal Roa Tifa {EVIL}{FORMULA}"}
REASON: Body = {"reason": f"Alat rusak {EVIL}"}

PRODUCT_OF_BUSINESS: Body = PRODUCT | {"business_id": "{business}"}
ASSIGNMENT: Body = {"subject": "sela", "function": AUDITOR, "city": HERE}
INVITATION: Body = {"name": f"-Sela {EVIL}", "email": "sela@example.org", "function": AUDITOR, "city": HERE}
CONTACT: Body = {"subject": "{contact}", "city": HERE, "name": "Yohana", "phone": "0812 3456 7891"}

CRITERION = "rasa-khas-ambon"
CONDITION: Body = {"text": f"Ganti label {EVIL}", "due": str(Clock().now().date() + timedelta(days=30))}
REVIEW: Body = {"revision": 1, "scores": scores(), "recommendation": "pass"}
FULFILMENT: Body = {"note": f"Label sudah diganti {EVIL}"}
RUBRIC: Body = {
    "city": HERE,
    "criteria": [{"code": CRITERION, "name": f"Rasa khas Ambon {EVIL}", "weight": 100}],
    "pass_mark": 60,
}

ALFAMIDI: Body = {
    "city": HERE,
    "code": RETAILER_HERE,
    "legal_name": f"PT Midi {EVIL}",
    "branches": [{"code": name, "name": name} for name in STORES],
}
MOU: Body = mou_form(RETAILER_HERE, city=HERE) | {"title": f"+Kerja Sama {EVIL}{FORMULA}", "body": f"Isi {EVIL}"}
MOU_VERSION: Body = {name: MOU[name] for name in ("title", "body", "since", "until")} | {
    "version": 1,
    "changes": f"Jangka waktu {EVIL}",
}
VERSION: Body = {"version": 1}
COMMENT: Body = VERSION | {"text": f"Setuju {EVIL}"}
SIGNATURE: Body = VERSION | {"number": f"9/2026 {EVIL}"}
ANSWER: Body = {"answer": "accepted"}
TERMS: Body = {"terms": terms()}
PKS_VERSION: Body = TERMS | VERSION
DECLINE: Body = VERSION | REASON
