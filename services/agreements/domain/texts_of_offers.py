"""What people read about offers of products to retailers."""

OFFERS: dict[str, dict[str, str]] = {
    "answer-unknown": {
        "id": "Pilih jawaban: diterima, minta sampel, atau ditolak.",
        "en": "Choose an answer: accepted, sample asked, or rejected.",
    },
    "answer-reason-missing": {
        "id": "Tuliskan alasan penolakan agar pelaku usaha dapat memperbaiki produknya.",
        "en": "Say why it is rejected, so that the business can mend its product.",
    },
    "offers-missing": {
        "id": "Pilih paling sedikit satu penawaran.",
        "en": "Choose at least one offer.",
    },
    "offer-answered-already": {
        "id": "Penawaran ini sudah dijawab dan jawabannya tidak dapat diubah lagi.",
        "en": "This offer was answered, and its answer cannot be changed any more.",
    },
    "offer-closed": {
        "id": "Penawaran ini sudah ditutup: {why}",
        "en": "This offer is closed: {why}",
    },
    # Why something stands no longer
    "why-mou-ended": {
        "id": "Kesepakatan Bersama dengan mitra ritel sudah berakhir.",
        "en": "The memorandum with the retailer has ended.",
    },
    "why-consent-withdrawn": {
        "id": "Pemilik usaha mencabut persetujuan atas pemrosesan datanya.",
        "en": "The owner has withdrawn the consent to the use of their data.",
    },
    "why-term-over": {
        "id": "Jangka waktunya lewat sebelum ditandatangani kedua pihak.",
        "en": "Its term was over before both parties had signed it.",
    },
    "why-signature-missing": {
        "id": "Salah satu pihak tidak menandatanganinya sampai batas waktunya.",
        "en": "One party had not signed it by the last day for that.",
    },
    "why-product-withdrawn": {
        "id": "Produk ditarik oleh pelaku usaha.",
        "en": "The business has withdrawn the product.",
    },
    "why-condition-lapsed": {
        "id": "Syarat kelulusan kurasi tidak dipenuhi sampai batas waktunya.",
        "en": "A condition of passing curation was not met in time.",
    },
    "why-superseded": {
        "id": "Produk sudah diajukan ulang dan lolos kurasi dengan data yang lebih baru.",
        "en": "The product was submitted again and has passed with newer facts.",
    },
    "why-failed-curation": {
        "id": "Pengajuan ulang produk ini tidak lolos kurasi.",
        "en": "The resubmitted product did not pass curation.",
    },
}
