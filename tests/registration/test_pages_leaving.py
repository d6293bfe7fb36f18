"""Signing out ends every session of a person: here at once, elsewhere when it is heard, and at the provider."""

from datetime import UTC, datetime

from tests.registration.conftest import Registration
from tests.web.browser import sign_in


async def test_signing_out_ends_every_session_of_this_person_and_is_announced(registration: Registration) -> None:
    on_the_phone = await sign_in(registration.pool, "registration", "yohana")
    answer = await registration.form("yohana", "/keluar")
    assert answer.status_code == 303
    assert answer.headers["clear-site-data"] == '"cookies"'
    for browser in (on_the_phone, registration.browsers["yohana"]):
        page = await registration.web.get("/registration/keluar", headers={"accept": "text/html"} | browser)
        assert page.headers["location"].startswith("/registration/masuk")
    [said] = await registration.announced("signed-out")
    assert said["subject"] == "yohana"
    assert datetime.fromisoformat(said["signed_out_at"]) <= datetime.now(UTC)


async def test_nobody_is_signed_out_by_another(registration: Registration) -> None:
    await registration.page("budi", "/keluar")
    await registration.form("yohana", "/keluar")
    assert (await registration.page("budi", "/keluar")).status_code == 200
