"""Who an operator makes known, and what the other services hear of it."""

import pytest

from tests.deploy.conftest import Operator

pytestmark = pytest.mark.system

MAYOR = "SELECT title, until IS NULL AS holds FROM assignments WHERE function = 'wali-kota'"


async def test_a_function_begins_and_ends_for_all_services(system: Operator) -> None:
    words = ["person", "assign", "ari", "wali-kota", "--city", "ambon", "--since", "2025-02-20"]
    assigned = system.gerai(*words, "--title", "Penjabat Wali Kota")
    assert "Penjabat Wali Kota" in assigned.stdout
    # Midnight in Ambon, nine hours ahead of UTC.
    began = await system.until_rows("curation", f"{MAYOR} AND since = '2025-02-19T15:00:00Z'")
    assert began == [{"title": "Penjabat Wali Kota", "holds": True}]

    assert system.gerai("person", "end", "ari", "wali-kota", "--city", "ambon").returncode == 0
    ended = await system.until_rows("curation", f"{MAYOR} AND until IS NOT NULL")
    assert ended == [{"title": "Penjabat Wali Kota", "holds": False}]
    again = system.gerai("person", "end", "ari", "wali-kota", "--city", "ambon")
    assert (again.returncode, "does not hold" in again.stderr) == (1, True)

    refused = system.gerai("person", "assign", "ari", "raja", "--city", "ambon")
    assert (refused.returncode, "function is unknown" in refused.stderr) == (1, True)
    assert await system.fetch("registration", "SELECT FROM assignments WHERE function = 'raja'") == []


async def test_of_two_functions_of_one_name_the_one_named_ends(system: Operator) -> None:
    for retailer in ("alfamidi", "indomaret"):
        system.gerai("person", "assign", "budi", "mitra-ritel", "--city", "ambon", "--scope", retailer)
    end = ["person", "end", "budi", "mitra-ritel", "--city", "ambon"]
    unclear = system.gerai(*end)
    assert (unclear.returncode, "alfamidi, indomaret" in unclear.stderr) == (1, True)
    assert system.gerai(*end, "--scope", "alfamidi").returncode == 0
    held = await system.fetch("registration", "SELECT scope FROM assignments WHERE subject = 'budi' AND until IS NULL")
    assert held == [{"scope": "indomaret"}]


async def test_a_contact_is_announced_and_lies_sealed(system: Operator) -> None:
    who = ["person", "add", "ani", "--city", "ambon", "--name", "Ani Latuconsina", "--phone", ""]
    added = system.gerai(*who, "--email", "ani@umkm.example", "--language", "en")
    assert added.returncode == 0, added.stderr
    told = "SELECT key FROM published_states WHERE topic = 'gerai.registration.contact.v1' AND key = 'ani'"
    assert await system.until_rows("registration", told) == [{"key": "ani"}]
    (row,) = await system.fetch("registration", "SELECT sealed, language FROM contacts WHERE subject = 'ani'")
    assert row["language"] == "en"
    assert b"umkm.example" not in row["sealed"]
    wrong = system.gerai(*who, "--email", "ani")
    assert (wrong.returncode, "mail address is not right" in wrong.stderr) == (1, True)
