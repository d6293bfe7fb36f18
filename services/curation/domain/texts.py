"""Every refusal of curation and everything that it says by itself: the code, and what people read for it. What it gives
as a reason in its announcements is in `shared.events.reasons`, for their readers say it too."""

from shared.events.reasons import CURATION
from shared.texts import Texts

GATES: dict[str, dict[str, str]] = {
    "business-awaited": {
        "id": "Data usaha pemilik produk ini belum sampai, sehingga belum dapat diputuskan. Coba lagi sebentar lagi.",
        "en": "The product's business has not been heard of yet, so nothing can be decided. Try again in a moment.",
    },
    "nib-present": {
        "id": "Usaha memiliki NIB.",
        "en": "The business has a NIB.",
    },
    "category-eligible": {
        "id": "Kategori produk boleh dijual di gerai ritel.",
        "en": "Products of this category may be sold in the stores.",
    },
    "storage-fits": {
        "id": "Cara penyimpanan cocok dengan kategori.",
        "en": "The way of storage fits the category.",
    },
    "licence-in-force": {
        "id": "Izin edar yang diperlukan ada dan berlaku.",
        "en": "The licence that is needed is there and in force.",
    },
    "licence-not-needed": {
        "id": "Produk ini tidak memerlukan izin edar.",
        "en": "This product needs no licence.",
    },
    "halal-certified": {
        "id": "Produk bersertifikat halal.",
        "en": "The product is certified halal.",
    },
    "halal-labelled": {
        "id": "Produk diberi keterangan tidak halal.",
        "en": "The product is labelled as not halal.",
    },
    "halal-not-a-duty": {
        "id": "Kategori ini tidak wajib bersertifikat halal.",
        "en": "This category need not be certified halal.",
    },
    "halal-not-a-duty-yet": {
        "id": "Sertifikat halal belum wajib bagi usaha sebesar ini.",
        "en": "A business of this size need not be certified halal yet.",
    },
}

REVIEWS: dict[str, dict[str, str]] = {
    "city-awaited": {
        "id": "Data kota ini belum sampai ke kurasi. Coba lagi sebentar lagi.",
        "en": "Curation has not heard of this city yet. Try again in a moment.",
    },
    "department-missing": {
        "id": "Anda kurator di kedua dinas. Pilih dinas mana yang Anda wakili dalam penilaian ini.",
        "en": "You are a curator of both departments. Choose for which one this review is.",
    },
    "department-not-held": {
        "id": "Anda bukan kurator dinas yang dipilih. Pilih dinas Anda sendiri.",
        "en": "You are not a curator of the department that was chosen. Choose your own.",
    },
    "case-withdrawn": {
        "id": "Produk ini sudah ditarik oleh pelaku usaha, sehingga tidak dinilai lagi.",
        "en": "The business has withdrawn this product, so it is judged no longer.",
    },
    "consent-withdrawn": {
        "id": "Pemilik usaha sudah mencabut persetujuan atas pemrosesan data, sehingga produknya tidak dinilai lagi.",
        "en": "The owner has withdrawn the consent to the use of their data, so the product is judged no longer.",
    },
    "revision-differs": {
        "id": "Yang sedang dikurasi adalah revisi {revision}. Baca revisi itu, lalu nilai.",
        "en": "The revision under judgement is {revision}. Read that one, then review it.",
    },
    "department-was-faster": {
        "id": "Rekan Anda di {office} lebih dulu mengirim penilaian ke-{number}. Baca penilaian itu dahulu; "
        "selama belum ada keputusan, penilaian itu masih dapat diganti.",
        "en": "A colleague of yours at {office} sent review no. {number} first. Read that one; it may be replaced "
        "while nothing is decided.",
    },
    "review-sent-already": {
        "id": "Anda sudah mengirim penilaian ke-{number} untuk {office}. Selama belum ada keputusan, "
        "penilaian itu masih dapat diganti.",
        "en": "You have sent review no. {number} for {office} already. It may be replaced while nothing is decided.",
    },
    "review-replaces-none": {
        "id": "{office} belum menilai revisi ini, jadi tidak ada yang diganti. Kirim sebagai penilaian pertama.",
        "en": "{office} has not reviewed this revision, so there is nothing to replace. Send it as the first review.",
    },
    "own-product": {
        "id": "Produk ini milik usaha Anda sendiri. Mintalah kurator lain yang menilainya.",
        "en": "This product is of your own business. Have another curator judge it.",
    },
    "case-decided": {
        "id": "{title} memutuskan lebih dulu: revisi {revision} diputuskan setelah penilaiannya masuk, sehingga "
        "penilaian revisi itu tidak dapat diubah lagi.",
        "en": "{title} was faster: with that review revision {revision} was decided, so its reviews cannot be changed "
        "any more.",
    },
    "scores-missing": {
        "id": "Nilai belum lengkap. Isi nilai untuk: {names}.",
        "en": "The points are not complete. Fill in those for: {names}.",
    },
    "criterion-unknown": {
        "id": "Kriteria {criterion} tidak ada dalam rubrik berkas ini. Hapus nilainya.",
        "en": "The criterion {criterion} is not in the rubric of this case. Take its points out.",
    },
    "score-out-of-range": {
        "id": "Setiap nilai harus antara 0 dan 100.",
        "en": "All points are between 0 and 100.",
    },
    "conditions-missing": {
        "id": "Lolos bersyarat memerlukan paling sedikit satu syarat dengan tenggatnya.",
        "en": "To pass with conditions, at least one condition with its day is needed.",
    },
    "conditions-not-expected": {
        "id": "Syarat hanya diisi bila rekomendasinya lolos bersyarat. Hapus syaratnya atau ubah rekomendasinya.",
        "en": "Conditions are for passing with conditions alone. Take them out or change the recommendation.",
    },
    "corrections-missing": {
        "id": "Perlu pembinaan memerlukan paling sedikit satu hal yang harus diperbaiki.",
        "en": "A product that is to be mended needs at least one correction.",
    },
    "corrections-not-expected": {
        "id": "Perbaikan hanya diisi bila rekomendasinya perlu pembinaan. Hapus perbaikannya atau ubah rekomendasinya.",
        "en": "Corrections are for a product to be mended alone. Take them out or change the recommendation.",
    },
    "reason-missing": {
        "id": "Tidak lolos memerlukan alasan yang dapat dibaca pelaku usaha.",
        "en": "A rejection needs a reason that the business can read.",
    },
    "text-missing": {
        "id": "Setiap syarat dan perbaikan harus memiliki isi.",
        "en": "Every condition and every correction has to say something.",
    },
    "due-in-the-past": {
        "id": "Tenggatnya sudah lewat. Pilih hari ini atau sesudahnya.",
        "en": "The day by which a condition is due has passed. Choose today or later.",
    },
    "due-too-far": {
        "id": "Tenggatnya terlalu jauh. Pilih paling lama {days} hari dari sekarang.",
        "en": "The day by which a condition is due is too far away. Choose one within {days} days.",
    },
}

DECISIONS: dict[str, dict[str, str]] = {
    "condition-of-other-department": {
        "id": "Syarat ini diminta oleh dinas lain. Dinas itulah yang menyatakan syaratnya terpenuhi.",
        "en": "The other department asked for this condition. It is for that one to say that it is met.",
    },
    "condition-met-already": {
        "id": "Syarat ini sudah dinyatakan terpenuhi.",
        "en": "This condition was found to be met already.",
    },
    "condition-lapsed": {
        "id": "Tenggat syarat ini sudah lewat. Pelaku usaha dapat mengajukan ulang produknya.",
        "en": "The day by which this condition was due has passed. The business may submit the product again.",
    },
    "decision-stands-no-longer": {
        "id": "Keputusan yang memuat syarat ini tidak berlaku lagi. Muat ulang berkasnya.",
        "en": "The decision that this condition belongs to stands no longer. Reload the case.",
    },
    "note-missing": {
        "id": "Tuliskan bagaimana syarat ini terpenuhi.",
        "en": "Say how this condition was met.",
    },
}

RUBRICS: dict[str, dict[str, str]] = {
    "rubric-empty": {
        "id": "Rubrik memerlukan paling sedikit satu kriteria.",
        "en": "A rubric needs at least one criterion.",
    },
    "criterion-unnamed": {
        "id": "Setiap kriteria harus memiliki kode dan nama.",
        "en": "Every criterion has a code and a name.",
    },
    "criterion-twice": {
        "id": "Kriteria {criterion} tertulis lebih dari sekali.",
        "en": "The criterion {criterion} is there more than once.",
    },
    "weight-not-positive": {
        "id": "Setiap bobot harus paling sedikit 1.",
        "en": "Every weight is at least 1.",
    },
    "weights-not-100": {
        "id": "Jumlah semua bobot harus 100; sekarang {total}.",
        "en": "All weights together are 100; now they are {total}.",
    },
    "minimum-out-of-range": {
        "id": "Nilai terendah sebuah kriteria harus antara 0 dan 100.",
        "en": "The minimum of a criterion is between 0 and 100.",
    },
    "pass-mark-out-of-range": {
        "id": "Batas lulus harus antara 1 dan 100.",
        "en": "The pass mark is between 1 and 100.",
    },
    "rubric-set-meanwhile": {
        "id": "Admin lain menetapkan rubrik kota ini lebih dulu. Muat ulang rubriknya, lalu coba lagi.",
        "en": "Another admin was faster to set this city's rubric. Reload it and try again.",
    },
}

TEXTS = Texts(CURATION | GATES | REVIEWS | DECISIONS | RUBRICS)
say = TEXTS.say
refused = TEXTS.refused
conflict = TEXTS.conflict
