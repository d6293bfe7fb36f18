"""Corrections that come up again and again, for an officer to pick: what a label must say (Peraturan BPOM 31/2018), and
what retailers ask for (domain.md §2, §3 and §7). Each names the field of the product sheet that it concerns."""

USUAL_CORRECTIONS: dict[str, str | None] = {
    "Cantumkan daftar bahan pada label.": None,
    "Cantumkan berat bersih atau isi bersih pada bagian utama label.": "net_content",
    "Cantumkan nama dan alamat produsen pada label.": None,
    "Cantumkan tanggal dan kode produksi pada kemasan.": None,
    "Cantumkan tanggal kedaluwarsa (hari, bulan, tahun) pada kemasan.": "shelf_life_days",
    "Cantumkan nomor izin edar pada bagian utama label.": "licences",
    "Cantumkan logo halal dan nomor sertifikatnya, atau keterangan tidak halal, pada label.": "halal_status",
    "Perkuat kemasan agar tersegel dan tidak bocor.": None,
    "Daftarkan barcode (GTIN-13) melalui GS1 Indonesia.": "gtin",
    "Jelaskan kapasitas produksi per bulan yang dapat dipenuhi terus-menerus.": "capacity_per_month",
    "Tinjau kembali harga agar ada margin bagi gerai.": "price",
}
"""By its text, the field; none where the sheet has no such field."""
