"""The trail of what was announced, by whom and why: one line an event, with a sentence that people can read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.messages import Heard, mentioned
from services.notifications.domain.writing import write_sentence
from shared.events import agreements, curation, notifications, registration
from shared.events.event import Event

SENTENCES: Mapping[type[Event], str] = {
    registration.CityConfigured: "Pengaturan {{ event.name }} dicatat.",
    registration.FunctionAssigned: "Seseorang diberi peran {{ event.title or event.function | function }}.",
    registration.FunctionEnded: "Peran {{ event.title or event.function | function }} seseorang berakhir.",
    registration.BusinessRegistered: "Usaha terdaftar.",
    registration.BusinessChanged: "Data usaha diperbarui.",
    registration.ConsentWithdrawn: "Pemilik usaha mencabut persetujuan atas pemrosesan datanya.",
    registration.ProductSubmitted: (
        "Produk {{ event.name }} {% if event.revision > 1 %}diajukan ulang{% else %}diajukan{% endif %}"
        " untuk dikurasi (revisi {{ event.revision }})."
    ),
    registration.ProductWithdrawn: "Produk ditarik oleh pelaku usaha: {{ event.reason }}",
    curation.CaseOpened: "Kurasi dibuka untuk revisi {{ event.revision }}.",
    curation.CaseReviewed: (
        "Revisi {{ event.revision }} dinilai {{ event.department | party }};"
        " menunggu penilaian {{ event.missing | map('party') | join(', ') }}."
    ),
    curation.ProductCurated: (
        "{% if event.met %}Syarat kurasi “{{ event.met.text }}” dipenuhi. {% endif %}"
        "Hasil kurasi {{ event.product.name }} (revisi {{ event.revision }}): {{ event.outcome | word }}"
        "{% if event.score is not none %}, nilai {{ event.score }} dari 100{% endif %}."
    ),
    curation.ConditionLapsed: (
        "Syarat kurasi tidak dipenuhi sampai {{ event.condition.due | day }}: {{ event.condition.text }}"
    ),
    agreements.MoUDrafted: "Rancangan MoU “{{ event.title }}” versi {{ event.version }} diajukan untuk ditelaah.",
    agreements.MoUCommented: (
        "{{ event.commented_as }}{% if event.party in event.retailers %} {{ event.party | retailer }}{% endif %}"
        " mengomentari rancangan MoU “{{ event.title }}” versi {{ event.version }}."
    ),
    agreements.MoUPartlyAgreed: (
        "Rancangan MoU “{{ event.title }}” versi {{ event.version }} disetujui"
        " {{ event.parties | map('party') | join(', ') }};"
        " menunggu persetujuan {{ event.missing | map('party') | join(', ') }}."
    ),
    agreements.MoUAgreed: (
        "MoU “{{ event.title }}” versi {{ event.version }} disetujui semua pihak; siap ditandatangani."
    ),
    agreements.MoUPartlySigned: (
        "MoU “{{ event.title }}” versi {{ event.version }} ditandatangani {{ event.party | party }};"
        " menunggu tanda tangan {{ event.missing | map('party') | join(', ') }}."
    ),
    agreements.MoUSigned: (
        "MoU “{{ event.title }}” ditandatangani; berlaku {{ event.since | day }} sampai {{ event.until | day }}."
    ),
    agreements.MoUEnded: (
        "MoU “{{ event.title }}” tidak dilanjutkan"
        "{% if event.party %} oleh {{ event.party | party }}{% endif %}: {{ event.how | word }}."
    ),
    agreements.ProductOffered: (
        "Produk {{ event.product_name }} ditawarkan kepada {{ event.retailer | retailer }};"
        " jawaban ditunggu sampai {{ event.answer_due | day }}."
    ),
    agreements.OfferAnswered: (
        "Jawaban {{ event.retailer | retailer }} atas {{ event.product_name }}: {{ event.answer | word }}."
    ),
    agreements.OfferOverdue: (
        "{{ event.retailer | retailer }} belum menjawab penawaran {{ event.product_name }}"
        " sampai tenggatnya, {{ event.answer_due | day }}."
    ),
    agreements.OfferClosed: (
        "Penawaran {{ event.product_name }} kepada {{ event.retailer | retailer }} ditutup: {{ event.why | word }}."
    ),
    agreements.PKSDrafted: (
        "{{ event.retailer | retailer }} mengajukan rancangan PKS versi {{ event.version }}"
        " untuk {{ event.product_name }}."
    ),
    agreements.PKSPartlySigned: (
        "PKS {{ event.product_name }} ditandatangani"
        " {{ event.party | party }};"
        " menunggu {% if event.party == 'usaha' %}{{ event.retailer | retailer }}{% else %}pelaku usaha{% endif %}"
        "{% if event.sign_by %} sampai {{ event.sign_by | day }}{% endif %}."
    ),
    agreements.PKSSigned: (
        "PKS {{ event.product_name }} dengan {{ event.retailer | retailer }} ditandatangani;"
        " berlaku {{ event.terms.since | day }} sampai {{ event.terms.until | day }}."
    ),
    agreements.PKSEnded: (
        "PKS {{ event.product_name }} dengan {{ event.retailer | retailer }} tidak dilanjutkan"
        "{% if event.party %} oleh {{ event.party | party }}{% endif %}: {{ event.how | word }}."
    ),
    agreements.PKSBasisLost: (
        "Dasar PKS {{ event.product_name }} dengan {{ event.retailer | retailer }} hilang: {{ event.why | word }}."
    ),
    notifications.NotificationSent: "Pemberitahuan disampaikan lewat {{ event.channel | word }}.",
    notifications.NotificationFailed: (
        "Pemberitahuan lewat {{ event.channel | word }} tidak sampai: {{ event.reason | word }}."
    ),
}
"""What is announced about people's contacts is not here: it leaves no trail. A business goes without its name, which
the trail, kept for good, would remember after its owner's consent has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event in the trail. What a notification tells of is spoken of by its line, too."""

    event_id: str
    city: str
    type: str
    at: datetime
    key: str
    source: str
    correlation_id: str
    causation_id: str
    mentions: tuple[UUID, ...]
    about: str | None
    summary: str


def draw(heard: Iterable[Heard]) -> list[Line]:
    """The lines that these events leave."""
    return [
        Line(
            event_id=each.id,
            city=each.event.city,
            type=each.event.type,
            at=each.at,
            key=each.event.key,
            source=each.source,
            correlation_id=each.correlation_id,
            causation_id=each.causation_id,
            mentions=tuple(mentioned([each.event])),
            about=each.event.__dict__.get("about"),
            summary=summarize(each.event),
        )
        for each in heard
    ]


def summarize(event: Event) -> str:
    """What happened, in one Indonesian sentence."""
    return write_sentence(SENTENCES[type(event)], event)
