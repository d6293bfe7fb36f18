"""What is wrong with a field is said in Indonesian, or in pydantic's English."""

from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import core_schema

from shared import faults

OWN = {"nul_character", "year_out_of_range"}
"""Raised by forms, not by pydantic."""


class Line(BaseModel):
    """Part of a form."""

    pieces: int


class Filled(BaseModel):
    """One field of each kind that forms have."""

    model_config = ConfigDict(extra="forbid")

    needed: bool
    text: Annotated[str, Field(min_length=2, max_length=1200, pattern="^[a-z]+$")] = "ab"
    number: Annotated[int, Field(ge=1, le=2_000_000)] = 1
    ratio: Annotated[float, Field(gt=0, lt=1.5)] = 1
    id: UUID | None = None
    choice: Literal["mitra", "kota"] = "kota"
    day: date | None = None
    at: AwareDatetime | None = None
    lines: Annotated[list[Line], Field(min_length=1, max_length=3)] = []
    names: dict[str, str] = {}

    @field_validator("needed")
    @classmethod
    def _holds(cls, needed: bool) -> bool:
        if not needed:
            raise ValueError("for developers")
        return needed


def fault(filled: dict[str, Any]) -> Any:
    """The one thing that is wrong with this form."""
    with pytest.raises(ValidationError) as invalid:
        Filled.model_validate({"needed": True} | filled)
    (error,) = invalid.value.errors()
    return error


def test_every_indonesian_text_is_for_an_error_that_there_is() -> None:
    assert faults.INDONESIAN.keys() - OWN <= set(get_args(core_schema.ErrorType))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"nedeed": 1}, "Isian ini tidak dikenal. Periksa kembali namanya."),
        ({"text": 1}, "Isian ini harus berupa teks."),
        ({"text": "a"}, "Teks ini terlalu pendek. Tulis paling sedikit 2 karakter."),
        ({"text": "a" * 1201}, "Teks ini terlalu panjang. Tulis paling banyak 1.200 karakter."),
        ({"text": "A1"}, "Penulisan isian ini belum benar. Periksa kembali."),
        ({"text": "\ud800"}, "Teks ini memuat karakter yang tidak dapat dibaca. Tulis ulang teksnya."),
        ({"number": "satu"}, "Isian ini harus berupa bilangan bulat, tanpa huruf dan tanda baca."),
        ({"number": 1.5}, "Isian ini harus berupa bilangan bulat, tanpa pecahan."),
        ({"number": None}, "Isian ini harus berupa bilangan bulat."),
        ({"number": "1" * 5000}, "Bilangan ini terlalu besar."),
        ({"number": 0}, "Bilangan ini paling kecil 1."),
        ({"number": 2_000_001}, "Bilangan ini paling besar 2.000.000."),
        ({"ratio": "x"}, "Isian ini harus berupa bilangan."),
        ({"ratio": 0}, "Bilangan ini harus lebih besar daripada 0."),
        ({"ratio": 2}, "Bilangan ini harus lebih kecil daripada 1,5."),
        ({"needed": "mungkin"}, "Pilih ya atau tidak (true atau false)."),
        ({"needed": False}, "Isian ini belum benar. Periksa kembali."),
        ({"id": "abc"}, "Nomor pengenal (UUID) ini tidak benar. Salin kembali seluruhnya."),
        ({"choice": "desa"}, "Pilih salah satu: 'mitra' atau 'kota'."),
        ({"day": "2026-13-01"}, "Tanggal ini tidak benar. Tulis seperti 2026-11-24."),
        ({"at": "kemarin"}, "Tanggal dan jam ini tidak benar. Tulis seperti 2026-11-24T09:05:00+09:00."),
        ({"at": "2026-11-24T09:05:00"}, "Sebutkan zona waktunya, misalnya 2026-11-24T09:05:00+09:00."),
        ({"lines": 1}, "Isian ini harus berupa daftar."),
        ({"lines": []}, "Daftar ini terlalu pendek. Isi paling sedikit 1."),
        ({"lines": [{"pieces": 1}] * 4}, "Daftar ini terlalu panjang. Isi paling banyak 3."),
        ({"lines": [1]}, "Isian ini harus berupa objek dengan nama dan isi."),
        ({"lines": [{}]}, "Isian ini wajib diisi."),
        ({"names": 1}, "Isian ini harus berupa objek dengan nama dan isi."),
    ],
)
def test_a_fault_is_said_in_indonesian_with_its_limits(filled: dict[str, Any], said: str) -> None:
    assert faults.say(fault(filled), "id") == said


def test_a_fault_that_nobody_thought_of_is_still_said_in_indonesian() -> None:
    assert faults.say({"type": "is_subclass_of", "msg": "Input should be"}, "id") == faults.INDONESIAN["value_error"]


def test_english_is_pydantic_s_own() -> None:
    assert faults.say(fault({"number": 0}), "en") == "Input should be greater than or equal to 1"
