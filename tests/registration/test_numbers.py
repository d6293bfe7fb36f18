"""Wrong numbers of a business are corrected over HTTP and on a page, by the city's verifiers alone."""

from typing import Any
from uuid import uuid4

import pytest

from shared.people.functions import ADMIN, ASSISTANT, CURATOR_DISKOP, CURATOR_DISPERINDAG, DISKOP
from tests.examples import BUSINESS
from tests.registration.conftest import Registration
from tests.registration.test_routes_businesses import SECOND

RIGHT_NIK, RIGHT_NPWP = "8171014101900009", "01.312.166.0-091.000"
WHY = "Satu angka tertukar, dicocokkan dengan KTP"
RIGHT: dict[str, Any] = {"nib": "0220009861928", "nik": RIGHT_NIK, "npwp": RIGHT_NPWP, "reason": WHY}
OFFICER, HEAD, ELSEWHERE = "selvi", "kepala", "kadir"


async def people(registration: Registration) -> str:
    """A business of Yohana's, and those who might correct it."""
    business = await registration.register()
    await registration.assign(OFFICER, CURATOR_DISKOP)
    await registration.assign(HEAD, DISKOP)
    await registration.assign(ELSEWHERE, DISKOP, city="kediri")
    await registration.assign("dina", ASSISTANT)
    return business


async def entries(registration: Registration, business: str) -> list[dict[str, Any]]:
    """What its owner reads of what was done to it."""
    return list((await registration.get("yohana", f"/businesses/{business}/entries")).json())


@pytest.mark.parametrize(("subject", "function"), [(OFFICER, CURATOR_DISKOP), (HEAD, DISKOP)])
async def test_right_numbers_are_kept_told_and_signed_for(
    registration: Registration, subject: str, function: str
) -> None:
    business = await people(registration)
    answer = await registration.post(subject, f"/businesses/{business}/corrections", RIGHT)
    assert (answer.status_code, answer.json()) == (
        201,
        {"business_id": business, "nib": RIGHT["nib"], "nik": "8171********0009", "npwp": "0131*******1000"},
    )
    shown = (await registration.get("yohana", f"/businesses/{business}")).json()
    assert (shown["nib"], shown["nik"], shown["npwp"]) == (RIGHT["nib"], "8171********0009", "0131*******1000")
    (changed,) = await registration.announced("business-changed")
    assert (changed["key"], changed["nib"], changed["name"]) == (business, RIGHT["nib"], BUSINESS["name"])
    kept = await entries(registration, business)
    assert [(e["what"], e["entered_by"], e["entered_as"], e["reason"]) for e in kept] == [
        (f"{number}-corrected", subject, function, WHY) for number in ("nib", "nik", "npwp")
    ]
    for told in (answer.text, str(kept), str(await registration.announced())):
        assert RIGHT_NIK not in told
        assert "013121660091000" not in told


async def test_a_right_nik_is_told_to_nobody(registration: Registration) -> None:
    business = await people(registration)
    sent = await registration.post(OFFICER, f"/businesses/{business}/corrections", {"nik": RIGHT_NIK, "reason": WHY})
    assert sent.status_code == 201
    assert await registration.announced("business-changed") == []


async def test_the_wrong_number_is_free_again_and_the_right_one_is_not(registration: Registration) -> None:
    business = await people(registration)
    await registration.post(OFFICER, f"/businesses/{business}/corrections", RIGHT)
    taken = await registration.post("budi", "/businesses", BUSINESS | SECOND | {"nik": RIGHT_NIK})
    assert taken.json()["code"] == "nik-taken"
    assert await registration.register("budi", nib=BUSINESS["nib"], nik=BUSINESS["nik"])


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ({"nib": SECOND["nib"]}, "nib-taken"),
        ({"nik": SECOND["nik"]}, "nik-taken"),
        ({"npwp": RIGHT_NPWP}, "npwp-taken"),
    ],
)
async def test_another_business_keeps_its_number_in_whichever_city(
    registration: Registration, number: dict[str, str], code: str
) -> None:
    business = await people(registration)
    await registration.register("budi", **SECOND, npwp=RIGHT_NPWP, city="kediri", district_code="35.71.01")
    before = await registration.fetch("SELECT * FROM businesses ORDER BY id")
    free = {"nib": "0220009861928", "nik": RIGHT_NIK, "reason": WHY}
    taken = await registration.post(OFFICER, f"/businesses/{business}/corrections", free | number)
    assert (taken.status_code, taken.json()["code"]) == (409, code)
    assert await registration.fetch("SELECT * FROM businesses ORDER BY id") == before
    assert await registration.announced("business-changed") == []
    assert await entries(registration, business) == []


async def test_it_is_done_once_however_often_it_is_sent(registration: Registration) -> None:
    business = await people(registration)
    key = {"idempotency-key": str(uuid4())}
    answers = [await registration.post(OFFICER, f"/businesses/{business}/corrections", RIGHT, **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(await entries(registration, business)) == 3
    assert len(await registration.announced("business-changed")) == 1


async def test_nobody_else_corrects_anything(registration: Registration) -> None:
    business = await people(registration)
    await registration.assign("rina", ADMIN)
    await registration.assign("doni", CURATOR_DISPERINDAG)
    for subject, status in (("yohana", 403), ("dina", 403), ("rina", 403), ("doni", 403), (ELSEWHERE, 404)):
        answer = await registration.post(subject, f"/businesses/{business}/corrections", RIGHT)
        assert answer.status_code == status, subject
        assert (await registration.page(subject, f"/usaha/{business}/nomor")).status_code == status, subject
        form = await registration.form(subject, "/usaha/daftar", RIGHT, action=f"/usaha/{business}/nomor")
        assert form.status_code == status, subject
    assert await entries(registration, business) == []


async def test_an_owner_who_verifies_others_does_not_verify_themself(registration: Registration) -> None:
    business = await people(registration)
    await registration.assign("yohana", CURATOR_DISKOP)
    answer = await registration.post("yohana", f"/businesses/{business}/corrections", RIGHT)
    assert (answer.status_code, answer.json()["code"]) == (422, "correction-of-own-business")
    assert "/nomor" not in (await registration.page("yohana", f"/usaha/{business}")).text


async def test_without_consent_nothing_is_corrected_or_shown(registration: Registration) -> None:
    business = await people(registration)
    assert "/nomor" in (await registration.page(OFFICER, f"/usaha/{business}")).text
    await registration.post("yohana", f"/businesses/{business}/consent-withdrawals")
    answer = await registration.post(OFFICER, f"/businesses/{business}/corrections", RIGHT)
    assert (answer.status_code, answer.json()["code"]) == (422, "consent-withdrawn")
    page = await registration.page(OFFICER, f"/usaha/{business}/nomor")
    assert page.status_code == 422
    assert BUSINESS["name"] not in page.text
    assert "/nomor" not in (await registration.page(OFFICER, f"/usaha/{business}")).text


async def test_numbers_are_corrected_on_a_page_that_a_link_leads_to(registration: Registration) -> None:
    business = await people(registration)
    page = (await registration.page(OFFICER, f"/usaha/{business}")).text
    assert f'href="/registration/usaha/{business}/nomor"' in page
    shown = (await registration.page(OFFICER, f"/usaha/{business}/nomor")).text
    assert "8171********0001" in shown
    assert BUSINESS["nik"] not in shown
    answer = await registration.form(OFFICER, f"/usaha/{business}/nomor", RIGHT | {"nib": "", "npwp": ""})
    assert answer.headers["location"] == f"/registration/usaha/{business}?kabar=nomor-dibetulkan"
    assert [entry["what"] for entry in await entries(registration, business)] == ["nik-corrected"]


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"nib": "12"}, "nib"),
        ({"nik": "8171014101900000"}, "nik"),
        ({"npwp": "1"}, "npwp"),
        ({"reason": ""}, "reason"),
        ({"reason": f"NIK {RIGHT_NIK}"}, "reason"),
        ({"nik": SECOND["nik"]}, "nik"),
    ],
)
async def test_a_correction_that_is_not_taken_comes_back_but_for_the_numbers_of_a_person(
    registration: Registration, different: dict[str, str], field: str
) -> None:
    business = await people(registration)
    await registration.register("budi", **SECOND)
    sent = RIGHT | different
    answer = await registration.form(OFFICER, f"/usaha/{business}/nomor", sent)
    assert answer.status_code == (409 if different == {"nik": SECOND["nik"]} else 422)
    assert f'id="{field}-fault"' in answer.text
    assert f'value="{sent["nib"]}"' in answer.text
    assert sent["reason"] in answer.text
    for number in (sent["nik"], sent["npwp"]):
        assert f'value="{number}"' not in answer.text
    assert await entries(registration, business) == []


async def test_a_correction_of_nothing_is_said_at_the_first_number(registration: Registration) -> None:
    business = await people(registration)
    answer = await registration.form(OFFICER, f"/usaha/{business}/nomor", {"reason": WHY})
    assert answer.status_code == 422
    assert 'id="nib-fault"' in answer.text


async def test_an_owner_reads_who_corrects_their_numbers(registration: Registration) -> None:
    business = await people(registration)
    assert "datanglah ke Dinas Koperasi dan UKM" in (await registration.page("yohana", f"/usaha/{business}/ubah")).text
