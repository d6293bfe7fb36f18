"""What is read, and held, before deciding what follows from a change; always in the same order of locks:
cities, businesses, memoranda, products, offers, agreements."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from asyncpg import Connection

from services.agreements.domain import Decided, Ground, Heard, Known, Mou, MouStatus, Offer
from services.agreements.store.cities import lock_cities_shared
from services.agreements.store.mous import list_mous_in_force, lock_mou_shared, save_mous
from services.agreements.store.offers import (
    insert_offers,
    lock_offer,
    lock_offers_of_products,
    lock_offers_under,
    save_offers,
)
from services.agreements.store.pks import lock_pks_of_products, lock_pks_under, save_pks
from services.agreements.store.products import (
    list_businesses,
    list_passed_products,
    lock_businesses,
    lock_products,
    lock_products_of,
    save_businesses,
    save_products,
)
from services.agreements.store.retailers import get_retailer
from shared.events.registration import CityConfigured, ConsentWithdrawn, ProductWithdrawn


async def lock_heard(connection: Connection, facts: Sequence[Heard]) -> Known:
    """All that follows from facts about products depends on."""
    cities = await lock_cities_shared(connection, [fact.city for fact in facts])
    businesses = await lock_businesses(
        connection, {f.business_id: f.city for f in facts if not isinstance(f, ProductWithdrawn)}
    )
    products = await lock_products(connection, {fact.product_id: fact.city for fact in facts})
    # A withdrawal names no business; whoever ends its consent waits for the product that is held here.
    businesses |= await list_businesses(connection, [p.business_id for p in products.values() if p.business_id])
    return Known(
        cities=cities,
        businesses=businesses,
        products=products,
        mous=await list_mous_in_force(connection, cities),
        offers=await lock_offers_of_products(connection, products),
        agreements=await lock_pks_of_products(connection, products),
    )


async def lock_consents(connection: Connection, withdrawals: Sequence[ConsentWithdrawn]) -> Known:
    """All that stands on the consent of these businesses' owners."""
    cities = await lock_cities_shared(connection, [w.city for w in withdrawals])
    businesses = await lock_businesses(connection, {w.business_id: w.city for w in withdrawals})
    products = await lock_products_of(connection, businesses)
    return Known(
        cities=cities,
        businesses=businesses,
        products=products,
        offers=await lock_offers_of_products(connection, products),
        agreements=await lock_pks_of_products(connection, products),
    )


async def list_to_offer(connection: Connection, cities: dict[str, CityConfigured], mous: Sequence[Mou]) -> Known:
    """All that may be offered under those of these memoranda that are now in force; the cities are held alone."""
    begun = [mou for mou in mous if mou.status is MouStatus.IN_FORCE]
    products = await list_passed_products(connection, [mou.city for mou in begun])
    return Known(
        cities=cities,
        businesses=await list_businesses(connection, [p.business_id for p in products.values() if p.business_id]),
        products=products,
        mous=begun,
        offers=await lock_offers_under(connection, [mou.id for mou in begun]),
    )


async def lock_under(connection: Connection, mou_ids: Sequence[UUID]) -> Known:
    """All that stands on memoranda that have just ended; the cities are held alone."""
    return Known(
        offers=await lock_offers_under(connection, mou_ids),
        agreements=await lock_pks_under(connection, mou_ids),
    )


async def lock_ground(connection: Connection, offer: Offer, *, on: date) -> Ground:
    """What an agreement upon an offer stands on. The memorandum cannot end, and nobody else can use up the
    business's capacity for this product, before the transaction ends."""
    businesses = await lock_businesses(connection, {offer.business_id: offer.city})
    mou = await lock_mou_shared(connection, offer.mou_id)
    products = await lock_products(connection, {offer.product_id: offer.city})
    return Ground(
        mou=mou,
        retailer=await get_retailer(connection, offer.city, offer.retailer),
        business=businesses[offer.business_id],
        product=products[offer.product_id],
        offer=await lock_offer(connection, offer.id),
        agreements=await lock_pks_of_products(connection, [offer.product_id]),
        on=on,
    )


async def save(connection: Connection, decided: Decided) -> None:
    """Write all that a decision changed."""
    await save_businesses(connection, decided.businesses)
    await save_products(connection, decided.products)
    await save_mous(connection, decided.mous)
    await save_offers(connection, decided.offers)
    await insert_offers(connection, decided.made)
    await save_pks(connection, decided.agreements)
