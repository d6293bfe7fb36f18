"""Who watches over functions: a city's admins and auditors hear of every one that somebody gives or ends."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.events.registration import FunctionEnded
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, assigned, contact, example, submitted
from tests.notifications.test_domain_texts import texts_of


@pytest.mark.parametrize("watcher", ["admin-kota", "pengawas"])
async def test_whose_eye_is_put_out_still_sees_who_did_it(notifications: Notifications, watcher: str) -> None:
    held = assigned("wati", watcher)
    await notifications.hear(held)
    await notifications.hear(contact("wati"))
    await notifications.hear(FunctionEnded(**held.model_dump() | {"until": NOON, "ended_by": "admin.ambon"}))
    await notifications.hear(example("function-assigned.v1+by-an-admin"), at=NOON + timedelta(seconds=1))
    await notifications.send()
    (mail,) = notifications.mailbox.texts("wati@example.org")
    assert await notifications.inbox("wati") == ["function-ended"]
    assert "diakhiri oleh akun admin.ambon." in mail


async def test_whoever_gave_it_is_told_as_well_for_somebody_else_may_have_used_the_account(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("admin.ambon", "admin-kota"))
    await notifications.hear(example("function-assigned.v1+by-an-admin"))
    assert await notifications.inbox("admin.ambon") == ["function-assigned"]


@pytest.mark.parametrize(("function", "scope"), [("mitra-ritel", "alfamidi"), ("pelaku-usaha", str(UUID(int=7)))])
async def test_who_signs_for_a_business_or_a_retailer_hears_of_everybody_else_who_may(
    notifications: Notifications, function: str, scope: str
) -> None:
    await notifications.hear(assigned("rina", function, scope), assigned("budi", function, "lain"))
    second = {"function": function, "scope": scope, "title": None}
    await notifications.hear(example("function-assigned.v1+by-an-admin", **second))
    assert await notifications.inbox("rina") == ["function-assigned"]
    assert await notifications.inbox("budi") == []


async def test_functions_of_another_city_are_its_own_business(notifications: Notifications) -> None:
    await notifications.hear(assigned("kiki", "admin-kota", city="kediri"))
    await notifications.hear(example("function-assigned.v1+by-an-admin"))
    assert await notifications.inbox("kiki") == []


async def test_it_is_told_by_the_business_s_name(notifications: Notifications) -> None:
    await notifications.hear(assigned("wati", "pengawas"))
    await notifications.hear(example("business-registered.v1", name="Tifa Jaya"))
    await notifications.hear(example("function-assigned.v1", assigned_by="admin.ambon"))
    [message] = (await notifications.get("wati", "/inbox")).json()
    assert "memegang peran Pelaku Usaha di Kota Ambon untuk Tifa Jaya, mulai" in message["body"]


async def test_what_an_assigned_person_missed_is_told_beside(notifications: Notifications) -> None:
    await notifications.hear(submitted())
    late = assigned("ani", "kurator-diskop").model_copy(update={"assigned_by": "admin.ambon"})
    await notifications.hear(assigned("wati", "pengawas"))
    await notifications.hear(late, at=NOON - timedelta(days=1))
    assert await notifications.inbox("ani") == ["product-submitted", "function-given"]
    assert await notifications.inbox("wati") == ["function-assigned"]


def test_the_operator_is_called_so() -> None:
    by_operator = example("function-assigned.v1+by-an-admin", assigned_by="")
    [_, in_english, _], [_, text, _] = texts_of(by_operator, "en"), texts_of(by_operator, "id")
    assert "It was given by the system's operator." in in_english.body
    assert "diberikan oleh pengelola sistem." in text.body
    assert text.title == "Peran Penjabat Wali Kota diberikan: penjabat"


async def test_who_is_given_a_function_is_told_and_once(notifications: Notifications) -> None:
    given = assigned("wati", "admin-kota").model_copy(update={"assigned_by": "admin.ambon", "until": NOON})
    await notifications.hear(contact("wati"), given)
    await notifications.send()
    [mail] = notifications.mailbox.texts("wati@example.org")
    assert await notifications.inbox("wati") == ["function-given"]
    assert "Akun Anda memegang peran Admin Kota di Kota Ambon, mulai 1 Januari 2026" in mail
    assert "sampai 24 November 2026 pukul 09.05 WIT" in mail
    assert "Buka di Gerai: http://127.0.0.1:8000/notifications/beranda\n" in mail


async def test_what_comes_with_ones_own_business_is_no_news(notifications: Notifications) -> None:
    await notifications.hear(example("function-assigned.v1"))
    assert await notifications.fetch("SELECT FROM deliveries") == []


def test_it_says_for_which_retailer_the_function_is_held() -> None:
    for_one = example("function-assigned.v1+by-an-admin", function="mitra-ritel", scope="alfamidi", title=None)
    [told, _, _] = texts_of(for_one, "id")
    assert told.title == "Anda diberi peran Mitra Ritel di Kota Ambon"
    assert "peran Mitra Ritel di Kota Ambon untuk Alfamidi, mulai" in told.body
