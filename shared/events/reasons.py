"""What services give as a reason by themselves, by the code that stands in their announcements beside the text.

The text is in Indonesian; whoever tells it to a reader of another language finds it here by its code. What people wrote
has no code, and is told as they wrote it. Codes are open: for one that is not here the text is told.
"""

from collections.abc import Mapping

from shared.texts import Texts

CURATION: dict[str, dict[str, str]] = {
    # What the law asks and a product has not
    "nib-missing": {
        "id": "Usaha belum memiliki NIB. Urus NIB melalui OSS.",
        "en": "The business has no NIB. Apply for one through OSS.",
    },
    "category-unknown": {
        "id": "Kategori produk tidak dikenal atau tidak berlaku lagi. Pilih kategori yang sesuai.",
        "en": "The category is unknown or in use no longer. Choose the one that fits.",
    },
    "category-not-eligible": {
        "id": "Produk dalam kategori ini tidak dapat dijual di gerai ritel.",
        "en": "Products of this category cannot be sold in the stores.",
    },
    "storage-not-for-category": {
        "id": "Cara penyimpanan tidak cocok dengan kategori. Perbaiki cara penyimpanan atau pilih kategori lain.",
        "en": "The way of storage does not fit the category. Correct the storage or choose another category.",
    },
    "licence-ended": {
        "id": "Masa berlaku izin edar sudah lewat. Perpanjang izin, lalu isi nomor dan tanggalnya yang baru.",
        "en": "The licence has expired. Renew it and fill in its new number and day.",
    },
    "pirt-missing": {
        "id": "Izin edar pangan belum ada. Urus SPP-IRT melalui OSS, atau BPOM MD.",
        "en": "The food licence is missing. Apply for an SPP-IRT through OSS, or for a BPOM MD.",
    },
    "bpom-md-missing": {
        "id": "Izin BPOM MD belum ada. Urus izinnya pada BPOM; pangan yang disimpan dingin atau beku tidak dapat "
        "memakai P-IRT.",
        "en": "The BPOM MD licence is missing. Apply for it at BPOM; food that is kept chilled or frozen cannot go "
        "under a P-IRT.",
    },
    "bpom-tr-missing": {
        "id": "Izin BPOM TR untuk obat tradisional belum ada. Urus izinnya pada BPOM.",
        "en": "The BPOM TR licence for traditional medicine is missing. Apply for it at BPOM.",
    },
    "bpom-na-missing": {
        "id": "Notifikasi kosmetik BPOM (NA) belum ada. Urus notifikasinya pada BPOM.",
        "en": "The BPOM cosmetics notification (NA) is missing. Apply for it at BPOM.",
    },
    "halal-duty-open": {
        "id": "Produk ini wajib bersertifikat halal atau diberi keterangan tidak halal. Urus sertifikat di SiHalal.",
        "en": "This product must be certified halal, or be labelled as not halal. Apply for it through SiHalal.",
    },
    # What its points say
    "criterion-below-minimum": {
        "id": "{name} belum memenuhi syarat: nilainya {points}, sedangkan nilai terendah yang diterima {minimum}.",
        "en": "{name} is not sufficient: it got {points}, and {minimum} is the least that is accepted.",
    },
    "criterion-weak": {
        "id": "{name} perlu ditingkatkan: nilainya {points}, sedangkan batas lulus {pass_mark}.",
        "en": "{name} has to be improved: it got {points}, and the pass mark is {pass_mark}.",
    },
}
REGISTRATION: dict[str, dict[str, str]] = {
    "consent-withdrawn": {
        "id": "Pemilik mencabut persetujuan atas pemrosesan datanya.",
        "en": "The owner withdrew the consent to the use of their data.",
    },
}
USUAL: dict[str, dict[str, str]] = {
    "usual-ingredients": {
        "id": "Cantumkan daftar bahan pada label.",
        "en": "State the ingredients on the label.",
    },
    "usual-net-content": {
        "id": "Cantumkan berat bersih atau isi bersih pada bagian utama label.",
        "en": "State the net weight or volume on the main part of the label.",
    },
    "usual-producer": {
        "id": "Cantumkan nama dan alamat produsen pada label.",
        "en": "State the producer's name and address on the label.",
    },
    "usual-production-code": {
        "id": "Cantumkan tanggal dan kode produksi pada kemasan.",
        "en": "Print the day and the code of production on the package.",
    },
    "usual-best-before": {
        "id": "Cantumkan tanggal kedaluwarsa (hari, bulan, tahun) pada kemasan.",
        "en": "Print the expiry date (day, month, year) on the package.",
    },
    "usual-licence-number": {
        "id": "Cantumkan nomor izin edar pada bagian utama label.",
        "en": "State the licence number on the main part of the label.",
    },
    "usual-halal-mark": {
        "id": "Cantumkan logo halal dan nomor sertifikatnya, atau keterangan tidak halal, pada label.",
        "en": "Put the halal logo with its certificate number on the label, or the statement that it is not halal.",
    },
    "usual-seal": {
        "id": "Perkuat kemasan agar tersegel dan tidak bocor.",
        "en": "Make the package stronger, so that it is sealed and does not leak.",
    },
    "usual-barcode": {
        "id": "Daftarkan barcode (GTIN-13) melalui GS1 Indonesia.",
        "en": "Register a barcode (GTIN-13) with GS1 Indonesia.",
    },
    "usual-capacity": {
        "id": "Jelaskan kapasitas produksi per bulan yang dapat dipenuhi terus-menerus.",
        "en": "Say what you can produce each month without a break.",
    },
    "usual-price": {
        "id": "Tinjau kembali harga agar ada margin bagi gerai.",
        "en": "Look at the price again, so that it leaves the stores a margin.",
    },
}
"""Corrections that officers pick instead of writing them: what a label must say (Peraturan BPOM 31/2018), and what
retailers ask for (domain.md §2, §3 and §7)."""
REASONS = Texts(CURATION | USUAL | REGISTRATION)
ENDINGS = Texts(
    {
        "mou-ended": {
            "id": "Kesepakatan Bersama dengan mitra ritel sudah berakhir",
            "en": "the MoU with the retailer has ended",
        },
        "product-withdrawn": {"id": "produk ditarik oleh pelaku usaha", "en": "the business withdrew the product"},
        "consent-withdrawn": {
            "id": "pemilik usaha mencabut persetujuan atas pemrosesan datanya",
            "en": "the owner has withdrawn the consent to the use of their data",
        },
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
        "term-over": {
            "id": "jangka waktunya lewat sebelum ditandatangani kedua pihak",
            "en": "its term was over before both parties had signed it",
        },
        "signature-missing": {
            "id": "salah satu pihak tidak menandatanganinya sampai batas waktunya",
            "en": "one party had not signed it by the last day for that",
        },
    }
)
"""Why an offer or an agreement stands no longer, as a part of a sentence."""


def tell(text: str, language: str, code: str | None, values: Mapping[str, str] | None = None) -> str:
    """A reason as a reader of this language sees it; `text`, `code` and `values` are the announcement's."""
    return REASONS.say(code, language, **(values or {})) if code and code in REASONS else text


def tell_ending(code: str, language: str = "id") -> str:
    """Why an offer or an agreement stands no longer, as a sentence of its own."""
    said = ENDINGS.say(code, language)
    return f"{said[0].upper()}{said[1:]}."
