"""Somebody is invited by mail, and holds the function when they have taken it."""

from typing import Any
from uuid import uuid4

import pytest

from services.registration import due
from shared.clock import Clock
from shared.messaging import transaction
from tests.registration.conftest import ADMIN, AUDITOR, CITIES, STRANGER, Registration

INVITED = {
    "name": "Selvi <b>",
    "email": "selvi@contoh.id",
    "language": "id",
    "function": "kurator-diskop",
    "city": "ambon",
}


def link_in(registration_mail: dict[str, Any]) -> str:
    """Where an invitation is taken, below the service's prefix."""
    return str(registration_mail["link"]).partition("/registration")[2]


async def invitation(city: Registration, **different: str) -> str:
    """Invite somebody; give the link."""
    answer = await city.form(ADMIN, "/admin/undang", INVITED | different)
    assert answer.status_code == 303, answer.text
    return link_in((await city.announced("person-invited"))[-1])


async def test_an_invitation_is_good_until_the_day_that_it_is_in_its_city(city: Registration) -> None:
    await invitation(city)
    await city.fetch("UPDATE invitations SET expires_at = '2031-03-09T20:00Z'")
    assert "sampai 10 Maret 2031" in (await city.page(ADMIN, "/admin/undangan")).text
    assert ",2031-03-10T05:00+09:00," in (await city.page(ADMIN, "/admin/undangan?unduh=csv")).text


async def test_who_is_invited_holds_the_function_once_they_have_taken_it(city: Registration) -> None:
    link = await invitation(city)
    [told] = await city.announced("person-invited")
    assert (told["email"], told["function"]) == ("selvi@contoh.id", "kurator-diskop")
    waiting = (await city.page(ADMIN, "/admin/undangan")).text
    assert "Selvi &lt;b&gt;" in waiting
    assert "Menunggu" in waiting
    assert "selvi@contoh.id" in (await city.page(ADMIN, "/admin/undangan?unduh=csv")).text
    assert "selvi@contoh.id" not in (await city.page(AUDITOR, "/admin/undangan?unduh=csv")).text
    assert "Kurator Dinas Koperasi" in (await city.page("selvi", link)).text
    assert await city.announced("function-assigned") == []
    answer = await city.form("selvi", link)
    assert answer.status_code == 303
    [assigned] = await city.announced("function-assigned")
    assert (assigned["subject"], assigned["function"]) == ("selvi", "kurator-diskop")
    [contact] = await city.announced("contact-changed")
    assert (contact["subject"], contact["email"]) == ("selvi", "selvi@contoh.id")
    [erased] = await city.announced("contact-erased")
    assert erased["key"] == told["subject"]
    settled = (await city.page(ADMIN, "/admin/undangan")).text
    assert "Diterima" in settled
    assert "selvi@contoh.id" not in settled
    assert (await city.page("selvi", "/usaha")).status_code == 200


async def test_an_invitation_is_good_once(city: Registration) -> None:
    link = await invitation(city)
    await city.form("selvi", link)
    used = (await city.page("umar", link)).text
    assert "sudah dipakai" in used
    assert 'href="/notifications/beranda">Ke beranda' in used
    assert "Bila Anda sudah menerimanya dengan akun lain" in used
    answer = await city.form("umar", "/usaha/daftar", action=link)
    assert answer.status_code == 422
    assert len(await city.announced("function-assigned")) == 1
    assert "Anda sudah menerima" in (await city.page("selvi", link)).text


async def test_an_invitation_is_withdrawn_and_is_good_no_longer(city: Registration) -> None:
    link = await invitation(city)
    id = link.split("/")[2]
    away = f"/admin/undangan/{id}/batalkan"
    assert (await city.form(STRANGER, "/usaha/daftar", action=away)).status_code == 404
    assert (await city.form(AUDITOR, "/usaha/daftar", action=away)).status_code == 403
    assert (await city.form(ADMIN, "/admin/undangan", action=away)).status_code == 303
    assert (await city.form(ADMIN, "/usaha/daftar", action=away)).status_code == 422
    assert (await city.form("selvi", "/usaha/daftar", action=link)).status_code == 422
    assert len(await city.announced("contact-erased")) == 1


async def test_an_invitation_of_somebody_who_is_no_admin_any_more_is_good_no_longer(city: Registration) -> None:
    link = await invitation(city)
    await city.fetch("UPDATE assignments SET until = now() WHERE subject = $1", ADMIN)
    assert "bukan lagi Admin Kota" in (await city.page("selvi", link)).text
    answer = await city.form("selvi", "/usaha/daftar", action=link)
    assert answer.status_code == 422
    assert await city.fetch("SELECT FROM assignments WHERE subject = 'selvi'") == []


async def test_an_invitation_that_nobody_took_is_forgotten_after_two_weeks(city: Registration) -> None:
    link = await invitation(city)
    owner = "UPDATE invitations SET expires_at = now() - interval '1 second'"
    await city.fetch(owner)
    assert (await city.form("selvi", "/usaha/daftar", action=link)).status_code == 422
    async with transaction.begin(city.pool, source="/x", clock=Clock(), cities=frozenset(CITIES)) as tx:
        await due.end_invitations(tx)
    [row] = await city.fetch("SELECT sealed, settled_at FROM invitations")
    assert row["sealed"] is None
    assert len(await city.announced("contact-erased")) == 1


async def test_a_link_that_is_not_whole_leads_nowhere(city: Registration) -> None:
    link = await invitation(city)
    for wrong in (link[:-1], f"{link}x", link.replace(link.split("/")[2], str(uuid4()))):
        assert (await city.page("selvi", wrong)).status_code == 404
        assert (await city.form("selvi", "/usaha/daftar", action=wrong)).status_code == 404
    assert await city.announced("function-assigned") == []


async def test_the_answer_which_is_kept_does_not_have_the_link(city: Registration) -> None:
    answer = await city.post(ADMIN, "/invitations", INVITED)
    assert list(answer.json()) == ["invitation_id"]
    link = link_in((await city.announced("person-invited"))[-1])
    [kept] = await city.fetch("SELECT convert_from(body, 'utf8') || headers::text AS said FROM idempotency")
    assert link.split("/")[3] not in kept["said"]


async def test_the_row_of_an_invitation_lets_nobody_take_it(city: Registration) -> None:
    link = await invitation(city)
    secret = link.split("/")[3]
    rows = await city.fetch("SELECT i::text AS said FROM invitations i")
    assert all(secret not in row["said"] and "selvi" not in row["said"] for row in rows)


@pytest.mark.parametrize(
    ("different", "field"), [({"name": ""}, "name"), ({"email": "x"}, "email"), ({"scope": "x"}, "scope")]
)
async def test_an_invitation_that_is_not_sent_comes_back_whole(
    city: Registration, different: dict[str, str], field: str
) -> None:
    answer = await city.form(ADMIN, "/admin/undang", INVITED | {"title": "Plt."} | different)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert 'value="Plt."' in answer.text
    assert await city.announced() == []
