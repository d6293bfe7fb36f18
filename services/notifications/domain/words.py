"""How the codes in events are read aloud."""

import re
from collections.abc import Mapping

from shared.events import reasons
from shared.people.functions import OFFICES
from shared.texts import Texts

WORDS = Texts(
    reasons.ENDINGS
    | {
        # Results of curation
        "lolos": {"id": "lolos", "en": "passed"},
        "lolos-bersyarat": {"id": "lolos bersyarat", "en": "passed with conditions"},
        "perlu-pembinaan": {"id": "perlu pembinaan", "en": "needs guidance"},
        "tidak-lolos": {"id": "tidak lolos", "en": "not passed"},
        # Businesses and products
        "mikro": {"id": "mikro", "en": "micro"},
        "kecil": {"id": "kecil", "en": "small"},
        "menengah": {"id": "menengah", "en": "medium-sized"},
        "suhu-ruang": {"id": "suhu ruang", "en": "room temperature"},
        "dingin": {"id": "didinginkan", "en": "chilled"},
        "beku": {"id": "dibekukan", "en": "frozen"},
        # A retailer's answers
        "accepted": {"id": "diterima", "en": "accepted"},
        "sample-asked": {"id": "minta sampel", "en": "a sample is asked for"},
        "rejected": {"id": "ditolak", "en": "rejected"},
        # How something ended
        "lapsed": {"id": "jangka waktunya habis", "en": "its term is over"},
        "terminated": {"id": "diakhiri sebelum waktunya", "en": "it was ended before its term"},
        "abandoned": {"id": "tidak sampai ditandatangani", "en": "it was never signed"},
        "declined": {"id": "rancangannya tidak disetujui", "en": "its terms were declined"},
        "void": {"id": "tidak jadi ditandatangani", "en": "it will not be signed"},
        # Terms of a PKS
        "beli-putus": {"id": "beli putus", "en": "outright sale"},
        "konsinyasi": {"id": "konsinyasi (titip jual)", "en": "consignment"},
        "tidak-ada": {"id": "tidak ada retur", "en": "none"},
        "rusak": {"id": "barang rusak", "en": "damaged goods"},
        "rusak-dan-kedaluwarsa": {"id": "barang rusak dan kedaluwarsa", "en": "damaged and expired goods"},
        # Ways to a reader, and what stood in the way
        "email": {"id": "surel", "en": "mail"},
        "inbox": {"id": "pesan di Gerai", "en": "message in Gerai"},
        "no-address": {"id": "alamat surel tidak diketahui", "en": "no mail address is known"},
        "contact-erased": {"id": "kontak sudah dihapus", "en": "the contact was erased"},
        "address-unusable": {"id": "alamat surel tidak dapat dipakai", "en": "the mail address cannot be used"},
        "server-away": {"id": "server surel tidak dapat dihubungi", "en": "the mail server cannot be reached"},
        "outcome-unknown": {
            "id": "hasil pengiriman terakhir tidak diketahui",
            "en": "how the last try ended is unknown",
        },
    }
)
"""Codes are open: one that is not here is read as it is written, without its hyphens."""


PARTIES = Texts(
    {
        "kota": {"id": "pemerintah kota", "en": "the city's government"},
        "usaha": {"id": "pelaku usaha", "en": "the business"},
    }
)
"""Apart from the other words, for a retailer may be called like one of those."""


def name_party(code: str, language: str, offices: Mapping[str, str]) -> str:
    """What to call a party: the city, one of its `offices` as the city calls it, the business, or else a retailer by
    its code."""
    return PARTIES.say(code, language) if code in PARTIES else offices.get(code) or code.title()


def is_retailer(party: str) -> bool:
    """Whether a party is a retailer: none is called like the city, an office or the business."""
    return party not in PARTIES and party not in OFFICES


def read_aloud(code: str, language: str) -> str:
    """The words for a code; what is no code (a mail server's own words) stays as it is."""
    if code in WORDS:
        return WORDS.say(code, language)
    return code.replace("-", " ") if re.fullmatch("[a-z0-9-]+", code) else code
