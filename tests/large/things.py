"""Finds what the pages of the large city are asked about."""

from collections.abc import Mapping

import asyncpg

CITY = "makassar"
QUERIES: Mapping[str, Mapping[str, str]] = {
    "agreements": {
        "pks": """SELECT p.id, p.business_id AS business, p.product_id AS product FROM pks AS p JOIN assignments AS a
                  ON a.scope = p.business_id::text WHERE p.retailer = 'alfamidi' AND p.status = 'signed'
                  ORDER BY p.id LIMIT 1""",
        "drafted": "SELECT id FROM pks WHERE retailer = 'alfamidi' AND status = 'draft' ORDER BY id LIMIT 1",
        "accepted": "SELECT id FROM offers WHERE retailer = 'alfamidi' AND status = 'accepted' ORDER BY id LIMIT 1",
        "offer": "SELECT offer_id AS id FROM pks WHERE id = '{pks}'",
        "mou": "SELECT id FROM mous ORDER BY id LIMIT 1",
    },
    "curation": {"waiting": "SELECT product_id AS id FROM cases WHERE status = 'open' ORDER BY opened_at LIMIT 1"},
    "registration": {
        "assignment": "SELECT id FROM assignments WHERE subject = 'kurator.perdagangan.makassar'",
        "owner": "SELECT subject AS id FROM assignments WHERE scope = '{business}'",
    },
}


async def find_things(dsns: Mapping[str, str]) -> dict[str, str]:
    """Ids by what they are called in the visits."""
    found: dict[str, str] = {}
    for service, queries in QUERIES.items():
        connection = await asyncpg.connect(dsns[service])
        await connection.execute("SELECT set_config('app.cities', $1, false)", CITY)
        for name, query in queries.items():
            row = await connection.fetchrow(query.format(**found))
            assert row is not None, f"{service} has no {name}: is the large city whole?"
            found |= {("" if column != "id" else name) or column: str(value) for column, value in row.items()}
        await connection.close()
    return found
