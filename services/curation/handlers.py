"""What curation does when registration announces something."""

from collections.abc import Sequence

from services.curation import domain, store
from shared.events.registration import ProductSubmitted, ProductWithdrawn
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people import assignments

on = Subscriptions()
assignments.follow(on)


@on(ProductSubmitted)
async def open_cases(submissions: Sequence[ProductSubmitted], tx: Transaction) -> None:
    cases = await store.lock_cases(tx.connection, [s.product_id for s in submissions])
    opened, announcements = domain.open_cases(cases, submissions, at=tx.now)
    await store.save_cases(tx.connection, opened)
    await tx.publish(*announcements)


@on(ProductWithdrawn)
async def withdraw_cases(withdrawals: Sequence[ProductWithdrawn], tx: Transaction) -> None:
    cases = await store.lock_cases(tx.connection, [w.product_id for w in withdrawals])
    withdrawn = domain.withdraw_cases(cases, withdrawals, at=tx.now)
    await store.save_cases(tx.connection, withdrawn)
