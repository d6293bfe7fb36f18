"""Who an operator makes known, and what the other services hear of it."""

from collections.abc import Iterator

import pytest

from tests.deploy.conftest import Operator, at_work

MAYOR = "SELECT title, until IS NULL AS holds FROM assignments WHERE function = 'wali-kota'"


@pytest.fixture(scope="module")
def ambon() -> Iterator[Operator]:
    """An operator with a system that runs, for Ambon."""
    with at_work() as operator:
        operator.start()
        operator.add_ambon()
        yield operator


async def test_a_function_begins_and_ends_for_all_services(ambon: Operator) -> None:
    words = ["person", "assign", "ari", "wali-kota", "--city", "ambon", "--since", "2025-02-20"]
    assigned = ambon.gerai(*words, "--title", "Penjabat Wali Kota")
    assert "Penjabat Wali Kota" in assigned.stdout
    # Midnight in Ambon, nine hours ahead of UTC.
    began = await ambon.until_rows("curation", f"{MAYOR} AND since = '2025-02-19T15:00:00Z'")
    assert began == [{"title": "Penjabat Wali Kota", "holds": True}]

    assert ambon.gerai("person", "end", "ari", "wali-kota", "--city", "ambon").returncode == 0
    ended = await ambon.until_rows("curation", f"{MAYOR} AND until IS NOT NULL")
    assert ended == [{"title": "Penjabat Wali Kota", "holds": False}]
    again = ambon.gerai("person", "end", "ari", "wali-kota", "--city", "ambon")
    assert (again.returncode, "does not hold" in again.stderr) == (1, True)

    refused = ambon.gerai("person", "assign", "ari", "raja", "--city", "ambon")
    assert (refused.returncode, "function is unknown" in refused.stderr) == (1, True)
    assert await ambon.fetch("registration", "SELECT FROM assignments WHERE function = 'raja'") == []


async def test_of_two_functions_of_one_name_the_one_named_ends(ambon: Operator) -> None:
    for retailer in ("alfamidi", "indomaret"):
        ambon.gerai("person", "assign", "budi", "mitra-ritel", "--city", "ambon", "--scope", retailer)
    end = ["person", "end", "budi", "mitra-ritel", "--city", "ambon"]
    unclear = ambon.gerai(*end)
    assert (unclear.returncode, "alfamidi, indomaret" in unclear.stderr) == (1, True)
    assert ambon.gerai(*end, "--scope", "alfamidi").returncode == 0
    held = await ambon.fetch("registration", "SELECT scope FROM assignments WHERE until IS NULL")
    assert held == [{"scope": "indomaret"}]


async def test_a_contact_is_announced_and_lies_sealed(ambon: Operator) -> None:
    who = ["person", "add", "yohana", "--city", "ambon", "--name", "Yohana Latuconsina", "--phone", ""]
    added = ambon.gerai(*who, "--email", "yohana@umkm.example", "--language", "en")
    assert added.returncode == 0, added.stderr
    told = "SELECT key FROM published_states WHERE topic = 'gerai.registration.contact.v1'"
    assert await ambon.until_rows("registration", told) == [{"key": "yohana"}]
    (row,) = await ambon.fetch("registration", "SELECT sealed, language FROM contacts")
    assert row["language"] == "en"
    assert b"umkm.example" not in row["sealed"]
    wrong = ambon.gerai(*who, "--email", "yohana")
    assert (wrong.returncode, "mail address is not right" in wrong.stderr) == (1, True)
