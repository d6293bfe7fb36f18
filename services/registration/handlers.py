"""What registration does when others announce something: it keeps what curation said, for whoever mends a product, and
to whom agreements has offered it."""

from collections.abc import Sequence

from services.registration import domain, store
from shared.events.agreements import ProductOffered
from shared.events.curation import ConditionLapsed, ProductCurated
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.transaction import Transaction

on = Subscriptions()


@on(ProductCurated)
async def keep_results(curated: Sequence[ProductCurated], tx: Transaction) -> None:
    await store.save_results(tx.connection, domain.keep_results(curated, at=tx.now))


@on(ConditionLapsed)
async def lapse_results(lapsed: Sequence[ConditionLapsed], tx: Transaction) -> None:
    known = await store.list_results(tx.connection, [event.product_id for event in lapsed])
    await store.save_results(tx.connection, domain.lapse_results(known, lapsed, at=tx.now))


@on(ProductOffered)
async def keep_offered(offered: Sequence[ProductOffered], tx: Transaction) -> None:
    await store.save_offered(tx.connection, {(event.product_id, event.retailer, event.city) for event in offered})
