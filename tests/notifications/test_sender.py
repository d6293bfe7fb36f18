"""Mails reach a real server once, are tried again while that can help, and end in the log."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from tests.messaging.conftest import until
from tests.notifications.conftest import Notifications, forget_settings
from tests.notifications.facts import NOON, assigned, contact, example, id_of, record, submitted
from tests.notifications.mailbox import Mailbox

OUR_FAULT = "535 5.7.8 sign in first"


@pytest.fixture
async def away(notifications: Notifications, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """A mail server that does not answer before it is opened again."""
    async with Mailbox().open() as away:
        monkeypatch.setenv("NOTIFICATIONS_SMTP_PORT", str(away.port))
    forget_settings()
    return away


async def tell(notifications: Notifications, *subjects: str, times: int = 1) -> None:
    """Let these curators be reached, and something be submitted that they are told of."""
    await notifications.hear(*(assigned(subject, "kurator-diskop") for subject in subjects))
    await notifications.hear(*(contact(subject) for subject in subjects))
    await notifications.hear(*(submitted() for _ in range(times)))


async def send_all(notifications: Notifications, rounds: int = 12) -> None:
    """Send until nothing waits any more."""
    for _ in range(rounds):
        await notifications.send()
        await notifications.hasten()


async def test_a_mail_arrives_is_recorded_and_announced(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani"))
    event = record(submitted(), correlation_id="a-request")
    await notifications.consume(event)
    await notifications.send()
    [letter] = notifications.mailbox.to("ani@example.org")
    assert letter["Subject"] == "Produk baru untuk dikurasi: Sambal Roa Tifa"
    assert letter["From"] == "Gerai <gerai@ambon.example>"
    assert letter["To"] == "Ani <ani@example.org>"
    [text] = notifications.mailbox.texts("ani@example.org")
    assert text.startswith("Yth. Bapak/Ibu Ani,\n\nProduk Sambal Roa Tifa dari")
    assert f"Buka di Gerai: http://127.0.0.1:8000/curation/berkas/{submitted().product_id}\n" in text
    assert "layanan Pemerintah Kota Ambon" in text
    assert await notifications.mails() == [("sent", 1, None)]
    [(kind, body, headers)] = await notifications.announced()
    assert (kind, body["about"], body["subject"]) == ("notification-sent", id_of(event), "ani")
    assert (headers["ce_causationid"], headers["ce_correlationid"]) == (id_of(event), "a-request")


async def test_what_was_sent_is_not_sent_again(notifications: Notifications) -> None:
    await tell(notifications, "ani")
    assert [await notifications.send() for _ in range(3)] == [False, False, False]
    assert len(notifications.mailbox.letters) == 1


async def test_a_mail_is_in_the_readers_language_and_names_the_reader(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani", language="en"))
    await notifications.hear(submitted())
    await notifications.send()
    [letter] = notifications.mailbox.to("ani@example.org")
    assert letter["Subject"] == "New product to curate: Sambal Roa Tifa"
    assert letter.get_content().startswith("Dear Ani,")


async def test_many_mails_go_over_one_connection(notifications: Notifications) -> None:
    await tell(notifications, "ani", "budi", times=10)
    await notifications.send()
    assert len(notifications.mailbox.letters) == 20
    assert notifications.mailbox.connections == 1
    assert len(set(notifications.mailbox.message_ids)) == 20


async def test_four_senders_at_once_send_nothing_twice(notifications: Notifications) -> None:
    await tell(notifications, "ani", "budi", "citra", times=12)
    await asyncio.gather(*(notifications.send() for _ in range(4)))
    assert len(notifications.mailbox.letters) == 36
    assert len(set(notifications.mailbox.message_ids)) == 36
    assert notifications.mailbox.connections > 1
    assert set(await notifications.mails()) == {("sent", 1, None)}


async def test_a_mail_waits_for_an_absent_server_and_arrives_when_it_returns(
    notifications: Notifications, away: Mailbox
) -> None:
    await tell(notifications, "ani")
    await notifications.send()
    assert await notifications.mails() == [("waiting", 1, "server-away")]
    assert await notifications.announced() == []
    async with away.open():
        await until(lambda: _sends(notifications, away))
    assert await notifications.mails() == [("sent", 2, None)]
    assert [kind for kind, _, _ in await notifications.announced()] == ["notification-sent"]


async def _sends(notifications: Notifications, mailbox: Mailbox) -> bool:
    await notifications.send()
    return bool(mailbox.letters)


def measured() -> tuple[float, float]:
    """How many mails wait, and the age of the oldest, as the sender's process shows them."""
    waiting, age = (
        REGISTRY.get_sample_value(name) for name in ("mails_waiting_now", "mails_oldest_waiting_age_seconds")
    )
    return waiting or 0, age or 0


def tried(status: str) -> float:
    return REGISTRY.get_sample_value("mails_tried_total", {"status": status}) or 0


async def test_mails_that_wait_for_the_server_are_measured_and_those_that_wait_for_an_address_are_not(
    notifications: Notifications, away: Mailbox
) -> None:
    await notifications.hear(assigned("budi", "kurator-diskop"))
    await tell(notifications, "ani", times=2)
    await notifications.age(hours=3)
    before = tried("waiting")
    await notifications.send()
    waiting, age = measured()
    assert waiting == 2
    assert 3 * 3600 <= age < 3 * 3600 + 60
    assert tried("waiting") == before + 1

    before = tried("sent")
    async with away.open():
        await notifications.hasten()
        await notifications.send()
        await notifications.send()
    assert measured() == (0, 0)
    assert tried("sent") == before + 2


async def test_mails_that_failed_for_good_are_counted(notifications: Notifications) -> None:
    notifications.mailbox.at_recipient["ani@example.org"] = "550 5.1.1 unknown here"
    await tell(notifications, "ani")
    before = tried("failed")
    await notifications.send()
    assert tried("failed") == before + 1


async def test_an_absent_server_is_asked_with_one_mail_a_round(notifications: Notifications, away: Mailbox) -> None:
    await tell(notifications, "ani", "budi", "citra")
    assert not await notifications.send()
    assert sorted(await notifications.mails()) == [
        ("waiting", 0, None),
        ("waiting", 0, None),
        ("waiting", 1, "server-away"),
    ]


@pytest.mark.parametrize(
    ("where", "said"),
    [("at_recipient", "451 4.2.1 try later"), ("at_data", "452 4.3.1 disk full"), ("at_sender", OUR_FAULT)],
)
async def test_what_may_pass_is_tried_again_after_a_pause_and_in_the_end_given_up(
    notifications: Notifications, where: str, said: str
) -> None:
    setattr(notifications.mailbox, where, {"ani@example.org": said} if where == "at_recipient" else said)
    await tell(notifications, "ani")
    await notifications.send()
    await notifications.send()
    assert await notifications.mails() == [("waiting", 1, said)]
    await send_all(notifications)
    assert await notifications.mails() == [("failed", 3, said)]
    assert [(kind, body["reason"]) for kind, body, _ in await notifications.announced()] == [
        ("notification-failed", said)
    ]


async def test_pauses_grow_by_the_real_time(notifications: Notifications) -> None:
    notifications.mailbox.at_recipient["ani@example.org"] = "451 later"
    await tell(notifications, "ani")
    pauses = []
    for _ in range(2):
        await notifications.send()
        query = "SELECT next_try_at - clock_timestamp() AS pause FROM deliveries WHERE channel = 'email'"
        pauses.append((await notifications.fetch(query))[0]["pause"])
        await notifications.hasten()
    assert timedelta() < pauses[0] < timedelta(seconds=0.25)
    assert timedelta(seconds=0.25) < pauses[1] < timedelta(seconds=0.5)


async def test_a_no_to_this_reader_is_final_and_its_reason_carries_no_address(notifications: Notifications) -> None:
    said = "550 5.1.1 <ani@example.org>: user ani unknown in virtual mailbox table; contact postmaster@example.org"
    notifications.mailbox.at_recipient["ani@example.org"] = said
    await tell(notifications, "ani", "budi")
    await notifications.send()
    reason = "550 5.1.1 … user … unknown in virtual mailbox table; contact …"
    assert await notifications.mails("ani") == [("failed", 1, reason)]
    assert await notifications.mails("budi") == [("sent", 1, None)]
    failed = [body for kind, body, _ in await notifications.announced() if kind == "notification-failed"]
    assert [(body["subject"], body["reason"]) for body in failed] == [("ani", reason)]


async def test_a_no_to_this_mail_is_final(notifications: Notifications) -> None:
    notifications.mailbox.at_data = "554 5.7.1 looks like spam"
    await tell(notifications, "ani")
    await notifications.send()
    assert await notifications.mails() == [("failed", 1, "554 5.7.1 looks like spam")]


async def test_a_mail_waits_until_the_readers_address_is_known(notifications: Notifications) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted())
    await notifications.send()
    assert await notifications.mails() == [("waiting", 0, None)]
    await notifications.hear(contact("ani", email=None))
    await notifications.send()
    assert await notifications.mails() == [("waiting", 0, None)]
    await notifications.hear(contact("ani"))
    await notifications.send()
    assert await notifications.mails() == [("sent", 1, None)]
    assert await notifications.inbox("ani") == ["product-submitted"]


async def test_after_some_days_without_an_address_it_is_given_up(
    notifications: Notifications, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_MAIL_ADDRESS_HOURS", "0.00001")
    forget_settings()
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(submitted())
    await until(lambda: _gives_up(notifications))
    assert await notifications.mails() == [("failed", 0, "no-address")]
    assert [body["reason"] for _, body, _ in await notifications.announced()] == ["no-address"]


async def _gives_up(notifications: Notifications) -> bool:
    await notifications.send()
    return bool(await notifications.announced())


async def test_an_erased_contact_is_gone_and_what_waits_for_it_ends(notifications: Notifications) -> None:
    notifications.mailbox.at_recipient["ani@example.org"] = "451 later"
    await tell(notifications, "ani")
    await notifications.send()
    await notifications.hear(example("contact-erased.v1", subject="ani"))
    [row] = await notifications.fetch("SELECT name_sealed, email_sealed FROM contacts")
    assert tuple(row) == (None, None)
    notifications.mailbox.at_recipient.clear()
    await notifications.hasten()
    await notifications.send()
    await notifications.hear(submitted())
    await notifications.send()
    assert [(status, error) for status, _, error in await notifications.mails()] == [("failed", "contact-erased")] * 2
    assert notifications.mailbox.letters == []
    await notifications.hear(contact("ani"))
    await notifications.hear(submitted())
    await notifications.send()
    assert len(notifications.mailbox.letters) == 1


@pytest.mark.parametrize(
    "address", ["ani@example.org, budi@example.org", "ani", "ani@", "a b@example.org", "ünï@x.org"]
)
async def test_an_address_that_is_none_is_given_up_at_once(notifications: Notifications, address: str) -> None:
    await notifications.hear(assigned("ani", "kurator-diskop"), contact("ani", email=address))
    await notifications.hear(submitted())
    await notifications.send()
    assert await notifications.mails() == [("failed", 1, "address-unusable")]
    assert notifications.mailbox.letters == []


async def test_nobody_can_write_headers_by_what_they_put_into_an_event_or_a_contact(
    notifications: Notifications,
) -> None:
    evil = "Sambal\r\nBcc: budi@example.org\r\n\r\nKirim uang"
    await notifications.hear(assigned("ani", "kurator-diskop"))
    await notifications.hear(contact("ani").model_copy(update={"name": evil}))
    await notifications.hear(submitted(name=evil))
    await notifications.hear(contact("ani", email="ani@example.org\r\nBcc: budi@example.org"), at=NOON)
    await notifications.hear(contact("ani").model_copy(update={"name": evil}))
    await notifications.send()
    [(to, letter)] = notifications.mailbox.letters
    assert to == "ani@example.org"
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Produk baru untuk dikurasi: Sambal Bcc: budi@example.org Kirim uang"
    assert "\nKirim uang" not in notifications.mailbox.texts(to)[0]


async def test_one_person_is_told_in_every_city_by_one_contact(notifications: Notifications) -> None:
    await notifications.hear(
        assigned("alfa", "mitra-ritel", "alfamidi"), assigned("alfa", "mitra-ritel", "alfamidi", city="kediri")
    )
    await notifications.hear(contact("alfa", city="kediri"))
    await notifications.hear(example("product-offered.v1"), example("product-offered.v1", city="kediri"))
    await notifications.send()
    texts = notifications.mailbox.texts("alfa@example.org")
    assert sorted("Kota Kediri" in text for text in texts) == [False, True]
