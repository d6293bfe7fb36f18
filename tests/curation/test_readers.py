"""Who reads what of a case."""

from uuid import UUID

import pytest

from shared.database import transaction as in_cities
from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, scores, submission

MEND = [{"text": "Kemasan bocor"}]


async def test_a_list_shows_where_each_case_stands(curation: Curation) -> None:
    decided, waiting = await curation.submitted(), await curation.submitted(name="Sagu Keju")
    for curator in ("ani", "dewi"):
        await curation.review(curator, decided)
    await curation.review("ani", waiting)
    first, second = (await curation.get("ani", "/cases?city=ambon")).json()
    assert (first["product_id"], first["status"], first["outcome"]) == (str(decided), "decided", "lolos")
    assert second == {
        "product_id": str(waiting),
        "city": "ambon",
        "business_id": str(BUSINESS_ID),
        "business_name": "Dapur Tifa Sirimau",
        "name": "Sagu Keju",
        "category": "pangan-kering",
        "revision": 1,
        "status": "open",
        "outcome": None,
        "opened_at": second["opened_at"],
        "reviewed_by": ["diskop"],
        "awaits": None,
        "due": "2026-12-08",
    }
    assert [case["product_id"] for case in (await curation.get("ani", "/cases?status=open")).json()] == [str(waiting)]


async def test_a_list_is_read_in_portions(curation: Curation) -> None:
    products = [str(await curation.submitted()) for _ in range(5)]
    seen: list[str] = []
    while portion := (await curation.get("ani", f"/cases?limit=2{f'&after={seen[-1]}' if seen else ''}")).json():
        assert len(portion) <= 2
        seen += [case["product_id"] for case in portion]
    assert seen == products


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "status=lost", "after=x"])
async def test_a_list_that_cannot_be_is_refused(curation: Curation, query: str) -> None:
    assert (await curation.get("ani", f"/cases?{query}")).status_code == 422


@pytest.mark.parametrize(
    "function",
    ["kurator-diskop", "diskop", "disperindag", "bagian-hukum", "wali-kota", "admin-kota", "pengawas"],
)
async def test_every_officer_of_the_city_reads_its_cases(curation: Curation, function: str) -> None:
    product_id = await curation.submitted()
    await curation.review("ani", product_id)
    await curation.assign("olga", function)
    assert len((await curation.get("olga", "/cases")).json()) == 1
    assert (await curation.case(product_id, subject="olga"))["reviews"][0]["reviewer"] == "ani"


async def test_only_curators_review(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.assign("olga", "admin-kota")
    assert (await curation.review("olga", product_id)).status_code == 403
    assert (
        await curation.post("olga", f"/cases/{product_id}/conditions/{product_id}/fulfilment", {})
    ).status_code == 403


async def test_who_holds_no_function_here_reads_nothing(curation: Curation) -> None:
    product_id = await curation.submitted()
    await curation.assign("alfa", "mitra-ritel", scope="alfamidi")
    for stranger in ("alfa", "nobody"):
        assert (await curation.get(stranger, "/cases")).status_code == 403
        assert (await curation.get(stranger, f"/cases/{product_id}")).status_code == 403


async def test_an_owner_does_not_read_the_list(curation: Curation) -> None:
    await curation.assign("yohana", "pelaku-usaha", scope=str(BUSINESS_ID))
    assert (await curation.get("yohana", "/cases")).status_code == 403


@pytest.mark.parametrize("reader", ["yohana", "sari"], ids=["owner", "assistant"])
async def test_the_business_reads_what_was_decided_and_why_but_not_by_whom(curation: Curation, reader: str) -> None:
    await curation.assign("yohana", "pelaku-usaha", scope=str(BUSINESS_ID))
    await curation.assign("sari", "pendamping")
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="mend", corrections=MEND)
    before = await curation.case(product_id, subject=reader)
    assert (before["status"], before["reviewed_by"], before["reviews"]) == ("open", ["diskop"], [])
    await curation.review("dewi", product_id)
    answer = await curation.get(reader, f"/cases/{product_id}")
    case = answer.json()
    assert case["outcome"] == "perlu-pembinaan"
    assert [correction["text"] for correction in case["corrections"]] == ["Kemasan bocor"]
    assert [review["department"] for review in case["reviews"]] == ["diskop", "disperindag"]
    assert "ani" not in answer.text.split('"')
    assert not any({"reviewer", "title"} & set(review) for review in case["reviews"])
    await curation.hear(submission(product_id=product_id, revision=2))
    again = await curation.get(reader, f"/cases/{product_id}")
    assert again.json()["history"][0]["outcome"] == "perlu-pembinaan"
    assert "ani" not in again.text.split('"')


async def test_a_met_condition_does_not_name_the_officer_to_the_business(curation: Curation) -> None:
    await curation.assign("yohana", "pelaku-usaha", scope=str(BUSINESS_ID))
    product_id = await curation.submitted()
    condition = {"text": "Ganti label", "due": "2026-12-24"}
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[condition])
    await curation.review("dewi", product_id)
    id = UUID((await curation.case(product_id))["conditions"][0]["condition_id"])
    await curation.post("ani", f"/cases/{product_id}/conditions/{id}/fulfilment", {"note": "Dilihat"})
    (for_officers,) = (await curation.case(product_id))["conditions"]
    (for_owners,) = (await curation.case(product_id, subject="yohana"))["conditions"]
    assert for_officers["met_by"] == "ani"
    assert (for_owners["state"], "met_by" in for_owners) == ("met", False)


async def test_a_curator_judges_no_product_of_their_own_and_reads_it_as_its_owner(curation: Curation) -> None:
    await curation.assign("ani", "pelaku-usaha", scope=str(BUSINESS_ID))
    product_id = await curation.submitted()
    refused = await curation.review("ani", product_id)
    assert (refused.status_code, refused.json()["code"]) == (422, "own-product")
    condition = {"text": "Ganti label", "due": "2026-12-24"}
    await curation.review("ahmad", product_id, recommendation="pass-with-conditions", conditions=[condition])
    assert (await curation.case(product_id, subject="ani"))["reviews"] == []
    await curation.review("dewi", product_id)
    id = (await curation.case(product_id))["conditions"][0]["condition_id"]
    met = await curation.post("ani", f"/cases/{product_id}/conditions/{id}/fulfilment", {"note": "Dilihat"})
    assert (met.status_code, met.json()["code"]) == (422, "own-product")


async def test_what_nobody_wrote_is_told_in_the_reader_s_language_and_what_people_wrote_as_they_did(
    curation: Curation,
) -> None:
    product_id = await curation.submitted(halal_status="dalam-proses", halal_number=None)
    await curation.review("ani", product_id, recommendation="mend", corrections=MEND, scores=scores(kemasan_label=40))
    await curation.review("dewi", product_id)
    told = {language: await corrections(curation, product_id, language) for language in ("id", "en")}
    assert told["id"] == [
        "Produk ini wajib bersertifikat halal atau diberi keterangan tidak halal. Urus sertifikat di SiHalal.",
        "Kemasan bocor",
        "Kemasan dan kelengkapan label belum memenuhi syarat: nilainya 40, sedangkan nilai terendah yang diterima 50.",
    ]
    assert told["en"] == [
        "This product must be certified halal, or be labelled as not halal. Apply for it through SiHalal.",
        "Kemasan bocor",
        "Kemasan dan kelengkapan label is not sufficient: it got 40, and 50 is the least that is accepted.",
    ]


async def corrections(curation: Curation, product_id: UUID, language: str) -> list[str]:
    """As a reader of this language sees them."""
    shown = await curation.get("ani", f"/cases/{product_id}", **{"accept-language": language})
    return [correction["text"] for correction in shown.json()["corrections"]]


async def test_so_is_why_a_product_did_not_pass(curation: Curation) -> None:
    product_id = await curation.submitted(category="minuman-beralkohol")
    await curation.review("ani", product_id, recommendation="reject", reason="Dilarang")
    await curation.review("dewi", product_id)

    async def reason(language: str) -> str:
        shown = await curation.get("ani", f"/cases/{product_id}", **{"accept-language": language})
        return str(shown.json()["reason"])

    assert await reason("id") == "Produk dalam kategori ini tidak dapat dijual di gerai ritel.\nDilarang"
    assert await reason("en") == "Products of this category cannot be sold in the stores.\nDilarang"
    async with in_cities(curation.pool, cities=frozenset({"ambon"})) as connection:
        await connection.execute("UPDATE decisions SET reasons = NULL")  # as one from before they were kept one by one
    assert await reason("en") == "Produk dalam kategori ini tidak dapat dijual di gerai ritel.\nDilarang"


async def test_another_owner_does_not_find_it(curation: Curation) -> None:
    await curation.assign("budi", "pelaku-usaha", scope="018f0000-0000-7000-8000-0000000000ff")
    assert (await curation.get("budi", f"/cases/{await curation.submitted()}")).status_code == 404
