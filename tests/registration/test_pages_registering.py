"""Pages on which a business is registered: each step is kept, and is one's own."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.registration import domain
from tests.registration.conftest import Registration

BEGIN = "/usaha/daftar"
TEMPLATES = Path(__file__).resolve().parents[2] / "services" / "registration" / "templates"
USAHA = {"city": "ambon", "name": "Dapur Tifa", "nib": "0220009861929", "legal_form": "perorangan"}
KEGIATAN = {
    "district_code": "81.71.02",
    "kbli_code": "10772",
    "kbli_version": "2025",
    "established": "ya",
    "turnover": "Rp180.000.000",
}
PEMILIK = {
    "whose": "sendiri",
    "owner_name": "Yohana Latuconsina",
    "nik": "8171014101900001",
    "phone": "0812 3456 7890",
    "email": "yohana@contoh.id",
    "language": "id",
}


def path_in(answer: Any) -> str:
    """Where an answer sends the browser, below the service's prefix."""
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/registration")


async def draft(registration: Registration, subject: str = "yohana", **different: str) -> str:
    """Fill in all steps but the last; give the path of that one."""
    written = different
    path = path_in(await registration.form(subject, BEGIN, USAHA | written))
    path = path_in(await registration.form(subject, path, KEGIATAN | written))
    return path_in(await registration.form(subject, path, PEMILIK | written))


async def test_a_business_is_registered_step_by_step(registration: Registration) -> None:
    path = await draft(registration)
    page = await registration.page("yohana", path)
    assert "8171********0001" in page.text
    assert "8171014101900001" not in page.text
    done = path_in(await registration.form("yohana", path, {"agrees": "ya"}))
    page = await registration.page("yohana", done)
    assert page.status_code == 200
    assert "Dapur Tifa" in page.text
    [registered] = await registration.announced("business-registered")
    assert (registered["name"], registered["scale"]) == ("Dapur Tifa", "mikro")
    [contact] = await registration.announced("contact-changed")
    assert (contact["email"], contact["subject"]) == ("yohana@contoh.id", "yohana")
    assert await registration.fetch("SELECT FROM drafts") == []


@pytest.mark.parametrize(
    ("different", "shown"),
    [
        ({"turnover": "120000000"}, "Rp120.000.000"),
        ({"established": "tidak", "turnover": "", "capital": "45.000.000"}, "Rp45.000.000"),
        ({"turnover": "banyak"}, "banyak"),
    ],
)
async def test_what_an_owner_agrees_to_has_its_amounts_as_money(
    registration: Registration, different: dict[str, str], shown: str
) -> None:
    path = path_in(await registration.form("yohana", BEGIN, USAHA))
    await registration.form("yohana", path, KEGIATAN | different)
    page = await registration.page("yohana", path.replace("kegiatan", "persetujuan"))
    assert f"<dd>{shown}</dd>" in page.text


async def test_a_step_with_a_mistake_is_kept_and_shown_again(registration: Registration) -> None:
    path = path_in(await registration.form("yohana", BEGIN, USAHA | {"nib": "123"}))
    assert path.endswith("/usaha")
    page = await registration.page("yohana", path)
    assert '<p class="fault" id="nib-fault">NIB harus terdiri atas 13 angka' in page.text
    assert 'value="Dapur Tifa"' in page.text
    assert path_in(await registration.form("yohana", path, USAHA)).endswith("/kegiatan")


@pytest.mark.parametrize(
    ("different", "field"),
    [
        ({"turnover": ""}, "turnover"),
        ({"turnover": "banyak"}, "turnover"),
        ({"turnover": "60.000.000.000"}, "turnover"),
        ({"established": ""}, "established"),
        ({"established": "tidak"}, "capital"),
        ({"kbli_code": "12"}, "kbli_code"),
        ({"district_code": "35.71.02"}, "district_code"),
    ],
)
async def test_what_is_wrong_with_an_activity_is_said_at_its_field(
    registration: Registration, different: dict[str, str], field: str
) -> None:
    path = path_in(await registration.form("yohana", BEGIN, USAHA))
    assert path_in(await registration.form("yohana", path, KEGIATAN | different)) == path
    assert f'id="{field}-fault"' in (await registration.page("yohana", path)).text


async def test_nothing_is_registered_before_all_steps_are_right(registration: Registration) -> None:
    path = path_in(await registration.form("yohana", BEGIN, USAHA))
    last = path.replace("kegiatan", "persetujuan")
    page = await registration.page("yohana", last)
    assert "Masih ada yang perlu dilengkapi" in page.text
    answer = await registration.form("yohana", last, {"agrees": "ya"})
    assert answer.status_code == 422
    assert await registration.announced() == []


async def test_nobody_agrees_to_words_that_they_have_not_seen(registration: Registration) -> None:
    path = await draft(registration)
    answer = await registration.form("yohana", path, {"agrees": "ya", "text_version": "2025-1"})
    assert answer.status_code == 422
    assert "Pernyataan persetujuan sudah diperbarui" in answer.text
    assert 'id="agrees-fault"' in answer.text
    assert await registration.announced() == []


async def test_without_consent_nothing_is_registered_and_nothing_is_lost(registration: Registration) -> None:
    path = await draft(registration)
    answer = await registration.form("yohana", path, {})
    assert answer.status_code == 422
    assert 'id="agrees-fault"' in answer.text
    assert await registration.announced() == []
    assert "Yohana Latuconsina" in (await registration.page("yohana", path)).text


async def test_a_number_that_is_taken_is_said_and_the_draft_stays(registration: Registration) -> None:
    await registration.register("budi")
    path = await draft(registration)
    answer = await registration.form("yohana", path, {"agrees": "ya"})
    assert answer.status_code == 409
    assert "NIB" in answer.text
    assert "Dapur Tifa" in (await registration.page("yohana", "/usaha")).text


async def test_an_assistant_registers_for_somebody_without_an_account(registration: Registration) -> None:
    await registration.assign("dina", "pendamping")
    path = await draft(registration, "dina", whose="tanpa-akun")
    answer = await registration.form("dina", path, {"agrees": "ya", "channel": "surat", "given_on": "2026-01-02"})
    [row] = await registration.fetch("SELECT owner_subject, entered_by, consent_given_at FROM businesses")
    assert path_in(answer).startswith("/usaha/")
    assert (row["owner_subject"], row["entered_by"]) == (None, "dina")
    assert row["consent_given_at"].isoformat() == "2026-01-01T15:00:00+00:00"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "channel"),
        ({"channel": "surat", "given_on": ""}, "given_on"),
        ({"channel": "surat", "given_on": "0001-01-01"}, "given_on"),
        ({"channel": "surat", "given_on": "kemarin"}, "given_on"),
        ({"channel": "surat", "given_on": "2100-01-01"}, "given_on"),
    ],
)
async def test_an_assistant_says_how_and_when_the_owner_agreed(
    registration: Registration, said: dict[str, str], field: str
) -> None:
    await registration.assign("dina", "pendamping")
    path = await draft(registration, "dina", whose="tanpa-akun")
    answer = await registration.form("dina", path, {"agrees": "ya"} | said)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert await registration.announced() == []


async def test_an_assistant_says_whose_business_it_is(registration: Registration) -> None:
    await registration.assign("dina", "pendamping")
    path = await draft(registration, "dina", whose="punya-akun")
    assert 'id="owner_subject-fault"' in (await registration.page("dina", path)).text
    written = PEMILIK | {"whose": "punya-akun", "owner_subject": "yohana"}
    path = path_in(await registration.form("dina", path, written))
    answer = await registration.form("dina", path, {"agrees": "ya", "channel": "pendamping"})
    assert path_in(answer).startswith("/usaha/")
    [row] = await registration.fetch("SELECT owner_subject, entered_by FROM businesses")
    assert (row["owner_subject"], row["entered_by"]) == ("yohana", "dina")


async def test_an_assistant_registers_their_own_business_as_an_owner(registration: Registration) -> None:
    await registration.assign("dina", "pendamping")
    path = await draft(registration, "dina")
    await registration.form("dina", path, {"agrees": "ya"})
    [row] = await registration.fetch("SELECT owner_subject, entered_by, consent_channel FROM businesses")
    assert tuple(row) == ("dina", None, "mandiri")


async def test_a_draft_is_its_writers_alone(registration: Registration) -> None:
    path = await draft(registration)
    await registration.assign("admin", "admin-kota")
    for subject in ("budi", "admin"):
        assert (await registration.page(subject, path)).status_code == 404
        step = path.replace("persetujuan", "usaha")
        assert (await registration.page(subject, step)).status_code == 404
        assert (await registration.form(subject, BEGIN, USAHA, action=step)).status_code == 404
        assert (await registration.form(subject, BEGIN, {"agrees": "ya"}, action=path)).status_code == 404
        away = path.replace("persetujuan", "buang")
        assert (await registration.form(subject, BEGIN, action=away)).status_code == 404
    assert (await registration.page("yohana", path.replace(path.split("/")[3], str(uuid4())))).status_code == 404
    assert await registration.announced() == []


async def test_what_stands_in_a_draft_is_sealed(registration: Registration) -> None:
    await draft(registration)
    async with registration.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.subject', 'yohana', true)")
        [row] = await connection.fetch("SELECT sealed FROM drafts")
    assert b"8171014101900001" not in row["sealed"]


async def test_a_draft_is_let_go(registration: Registration) -> None:
    path = await draft(registration)
    away = path.replace("persetujuan", "buang")
    assert path_in(await registration.form("yohana", path, action=away)) == "/usaha?kabar=draf-dibuang"
    assert "Belum selesai" not in (await registration.page("yohana", "/usaha")).text


async def test_what_is_written_is_no_markup(registration: Registration) -> None:
    path = await draft(registration, name="<script>alert(1)</script>", owner_name='"><img src=x>')
    for shown in (path, path.replace("persetujuan", "usaha"), path.replace("persetujuan", "pemilik"), "/usaha"):
        page = await registration.page("yohana", shown)
        assert "<script>alert" not in page.text
        assert "<img src=x>" not in page.text


def test_what_owners_agree_to_is_another_version_when_its_words_are_others() -> None:
    written = (TEMPLATES / "consent_text.html").read_bytes()
    assert (domain.CONSENT_TEXT, hashlib.sha256(written).hexdigest()[:16]) == ("2026-1", "9731da5fadd6c3a5")
