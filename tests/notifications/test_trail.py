"""The trail says who did what: as what they acted, never by a name."""

import re

import pytest

from services.notifications import domain
from shared.events.event import Event
from tests.notifications.conftest import Notifications
from tests.notifications.facts import PLACE, PUBLISHED, assigned, example, submitted
from tests.notifications.test_matters import CURATED, PRODUCT, SUBMITTED
from tests.tokens import token

IN_TRAIL = [param for param in PUBLISHED if not re.search("public|contact|signed-out|person-invited", str(param.id))]
ENDED = example("pks-ended.v1", party="usaha")
SIGNATURES = [
    {"party": party, "subject": "a.person", "title": title, "signed_at": "2026-11-24T00:05:00Z", "content_hash": "0"}
    for party, title in (("kota", "Penjabat Wali Kota"), ("alfamidi", "Mitra Ritel"))
]


@pytest.mark.parametrize("event", IN_TRAIL)
def test_by_whom_is_said_of_every_event_in_both_languages_and_nobody_is_named(event: Event) -> None:
    for language in ("id", "en"):
        said = domain.name_actors(event, language, PLACE)
        assert said[:1].isupper() or (said == "" and event.__dict__.keys() & {"assigned_by", "ended_by", "party"})
        assert not re.search(r"None|[{}\n_]", said)
        for field in ("subject", "assigned_by", "ended_by"):
            assert not event.__dict__.get(field) or event.__dict__[field] not in said
        for signature in event.__dict__.get("signatures", ()):
            assert signature.subject not in said
            assert signature.title in said


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        (SUBMITTED, "Pelaku usaha atau pendamping", "The business or its assistant (pendamping)"),
        (
            example("business-changed.v1"),
            "Pelaku usaha, pendamping, atau dinas",
            "The business, its assistant (pendamping) or an office of the city",
        ),
        (example("product-withdrawn.v1", code="consent-withdrawn"), "Sistem", "The system"),
        (example("case-opened.v1"), "Sistem", "The system"),
        (
            example("case-reviewed.v1", department="diskop"),
            "Kurator Dinas Koperasi, UKM dan Ketenagakerjaan",
            "A curator of Dinas Koperasi, UKM dan Ketenagakerjaan",
        ),
        (CURATED, "Kurator", "The curators"),
        (
            example("mou-commented.v1", party="bagian-hukum", commented_as="Kepala Bagian Hukum"),
            "Kepala Bagian Hukum",
            "Kepala Bagian Hukum",
        ),
        (
            example("mou-partly-agreed.v1", parties=("bagian-hukum", "alfamidi")),
            "Bagian Hukum, mitra ritel Alfamidi",
            "Bagian Hukum, retailer Alfamidi",
        ),
        (
            example("mou-signed.v1", signatures=SIGNATURES),
            "Penjabat Wali Kota, Mitra Ritel Alfamidi",
            "Penjabat Wali Kota, Mitra Ritel Alfamidi",
        ),
        (example("mou-ended.v1", how="lapsed", party=None), "Sistem", "The system"),
        (example("offer-answered.v1", retailer="alfamidi"), "Mitra ritel Alfamidi", "Retailer Alfamidi"),
        (example("offer-overdue.v1"), "Sistem", "The system"),
        (ENDED, "Pelaku usaha", "The business"),
        (ENDED.model_copy(update={"how": "lapsed", "party": None}), "Sistem", "The system"),
        (ENDED.model_copy(update={"how": "declined", "party": None}), "", ""),
        (example("mou-ended.v1", how="abandoned", reason=None, party=None), "Sistem", "The system"),
        (example("mou-ended.v1", how="abandoned", reason="Batal", party=None), "", ""),
        (assigned("yohana", "pelaku-usaha"), "Sistem", "The system"),
        (assigned("ani", "diskop"), "", ""),
        (assigned("ani", "diskop").model_copy(update={"assigned_by": ""}), "Pengelola sistem", "The system's operator"),
        (assigned("ani", "diskop").model_copy(update={"assigned_by": "a"}), "Admin Kota", "An admin of the city"),
    ],
)
def test_who_acted_is_told_as_what_they_acted(event: Event, indonesian: str, english: str) -> None:
    assert domain.name_actors(event, "id", PLACE) == indonesian
    assert domain.name_actors(event, "en", PLACE) == english


async def test_the_trail_shows_by_whom_in_the_readers_language_and_in_what_is_taken_away(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"))
    await notifications.hear(submitted(), CURATED)
    page = (await notifications.page("selvi", f"/jejak/{PRODUCT}")).text
    assert ">Oleh</th>" in page
    assert ">Pelaku usaha atau pendamping</td>" in page
    assert ",Kurator,kurasi," in (await notifications.page("selvi", f"/jejak/{PRODUCT}?unduh=csv")).text
    page = (await notifications.page("selvi", f"/jejak/{PRODUCT}", language="en")).text
    assert ">By</th>" in page
    assert ">The curators</td>" in page


async def test_what_happened_is_told_in_the_readers_language(notifications: Notifications) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"))
    await notifications.hear(SUBMITTED)
    for language, told in (
        ("id", "Produk Sambal Roa Tifa diajukan untuk dikurasi (revisi 1)."),
        ("en", "The product Sambal Roa Tifa was submitted for curation (revision 1)."),
    ):
        assert told in (await notifications.page("selvi", f"/jejak/{PRODUCT}", language=language)).text
        headers = {"authorization": f"Bearer {token('selvi')}", "accept-language": language}
        [line] = (await notifications.web.get(f"/notifications/trails/{PRODUCT}", headers=headers)).json()
        assert line["summary"] == told


async def test_a_line_from_before_this_was_kept_says_nothing_of_it(notifications: Notifications) -> None:
    await notifications.hear(assigned("selvi", "kurator-diskop"))
    await notifications.hear(SUBMITTED)
    await notifications.fetch("UPDATE trail SET done_by = NULL, done_by_en = NULL, summary_en = NULL")
    page = (await notifications.page("selvi", f"/jejak/{PRODUCT}", language="en")).text
    assert 'data-label="By">–</td>' in page
    assert "diajukan untuk dikurasi" in page
