"""What agreements does when a time has come: days begin and end at midnight in the city's own time zone.

Each is one batch of a bounded size; what is left is done a second later. Rows that somebody else holds are left to
the next round, and what was done once is not due any more. No city's day is more than one ahead of UTC's: that is said
in the statements too, so that an index is read as far as there and no further.
"""

from services.agreements import domain, store
from services.agreements.domain import MouStatus
from shared.messaging.transaction import Transaction

OFFERS = 500
MOUS = 10
"""Fewer, because all that stands on them changes with them."""
UNENDED = [status for status in MouStatus if status is not MouStatus.ENDED]


async def lapse_answers(tx: Transaction) -> None:
    """Retailers that have not answered by the day: their silence becomes visible."""
    offers = await store.lock_overdue_offers(tx.connection, tx.now, limit=OFFERS)
    overdue, announcements = domain.lapse_answers(offers)
    await store.save_offers(tx.connection, overdue)
    await tx.publish(*announcements)


async def lapse_mous(tx: Transaction) -> None:
    """Memoranda whose last day is over end, signed or not, with all that stands on them."""
    due = await store.list_mous_to_lapse(tx.connection, tx.now, limit=MOUS)
    await store.lock_cities(tx.connection, [city for _, city in due])
    mous = await store.lock_due_mous(tx.connection, [id for id, _ in due], UNENDED)
    ended = [domain.lapse_mou(mou, at=tx.now) for mou in mous]
    known = await store.lock_under(tx.connection, [mou.id for mou in mous])
    decided = domain.end_mous(ended, known, at=tx.now)
    await store.save(tx.connection, decided)
    await tx.publish(*decided.announcements)


async def begin_mous(tx: Transaction) -> None:
    """Memoranda that were signed ahead of their first day come into force on it: what passed is offered."""
    due = await store.list_mous_to_begin(tx.connection, tx.now, limit=MOUS)
    cities = await store.lock_cities(tx.connection, [city for _, city in due])
    mous = [
        domain.begin_mou(mou)
        for mou in await store.lock_due_mous(tx.connection, [id for id, _ in due], [MouStatus.SIGNED])
    ]
    known = await store.list_to_offer(tx.connection, cities, mous)
    decided = domain.begin_mous(known, at=tx.now, ids=tx.ids)
    await store.save_mous(tx.connection, mous)
    await store.save(tx.connection, decided)
    await tx.publish(*decided.announcements)


async def lapse_pks(tx: Transaction) -> None:
    """Agreements whose last day is over end, signed or not; so does what one party alone has signed in time."""
    lapsed = [
        domain.lapse_pks(pks, at=tx.now) for pks in await store.lock_pks_to_lapse(tx.connection, tx.now, limit=OFFERS)
    ]
    await store.save_pks(tx.connection, [pks for pks, _ in lapsed])
    await tx.publish(*(event for _, events in lapsed for event in events))
