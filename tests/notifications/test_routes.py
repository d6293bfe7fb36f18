"""What people see over HTTP: their own inbox, their city's log, and the trail of what concerns them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from shared.events.registration import FunctionEnded
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, assigned, contact, example, record, submitted

BUSINESS = UUID("01890000-0000-7000-8000-00000000000b")
PRODUCT = UUID("01890000-0000-7000-8000-0000000000aa")
MOU = UUID("01890000-0000-7000-8000-000000000030")
OFFICERS = (
    "kurator-diskop",
    "kurator-disperindag",
    "diskop",
    "disperindag",
    "bagian-hukum",
    "wali-kota",
    "admin-kota",
    "pengawas",
)


async def test_the_inbox_shows_what_i_was_told_newest_first(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    [first] = await notifications.hear(submitted())
    await notifications.hear(example("product-withdrawn.v1"), at=NOON + timedelta(hours=1))
    withdrawn, message = (await notifications.get("ani", "/inbox")).json()
    assert withdrawn["template"] == "product-withdrawn"
    assert message.pop("body").startswith("Produk Sambal Roa Tifa dari")
    assert UUID(message.pop("id"))
    assert message == {
        "title": "Produk baru untuk dikurasi: Sambal Roa Tifa",
        "about": first,
        "template": "product-submitted",
        "path": f"/curation/berkas/{submitted().product_id}",
        "city": "ambon",
        "at": "2026-11-24T00:05:00Z",
        "read_at": None,
    }


async def test_the_inbox_speaks_my_language(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted())
    await notifications.hear(contact("ani", language="en"))
    [message] = (await notifications.get("ani", "/inbox")).json()
    assert message["title"] == "New product to curate: Sambal Roa Tifa"


async def test_what_i_have_read_is_marked_once_and_no_longer_among_the_unread(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted(), submitted(product_id=uuid4()))
    newest, _ = (await notifications.get("ani", "/inbox")).json()
    marked = (await notifications.post("ani", f"/inbox/{newest['id']}/read")).json()
    again = (await notifications.post("ani", f"/inbox/{newest['id']}/read")).json()
    assert marked["read_at"] == again["read_at"]
    assert len((await notifications.get("ani", "/inbox", unread=True)).json()) == 1
    assert len((await notifications.get("ani", "/inbox")).json()) == 2


async def test_an_inbox_is_turned_page_by_page(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(*(submitted(product_id=uuid4()) for _ in range(5)))
    every = [message["id"] for message in (await notifications.get("ani", "/inbox")).json()]
    page = (await notifications.get("ani", "/inbox", limit=2, after=every[1])).json()
    assert [message["id"] for message in page] == every[2:4]
    assert (await notifications.get("ani", "/inbox", limit=501)).status_code == 422


async def test_others_messages_are_not_there_for_me_and_neither_is_the_mail_of_mine(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), assigned("budi", "kurator-diskop"))
    await notifications.hear(submitted())
    [message] = (await notifications.get("ani", "/inbox")).json()
    assert (await notifications.post("budi", f"/inbox/{message['id']}/read")).status_code == 404
    rows = await notifications.fetch("SELECT id FROM deliveries WHERE subject = 'ani' AND channel = 'email'")
    assert (await notifications.post("ani", f"/inbox/{rows[0]['id']}/read")).status_code == 404
    assert (await notifications.get("nobody", "/inbox")).json() == []


async def test_who_left_the_city_no_longer_reads_its_messages(notifications: Notifications) -> None:
    former = assigned("ani", "kurator-diskop")
    await notifications.hear(former)
    await notifications.hear(submitted())
    await notifications.hear(FunctionEnded(**former.model_dump() | {"until": NOON}))
    assert (await notifications.get("ani", "/inbox")).json() == []


async def test_the_log_of_deliveries_shows_every_way_and_how_it_ended(notifications: Notifications) -> None:
    notifications.mailbox.at_recipient["ani@example.org"] = "550 no such user"
    await notifications.hear(assigned("admin", "admin-kota"), assigned("ani", "kurator-diskop"), contact("ani"))
    await notifications.hear(submitted())
    await notifications.send()
    mail, inbox = (await notifications.get("admin", "/deliveries")).json()
    assert {name: mail[name] for name in mail if name not in {"id", "at"}} == {
        "template": "product-submitted",
        "subject": "ani",
        "channel": "email",
        "status": "failed",
        "tries": 1,
        "last_error": "550 no such user",
    }
    assert (inbox["channel"], inbox["status"]) == ("inbox", "sent")
    assert (await notifications.get("admin", "/deliveries", status="failed")).json() == [mail]
    assert (await notifications.get("admin", "/deliveries", status="waiting", city="ambon")).json() == []


async def test_the_log_of_a_city_is_for_its_admin_and_its_auditor(notifications: Notifications) -> None:
    await notifications.hear(
        *(assigned(officer, officer) for officer in OFFICERS),
        assigned("of-two", "admin-kota", city="kediri"),
        assigned("of-two", "kurator-diskop"),
    )
    await notifications.hear(submitted())
    for officer in OFFICERS:
        answer = await notifications.get(officer, "/deliveries")
        assert answer.status_code == (200 if officer in {"admin-kota", "pengawas"} else 403)
    assert (await notifications.get("of-two", "/deliveries")).json() == []
    assert (await notifications.get("of-two", "/deliveries", city="ambon")).status_code == 404


async def tell_a_story(notifications: Notifications) -> None:
    """A product's way from registration to an offer, a minute between the steps, and another business beside it."""
    names = ("business-registered.v1", "product-submitted.v1", "case-opened.v1", "product-curated.v1")
    story = [*(example(name) for name in names), example("mou-signed.v1"), example("product-offered.v1")]
    for minute, event in enumerate(story):
        await notifications.hear(event, at=NOON + timedelta(minutes=minute))
    await notifications.hear(example("product-withdrawn.v1"), at=NOON + timedelta(hours=1))
    await notifications.hear(submitted(product_id=uuid4(), business_id=uuid4(), name="Kopi Lain"))


def kinds(trail: list[dict[str, str]]) -> list[str]:
    return [line["type"].split(".")[2] for line in trail]


async def test_the_trail_of_a_product_is_everything_about_it_in_order(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "diskop"))
    await tell_a_story(notifications)
    trail = (await notifications.get("ani", f"/trails/{PRODUCT}")).json()
    assert kinds(trail) == [
        "product-submitted",
        "case-opened",
        "product-curated",
        "product-offered",
        "product-withdrawn",
    ]
    assert trail[2] | {"event_id": "", "correlation_id": ""} == {
        "event_id": "",
        "type": "gerai.curation.product-curated.v1",
        "at": "2026-11-24T00:08:00Z",
        "key": str(PRODUCT),
        "by": "curation",
        "correlation_id": "",
        "causation_id": "",
        "done_by": "Kurator",
        "summary": "Hasil kurasi Sambal Roa Tifa (revisi 2): lolos bersyarat, nilai 82 dari 100.",
    }


async def test_the_trail_of_a_business_holds_what_happened_to_its_products_whichever_was_heard_first(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("ani", "diskop"))
    await notifications.hear(example("product-withdrawn.v1"), at=NOON + timedelta(hours=1))
    await notifications.hear(example("product-submitted.v1"))
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), at=NOON - timedelta(hours=1))
    trail = (await notifications.get("ani", f"/trails/{BUSINESS}")).json()
    assert kinds(trail) == ["function-assigned", "product-submitted", "product-withdrawn"]


async def test_the_trail_of_an_mou_holds_what_hangs_on_it(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "bagian-hukum"))
    await tell_a_story(notifications)
    assert kinds((await notifications.get("ani", f"/trails/{MOU}")).json()) == ["mou-signed", "product-offered"]


async def test_a_notification_is_in_the_trail_of_what_it_tells_of(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "diskop"))
    [event_id] = await notifications.hear(submitted())
    await notifications.hear(example("notification-sent.v1", about=event_id), at=NOON + timedelta(minutes=1))
    trail = (await notifications.get("ani", f"/trails/{PRODUCT}")).json()
    assert [line["summary"] for line in trail][1:] == ["Pemberitahuan disampaikan lewat surel."]


async def test_an_owner_sees_of_a_trail_what_speaks_of_the_business_or_its_products(
    notifications: Notifications,
) -> None:
    await notifications.hear(assigned("yohana", "pelaku-usaha", BUSINESS), assigned("budi", "pelaku-usaha", uuid4()))
    await tell_a_story(notifications)
    await notifications.hear(example("product-offered.v1", offer_id=uuid4(), product_id=uuid4(), business_id=uuid4()))
    mine = (await notifications.get("yohana", f"/trails/{PRODUCT}")).json()
    assert len(mine) == 5
    assert kinds((await notifications.get("yohana", f"/trails/{MOU}")).json()) == ["product-offered"]
    for path in (f"/trails/{PRODUCT}", f"/trails/{BUSINESS}", f"/trails/{MOU}"):
        assert (await notifications.get("budi", path)).status_code == 404


@pytest.mark.parametrize(("function", "status"), [*((officer, 200) for officer in OFFICERS), ("pendamping", 403)])
async def test_a_trail_is_for_officers_of_its_city(notifications: Notifications, function: str, status: int) -> None:
    await notifications.hear(assigned("ani", function), assigned("kiki", function, city="kediri"))
    await tell_a_story(notifications)
    assert (await notifications.get("ani", f"/trails/{PRODUCT}")).status_code == status
    assert (await notifications.get("kiki", f"/trails/{PRODUCT}")).status_code == (404 if status == 200 else 403)
    assert (await notifications.get("nobody", f"/trails/{PRODUCT}")).status_code == 403


async def test_a_trail_goes_on_after_the_last_line_and_keeps_to_a_city(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "diskop"))
    await tell_a_story(notifications)
    path = f"/trails/{PRODUCT}"
    every = (await notifications.get("ani", path, city="ambon")).json()
    assert (await notifications.get("ani", path, limit=2, after=every[1]["event_id"])).json() == every[2:4]
    assert (await notifications.get("ani", path, after=every[-1]["event_id"])).json() == []
    for after in ({}, {"after": every[0]["event_id"]}):
        assert (await notifications.get("ani", path, city="kediri", **after)).status_code == 404


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/deliveries", {"city": "\0"}, 400),
        (f"/trails/{PRODUCT}", {"city": "\0"}, 400),
        (f"/trails/{PRODUCT}", {"after": "\0"}, 400),
        (f"/trails/{PRODUCT}", {"after": "the-last"}, 422),
    ],
)
async def test_a_query_that_can_mean_nothing_is_refused(
    notifications: Notifications, path: str, query: dict[str, str], status: int
) -> None:
    await notifications.hear(assigned("ani", "admin-kota"))
    assert (await notifications.get("ani", path, **query)).status_code == status


async def test_contacts_leave_no_trail(notifications: Notifications) -> None:
    await notifications.consume(record(contact("yohana")), record(example("contact-erased.v1")))
    rows = await notifications.fetch("SELECT type FROM trail WHERE type LIKE '%contact%'")
    assert rows == []
