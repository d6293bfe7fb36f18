"""What people read about cooperation agreements (Perjanjian Kerja Sama, PKS)."""

PKS: dict[str, dict[str, str]] = {
    # What it stands on
    "offer-not-accepted": {
        "id": "PKS hanya dapat dibuat untuk penawaran yang sudah diterima mitra ritel.",
        "en": "An agreement can be drafted only for an offer that the retailer has accepted.",
    },
    "mou-not-live": {
        "id": "Kesepakatan Bersama penawaran ini tidak berlaku pada hari ini, sehingga PKS tidak dapat dibuat "
        "atau ditandatangani.",
        "en": "The MoU of this offer is not in force today, so no agreement can be drafted or signed.",
    },
    "gtin-missing": {
        "id": "Produk ini belum memiliki barcode (GTIN-13), sehingga PKS belum dapat ditandatangani. "
        "Pelaku usaha mengurus barcode di GS1 Indonesia, lalu mengajukan ulang produk dengan nomornya. "
        "Setelah lolos lagi, produk ditawarkan kembali dan PKS disusun kembali.",
        "en": "This product has no barcode (GTIN-13) yet, so the agreement cannot be signed. Its "
        "owner obtains one from GS1 Indonesia, then submits the product again with its number. Once it has "
        "passed again, it is offered again and the agreement is drafted again.",
    },
    "pks-draft-exists": {
        "id": "Sudah ada rancangan PKS untuk penawaran ini. Bila belum ditandatangani siapa pun, ubah rancangan itu "
        "dengan versi baru; bila sudah, tunggu sampai pihak lain menandatangani atau menolaknya.",
        "en": "There is a draft for this offer already. If nobody has signed it, change it by a new version; if "
        "somebody has, wait until the other party signs or declines it.",
    },
    "store-agreed-already": {
        "id": "Gerai {store} sudah memiliki PKS untuk produk ini sampai {until}. Pilih gerai lain atau jangka waktu "
        "sesudahnya.",
        "en": "The store {store} has an agreement for this product until {until}. Choose other stores or a later term.",
    },
    # Terms
    "scheme-unknown": {
        "id": "Pilih skema: beli putus atau konsinyasi.",
        "en": "Choose a scheme: sale (beli-putus) or consignment (konsinyasi).",
    },
    "returns-unknown": {
        "id": "Pilih ketentuan retur: tidak ada, rusak, atau rusak dan kedaluwarsa.",
        "en": "Choose what is returned: nothing, what is damaged, or what is damaged or expired.",
    },
    "price-not-positive": {
        "id": "Harga harus lebih dari nol rupiah.",
        "en": "The price must be more than zero rupiah.",
    },
    "terms-negative": {
        "id": "Hari pembayaran, margin, biaya pendaftaran, dan persentase biaya tidak boleh kurang dari nol.",
        "en": "Payment days, margin, listing fee and the percentage of costs cannot be less than zero.",
    },
    "percent-too-high": {
        "id": "Margin dan persentase biaya tidak boleh lebih dari 100 persen.",
        "en": "Margin and percentage of costs cannot exceed 100 percent.",
    },
    "quantity-not-positive": {
        "id": "Pesanan minimum dan jumlah per gerai per bulan harus paling sedikit satu.",
        "en": "The minimum order and the units per store and month must be at least one.",
    },
    "minimum-order-too-high": {
        "id": "Pesanan minimum per gerai tidak boleh melebihi kebutuhan gerai dalam sebulan ({most} unit). Kurangi "
        "pesanan minimum, atau tambah kebutuhannya.",
        "en": "The minimum order of a store may not exceed what the store needs in a month ({most} units). Lower the "
        "minimum order, or raise the need.",
    },
    "pks-term-reversed": {
        "id": "Tanggal berakhir PKS tidak boleh sebelum tanggal mulai.",
        "en": "The last day of the agreement cannot come before the first.",
    },
    "pks-term-over": {
        "id": "Jangka waktu PKS ini sudah lewat. Buat versi baru dengan jangka waktu yang benar.",
        "en": "The term of this agreement is over already. Draft a version with the right term.",
    },
    "stores-missing": {
        "id": "Pilih paling sedikit satu gerai.",
        "en": "Choose at least one store.",
    },
    "stores-repeated": {
        "id": "Setiap gerai hanya disebut satu kali.",
        "en": "Name each store once.",
    },
    "store-unknown": {
        "id": "Gerai {store} tidak terdaftar pada mitra ritel ini. Periksa namanya.",
        "en": "The store {store} is not registered with this retailer. Check its name.",
    },
    "capacity-exceeded": {
        "id": "Jumlah yang diminta ({asked} per bulan) melebihi sisa kapasitas pelaku usaha ({left} per bulan). "
        "Kurangi gerai atau jumlah per gerai.",
        "en": "What is asked ({asked} a month) exceeds what the business can still make ({left} a month). Name fewer "
        "stores, or fewer units for each.",
    },
    # Law
    "trading-terms-too-high": {
        "id": "Seluruh biaya yang dibebankan kepada pelaku usaha tidak boleh melebihi {most} persen "
        "(Permendag 23/2021 Pasal 11).",
        "en": "All costs charged to the business may not exceed {most} percent (Permendag 23/2021, Pasal 11).",
    },
    "listing-fee-too-high": {
        "id": "Biaya pendaftaran produk tidak boleh melebihi Rp{most} per gerai (Permendag 23/2021 Pasal 11).",
        "en": "The listing fee may not exceed Rp{most} for a store (Permendag 23/2021, Pasal 11).",
    },
    "listing-fees-too-high": {
        "id": "Biaya pendaftaran produk untuk semua gerai tidak boleh melebihi Rp{most} (Permendag 23/2021 Pasal 11).",
        "en": "The listing fees of all stores may not exceed Rp{most} together (Permendag 23/2021, Pasal 11).",
    },
    "listing-fee-doubtful": {
        "id": "Aturan lama menyebut batas biaya pendaftaran Rp{most} per gerai. Tanyakan kepada Bagian Hukum.",
        "en": "Older rules name Rp{most} for a store as the limit of the listing fee. Ask the legal office.",
    },
    "payment-late": {
        "id": "Pembayaran lebih dari {most} hari memberatkan usaha mikro dan kecil (Permendag 70/2013 Pasal 13).",
        "en": "Payment after more than {most} days weighs on small businesses (Permendag 70/2013, Pasal 13).",
    },
    "licence-ended": {
        "id": "Masa berlaku izin edar produk ini sudah lewat. Pastikan izinnya diperpanjang sebelum produk dijual.",
        "en": "The product's licence has ended. Make sure that it is renewed before the product is sold.",
    },
    "halal-duty-open": {
        "id": "Produk ini wajib bersertifikat halal atau berketerangan tidak halal (PP 42/2024), tetapi data yang "
        "lolos kurasi belum memenuhinya. Pastikan kewajiban ini dipenuhi sebelum produk dijual.",
        "en": "By law this product must be certified halal or labelled as not halal (PP 42/2024), and it was neither "
        "when it passed curation. Make sure that it is before the product is sold.",
    },
    "pks-begins-before-mou": {
        "id": "PKS ini mulai sebelum Kesepakatan Bersama berlaku.",
        "en": "This agreement begins before the MoU is in force.",
    },
    "pks-outlives-mou": {
        "id": "PKS ini berlaku lebih lama daripada Kesepakatan Bersama.",
        "en": "This agreement outlives the MoU.",
    },
    # Its way
    "pks-version-old": {
        "id": "Sudah ada versi PKS yang lebih baru. Muat ulang halaman dan baca versi terakhir.",
        "en": "There is a newer version of the agreement. Load the page again and read the latest version.",
    },
    "pks-signed-by-both": {
        "id": "PKS ini sudah ditandatangani kedua pihak, sehingga tidak dapat diubah atau ditolak lagi.",
        "en": "Both parties have signed this agreement, so it can be neither changed nor declined any more.",
    },
    "pks-signed-by-one": {
        "id": "Versi ini sudah ditandatangani salah satu pihak, sehingga isinya tidak dapat diubah lagi. Pihak yang "
        "belum menandatangani dapat menandatangani atau menolaknya; sesudah ditolak, rancangan baru dapat dibuat.",
        "en": "One party has signed this version, so it cannot be changed any more. Whoever has not signed may sign or "
        "decline it; once it is declined, a new draft can be made.",
    },
    "pks-not-signed": {
        "id": "PKS ini belum ditandatangani kedua pihak. Yang belum ditandatangani dapat ditolak, bukan diakhiri.",
        "en": "Not both parties have signed this agreement. What is not signed can be declined, not ended.",
    },
    "pks-ended": {
        "id": "PKS ini sudah berakhir.",
        "en": "This agreement has ended.",
    },
    "declined-after-signature": {
        "id": "Anda sudah menandatangani versi ini, sehingga tidak dapat menolaknya lagi. Bila pihak lain tidak "
        "menandatangani sampai batas waktunya, PKS ini gugur dengan sendirinya.",
        "en": "You have signed this version, so you cannot decline it any more. If the other party does not sign in "
        "time, it is void by itself.",
    },
    "pks-reason-missing": {
        "id": "Tuliskan alasannya.",
        "en": "Say why.",
    },
}
