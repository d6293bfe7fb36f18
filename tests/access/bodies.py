"""What a POST to each route says: valid in the city whose things `worlds` makes. `{business}` is one of them."""

from datetime import timedelta
from typing import Any

from shared.clock import Clock
from shared.people.functions import AUDITOR
from tests.access.evil import EVIL as EVIL
from tests.access.evil import FORMULA
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

PHOTO = picture(size=(2, 2))

THIRD: Body = {"nib": "0220009861931", "nik": "8171014101900003"}
HOSTILE_BUSINESS: Body = BUSINESS | {"name": f"=Dapur {EVIL}{FORMULA}", "owner_name": f"Yohana {EVIL}"}
HOSTILE_PRODUCT: Body = PRODUCT | {
    "name": f"@Sambal Roa Tifa {EVIL}{FORMULA}",
    "net_content": f"-150 gram-isi {EVIL}{FORMULA}",
}
HOSTILE_LICENCE: Body = {"kind": "bpom-md", "number": f"nomor-izin {EVIL}", "valid_until": "2031-03-01"}
HOSTILE_SHEET: Body = HOSTILE_PRODUCT | {"licences": [HOSTILE_LICENCE], "halal_number": f"nomor-halal {EVIL}"}
"""What nobody could put forward, and can write all the same."""
CHANGED: Body = {"changes": f"perubahan {EVIL}"}
CORRECTION: Body = {"text": f"koreksi {EVIL}"}
REASON: Body = {"reason": f"Alat rusak {EVIL}"}
NUMBERS: Body = {"nib": "0220009861937"} | REASON

PRODUCT_OF_BUSINESS: Body = PRODUCT | {"business_id": "{business}"}
TITLE: Body = {"title": f"sebutan {EVIL}"}
ASSIGNMENT: Body = {"subject": "sela", "function": AUDITOR, "city": HERE} | TITLE
INVITATION: Body = {"name": f"-Sela {EVIL}", "email": "sela@example.org", "function": AUDITOR, "city": HERE} | TITLE
CONTACT: Body = {"subject": "{contact}", "city": HERE, "name": "Yohana", "phone": "0812 3456 7891"}

CRITERION = "rasa-khas-ambon"
CONDITION: Body = {"text": f"Ganti label {EVIL}", "due": str(Clock().now().date() + timedelta(days=30))}
REVIEW: Body = {"revision": 1, "scores": scores(), "recommendation": "pass", "reason": f"catatan {EVIL}"}
MENDING: Body = REVIEW | {"recommendation": "mend", "corrections": [CORRECTION]}
FULFILMENT: Body = {"note": f"Label sudah diganti {EVIL}"}
RUBRIC: Body = {
    "city": HERE,
    "criteria": [{"code": CRITERION, "name": f"Rasa khas Ambon {EVIL}", "weight": 100}],
    "pass_mark": 60,
}

EVIL_STORE = f"gerai {EVIL}"
ALFAMIDI: Body = {
    "city": HERE,
    "code": RETAILER_HERE,
    "legal_name": f"PT Midi {EVIL}",
    "branches": [{"code": name, "name": name} for name in (*STORES, EVIL_STORE)],
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
TERMS: Body = {"terms": terms(stores=[*STORES, EVIL_STORE])}
PKS_VERSION: Body = TERMS | VERSION
DECLINE: Body = VERSION | REASON
