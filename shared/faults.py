"""What is wrong with a field that somebody filled in: pydantic's own words in English, these in Indonesian."""

from collections.abc import Mapping
from typing import Any

INDONESIAN = {
    "missing": "Isian ini wajib diisi.",
    "none_required": "Isian ini harus dikosongkan.",
    "extra_forbidden": "Isian ini tidak dikenal. Periksa kembali namanya.",
    "json_invalid": "Kiriman tidak dapat dibaca karena bukan JSON yang benar.",
    "json_type": "Kiriman tidak dapat dibaca karena bukan JSON yang benar.",
    # Text
    "string_type": "Isian ini harus berupa teks.",
    "string_unicode": "Teks ini memuat karakter yang tidak dapat dibaca. Tulis ulang teksnya.",
    "string_too_short": "Teks ini terlalu pendek. Tulis paling sedikit {min_length} karakter.",
    "string_too_long": "Teks ini terlalu panjang. Tulis paling banyak {max_length} karakter.",
    "string_pattern_mismatch": "Penulisan isian ini belum benar. Periksa kembali.",
    "nul_character": "Ada teks yang memuat karakter NUL, yang tidak dapat disimpan. Tulis ulang teksnya.",
    # Numbers
    "int_type": "Isian ini harus berupa bilangan bulat.",
    "int_parsing": "Isian ini harus berupa bilangan bulat, tanpa huruf dan tanda baca.",
    "int_parsing_size": "Bilangan ini terlalu besar.",
    "int_from_float": "Isian ini harus berupa bilangan bulat, tanpa pecahan.",
    "float_type": "Isian ini harus berupa bilangan.",
    "float_parsing": "Isian ini harus berupa bilangan.",
    "finite_number": "Isian ini harus berupa bilangan yang terhingga.",
    "greater_than": "Bilangan ini harus lebih besar daripada {gt}.",
    "greater_than_equal": "Bilangan ini paling kecil {ge}.",
    "less_than": "Bilangan ini harus lebih kecil daripada {lt}.",
    "less_than_equal": "Bilangan ini paling besar {le}.",
    "multiple_of": "Bilangan ini harus kelipatan {multiple_of}.",
    "bool_type": "Pilih ya atau tidak (true atau false).",
    "bool_parsing": "Pilih ya atau tidak (true atau false).",
    # Choices and ids
    "literal_error": "Pilih salah satu: {expected}.",
    "enum": "Pilih salah satu: {expected}.",
    "uuid_type": "Isian ini harus berupa nomor pengenal (UUID).",
    "uuid_parsing": "Nomor pengenal (UUID) ini tidak benar. Salin kembali seluruhnya.",
    "uuid_version": "Nomor pengenal (UUID) ini tidak benar. Salin kembali seluruhnya.",
    # Times
    "date_type": "Isian ini harus berupa tanggal, misalnya 2026-11-24.",
    "date_parsing": "Tanggal ini tidak benar. Tulis seperti 2026-11-24.",
    "date_from_datetime_parsing": "Tanggal ini tidak benar. Tulis seperti 2026-11-24.",
    "date_from_datetime_inexact": "Isian ini harus berupa tanggal tanpa jam, misalnya 2026-11-24.",
    "date_past": "Tanggal ini harus sudah lewat.",
    "date_future": "Tanggal ini harus tanggal yang akan datang.",
    "datetime_type": "Isian ini harus berupa tanggal dan jam, misalnya 2026-11-24T09:05:00+09:00.",
    "datetime_parsing": "Tanggal dan jam ini tidak benar. Tulis seperti 2026-11-24T09:05:00+09:00.",
    "datetime_from_date_parsing": "Tanggal dan jam ini tidak benar. Tulis seperti 2026-11-24T09:05:00+09:00.",
    "timezone_aware": "Sebutkan zona waktunya, misalnya 2026-11-24T09:05:00+09:00.",
    "timezone_naive": "Tulis tanggal dan jam tanpa zona waktu, misalnya 2026-11-24T09:05:00.",
    "year_out_of_range": "Tahunnya harus antara 2000 dan 2100. Periksa kembali tanggalnya.",
    # What holds other fields
    "list_type": "Isian ini harus berupa daftar.",
    "tuple_type": "Isian ini harus berupa daftar.",
    "set_type": "Isian ini harus berupa daftar.",
    "dict_type": "Isian ini harus berupa objek dengan nama dan isi.",
    "model_type": "Isian ini harus berupa objek dengan nama dan isi.",
    "model_attributes_type": "Isian ini harus berupa objek dengan nama dan isi.",
    "too_short": "Daftar ini terlalu pendek. Isi paling sedikit {min_length}.",
    "too_long": "Daftar ini terlalu panjang. Isi paling banyak {max_length}.",
    # Rules of a form's own, whose words are for developers
    "value_error": "Isian ini belum benar. Periksa kembali.",
    "assertion_error": "Isian ini belum benar. Periksa kembali.",
}
"""By pydantic's type of error. Values in braces are what it tells of the limit."""


def say(fault: Mapping[str, Any], language: str) -> str:
    """What people read about one of pydantic's errors; `language` is id or en."""
    if language == "en":
        return str(fault["msg"])
    limits = {name: _read(limit) for name, limit in fault.get("ctx", {}).items()}
    return INDONESIAN.get(fault["type"], INDONESIAN["value_error"]).format(**limits)


def _read(limit: object) -> str:
    """1.000.000 for a number; of a choice, pydantic gives `'a' or 'b'`."""
    if isinstance(limit, int | float):
        return f"{limit:,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
    return str(limit).replace(" or ", " atau ")
