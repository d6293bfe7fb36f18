"""When a mail has arrived, is tried again or is given up, and how it looks on its way."""

import email
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default as as_text
from uuid import UUID, uuid4

import pytest

from services.notifications import domain
from services.notifications.domain import Claimed, Contact, Delivery, Obstacle, Status, Text
from shared.events.notifications import NotificationFailed, NotificationSent
from tests.notifications.facts import AMBON, NOON

LATER, NEVER = Obstacle("451 later", final=False), Obstacle("550 no", final=True)
PLACE = domain.place_of("ambon", AMBON)


@pytest.fixture
def claimed() -> Claimed:
    """A mail at its first try."""
    return Claimed(
        deliveries=(
            Delivery(
                id=uuid4(),
                city="ambon",
                message_id=uuid4(),
                event_id="an-event",
                template="product-curated",
                correlation_id="a-request",
                subject="yohana",
                channel="email",
                status=Status.WAITING,
                at=NOON,
            ),
        ),
        claim=uuid4(),
        tries=1,
        texts=({"id": Text("Judul", "Isi."), "en": Text("Title", "Body.")},),
        path=None,
        contact=Contact("yohana", "Yohana Latuconsina", "yohana.l@example.org", "id"),
        erased=False,
    )


def letter_of(claimed: Claimed) -> EmailMessage:
    """The mail as it arrives."""
    written = domain.write_letter(
        claimed, sender="Gerai <gerai@ambon.example>", place=PLACE, public_url="https://gerai.example", at=NOON
    )
    letter = email.message_from_bytes(written.content, policy=as_text)
    assert isinstance(letter, EmailMessage)
    return letter


def test_a_yes_ends_it(claimed: Claimed) -> None:
    outcome = domain.settle(claimed, None, tries=3)
    assert (outcome.status, outcome.reason) == (Status.SENT, None)
    [(delivery, announcement)] = outcome.announcements
    assert isinstance(announcement, NotificationSent)
    assert (delivery, announcement.about) == (claimed.first, "an-event")


def test_of_what_is_new_only_the_inboxes_have_it_at_once(claimed: Claimed) -> None:
    inbox = replace(claimed.first, channel=domain.INBOX)
    [(delivery, announcement)] = domain.announce_new([claimed.first, inbox])
    assert (delivery, announcement.channel) == (inbox, domain.INBOX)


@pytest.mark.parametrize("tries", [1, 2])
def test_what_may_pass_is_tried_again_and_announced_to_nobody(claimed: Claimed, tries: int) -> None:
    outcome = domain.settle(replace(claimed, tries=tries), LATER, tries=3)
    assert (outcome.status, outcome.reason, outcome.announcements) == (Status.WAITING, "451 later", ())


@pytest.mark.parametrize(("tries", "obstacle"), [(3, LATER), (1, NEVER)])
def test_after_the_last_try_or_a_final_no_it_has_failed(claimed: Claimed, tries: int, obstacle: Obstacle) -> None:
    outcome = domain.settle(replace(claimed, tries=tries), obstacle, tries=3)
    assert outcome.status is Status.FAILED
    [(_, announcement)] = outcome.announcements
    assert isinstance(announcement, NotificationFailed)
    assert announcement.reason == obstacle.reason


@pytest.mark.parametrize(
    ("code", "of_this_mail", "final"),
    [(450, True, False), (550, True, True), (599, True, True), (550, False, False), (421, False, False)],
)
def test_only_a_5xx_about_this_mail_is_for_ever(claimed: Claimed, code: int, of_this_mail: bool, final: bool) -> None:
    assert domain.hear_refusal(code, "no", claimed, of_this_mail=of_this_mail).final is final


@pytest.mark.parametrize(
    "said",
    [
        "<yohana.l@example.org>: Recipient address rejected",
        "user Yohana.L unknown",
        'mailbox "yohana.l" is full',
        "Latuconsina, Yohana has left",
        "no such user\r\nyohana.l@example.org here",
        "try postmaster@example.org, yohana",
    ],
)
def test_a_reason_names_nobody(claimed: Claimed, said: str) -> None:
    reason = domain.hear_refusal(550, said, claimed, of_this_mail=True).reason
    assert reason.startswith("550 ")
    assert "@" not in reason
    assert not {"yohana", "latuconsina"} & set(reason.lower().replace(".", " ").replace('"', " ").split())
    assert len(reason.splitlines()) == 1


def test_a_reason_is_short(claimed: Claimed) -> None:
    assert len(domain.hear_refusal(550, "no " * 1000, claimed, of_this_mail=True).reason) <= 204


def test_every_try_has_the_same_message_id_and_every_other_mail_another(claimed: Claimed) -> None:
    again = replace(claimed, claim=uuid4(), tries=2)
    assert letter_of(claimed)["Message-ID"] == letter_of(again)["Message-ID"]
    others = [
        replace(claimed.first, **difference)  # type: ignore[arg-type]
        for difference in ({"event_id": "another"}, {"subject": "budi"}, {"channel": "sms"})
    ]
    ids = {domain.message_id(delivery, "ambon.example") for delivery in (claimed.first, *others)}
    assert len(ids) == 4
    assert not any("yohana" in id or "an-event" in id for id in ids)


def test_a_mail_says_that_a_machine_wrote_it_and_in_which_language(claimed: Claimed) -> None:
    letter = letter_of(claimed)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "id"
    assert letter["Date"].datetime == NOON


@pytest.mark.parametrize(("language", "title"), [("id", "Judul"), ("en", "Title"), ("fr", "Judul")])
def test_a_language_that_we_do_not_speak_is_answered_in_indonesian(claimed: Claimed, language: str, title: str) -> None:
    assert claimed.contact
    in_language = replace(claimed, contact=replace(claimed.contact, language=language))
    assert letter_of(in_language)["Subject"] == title


def test_all_of_a_mail_is_ascii_on_the_wire(claimed: Claimed) -> None:
    written = replace(claimed, texts=({"id": Text("Naskah “MoU” siap", "Isinya — lengkap.")},))
    letter = letter_of(written)
    assert bytes(letter).isascii()
    assert letter["Subject"] == "Naskah “MoU” siap"
    assert "Isinya — lengkap." in letter.get_content()


@pytest.mark.parametrize(
    "address", ["", "x", "@x.id", "x@", "x@y.id\nBcc: z@y.id", "x@y.id,z@y.id", "<x@y.id>", "ü@y.id"]
)
def test_what_is_no_address_is_not_written_to(claimed: Claimed, address: str) -> None:
    assert claimed.contact
    with pytest.raises(domain.Unusable):
        letter_of(replace(claimed, contact=replace(claimed.contact, email=address)))


def test_people_do_not_show_in_what_is_logged(claimed: Claimed) -> None:
    written = domain.write_letter(claimed, sender="g@x.id", place=PLACE, public_url="https://x.id", at=NOON)
    for shown in (repr(claimed), repr(written)):
        assert "Latuconsina" not in shown
        assert "example.org" not in shown


def test_ids_in_scopes_are_businesses_and_retailers_codes_are_none() -> None:
    assert domain.id_in("01890000-0000-7000-8000-00000000000b") == UUID("01890000-0000-7000-8000-00000000000b")
    assert domain.id_in("alfamidi") is None
    assert domain.id_in(None) is None


@pytest.mark.parametrize(("language", "words"), [("id", "Buka di Gerai: "), ("en", "Open in Gerai: ")])
def test_a_mail_leads_to_what_it_tells_of(claimed: Claimed, language: str, words: str) -> None:
    assert claimed.contact
    told = replace(claimed, path="/agreements/pks/7", contact=replace(claimed.contact, language=language))
    assert f"\n\n{words}https://gerai.example/agreements/pks/7\n\n" in letter_of(told).get_content().replace(
        "\r\n", "\n"
    )
    assert words not in letter_of(claimed).get_content()
