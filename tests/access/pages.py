"""Who may open which page and send which form: one line for every page route of every service, as `table` has them for
the API. A test fails for a page without one."""

from collections.abc import Mapping
from typing import Any

from services.registration.domain import CONSENT_TEXT
from shared.people.functions import (
    ADMIN,
    ASSISTANT,
    AUDITOR,
    CURATOR_DISKOP,
    CURATOR_DISPERINDAG,
    DISKOP,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
)
from tests.access import bodies
from tests.access.people import RETAILER_HERE
from tests.access.table import CURATORS, EVERYBODY, OFFICERS, OFFICES, READER, Line

READERS = (OWNER, ASSISTANT, *OFFICERS)
OF_OFFERS = (*OFFICERS, RETAILER, OWNER, ASSISTANT)
KEEPERS = (OWNER, ASSISTANT)
VERIFIERS = (CURATOR_DISKOP, DISKOP)
WATCHERS = (ADMIN, AUDITOR)
ANYBODY = Line(EVERYBODY, public=True)
SIGNED_IN = Line(EVERYBODY)
WRITER = "yohana"
"""Whose application is still being written."""

APPLICATION: Mapping[str, Any] = bodies.BUSINESS | bodies.THIRD | {"whose": "sendiri"}
SHOP: Mapping[str, Any] = {
    "city": "ambon",
    "code": "ritelbaru",
    "legal_name": f"PT Ritel Baru {bodies.EVIL}",
    "branches": f"A1 {bodies.EVIL};{bodies.EVIL_STORE}",
}


def without(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A body of the API in which a page says less."""
    return {name: said for name, said in body.items() if name not in names}


REGISTRATION: Mapping[str, Line] = {
    "GET /registration/luring": ANYBODY,
    "GET /registration/pekerja.js": ANYBODY,
    "GET /registration/keluar": SIGNED_IN,
    "POST /registration/keluar": Line(EVERYBODY, body={}),
    "GET /registration/wewenang": SIGNED_IN,
    "GET /registration/kontak": SIGNED_IN,
    "POST /registration/kontak": Line(EVERYBODY, body=without(bodies.CONTACT, "subject")),
    "GET /registration/kontak/hapus": SIGNED_IN,
    "POST /registration/kontak/hapus": Line(EVERYBODY, body={}),
    "GET /registration/undangan/{id:uuid}/{secret}": Line(EVERYBODY, ("invitation", "secret"), secret=True),
    "POST /registration/undangan/{id:uuid}/{secret}": Line(EVERYBODY, ("invitation", "secret"), {}, secret=True),
    # a business, step by step
    "GET /registration/usaha/daftar": SIGNED_IN,
    "POST /registration/usaha/daftar": Line(EVERYBODY, body=APPLICATION),
    "GET /registration/usaha/daftar/{id:uuid}/persetujuan": Line(EVERYBODY, "application", private=WRITER),
    "POST /registration/usaha/daftar/{id:uuid}/persetujuan": Line(
        EVERYBODY, "application", {"agrees": True, "text_version": CONSENT_TEXT}, private=WRITER
    ),
    "POST /registration/usaha/daftar/{id:uuid}/buang": Line(EVERYBODY, "application", {}, private=WRITER),
    "GET /registration/usaha/daftar/{id:uuid}/{step}": Line(EVERYBODY, ("application", "step"), private=WRITER),
    "POST /registration/usaha/daftar/{id:uuid}/{step}": Line(
        EVERYBODY, ("application", "step"), APPLICATION, private=WRITER
    ),
    # businesses and products
    "GET /registration/usaha": Line(EVERYBODY, shows="business", others=READERS),
    "GET /registration/usaha/{id:uuid}": Line(READERS, "business"),
    "GET /registration/usaha/{id:uuid}/ubah": Line(KEEPERS, "business"),
    "POST /registration/usaha/{id:uuid}/ubah": Line(KEEPERS, "business", bodies.CHANGES),
    "GET /registration/usaha/{id:uuid}/cabut": Line(KEEPERS, "business"),
    "POST /registration/usaha/{id:uuid}/cabut": Line(KEEPERS, "business", {}, ruled_out=(ASSISTANT,)),
    "GET /registration/usaha/{id:uuid}/nomor": Line(VERIFIERS, "business"),
    "POST /registration/usaha/{id:uuid}/nomor": Line(VERIFIERS, "business", bodies.NUMBERS),
    "GET /registration/usaha/{id:uuid}/produk-baru": Line(KEEPERS, "business"),
    "POST /registration/usaha/{id:uuid}/produk-baru": Line(KEEPERS, "business", bodies.HOSTILE_SHEET),
    "GET /registration/produk/{id:uuid}": Line(READERS, "product"),
    "GET /registration/produk/{id:uuid}/isian": Line(KEEPERS, "product"),
    "POST /registration/produk/{id:uuid}/isian": Line(KEEPERS, "draft", bodies.HOSTILE_SHEET),
    "POST /registration/produk/{id:uuid}/ajukan": Line(KEEPERS, "draft", bodies.CHANGED),
    "GET /registration/produk/{id:uuid}/tarik": Line(KEEPERS, "product"),
    "POST /registration/produk/{id:uuid}/tarik": Line(KEEPERS, "product", bodies.REASON),
    "GET /registration/produk/{id:uuid}/revisi": Line(READERS, "product"),
    "POST /registration/produk/{id:uuid}/foto": Line(KEEPERS, "product", {"foto": bodies.PHOTO}),
    "POST /registration/produk/{id:uuid}/foto/{photo_id:uuid}/buang": Line(KEEPERS, ("product", "photo"), {}),
    "GET /registration/foto/{id:uuid}": Line((*READERS, RETAILER), "photo", shows="seen"),
    # a city's admin
    "GET /registration/admin": Line(WATCHERS, shows="assigned"),
    "GET /registration/admin/beri": Line((ADMIN,), shows="city", no_secret=True),
    "POST /registration/admin/beri": Line((ADMIN,), body=bodies.ASSIGNMENT),
    "GET /registration/admin/kewenangan/{id:uuid}/akhiri": Line((ADMIN,), "assignment", shows="assigned"),
    "POST /registration/admin/kewenangan/{id:uuid}/akhiri": Line((ADMIN,), "assignment", {}),
    "GET /registration/admin/undangan": Line(WATCHERS, shows="invited", ruled_out=(AUDITOR,)),
    "GET /registration/admin/undang": Line((ADMIN,), shows="city", no_secret=True),
    "POST /registration/admin/undang": Line((ADMIN,), body=bodies.INVITATION),
    "POST /registration/admin/undangan/{id:uuid}/batalkan": Line((ADMIN,), "invitation", {}),
    "GET /registration/admin/jejak": Line(WATCHERS, shows="assigned"),
}
CURATION: Mapping[str, Line] = {
    "GET /curation/wewenang": SIGNED_IN,
    "GET /curation/antrean": Line(OFFICERS, shows="case"),
    "GET /curation/berkas/{product_id:uuid}": Line(OFFICERS, "decided_case"),
    "POST /curation/berkas/{product_id:uuid}/penilaian": Line(CURATORS, "case", bodies.REVIEW),
    "POST /curation/berkas/{product_id:uuid}/syarat/{condition_id:uuid}": Line(
        CURATORS, ("decided_case", "condition"), bodies.FULFILMENT, ruled_out=(CURATOR_DISPERINDAG,)
    ),
    "GET /curation/hasil/{product_id:uuid}": Line((*OFFICERS, *KEEPERS), "decided_case", shows="case_name"),
    "GET /curation/rubrik": Line(OFFICERS, shows="criterion_name"),
    "POST /curation/rubrik": Line((ADMIN,), body=bodies.RUBRIC),
}
AGREEMENTS: Mapping[str, Line] = {
    "GET /agreements/wewenang": SIGNED_IN,
    "GET /agreements/tunggakan": Line(OFFICERS, shows="retailer"),
    "GET /agreements/ritel": Line(OFFICERS, shows="retailer"),
    "GET /agreements/ritel-baru": Line((ADMIN,), shows="city", no_secret=True),
    "POST /agreements/ritel-baru": Line((ADMIN,), body=SHOP),
    "GET /agreements/ritel/{kota}/{kode}": Line((ADMIN,), ("city_code", "retailer_code"), shows="retailer"),
    "POST /agreements/ritel/{kota}/{kode}": Line(
        (ADMIN,), ("city_code", "retailer_code"), {**SHOP, "code": RETAILER_HERE}
    ),
    "GET /agreements/kesepakatan": Line((*OFFICERS, RETAILER), shows="mou"),
    "GET /agreements/kesepakatan/{id:uuid}": Line((*OFFICERS, RETAILER), "mou", shows="title"),
    "GET /agreements/kesepakatan-baru": Line(OFFICES, shows="retailer"),
    "POST /agreements/kesepakatan-baru": Line(OFFICES, body=bodies.MOU),
    "GET /agreements/kesepakatan/{id:uuid}/versi": Line(OFFICES, "draft_mou"),
    "POST /agreements/kesepakatan/{id:uuid}/versi": Line(OFFICES, "draft_mou", bodies.MOU_VERSION),
    "POST /agreements/kesepakatan/{id:uuid}/komentar": Line((*OFFICES, MAYOR, RETAILER), "draft_mou", bodies.COMMENT),
    "POST /agreements/kesepakatan/{id:uuid}/persetujuan": Line((*OFFICES, RETAILER), "draft_mou", bodies.VERSION),
    "GET /agreements/kesepakatan/{id:uuid}/tanda-tangan": Line((MAYOR, RETAILER), "agreed_mou"),
    "POST /agreements/kesepakatan/{id:uuid}/tanda-tangan": Line((MAYOR, RETAILER), "agreed_mou", bodies.SIGNATURE),
    "GET /agreements/kesepakatan/{id:uuid}/akhiri": Line((MAYOR, LEGAL), "draft_mou"),
    "POST /agreements/kesepakatan/{id:uuid}/akhiri": Line((MAYOR, LEGAL), "draft_mou", bodies.REASON),
    "GET /agreements/penawaran": Line(OF_OFFERS, shows="offer"),
    "POST /agreements/penawaran/jawab": Line((RETAILER,), body=bodies.ANSWER | {"offers": ["{offer}"]}),
    "GET /agreements/penawaran/{id:uuid}": Line(OF_OFFERS, "offer", shows="offered"),
    "POST /agreements/penawaran/{id:uuid}/jawaban": Line((RETAILER,), "offer", bodies.ANSWER),
    "GET /agreements/penawaran/{id:uuid}/pks": Line((RETAILER,), "accepted_offer"),
    "POST /agreements/penawaran/{id:uuid}/pks": Line((RETAILER,), "accepted_offer", bodies.TERMS),
    "GET /agreements/pks": Line(OF_OFFERS, shows="pks"),
    "GET /agreements/pks/{id:uuid}": Line(OF_OFFERS, "pks", shows="offered"),
    "GET /agreements/pks/{id:uuid}/versi": Line((RETAILER,), "draft_pks"),
    "POST /agreements/pks/{id:uuid}/versi": Line((RETAILER,), "draft_pks", bodies.PKS_VERSION),
    "GET /agreements/pks/{id:uuid}/tanda-tangan": Line((RETAILER, OWNER), "draft_pks"),
    "POST /agreements/pks/{id:uuid}/tanda-tangan": Line((RETAILER, OWNER), "draft_pks", bodies.VERSION),
    "GET /agreements/pks/{id:uuid}/tolak": Line((RETAILER, OWNER), "draft_pks"),
    "POST /agreements/pks/{id:uuid}/tolak": Line((RETAILER, OWNER), "draft_pks", bodies.DECLINE),
    "GET /agreements/pks/{id:uuid}/akhiri": Line((RETAILER, OWNER), "pks"),
    "POST /agreements/pks/{id:uuid}/akhiri": Line((RETAILER, OWNER), "pks", bodies.REASON),
}
NOTIFICATIONS: Mapping[str, Line] = {
    "GET /notifications/": ANYBODY,
    "GET /notifications/program/{code}": Line(EVERYBODY, "city_code", public=True),
    "GET /notifications/program/{code}/rak": Line(EVERYBODY, "city_code", public=True),
    "GET /notifications/wewenang": SIGNED_IN,
    "GET /notifications/beranda": Line(EVERYBODY, shows="waiting", others=(CURATOR_DISKOP, CURATOR_DISPERINDAG, OWNER)),
    "GET /notifications/pesan": Line(EVERYBODY, shows="message", whose=READER),
    "POST /notifications/pesan/{id:uuid}/dibaca": Line(EVERYBODY, "message", {}, whose=READER),
    "GET /notifications/jejak/{id:uuid}": Line((*OFFICERS, OWNER), "product", shows="told"),
    "GET /notifications/kiriman": Line(WATCHERS, shows="delivered"),
    "GET /notifications/teks": Line(WATCHERS, of_no_city=True),
    "GET /notifications/teks/{template}": Line(WATCHERS, "template", of_no_city=True),
}
WHY = {"why": "Sudah dibetulkan"}


def parked(service: str) -> Mapping[str, Line]:
    """The lines of what every service has: events that could not be handled."""
    place = f"/{service}/tertunda"
    return {
        f"GET {place}": Line(WATCHERS, shows="parked_key", by_code=True),
        f"GET {place}/keputusan": Line(WATCHERS, shows="decided", by_code=True),
        f"GET {place}/{{id:int}}": Line(WATCHERS, "parked", shows="parked_key", by_code=True),
        f"POST {place}/coba": Line((ADMIN,), body=WHY, by_code=True),
        f"POST {place}/{{id:int}}/coba": Line((ADMIN,), "parked", WHY, by_code=True),
        f"POST {place}/{{id:int}}/ubah": Line((ADMIN,), "parked", WHY | {"value": "{}"}, by_code=True),
        f"POST {place}/{{id:int}}/buang": Line((ADMIN,), "parked", WHY, by_code=True),
    }


PAGES: Mapping[str, Line] = {
    **REGISTRATION,
    **parked("registration"),
    **CURATION,
    **parked("curation"),
    **AGREEMENTS,
    **parked("agreements"),
    **NOTIFICATIONS,
    **parked("notifications"),
}
