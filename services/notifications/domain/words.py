"""How the codes in events are read aloud."""

import re

from shared.texts import Texts

WORDS = Texts(
    {
        # Results of curation
        "lolos": {"id": "lolos", "en": "passed"},
        "lolos-bersyarat": {"id": "lolos bersyarat", "en": "passed with conditions"},
        "perlu-pembinaan": {"id": "perlu pembinaan", "en": "needs mending"},
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
        # Why something ended
        "mou-ended": {"id": "MoU dengan mitra ritel sudah berakhir", "en": "the MoU with the retailer has ended"},
        "consent-withdrawn": {
            "id": "pemilik usaha mencabut persetujuan atas pemrosesan datanya",
            "en": "the owner has withdrawn the consent to the use of their data",
        },
        "term-over": {
            "id": "jangka waktunya lewat sebelum ditandatangani kedua pihak",
            "en": "its term was over before both parties had signed it",
        },
        "signature-missing": {
            "id": "salah satu pihak tidak menandatanganinya sampai batas waktunya",
            "en": "one party had not signed it by the last day for that",
        },
        "product-withdrawn": {"id": "produk ditarik oleh pelaku usaha", "en": "the business withdrew the product"},
        "condition-lapsed": {
            "id": "syarat kurasi tidak dipenuhi sampai tenggatnya",
            "en": "a condition of the curation was not met in time",
        },
        "superseded": {
            "id": "produk sudah diajukan ulang dan lolos kurasi dengan data yang lebih baru",
            "en": "the product was submitted again and has passed with newer facts",
        },
        "failed-curation": {
            "id": "pengajuan ulang produk ini tidak lolos kurasi",
            "en": "the resubmitted product did not pass curation",
        },
        "lapsed": {"id": "jangka waktunya habis", "en": "its term is over"},
        "terminated": {"id": "diakhiri sebelum waktunya", "en": "it was ended before its term"},
        "abandoned": {"id": "tidak sampai ditandatangani", "en": "it was never signed"},
        "declined": {"id": "rancangannya tidak disetujui", "en": "its terms were declined"},
        "void": {"id": "tidak jadi ditandatangani", "en": "it will not be signed"},
        # Terms of a PKS
        "beli-putus": {"id": "beli putus", "en": "outright sale"},
        "konsinyasi": {"id": "konsinyasi (titip jual)", "en": "consignment"},
        "tidak-ada": {"id": "tidak ada", "en": "none"},
        "rusak": {"id": "barang rusak", "en": "damaged goods"},
        "rusak-dan-kedaluwarsa": {"id": "barang rusak dan kedaluwarsa", "en": "damaged and expired goods"},
        # Ways to a reader, and what stood in the way
        "email": {"id": "surel", "en": "mail"},
        "inbox": {"id": "kotak masuk", "en": "the inbox"},
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
        "diskop": {"id": "Dinas Koperasi dan UKM", "en": "the office for cooperatives"},
        "disperindag": {"id": "Dinas Perindustrian dan Perdagangan", "en": "the office for industry and trade"},
        "bagian-hukum": {"id": "Bagian Hukum", "en": "the legal office"},
    }
)
"""Apart from the other words, for a retailer may be called like one of those."""


def name_party(code: str, language: str) -> str:
    """What to call a party: the city, one of its offices, the business, or else a retailer by its code."""
    return PARTIES.say(code, language) if code in PARTIES else code.title()


def read_aloud(code: str, language: str) -> str:
    """The words for a code; what is no code (a mail server's own words) stays as it is."""
    if code in WORDS:
        return WORDS.say(code, language)
    return code.replace("-", " ") if re.fullmatch("[a-z0-9-]+", code) else code
