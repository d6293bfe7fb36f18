"""What people read about functions and contacts."""

PEOPLE: dict[str, dict[str, str]] = {
    "subject-missing": {
        "id": "Akun orang yang dimaksud belum diisi.",
        "en": "The account of the person is missing.",
    },
    # A function
    "function-unknown": {
        "id": "Fungsi ini tidak dikenal. Pilih salah satu yang tersedia, misalnya kurator-diskop.",
        "en": "This function is unknown. Choose one of those there are, for example kurator-diskop.",
    },
    "scope-missing": {
        "id": "Sebutkan untuk usaha atau ritel yang mana fungsi ini berlaku.",
        "en": "Say for which business or retailer the function is held.",
    },
    "scope-not-for-function": {
        "id": "Fungsi ini berlaku untuk seluruh kota. Kosongkan isian usaha atau ritelnya.",
        "en": "This function is held for the whole city. Leave its business or retailer empty.",
    },
    "scope-not-a-business-of-the-city": {
        "id": "Usaha ini tidak terdaftar di kota ini. Periksa kembali nomor usahanya.",
        "en": "This business is not registered in this city. Check its id.",
    },
    "retailer-code-malformed": {
        "id": "Kode ritel hanya terdiri atas huruf kecil dan angka, misalnya alfamidi.",
        "en": "The code of a retailer has small letters and digits alone, for example alfamidi.",
    },
    "until-not-after-since": {
        "id": "Akhir masa tugas harus sesudah awalnya.",
        "en": "A function ends after it begins.",
    },
    "function-for-oneself": {
        "id": "Anda tidak dapat memberi fungsi kepada diri sendiri. Minta admin lain di kota ini, atau pengelola "
        "sistem, melakukannya.",
        "en": "You cannot give yourself a function. Ask another admin of this city, or the system's operator, for it.",
    },
    "function-held-already": {
        "id": "Orang ini sudah memegang fungsi yang sama pada waktu itu. Untuk mengubah sebutan atau masa "
        "tugasnya, akhiri dahulu fungsi yang lama, lalu berikan yang baru.",
        "en": "This person holds the same function at that time already. To change its title or term, end the present "
        "one first, then give the new one.",
    },
    "function-already-ended": {
        "id": "Fungsi ini sudah berakhir.",
        "en": "This function has ended already.",
    },
    # An invitation
    "invitation-settled": {
        "id": "Undangan ini sudah dipakai atau dibatalkan. Minta Admin Kota mengundang Anda lagi.",
        "en": "This invitation was used or withdrawn already. Ask the city's admin to invite you again.",
    },
    "invitation-expired": {
        "id": "Undangan ini sudah lewat waktunya. Minta Admin Kota mengundang Anda lagi.",
        "en": "This invitation has expired. Ask the city's admin to invite you again.",
    },
    "invitation-without-inviter": {
        "id": "Undangan ini tidak berlaku lagi karena pengundangnya bukan lagi Admin Kota. Minta Admin Kota mengundang "
        "Anda lagi.",
        "en": "This invitation is good no longer: whoever sent it is no admin of the city now. Ask the city's admin to "
        "invite you again.",
    },
    # A contact
    "contact-of-another-city": {
        "id": "Kota lain juga berhubungan dengan orang ini, sehingga hanya ia sendiri yang dapat mengubah kontaknya. "
        "Minta ia masuk ke Gerai dan mengisinya.",
        "en": "Another city knows this person too, so only they themselves can change their contact. "
        "Ask them to sign in to Gerai and fill it in.",
    },
    "contact-name-missing": {
        "id": "Nama orangnya belum diisi.",
        "en": "The name of the person is missing.",
    },
    "email-malformed": {
        "id": "Alamat surel tidak benar. Tulis seperti nama@contoh.id.",
        "en": "The mail address is not right. Write it like name@example.id.",
    },
    "language-unknown": {
        "id": "Pilih bahasa pesan: id (Indonesia) atau en (Inggris).",
        "en": "Choose the language of messages: id (Indonesian) or en (English).",
    },
}
