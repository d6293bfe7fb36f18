"""What registration does when a time has come."""

from services.registration import store
from shared.messaging.transaction import Transaction


async def forget_drafts(tx: Transaction) -> None:
    """Identity numbers are not kept for an application that nobody goes on with."""
    await store.delete_old_drafts(tx.connection)
