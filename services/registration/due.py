"""What registration does when a time has come."""

from services.registration import domain, settings, store
from shared.messaging.transaction import Transaction


async def forget_drafts(tx: Transaction) -> None:
    """Identity numbers are not kept for an application that nobody goes on with."""
    await store.delete_old_drafts(tx.connection)


async def end_invitations(tx: Transaction) -> None:
    """An address is not kept for an invitation that nobody took in time."""
    for invitation in await store.lock_expired_invitations(tx.connection, tx.now, settings.seal()):
        ended, forgotten = domain.withdraw_invitation(invitation, at=tx.now)
        await store.save_invitation(tx.connection, ended, settings.seal())
        await tx.publish(forgotten)
