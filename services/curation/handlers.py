"""What curation does when registration announces something."""

from collections.abc import Sequence

from services.curation import domain, store
from shared.events.registration import (
    BusinessChanged,
    BusinessRegistered,
    ConsentWithdrawn,
    ProductSubmitted,
    ProductWithdrawn,
)
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people import assignments, sessions

on = Subscriptions()
assignments.follow(on)
sessions.follow(on)


@on(ProductSubmitted)
async def open_cases(submissions: Sequence[ProductSubmitted], tx: Transaction) -> None:
    cases = await store.lock_cases(tx.connection, [s.product_id for s in submissions])
    rubrics = await store.list_rubric_versions(tx.connection, [s.city for s in submissions])
    opened, announcements = domain.open_cases(cases, submissions, rubrics, at=tx.now)
    await store.save_cases(tx.connection, opened)
    await tx.publish(*announcements)


@on(ProductWithdrawn)
async def withdraw_cases(withdrawals: Sequence[ProductWithdrawn], tx: Transaction) -> None:
    cases = await store.lock_cases(tx.connection, [w.product_id for w in withdrawals])
    withdrawn = domain.withdraw_cases(cases, withdrawals, at=tx.now)
    await store.save_cases(tx.connection, withdrawn)


@on(BusinessRegistered)
async def copy_registered(registered: Sequence[BusinessRegistered], tx: Transaction) -> None:
    await _copy(registered, tx)


@on(BusinessChanged)
async def copy_changed(changed: Sequence[BusinessChanged], tx: Transaction) -> None:
    await _copy(changed, tx)


async def _copy(facts: Sequence[BusinessRegistered | BusinessChanged], tx: Transaction) -> None:
    known = await store.lock_businesses(tx.connection, [f.business_id for f in facts])
    await store.save_businesses(tx.connection, domain.copy_businesses(known, facts))


@on(ConsentWithdrawn)
async def forget_businesses(withdrawals: Sequence[ConsentWithdrawn], tx: Transaction) -> None:
    await store.save_businesses(tx.connection, domain.forget_businesses(withdrawals))
