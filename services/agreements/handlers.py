"""What agreements does when registration or curation announces something."""

from collections.abc import Sequence

from services.agreements import domain, store
from services.agreements.domain import Heard
from shared.events.curation import ConditionLapsed, ProductCurated
from shared.events.registration import BusinessChanged, BusinessRegistered, ConsentWithdrawn, ProductWithdrawn
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction
from shared.people import assignments, sessions

on = Subscriptions()
assignments.follow(on)
sessions.follow(on)


@on(ProductCurated)
async def offer_products(curated: Sequence[ProductCurated], tx: Transaction) -> None:
    await _follow_products(curated, tx)


@on(ConditionLapsed)
async def close_lapsed(lapsed: Sequence[ConditionLapsed], tx: Transaction) -> None:
    await _follow_products(lapsed, tx)


@on(ProductWithdrawn)
async def close_withdrawn(withdrawals: Sequence[ProductWithdrawn], tx: Transaction) -> None:
    await _follow_products(withdrawals, tx)


@on(ConsentWithdrawn)
async def end_unsigned(withdrawals: Sequence[ConsentWithdrawn], tx: Transaction) -> None:
    known = await store.lock_consents(tx.connection, withdrawals)
    decided = domain.withdraw_consents(known, withdrawals, at=tx.now)
    await store.save(tx.connection, decided)
    await store.delete_names(tx.connection, known.businesses)
    await tx.publish(*decided.announcements)


@on(BusinessRegistered)
async def copy_names(registered: Sequence[BusinessRegistered], tx: Transaction) -> None:
    await _copy_names(registered, tx)


@on(BusinessChanged)
async def copy_new_names(changed: Sequence[BusinessChanged], tx: Transaction) -> None:
    await _copy_names(changed, tx)


async def _follow_products(facts: Sequence[Heard], tx: Transaction) -> None:
    known = await store.lock_heard(tx.connection, facts)
    decided = domain.follow_products(known, facts, at=tx.now, ids=tx.ids)
    await store.save(tx.connection, decided)
    await tx.publish(*decided.announcements)


async def _copy_names(facts: Sequence[BusinessRegistered | BusinessChanged], tx: Transaction) -> None:
    businesses = await store.lock_businesses(tx.connection, {fact.business_id: fact.city for fact in facts})
    await store.save_businesses(tx.connection, domain.rename_businesses(businesses, facts))
