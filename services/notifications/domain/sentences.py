"""What happened, in one sentence of each language: for the trail, which is kept for good."""

from collections.abc import Mapping

from services.notifications.domain.writing import Place, write_sentence
from shared.events import agreements, curation, notifications, registration
from shared.events.event import Event

_ENDED = (
    "{% set by %}{% if event.party %}oleh {{ event.party | party }}{% endif %}{% endset %}"
    f"{{% if event.how in {agreements.NEVER_IN_FORCE} %}}"
    "dibatalkan{% if by %} {{ by }}{% endif %}: {{ event.how | word }}"
    "{% else %}berakhir: {{ event.how | word }}{% if by %} {{ by }}{% endif %}{% endif %}."
)
SENTENCES: Mapping[type[Event], Mapping[str, str]] = {
    registration.CityConfigured: {
        "id": "Pengaturan {{ event.name }} dicatat.",
        "en": "The configuration of {{ event.name }} was recorded.",
    },
    registration.FunctionAssigned: {
        "id": "Seseorang diberi peran {{ event.title or event.function | function }}.",
        "en": "Somebody was given the function {{ event.title or event.function | function }}.",
    },
    registration.FunctionEnded: {
        "id": "Peran {{ event.title or event.function | function }} seseorang berakhir.",
        "en": "Somebody's function {{ event.title or event.function | function }} has ended.",
    },
    registration.BusinessRegistered: {
        "id": "Usaha terdaftar.",
        "en": "The business was registered.",
    },
    registration.BusinessChanged: {
        "id": "Data usaha diperbarui.",
        "en": "The business's data were changed.",
    },
    registration.ConsentWithdrawn: {
        "id": "Pemilik usaha mencabut persetujuan atas pemrosesan datanya.",
        "en": "The owner withdrew the consent to the use of their data.",
    },
    registration.ProductSubmitted: {
        "id": (
            "Produk {{ event.name }} {% if event.revision > 1 %}diajukan ulang{% else %}diajukan{% endif %}"
            " untuk dikurasi (revisi {{ event.revision }})."
        ),
        "en": (
            "The product {{ event.name }} was {% if event.revision > 1 %}submitted again{% else %}submitted{% endif %}"
            " for curation (revision {{ event.revision }})."
        ),
    },
    registration.ProductWithdrawn: {
        "id": "Produk ditarik: {{ event.reason | said(event.code) }}",
        "en": "The product was withdrawn: {{ event.reason | said(event.code) }}",
    },
    curation.CaseOpened: {
        "id": "Kurasi dibuka untuk revisi {{ event.revision }}.",
        "en": "Curation of revision {{ event.revision }} was opened.",
    },
    curation.CaseReviewed: {
        "id": (
            "Revisi {{ event.revision }} dinilai {{ event.department | party }};"
            " menunggu penilaian {{ event.missing | map('party') | join(', ') }}."
        ),
        "en": (
            "Revision {{ event.revision }} was reviewed by {{ event.department | party }};"
            " still to review: {{ event.missing | map('party') | join(', ') }}."
        ),
    },
    curation.ProductCurated: {
        "id": (
            "{% if event.met %}Syarat kurasi “{{ event.met.text }}” dipenuhi. {% endif %}"
            "Hasil kurasi {{ event.product.name }} (revisi {{ event.revision }}): {{ event.outcome | word }}"
            "{% if event.score is not none %}, nilai {{ event.score }} dari 100{% endif %}."
        ),
        "en": (
            "{% if event.met %}The condition “{{ event.met.text }}” was met. {% endif %}"
            "Result of the curation of {{ event.product.name }} (revision {{ event.revision }}):"
            " {{ event.outcome | word }}{% if event.score is not none %}, {{ event.score }} of 100 points{% endif %}."
        ),
    },
    curation.ConditionLapsed: {
        "id": ("Syarat kurasi tidak dipenuhi sampai {{ event.condition.due | day }}: {{ event.condition.text }}"),
        "en": "A condition was not met by {{ event.condition.due | day }}: {{ event.condition.text }}",
    },
    agreements.MoUDrafted: {
        "id": "Rancangan Kesepakatan Bersama “{{ event.title }}” versi {{ event.version }} diajukan untuk ditelaah.",
        "en": "Version {{ event.version }} of the draft MoU “{{ event.title }}” was put forward for review.",
    },
    agreements.MoUCommented: {
        "id": (
            "{{ event.commented_as }}{% if event.party in event.retailers %} {{ event.party | retailer }}{% endif %}"
            " mengomentari rancangan Kesepakatan Bersama “{{ event.title }}” versi {{ event.version }}."
        ),
        "en": (
            "{{ event.commented_as }}{% if event.party in event.retailers %} {{ event.party | retailer }}{% endif %}"
            " commented on version {{ event.version }} of the draft MoU “{{ event.title }}”."
        ),
    },
    agreements.MoUPartlyAgreed: {
        "id": (
            "Rancangan Kesepakatan Bersama “{{ event.title }}” versi {{ event.version }} disetujui"
            " {{ event.parties | map('party') | join(', ') }};"
            " menunggu persetujuan {{ event.missing | map('party') | join(', ') }}."
        ),
        "en": (
            "Version {{ event.version }} of the draft MoU “{{ event.title }}” was agreed to by"
            " {{ event.parties | map('party') | join(', ') }};"
            " still to agree: {{ event.missing | map('party') | join(', ') }}."
        ),
    },
    agreements.MoUAgreed: {
        "id": (
            "Kesepakatan Bersama “{{ event.title }}” versi {{ event.version }} disetujui semua pihak;"
            " siap ditandatangani."
        ),
        "en": (
            "All parties have agreed to version {{ event.version }} of the MoU “{{ event.title }}”;"
            " it is ready to be signed."
        ),
    },
    agreements.MoUPartlySigned: {
        "id": (
            "Kesepakatan Bersama “{{ event.title }}” versi {{ event.version }}"
            " ditandatangani {{ event.party | party }};"
            " menunggu tanda tangan {{ event.missing | map('party') | join(', ') }}."
        ),
        "en": (
            "Version {{ event.version }} of the MoU “{{ event.title }}” was signed by {{ event.party | party }};"
            " still to sign: {{ event.missing | map('party') | join(', ') }}."
        ),
    },
    agreements.MoUSigned: {
        "id": (
            "Kesepakatan Bersama “{{ event.title }}” ditandatangani;"
            " berlaku {{ event.since | day }} sampai {{ event.until | day }}."
        ),
        "en": (
            "The MoU “{{ event.title }}” was signed; it is in force from {{ event.since | day }}"
            " until {{ event.until | day }}."
        ),
    },
    agreements.MoUEnded: {
        "id": (f"Kesepakatan Bersama “{{{{ event.title }}}}” {_ENDED}"),
        "en": (
            "The MoU “{{ event.title }}” was ended"
            "{% if event.party %} by {{ event.party | party }}{% endif %}: {{ event.how | word }}."
        ),
    },
    agreements.ProductOffered: {
        "id": (
            "Produk {{ event.product_name }} ditawarkan kepada {{ event.retailer | retailer }};"
            " jawaban ditunggu sampai {{ event.answer_due | day }}."
        ),
        "en": (
            "The product {{ event.product_name }} was offered to {{ event.retailer | retailer }};"
            " the answer is awaited by {{ event.answer_due | day }}."
        ),
    },
    agreements.OfferAnswered: {
        "id": ("Jawaban {{ event.retailer | retailer }} atas {{ event.product_name }}: {{ event.answer | word }}."),
        "en": (
            "The answer of {{ event.retailer | retailer }} about {{ event.product_name }}: {{ event.answer | word }}."
        ),
    },
    agreements.OfferOverdue: {
        "id": (
            "{{ event.retailer | retailer }} belum memberi keputusan atas penawaran {{ event.product_name }}"
            " sampai tenggatnya, {{ event.answer_due | day }}."
        ),
        "en": (
            "{{ event.retailer | retailer }} had not decided on the offer of {{ event.product_name }}"
            " by its last day, {{ event.answer_due | day }}."
        ),
    },
    agreements.OfferClosed: {
        "id": (
            "Penawaran {{ event.product_name }} kepada {{ event.retailer | retailer }} ditutup: {{ event.why | word }}."
        ),
        "en": (
            "The offer of {{ event.product_name }} to {{ event.retailer | retailer }} was closed:"
            " {{ event.why | word }}."
        ),
    },
    agreements.PKSDrafted: {
        "id": (
            "{{ event.retailer | retailer }} mengajukan rancangan PKS versi {{ event.version }}"
            " untuk {{ event.product_name }}."
        ),
        "en": (
            "{{ event.retailer | retailer }} put forward version {{ event.version }} of a draft PKS"
            " for {{ event.product_name }}."
        ),
    },
    agreements.PKSPartlySigned: {
        "id": (
            "PKS {{ event.product_name }} ditandatangani"
            " {{ event.party | party }};"
            " menunggu {% if event.party == 'usaha' %}{{ event.retailer | retailer }}{% else %}pelaku usaha{% endif %}"
            "{% if event.sign_by %} sampai {{ event.sign_by | day }}{% endif %}."
        ),
        "en": (
            "The PKS for {{ event.product_name }} was signed by {{ event.party | party }};"
            " still to sign: "
            "{% if event.party == 'usaha' %}{{ event.retailer | retailer }}{% else %}the business{% endif %}"
            "{% if event.sign_by %}, by {{ event.sign_by | day }}{% endif %}."
        ),
    },
    agreements.PKSSigned: {
        "id": (
            "PKS {{ event.product_name }} dengan {{ event.retailer | retailer }} ditandatangani;"
            " berlaku {{ event.terms.since | day }} sampai {{ event.terms.until | day }}."
        ),
        "en": (
            "The PKS for {{ event.product_name }} with {{ event.retailer | retailer }} was signed;"
            " it is in force from {{ event.terms.since | day }} until {{ event.terms.until | day }}."
        ),
    },
    agreements.PKSEnded: {
        "id": (f"PKS {{{{ event.product_name }}}} dengan {{{{ event.retailer | retailer }}}} {_ENDED}"),
        "en": (
            "The PKS for {{ event.product_name }} with {{ event.retailer | retailer }} was ended"
            "{% if event.party %} by {{ event.party | party }}{% endif %}: {{ event.how | word }}."
        ),
    },
    agreements.PKSBasisLost: {
        "id": (
            "Hal yang mendasari PKS {{ event.product_name }} dengan {{ event.retailer | retailer }} berubah:"
            " {{ event.why | word }}."
        ),
        "en": (
            "What the PKS for {{ event.product_name }} with {{ event.retailer | retailer }} stood on has gone:"
            " {{ event.why | word }}."
        ),
    },
    notifications.NotificationSent: {
        "id": "Pemberitahuan disampaikan lewat {{ event.channel | word }}.",
        "en": "A notification was delivered by {{ event.channel | word }}.",
    },
    notifications.NotificationFailed: {
        "id": ("Pemberitahuan lewat {{ event.channel | word }} tidak sampai: {{ event.reason | word }}."),
        "en": ("A notification by {{ event.channel | word }} was not delivered: {{ event.reason | word }}."),
    },
}
"""What is announced about people's contacts is not here: it leaves no trail. A business goes without its name, which
the trail, kept for good, would remember after its owner's consent has ended."""


def summarize(event: Event, place: Place, language: str = "id") -> str:
    """What happened, in one sentence."""
    return write_sentence(SENTENCES[type(event)][language], event, place, language)
