"""What people read about retailers and memoranda (Kesepakatan Bersama)."""

MOUS: dict[str, dict[str, str]] = {
    # Retailers
    "retailer-code-malformed": {
        "id": "Kode mitra ritel hanya boleh berisi huruf kecil dan angka, misalnya alfamidi.",
        "en": "A retailer's code consists of small letters and digits only, such as alfamidi.",
    },
    "retailer-code-reserved": {
        "id": "Kode ini sudah dipakai untuk pihak lain. Pilih kode yang lain.",
        "en": "This code stands for another party. Choose another one.",
    },
    "retailer-known": {
        "id": "Kode ini sudah dipakai oleh {name}. Ubah datanya pada halamannya sendiri.",
        "en": "This code is that of {name} already. Change what is known of it on its own page.",
    },
    "legal-name-missing": {
        "id": "Nama badan hukum mitra ritel belum diisi.",
        "en": "The legal name of the retailer is missing.",
    },
    "branch-incomplete": {
        "id": "Setiap gerai harus memiliki kode dan nama.",
        "en": "Every store must have a code and a name.",
    },
    "branch-twice": {
        "id": "Ada gerai dengan kode atau nama yang sama. Setiap gerai ditulis satu kali.",
        "en": "Two stores share a code or a name. List each store once.",
    },
    "retailers-missing": {
        "id": "Pilih paling sedikit satu mitra ritel.",
        "en": "Choose at least one retailer.",
    },
    "retailer-twice": {
        "id": "Setiap mitra ritel hanya disebut satu kali.",
        "en": "Name each retailer once.",
    },
    "retailer-unknown": {
        "id": "Mitra ritel {retailer} belum terdaftar di kota ini. Minta Admin Kota mendaftarkannya.",
        "en": "The retailer {retailer} is not registered in this city. Ask the city's admin to register it.",
    },
    # Drafting
    "mou-title-missing": {
        "id": "Judul Kesepakatan Bersama belum diisi.",
        "en": "The title of the MoU is missing.",
    },
    "mou-body-missing": {
        "id": "Isi Kesepakatan Bersama belum diisi.",
        "en": "The text of the MoU is missing.",
    },
    "mou-changes-missing": {
        "id": "Jelaskan apa yang berubah dibandingkan versi sebelumnya.",
        "en": "Say what is different from the version before.",
    },
    "mou-term-reversed": {
        "id": "Tanggal berakhir tidak boleh sebelum tanggal mulai.",
        "en": "The last day cannot come before the first.",
    },
    "mou-term-over": {
        "id": "Jangka waktu Kesepakatan Bersama ini sudah lewat. Buat versi baru dengan jangka waktu yang benar.",
        "en": "The term of this MoU is over already. Draft a version with the right term.",
    },
    "mou-comment-missing": {
        "id": "Komentar belum diisi.",
        "en": "The comment is empty.",
    },
    "mou-version-unknown": {
        "id": "Versi ini tidak ada pada Kesepakatan Bersama ini.",
        "en": "This MoU has no such version.",
    },
    "mou-version-old": {
        "id": "Sudah ada versi yang lebih baru. Muat ulang halaman dan baca versi terakhir.",
        "en": "There is a newer version. Load the page again and read the latest version.",
    },
    # Agreeing and signing
    "mou-agreed-already": {
        "id": "Anda sudah menyetujui versi ini.",
        "en": "You have agreed to this version already.",
    },
    "mou-not-agreed": {
        "id": "Versi ini belum disetujui semua pihak, sehingga belum dapat ditandatangani. Menunggu: {missing}.",
        "en": "Not all have agreed to this version, so it cannot be signed yet. Waiting for: {missing}.",
    },
    "mou-number-missing": {
        "id": "Isi nomor Kesepakatan Bersama menurut penomoran pihak Anda.",
        "en": "Give your party's own number of the MoU.",
    },
    "mou-signed-by-all": {
        "id": "Kesepakatan Bersama ini sudah ditandatangani semua pihak, sehingga tidak dapat diubah lagi.",
        "en": "All parties have signed this MoU, so it cannot be changed any more.",
    },
    "signed-already": {
        "id": "Pihak Anda sudah menandatangani versi ini.",
        "en": "Your party has signed this version already.",
    },
    "signed-for-other-side": {
        "id": "Anda sudah menandatangani dokumen ini untuk pihak lainnya. Pihak ini harus diwakili orang lain.",
        "en": "You have signed this for the other side already. Somebody else has to sign for this one.",
    },
    "number-taken": {
        "id": "Nomor ini sudah dipakai untuk dokumen lain pada tahun yang sama. Periksa kembali nomornya.",
        "en": "This number belongs to another document of the same year. Check it again.",
    },
    # Ending
    "mou-ended": {
        "id": "Kesepakatan Bersama ini sudah berakhir.",
        "en": "This MoU has ended.",
    },
    "mou-end-needs-mayor": {
        "id": "Kesepakatan Bersama yang sudah ditandatangani hanya dapat diakhiri oleh Wali Kota.",
        "en": "Only the mayor can end an MoU that was signed.",
    },
    "mou-end-reason-missing": {
        "id": "Tuliskan alasan pengakhiran.",
        "en": "Say why it ends.",
    },
}
