"""What is announced in bulk: which mails may go as one letter, and how that letter reads."""

from collections.abc import Mapping, Sequence

from services.notifications.domain.deliveries import EMAIL, Delivery
from services.notifications.domain.writing import Place, Text, render, to_text

LISTS: Mapping[str, str] = {
    "product-withdrawn": "/curation/antrean?keadaan=ditarik",
    "condition-lapsed": "/registration/usaha",
    "condition-lapsed-curators": "/curation/antrean?keadaan=syarat-lewat",
    "product-offered": "/agreements/penawaran",
    "product-offered-owner": "/agreements/penawaran",
    "offer-answered": "/agreements/penawaran",
    "offer-answered-office": "/agreements/penawaran",
    "offer-overdue": "/agreements/penawaran",
    "offer-overdue-office": "/agreements/tunggakan",
    "offer-overdue-retailer": "/agreements/penawaran",
    "offer-closed": "/agreements/penawaran?keadaan=closed",
    "offer-closed-office": "/agreements/penawaran?keadaan=closed",
    "offer-closed-retailer": "/agreements/penawaran?keadaan=closed",
    "pks-ended": "/agreements/pks?keadaan=ended",
    "pks-ended-others": "/agreements/pks?keadaan=ended",
    "pks-basis-lost": "/agreements/pks",
    "pks-basis-lost-others": "/agreements/pks",
}
"""The texts of which one signature, one form, one end or one midnight makes many for one reader, each with the page
that lists what they are about. Everything else is one thing at a time, and goes at once and alone."""
LISTED = 50
"""How many titles a letter lists at most."""


def gathers_as(delivery: Delivery) -> str | None:
    """What the mails that may share a letter have in common, beside reader and city; None for one that goes alone. What
    an assistant is to pass on stays apart from what they are told themselves."""
    if delivery.channel != EMAIL or delivery.template not in LISTS:
        return None
    return f"{delivery.template}, to pass on" if delivery.for_assistant else delivery.template


def name_for_many(template: str) -> str:
    """The template of the letter in which many of these are listed."""
    return f"{template}-many"


def write_many(
    template: str,
    language: str,
    titles: Sequence[str],
    *,
    count: int,
    place: Place,
    public_url: str,
    for_assistant: bool = False,
) -> Text:
    """The text of a letter for many: the first of their titles, how many more there are, and where all are listed."""
    given = {
        "titles": titles[:LISTED],
        "count": count,
        "more": count - len(titles[:LISTED]),
        "link": public_url.rstrip("/") + LISTS[template],
        "for_assistant": for_assistant,
        "city": place.name,
        "offices": place.offices,
    }
    text = to_text(render(name_for_many(template), language, **given))
    if for_assistant:
        return Text(text.title, f"{render('preface-assistant-many', language, **given)}\n\n{text.body}")
    return text
