"""What people read about offers of products to retailers."""

OFFERS: dict[str, dict[str, str]] = {
    "answer-unknown": {
        "id": "Pilih jawaban: Terima, Minta sampel, atau Tolak.",
        "en": "Choose an answer: Accept, Ask for a sample, or Reject.",
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
}
