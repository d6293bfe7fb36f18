"""What people read about a product: what is missing or wrong, and what only deserves a second look."""

PRODUCTS: dict[str, dict[str, str]] = {
    # A product's way
    "product-incomplete": {
        "id": "Produk belum dapat diajukan. Ada {count} hal yang perlu dilengkapi:",
        "en": "The product cannot be submitted yet. {count} things need to be completed:",
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
    "sheet-changed-meanwhile": {
        "id": "Data produk ini sudah diubah sejak Anda membukanya. Muat ulang datanya, periksa, lalu coba lagi.",
        "en": "The product's sheet has changed since you opened it. Load it again, check it, and try once more.",
    },
    # Its photos
    "photo-missing": {
        "id": "Pilih foto terlebih dahulu.",
        "en": "Choose a photo first.",
    },
    "photo-unreadable": {
        "id": "Berkas ini bukan foto yang dapat dibaca. Kirim foto JPEG, PNG, atau WebP.",
        "en": "This file is no photo that can be read. Send a JPEG, PNG or WebP photo.",
    },
    "photo-too-large": {
        "id": "Foto ini terlalu besar. Kirim foto paling besar 10 MB.",
        "en": "This photo is too large. Send one of 10 MB at most.",
    },
    "photo-too-fine": {
        "id": "Ukuran gambar foto ini terlalu besar. Ambil ulang dengan resolusi lebih rendah, atau kirim sebagai JPEG "
        "(paling banyak 60 megapiksel).",
        "en": "This picture has too many pixels. Take it again at a lower resolution, or send it as JPEG (60 "
        "megapixels at most).",
    },
    "photo-too-many": {
        "id": "Satu produk memuat paling banyak {most} foto. Hapus salah satu terlebih dahulu.",
        "en": "A product has {most} photos at most. Remove one first.",
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
        "id": "Produk dalam kategori {category} tidak dapat diajukan ke gerai ritel.",
        "en": "Products of the category {category} cannot be put forward to the stores.",
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
        "en": "A halal certificate number is ID and 11 to 20 digits; not the fatwa's number, which begins with KH.",
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
        "id": "Barcode yang diawali 2 hanya berlaku di dalam satu gerai. Gunakan barcode dari GS1 Indonesia.",
        "en": "A barcode that begins with 2 is good within one store alone. Use one from GS1 Indonesia.",
    },
    "gtin-missing": {
        "id": "Belum ada barcode. Produk boleh diajukan, tetapi barcode diperlukan sebelum PKS ditandatangani.",
        "en": "There is no barcode yet. The product may be submitted, but needs one before the PKS is signed.",
    },
}
