"""Every refusal, open point and warning of registration: its code, and what people read in Indonesian and English."""

from shared.errors import Refused

INCOMPLETE = "product-incomplete"

TEXTS: dict[str, dict[str, str]] = {
    # Who somebody is
    "nik-not-16-digits": {
        "id": "NIK harus terdiri atas 16 angka.",
        "en": "A NIK has 16 digits.",
    },
    "nik-date-impossible": {
        "id": "Tanggal lahir di dalam NIK (angka ke-7 sampai ke-12) tidak mungkin ada. Periksa kembali NIK pada KTP.",
        "en": "The date of birth inside the NIK (digits 7 to 12) does not exist. Check it against the identity card.",
    },
    "nik-serial-zero": {
        "id": "Empat angka terakhir NIK tidak boleh 0000. Periksa kembali NIK pada KTP.",
        "en": "The last four digits of a NIK are never 0000. Check it against the identity card.",
    },
    "nik-other-region": {
        "id": "NIK ini pertama kali diterbitkan di luar kota ini. Hal itu boleh; periksa apakah angkanya sudah benar.",
        "en": "This NIK was first issued outside this city. That is allowed; check that the digits are right.",
    },
    "npwp-not-15-or-16-digits": {
        "id": "NPWP harus terdiri atas 15 angka (lama) atau 16 angka (baru).",
        "en": "An NPWP has 15 digits (old) or 16 digits (new).",
    },
    "npwp-check-digit-wrong": {
        "id": "NPWP tidak benar: angka pemeriksanya tidak cocok. Periksa kembali kartu NPWP.",
        "en": "The NPWP is wrong: its check digit does not match. Check it against the card.",
    },
    "npwp-not-a-nik": {
        "id": "NPWP 16 angka harus sama dengan NIK yang benar, atau diawali 0 lalu NPWP lama.",
        "en": "An NPWP of 16 digits is either a correct NIK, or 0 followed by the old NPWP.",
    },
    "nib-not-13-digits": {
        "id": "NIB harus terdiri atas 13 angka, termasuk angka 0 di depan.",
        "en": "A NIB has 13 digits, a leading 0 included.",
    },
    "phone-not-mobile": {
        "id": "Nomor ponsel tidak benar. Tulis seperti 0812 3456 7890.",
        "en": "The mobile number is not right. Write it like 0812 3456 7890.",
    },
    # A business
    "business-name-missing": {
        "id": "Nama usaha belum diisi.",
        "en": "The name of the business is missing.",
    },
    "owner-name-missing": {
        "id": "Nama pemilik belum diisi.",
        "en": "The name of the owner is missing.",
    },
    "owner-unknown": {
        "id": "Pemilik usaha harus masuk sendiri, atau datanya diisikan oleh seorang pendamping.",
        "en": "The owner has to be signed in, or a field assistant has to enter the business for them.",
    },
    "legal-form-unknown": {
        "id": "Bentuk usaha tidak dikenal. Pilih perorangan, PT Perorangan, CV, PT, koperasi, atau firma.",
        "en": "The legal form is unknown. Choose sole proprietor, PT Perorangan, CV, PT, cooperative or firma.",
    },
    "capital-missing": {
        "id": "Modal usaha belum diisi. Usaha baru digolongkan menurut modal, tanpa tanah dan bangunan.",
        "en": "The capital is missing. A new business is classed by its capital, without land and buildings.",
    },
    "turnover-missing": {
        "id": "Hasil penjualan tahunan belum diisi. Usaha yang sudah berjalan digolongkan menurut hasil penjualan.",
        "en": "The yearly turnover is missing. An existing business is classed by its turnover.",
    },
    "amount-negative": {
        "id": "Modal usaha dan hasil penjualan tidak boleh kurang dari nol.",
        "en": "Capital and turnover cannot be less than zero.",
    },
    "business-too-large": {
        "id": "Usaha ini melebihi batas usaha menengah, sehingga tidak termasuk UMKM (PP 7/2021 Pasal 35).",
        "en": "This business is larger than a medium one, so it is not an UMKM (PP 7/2021, Pasal 35).",
    },
    "kbli-code-not-5-digits": {
        "id": "Kode KBLI harus terdiri atas 5 angka.",
        "en": "A KBLI code has 5 digits.",
    },
    "kbli-version-unknown": {
        "id": "Pilih edisi KBLI: 2020 atau 2025.",
        "en": "Choose the edition of KBLI: 2020 or 2025.",
    },
    "kbli-2020-replaced": {
        "id": "KBLI 2020 sudah diganti KBLI 2025. Perbarui kode KBLI pada NIB melalui OSS.",
        "en": "KBLI 2025 has replaced KBLI 2020. Have the code of the NIB renewed through OSS.",
    },
    "district-malformed": {
        "id": "Kecamatan belum dipilih dengan benar.",
        "en": "The district has not been chosen correctly.",
    },
    "district-not-in-city": {
        "id": "Kecamatan ini tidak berada di kota ini. Usaha didaftarkan di kota tempat usahanya.",
        "en": "This district is not in this city. A business registers in the city where it works.",
    },
    "consent-missing": {
        "id": "Persetujuan pemilik atas pemrosesan data belum diberikan.",
        "en": "The owner has not consented to the use of their data.",
    },
    "consent-incomplete": {
        "id": "Catatan persetujuan harus menyebut versi teks yang disetujui.",
        "en": "The record of a consent names the version of the text that was agreed to.",
    },
    "consent-channel-unknown": {
        "id": "Cara persetujuan diberikan tidak dikenal. Pilih mandiri, lewat pendamping, atau surat.",
        "en": "How the consent was given is unknown. Choose by oneself, through an assistant, or on paper.",
    },
    "consent-in-the-future": {
        "id": "Waktu persetujuan tidak boleh di masa depan.",
        "en": "A consent cannot have been given in the future.",
    },
    "consent-withdrawn": {
        "id": "Persetujuan atas pemrosesan data sudah dicabut, sehingga hal ini tidak dapat dilakukan.",
        "en": "The consent to the use of the data was withdrawn, so this cannot be done.",
    },
    # A product's way
    INCOMPLETE: {
        "id": "Produk belum dapat diajukan.",
        "en": "The product cannot be submitted yet.",
    },
    "product-of-another-business": {
        "id": "Produk ini milik usaha lain.",
        "en": "This product belongs to another business.",
    },
    "product-not-submitted": {
        "id": "Produk ini belum pernah diajukan, sehingga tidak ada yang ditarik.",
        "en": "This product was never submitted, so there is nothing to withdraw.",
    },
    "product-already-withdrawn": {
        "id": "Produk ini sudah ditarik.",
        "en": "This product is withdrawn already.",
    },
    "withdrawal-reason-missing": {
        "id": "Alasan penarikan belum diisi.",
        "en": "The reason for the withdrawal is missing.",
    },
    "changes-missing": {
        "id": "Tuliskan apa yang diperbaiki sejak pengajuan sebelumnya.",
        "en": "Say what has changed since the last submission.",
    },
    # What a product is
    "product-name-missing": {
        "id": "Nama produk belum diisi.",
        "en": "The name of the product is missing.",
    },
    "category-missing": {
        "id": "Kategori produk belum dipilih.",
        "en": "The category has not been chosen.",
    },
    "category-unknown": {
        "id": "Kategori produk tidak dikenal.",
        "en": "The category is unknown.",
    },
    "category-not-eligible": {
        "id": "Minuman beralkohol tidak dapat diajukan ke gerai ritel.",
        "en": "Alcoholic drinks cannot be put forward to the stores.",
    },
    "net-content-missing": {
        "id": "Isi bersih belum diisi, misalnya 150 g.",
        "en": "The net content is missing, for example 150 g.",
    },
    "net-content-without-number": {
        "id": "Isi bersih harus menyebut jumlahnya, misalnya 150 g atau 1 buah.",
        "en": "The net content says how much, for example 150 g or 1 piece.",
    },
    "shelf-life-missing": {
        "id": "Masa simpan belum diisi (dalam hari).",
        "en": "The shelf life is missing (in days).",
    },
    "shelf-life-not-positive": {
        "id": "Masa simpan harus paling sedikit 1 hari.",
        "en": "The shelf life is at least 1 day.",
    },
    "storage-missing": {
        "id": "Cara penyimpanan belum dipilih.",
        "en": "The way of storage has not been chosen.",
    },
    "storage-unknown": {
        "id": "Cara penyimpanan tidak dikenal. Pilih suhu ruang, dingin, atau beku.",
        "en": "The way of storage is unknown. Choose ambient, chilled or frozen.",
    },
    "storage-not-for-category": {
        "id": "Cara penyimpanan tidak cocok dengan kategori. Pilih kategori lain atau perbaiki cara penyimpanan.",
        "en": "The way of storage does not fit the category. Choose another category or correct the storage.",
    },
    "price-not-positive": {
        "id": "Harga belum diisi, atau tidak lebih dari Rp0.",
        "en": "The price is missing, or not more than Rp0.",
    },
    "capacity-not-positive": {
        "id": "Kapasitas per bulan belum diisi, atau tidak lebih dari 0.",
        "en": "The capacity per month is missing, or not more than 0.",
    },
    # Its licences
    "licence-kind-unknown": {
        "id": "Jenis izin edar tidak dikenal.",
        "en": "The kind of licence is unknown.",
    },
    "licence-expiry-missing": {
        "id": "Tanggal berakhir izin edar belum diisi.",
        "en": "The day on which the licence ends is missing.",
    },
    "licence-expired": {
        "id": "Masa berlaku izin edar sudah lewat. Perpanjang izin sebelum dinilai kurator.",
        "en": "The licence has expired. Renew it before the curators look at the product.",
    },
    "licence-not-for-category": {
        "id": "Jenis izin edar ini tidak berlaku untuk kategori produk.",
        "en": "This kind of licence does not serve the category of the product.",
    },
    "pirt-missing": {
        "id": "Nomor P-IRT (atau BPOM MD/ML) belum diisi.",
        "en": "The P-IRT number (or BPOM MD/ML) is missing.",
    },
    "bpom-md-missing": {
        "id": "Nomor BPOM MD/ML belum diisi. Pangan dingin atau beku tidak dapat memakai P-IRT.",
        "en": "The BPOM MD/ML number is missing. Chilled or frozen food cannot go under a P-IRT.",
    },
    "bpom-tr-missing": {
        "id": "Nomor BPOM TR untuk obat tradisional belum diisi.",
        "en": "The BPOM TR number for traditional medicine is missing.",
    },
    "bpom-na-missing": {
        "id": "Nomor notifikasi kosmetik BPOM (NA) belum diisi.",
        "en": "The BPOM cosmetics notification number (NA) is missing.",
    },
    "pirt-malformed": {
        "id": "Nomor P-IRT harus terdiri atas 15 angka, misalnya 2068171010001-31. Nomor lama 12 angka tidak berlaku.",
        "en": "A P-IRT number has 15 digits, like 2068171010001-31. The old ones of 12 digits are not valid any more.",
    },
    "bpom-md-malformed": {
        "id": "Nomor BPOM MD harus MD diikuti 12 sampai 15 angka.",
        "en": "A BPOM MD number is MD and 12 to 15 digits.",
    },
    "bpom-ml-malformed": {
        "id": "Nomor BPOM ML harus ML diikuti 12 sampai 15 angka.",
        "en": "A BPOM ML number is ML and 12 to 15 digits.",
    },
    "bpom-tr-malformed": {
        "id": "Nomor BPOM TR harus TR diikuti 9 sampai 15 angka.",
        "en": "A BPOM TR number is TR and 9 to 15 digits.",
    },
    "bpom-na-malformed": {
        "id": "Nomor notifikasi kosmetik harus NA diikuti 11 angka.",
        "en": "A cosmetics notification number is NA and 11 digits.",
    },
    "pirt-pack-unknown": {
        "id": "Angka pertama P-IRT (jenis kemasan) biasanya 1 sampai 8. Periksa kembali nomornya.",
        "en": "The first digit of a P-IRT (the pack) is usually 1 to 8. Check the number.",
    },
    "pirt-other-city": {
        "id": "Nomor P-IRT ini dari kabupaten/kota lain. P-IRT tidak berlaku lagi bila tempat produksi pindah.",
        "en": "This P-IRT is from another city. It is not valid any more when production has moved.",
    },
    "pirt-year-differs": {
        "id": "Dua angka terakhir P-IRT tidak sama dengan tahun berakhir izin yang diisi.",
        "en": "The last two digits of the P-IRT differ from the year in which the licence is said to end.",
    },
    "pirt-stored-cold": {
        "id": "Produk yang disimpan dingin atau beku umumnya tidak dapat memakai P-IRT dan memerlukan BPOM MD.",
        "en": "A product that is kept chilled or frozen generally cannot go under a P-IRT and needs a BPOM MD.",
    },
    "bpom-number-unusual": {
        "id": "Nomor BPOM MD/ML biasanya 12 angka. Periksa kembali nomornya.",
        "en": "A BPOM MD/ML number usually has 12 digits. Check the number.",
    },
    # Halal and barcode
    "halal-status-missing": {
        "id": "Status halal belum dipilih.",
        "en": "The halal status has not been chosen.",
    },
    "halal-status-unknown": {
        "id": "Status halal tidak dikenal.",
        "en": "The halal status is unknown.",
    },
    "halal-number-missing": {
        "id": "Nomor sertifikat halal belum diisi.",
        "en": "The number of the halal certificate is missing.",
    },
    "halal-number-without-certificate": {
        "id": "Nomor sertifikat halal hanya diisi bila produk sudah bersertifikat.",
        "en": "A halal certificate number is given only for a certified product.",
    },
    "halal-number-malformed": {
        "id": "Nomor sertifikat halal diawali ID lalu 11 sampai 20 angka; bukan nomor fatwa yang diawali KH.",
        "en": "A halal certificate number is ID and 11 to 20 digits; not the number of the fatwa, which begins with KH.",
    },
    "halal-number-unusual": {
        "id": "Nomor sertifikat halal biasanya ID diikuti 17 angka. Periksa kembali nomornya.",
        "en": "A halal certificate number is usually ID and 17 digits. Check the number.",
    },
    "halal-duty-open": {
        "id": "Produk ini sudah wajib bersertifikat halal, atau diberi keterangan tidak halal.",
        "en": "This product must be certified halal by now, or be labelled as not halal.",
    },
    "gtin-not-13-digits": {
        "id": "Barcode (GTIN) harus terdiri atas 13 angka.",
        "en": "A barcode (GTIN) has 13 digits.",
    },
    "gtin-check-digit-wrong": {
        "id": "Barcode tidak benar: angka terakhirnya tidak cocok. Periksa kembali pada kemasan.",
        "en": "The barcode is wrong: its last digit does not match. Check it on the pack.",
    },
    "gtin-in-store": {
        "id": "Barcode yang diawali 2 hanya berlaku di dalam satu toko. Gunakan barcode dari GS1 Indonesia.",
        "en": "A barcode that begins with 2 is good within one store alone. Use one from GS1 Indonesia.",
    },
    "gtin-missing": {
        "id": "Belum ada barcode. Produk boleh diajukan, tetapi barcode diperlukan sebelum tayang di gerai.",
        "en": "There is no barcode yet. The product may be submitted, but needs one before it is in the stores.",
    },
}


def say(code: str, language: str = "id") -> str:
    """What people read for a code; `language` is id or en."""
    return TEXTS[code][language]


def refused(code: str) -> Refused:
    """The refusal of a code, with its Indonesian text."""
    return Refused(code, say(code))


def refused_for(codes: list[str]) -> Refused:
    """The refusal of a product with open points: of the one point itself, or of several with all of them listed."""
    if len(codes) == 1:
        return refused(codes[0])
    points = "\n".join(f"{number}. {say(code)}" for number, code in enumerate(codes, start=1))
    return Refused(INCOMPLETE, f"{say(INCOMPLETE)} Ada {len(codes)} hal yang perlu dilengkapi:\n{points}")
