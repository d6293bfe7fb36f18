"""Who is invited gets a mail with a link, and nothing else; when it is settled, the address is forgotten."""

from shared.events.registration import ContactErased, PersonInvited
from tests.notifications.conftest import Notifications
from tests.notifications.facts import NOON, example


def invited(**different: object) -> PersonInvited:
    event = example("person-invited.v1", **{"title": None} | different)
    assert isinstance(event, PersonInvited)
    return event


async def test_an_invitation_goes_out_by_mail_alone(notifications: Notifications) -> None:
    event = invited()
    before = await notifications.fetch("SELECT * FROM trail")
    await notifications.hear(event)
    await notifications.send()
    [letter] = notifications.mailbox.to("selvi@example.org")
    assert letter["Subject"].strip() == "Undangan: Kurator Dinas Koperasi, UKM dan Ketenagakerjaan di Kota Ambon"
    [text] = notifications.mailbox.texts("selvi@example.org")
    assert event.link in text
    assert "12 Desember 2026 pukul 09.00 WIT" in text
    assert await notifications.inbox(event.subject) == []
    assert await notifications.fetch("SELECT * FROM trail") == before


async def test_who_is_invited_in_english_is_told_by_what_title(notifications: Notifications) -> None:
    await notifications.hear(invited(language="en", title="Plt. Kepala Dinas"))
    await notifications.send()
    [letter] = notifications.mailbox.to("selvi@example.org")
    assert letter["Subject"] == "Invitation: Plt. Kepala Dinas in Kota Ambon"


async def test_an_invitation_that_is_settled_before_the_mail_went_is_not_sent(notifications: Notifications) -> None:
    event = invited()
    await notifications.hear(event, ContactErased(city="ambon", subject=event.subject), at=NOON)
    await notifications.send()
    assert notifications.mailbox.to("selvi@example.org") == []
    assert await notifications.fetch("SELECT FROM contacts WHERE email_sealed IS NOT NULL") == []
