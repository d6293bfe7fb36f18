"""What curation does when a time has come."""

from services.curation import domain, store
from shared.messaging.transaction import Transaction

BATCH = 200
"""Most cases in one transaction; what is left is done a second later."""


async def lapse_conditions(tx: Transaction) -> None:
    """Let lapse what was not met by the end of its day in the city."""
    cases = await store.lock_lapsing_cases(tx.connection, tx.now, limit=BATCH)
    conditions = await store.list_conditions(tx.connection, list(cases))
    ended, lapsed, announcements = domain.lapse(cases, conditions, at=tx.now)
    await store.save_cases(tx.connection, ended)
    await store.save_conditions(tx.connection, lapsed)
    await tx.publish(*announcements)
