"""Retailers and memoranda over HTTP: who drafts, agrees, signs, ends and sees."""

from typing import Any

import pytest

from services.agreements import domain
from tests.agreements.conftest import Agreements, mou_form
from tests.agreements.samples import curated


async def test_a_retailer_that_is_registered_again_is_replaced(ambon: Agreements) -> None:
    form = {"city": "ambon", "code": "alfamidi", "legal_name": "PT Midi", "branches": [{"code": "A1", "name": "Passo"}]}
    await ambon.done("admin", "/retailers", form)
    listed = (await ambon.get("rina", "/retailers?city=ambon")).json()
    assert [(r["code"], r["legal_name"], len(r["branches"])) for r in listed] == [
        ("alfamidi", "PT Midi", 1),
        ("indomaret", "PT Indomarco", 0),
    ]
    after = (await ambon.get("rina", "/retailers?city=ambon&after=alfamidi")).json()
    assert [r["code"] for r in after] == ["indomaret"]


async def test_what_is_shown_of_a_retailer_may_be_sent_in_again(ambon: Agreements) -> None:
    shown = (await ambon.get("admin", "/retailers?city=ambon")).json()[0]
    renamed = shown | {"branches": [{"code": "AMB01", "name": "Alfamidi Galala"}]}
    for form in (renamed, shown):
        assert await ambon.done("admin", "/retailers", form) == form


async def test_a_memorandum_from_its_draft_to_the_day_it_is_in_force(ambon: Agreements) -> None:
    mou = (await ambon.done("hukum", "/mous", mou_form()))["mou_id"]
    await ambon.done("rina", f"/mous/{mou}/comments", {"version": 1, "text": "Mohon laporan per enam bulan."})
    text = {k: v for k, v in mou_form().items() if k not in ("city", "retailers")}
    changed = text | {"version": 1, "body": "Laporan setiap enam bulan.", "changes": "Laporan"}
    assert (await ambon.done("diskop", f"/mous/{mou}/versions", changed))["version"] == 2
    for subject in ("diskop", "disperindag", "hukum"):
        assert (await ambon.done(subject, f"/mous/{mou}/agreements", {"version": 2}))["status"] == "draft"
    assert (await ambon.done("rina", f"/mous/{mou}/agreements", {"version": 2}))["status"] == "agreed"
    first = await ambon.done("rina", f"/mous/{mou}/signatures", {"version": 2, "number": "307/2026"})
    assert first["status"] == "agreed"
    last = await ambon.done("bodewin", f"/mous/{mou}/signatures", {"version": 2, "number": "100.2/1/2026"})
    assert last["status"] == "in-force"
    shown = (await ambon.get("pengawas", f"/mous/{mou}")).json()
    assert shown["numbers"] == {"kota": "100.2/1/2026", "alfamidi": "307/2026"}
    assert (shown["status_label"], shown["missing_signatures"]) == ("Berlaku", [])
    assert [v["number"] for v in shown["versions"]] == [1, 2]
    assert [(c["party"], c["version"]) for c in shown["comments"]] == [("alfamidi", 1)]
    assert [e["type"] for e in await ambon.announced()] == [
        "mou-drafted",
        "mou-commented",
        "mou-drafted",
        "mou-partly-agreed",
        "mou-partly-agreed",
        "mou-partly-agreed",
        "mou-agreed",
        "mou-partly-signed",
        "mou-signed",
    ]


async def test_whoever_holds_the_office_signs_and_as_what_they_hold_it(ambon: Agreements) -> None:
    mou = await ambon.agree_mou()
    await ambon.fetch("UPDATE assignments SET until = now() WHERE subject = 'bodewin'")
    await ambon.assign("dominggus", "wali-kota", title="Penjabat Wali Kota")
    former = await ambon.post("bodewin", f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
    assert former.status_code == 403
    await ambon.done("dominggus", f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
    await ambon.done("rina", f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
    (signed,) = await ambon.announced("mou-signed")
    assert [(s["party"], s["subject"], s["title"]) for s in signed["signatures"]] == [
        ("kota", "dominggus", "Penjabat Wali Kota"),
        ("alfamidi", "rina", "Mitra Ritel"),
    ]
    shown = (await ambon.get("rina", f"/mous/{mou}")).json()
    assert {s["content_hash"] for s in signed["signatures"]} == {shown["content_hash"]}


async def test_of_two_versions_written_from_the_same_one_the_second_is_not_taken(ambon: Agreements) -> None:
    mou = (await ambon.done("hukum", "/mous", mou_form()))["mou_id"]
    text = {k: v for k, v in mou_form().items() if k not in ("city", "retailers")} | {"version": 1}
    await ambon.done("hukum", f"/mous/{mou}/versions", text | {"body": "Pasal laporan.", "changes": "Laporan"})
    blind = await ambon.post("disperindag", f"/mous/{mou}/versions", text | {"changes": "Ejaan"})
    assert (blind.status_code, blind.json()["code"]) == (409, "mou-version-old")


async def test_a_new_version_after_a_signature_begins_anew_and_the_number_may_be_used_again(ambon: Agreements) -> None:
    mou = await ambon.agree_mou()
    await ambon.done("bodewin", f"/mous/{mou}/signatures", {"version": 1, "number": "9/2026"})
    text = {k: v for k, v in mou_form().items() if k not in ("city", "retailers")}
    await ambon.done("hukum", f"/mous/{mou}/versions", text | {"version": 1, "changes": "Ejaan"})
    late = await ambon.post("rina", f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
    assert (late.status_code, late.json()["code"]) == (409, "mou-version-old")
    for subject in ("diskop", "disperindag", "hukum", "rina"):
        await ambon.done(subject, f"/mous/{mou}/agreements", {"version": 2})
    await ambon.done("bodewin", f"/mous/{mou}/signatures", {"version": 2, "number": "9/2026"})


async def test_a_number_belongs_to_one_document_of_a_party_and_year(ambon: Agreements) -> None:
    first, second = await ambon.agree_mou(), await ambon.agree_mou("indomaret")
    await ambon.done("bodewin", f"/mous/{first}/signatures", {"version": 1, "number": "9/2026"})
    taken = await ambon.post("bodewin", f"/mous/{second}/signatures", {"version": 1, "number": " 9/2026 "})
    assert (taken.status_code, taken.json()["code"]) == (409, "number-taken")
    await ambon.done("budi", f"/mous/{second}/signatures", {"version": 1, "number": "9/2026"})


async def test_a_person_with_two_offices_agrees_for_both(ambon: Agreements) -> None:
    await ambon.assign("diskop", "disperindag")
    mou = (await ambon.done("hukum", "/mous", mou_form()))["mou_id"]
    await ambon.done("diskop", f"/mous/{mou}/agreements", {"version": 1})
    assert (await ambon.get("hukum", f"/mous/{mou}")).json()["missing_agreements"] == ["bagian-hukum", "alfamidi"]


async def test_a_joint_memorandum_needs_every_retailer(ambon: Agreements) -> None:
    mou = await ambon.agree_mou("alfamidi", "indomaret")
    for subject in ("bodewin", "rina"):
        said = await ambon.done(subject, f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
        assert said["status"] == "agreed"
    assert (await ambon.done("budi", f"/mous/{mou}/signatures", {"version": 1, "number": "1"}))["status"] == "in-force"


async def test_the_end_of_a_memorandum_reaches_all_that_hangs_on_it(ambon: Agreements) -> None:
    await ambon.sign_pks()
    await ambon.hear(curated(product_id="018f0000-0000-7000-8000-0000000000aa"))
    mou = (await ambon.fetch("SELECT id FROM mous"))[0]["id"]
    ended = await ambon.done("bodewin", f"/mous/{mou}/end", {"reason": "Selesai"})
    assert ended["status"] == "ended"
    assert await ambon.statuses("offers") == ["agreed", "closed"]
    told = await ambon.announced("mou-ended", "offer-closed", "offer-withdrawn", "pks-basis-lost", "pks-ended")
    assert [(e["type"], e.get("how", e.get("why"))) for e in told] == [
        ("mou-ended", "terminated"),
        ("offer-closed", "mou-ended"),
        ("offer-withdrawn", "mou-ended"),
        ("pks-basis-lost", "mou-ended"),
    ]
    await ambon.hear(curated(revision=2))
    assert len(await ambon.statuses("offers")) == 2


async def test_the_legal_office_gives_up_a_draft_and_leaves_the_signed_to_the_mayor(ambon: Agreements) -> None:
    draft, signed = await ambon.agree_mou(), await ambon.sign_mou("indomaret")
    assert (await ambon.done("hukum", f"/mous/{draft}/end", {"reason": "Batal"}))["status"] == "ended"
    by = {"party": "bagian-hukum", "subject": "hukum", "title": "Kepala Bagian Hukum Sekretariat Kota"}
    assert (await ambon.get("rina", f"/mous/{draft}")).json()["ended_by"] == by
    (told,) = await ambon.announced("mou-ended")
    assert (told["how"], told["party"], "subject" in told) == ("abandoned", "bagian-hukum", False)
    refused = await ambon.post("hukum", f"/mous/{signed}/end", {"reason": "Batal"})
    assert (refused.status_code, refused.json()["code"]) == (422, "mou-end-needs-mayor")


async def test_what_was_signed_can_be_checked_after_a_party_has_another_name(ambon: Agreements) -> None:
    mou = await ambon.sign_mou()
    await ambon.done("admin", "/retailers", {"city": "ambon", "code": "alfamidi", "legal_name": "PT Midi Baru Tbk"})
    shown = (await ambon.get("rina", f"/mous/{mou}")).json()
    (version,) = shown["versions"]
    assert "PIHAK KEDUA: PT Midi Utama Indonesia Tbk (Alfamidi)" in version["text"].splitlines()
    assert domain.content_hash(version["text"]) == shown["content_hash"]
    assert {s["content_hash"] for s in shown["signatures"]} == {shown["content_hash"]}


async def test_a_signature_that_comes_too_early_is_told_on_whom_it_waits(ambon: Agreements) -> None:
    mou = (await ambon.done("diskop", "/mous", mou_form()))["mou_id"]
    await ambon.done("diskop", f"/mous/{mou}/agreements", {"version": 1})
    refused = await ambon.post("bodewin", f"/mous/{mou}/signatures", {"version": 1, "number": "1"})
    assert refused.json()["detail"].endswith(
        "Menunggu: Dinas Perindustrian dan Perdagangan; Bagian Hukum Sekretariat Kota; PT Midi Utama Indonesia Tbk."
    )


@pytest.mark.parametrize(
    ("query", "status"), [("city=ambon&after=%00", 400), ("city=ambon%00", 400), ("city=ambon&after=Alfa", 422)]
)
async def test_a_query_that_no_retailer_can_answer_is_refused(ambon: Agreements, query: str, status: int) -> None:
    assert (await ambon.get("rina", f"/retailers?{query}")).status_code == status


@pytest.mark.parametrize(
    ("subject", "path", "body", "status"),
    [
        ("kurator", "/mous", mou_form(), 403),
        ("rina", "/mous", mou_form(), 403),
        ("diskop", "/mous", mou_form(city="kediri"), 404),
        ("diskop", "/mous", mou_form("giant"), 422),
        ("diskop", "/retailers", {"city": "ambon", "code": "x", "legal_name": "PT X"}, 403),
        ("admin", "/retailers", {"city": "kediri", "code": "x", "legal_name": "PT X"}, 404),
        ("yohana", "/mous/{mou}/comments", {"version": 1, "text": "?"}, 403),
        ("budi", "/mous/{mou}/comments", {"version": 1, "text": "?"}, 404),
        ("budi", "/mous/{mou}/agreements", {"version": 1}, 404),
        ("budi", "/mous/{mou}/signatures", {"version": 1, "number": "1"}, 404),
        ("diskop", "/mous/{mou}/signatures", {"version": 1, "number": "1"}, 403),
        ("diskop", "/mous/{mou}/end", {"reason": "?"}, 403),
        ("bodewin", "/mous/{mou}/signatures", {"version": 1, "number": "\x00"}, 422),
        ("diskop", "/mous/018f0000-0000-7000-8000-0000000000ff/agreements", {"version": 1}, 404),
    ],
)
async def test_who_may_not(ambon: Agreements, subject: str, path: str, body: dict[str, Any], status: int) -> None:
    mou = await ambon.agree_mou()
    answer = await ambon.post(subject, path.format(mou=mou), body)
    assert (answer.status_code, await ambon.statuses("mous")) == (status, ["agreed"])


async def test_a_retailer_sees_the_memoranda_that_name_it(ambon: Agreements) -> None:
    mine, others = await ambon.agree_mou(), await ambon.agree_mou("indomaret")
    assert [m["mou_id"] for m in (await ambon.get("rina", "/mous?city=ambon")).json()] == [mine]
    assert (await ambon.get("rina", f"/mous/{others}")).status_code == 404
    assert [m["mou_id"] for m in (await ambon.get("diskop", "/mous?city=ambon")).json()] == [mine, others]
    assert [m["mou_id"] for m in (await ambon.get("diskop", f"/mous?limit=1&after={mine}")).json()] == [others]
    assert (await ambon.get("diskop", "/mous?city=kediri")).status_code == 404
    assert (await ambon.get("yohana", "/mous?city=ambon")).status_code == 403


async def test_states_are_named_in_the_readers_language(ambon: Agreements) -> None:
    mou = await ambon.agree_mou()
    assert (await ambon.get("diskop", f"/mous/{mou}")).json()["status_label"] == "Menunggu Tanda Tangan"
    english = await ambon.get("diskop", f"/mous/{mou}", **{"accept-language": "en"})
    assert english.json()["status_label"] == "Waiting for signatures"
