"""What people read about a business: who owns it, how large it is, what its owner consented to."""

BUSINESSES: dict[str, dict[str, str]] = {
    "city-unknown": {
        "id": "Kota ini belum menggunakan Gerai.",
        "en": "This city does not use Gerai yet.",
    },
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
    "entry-needs-assistant": {
        "id": "Hanya pendamping kota ini yang dapat mengisikan data untuk pemilik lain.",
        "en": "Only an assistant of this city may enter a business for another owner.",
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
        "id": "Omzet setahun terakhir belum diisi. Usaha yang sudah berjalan digolongkan menurut omzet.",
        "en": "The turnover of the last year is missing. A running business is classed by its turnover.",
    },
    "amount-negative": {
        "id": "Modal usaha dan omzet tidak boleh kurang dari nol.",
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
    "consent-text-changed": {
        "id": "Pernyataan persetujuan sudah diperbarui sejak halaman ini dibuka. Baca kembali, lalu setujui.",
        "en": "The statement of consent has changed since this page was opened. Read it again, then agree to it.",
    },
    "consent-channel-unknown": {
        "id": "Pilih bagaimana pemilik menyetujuinya: disetujui pemilik sendiri, dibacakan pendamping, atau surat "
        "bertanda tangan.",
        "en": "Choose how the owner agreed: by the owner themself, read out by an assistant, or by a signed letter.",
    },
    "consent-not-assisted": {
        "id": "Persetujuan lewat pendamping hanya dapat dicatat oleh pendamping yang memasukkan usaha ini. "
        "Bila Anda sendiri yang menyetujui, pilih disetujui pemilik sendiri atau surat bertanda tangan.",
        "en": "A consent through an assistant is recorded by the assistant who enters the business. "
        "If you consent yourself, choose by the owner themself or by a signed letter.",
    },
    "consent-in-the-future": {
        "id": "Waktu persetujuan tidak boleh di masa depan.",
        "en": "A consent cannot have been given in the future.",
    },
    "consent-withdrawn": {
        "id": "Persetujuan atas pemrosesan data sudah dicabut, sehingga hal ini tidak dapat dilakukan.",
        "en": "The consent to the use of the data was withdrawn, so this cannot be done.",
    },
    "consent-withdrawal-needs-owner": {
        "id": "Pemilik usaha ini memiliki akun sendiri, sehingga hanya ia yang dapat mencabut persetujuannya. Bantu "
        "pemilik masuk ke Gerai; bila akunnya tidak dapat dipakai lagi, minta Admin Kota mencatat akun barunya.",
        "en": "The owner of this business has an account, so only they can withdraw their consent. Help the owner to "
        "sign in to Gerai; if the account cannot be used any more, ask the city's admin to note their new one.",
    },
    # Wrong numbers
    "correction-of-own-business": {
        "id": "Nomor usaha milik sendiri dibetulkan oleh petugas lain.",
        "en": "The numbers of one's own business are corrected by another officer.",
    },
    "correction-changes-nothing": {
        "id": "Tidak ada nomor yang dibetulkan. Isi NIB, NIK, atau NPWP yang seharusnya.",
        "en": "No number is corrected. Fill in the NIB, NIK or NPWP as it should be.",
    },
    "correction-reason-missing": {
        "id": "Alasan pembetulan belum diisi.",
        "en": "The reason for the correction is missing.",
    },
    "correction-reason-names-number": {
        "id": "Alasan disimpan apa adanya. Jangan tulis NIB, NIK, atau NPWP di dalamnya.",
        "en": "The reason is kept as it is written. Do not write a NIB, NIK or NPWP in it.",
    },
    # Who registered before
    "nib-taken": {
        "id": "NIB ini sudah terdaftar. Masuklah dengan akun yang mendaftarkannya, atau hubungi dinas.",
        "en": "This NIB is registered already. Sign in with the account that registered it, or ask the department.",
    },
    "nib-without-consent": {
        "id": "NIB ini sudah terdaftar, tetapi persetujuan pemiliknya atas pemrosesan data sudah dicabut, sehingga "
        "usaha ini belum dapat didaftarkan lagi lewat Gerai. Bila pemilik ingin ikut kembali, hubungi {office}.",
        "en": "This NIB is registered already, but its owner withdrew the consent to the use of their data, so the "
        "business cannot be registered again through Gerai yet. If the owner wants to take part again, "
        "turn to {office}.",
    },
    "nik-taken": {
        "id": "NIK ini sudah terdaftar pada usaha lain. Bila itu usaha Anda, tambahkan produk pada usaha itu; bila "
        "bukan, hubungi dinas.",
        "en": "This NIK is registered with another business. If that business is yours, add your products to it; if "
        "not, ask the department.",
    },
    "npwp-taken": {
        "id": "NPWP ini sudah terdaftar pada usaha lain. Bila itu usaha Anda, tambahkan produk pada usaha itu; bila "
        "bukan, hubungi dinas.",
        "en": "This NPWP is registered with another business. If that business is yours, add your products to it; if "
        "not, ask the department.",
    },
}
