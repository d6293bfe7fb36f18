"""What a retailer's system sees: its own topic, made with the first event, and each event's effect once."""

import asyncio
import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events.agreements import Terms
from shared.events.event import Event
from shared.events.public import AgreementSigned, OfferMade, OfferWithdrawn
from shared.events.registration import ProductFacts
from shared.messaging.progress import mark_for_republishing
from tests.messaging.conftest import Probe, running, until

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "retailer" / "follow.py"
SAMBAL, ABON = uuid4(), uuid4()
pytestmark = pytest.mark.broker


def made(product: UUID, *, retailer: str, city: str, name: str = "Sambal Roa Tifa") -> OfferMade:
    """An offer of a product."""
    return OfferMade(
        city=city,
        retailer=retailer,
        offer_id=product,
        product_id=product,
        revision=1,
        outcome="lolos",
        business_name="Dapur Tifa Sirimau",
        product=ProductFacts(
            name=name,
            category="pangan-kering",
            net_content="150 g",
            shelf_life_days=180,
            storage="suhu-ruang",
            price=32_000,
            capacity_per_month=600,
            halal_status="bersertifikat",
        ),
        answer_due=date(2026, 12, 8),
    )


def signed(product: UUID, *, retailer: str, city: str) -> AgreementSigned:
    """An agreement about it, at another price."""
    return AgreementSigned(
        city=city,
        retailer=retailer,
        offer_id=product,
        product_id=product,
        pks_id=uuid4(),
        product_name="Sambal Roa Tifa",
        numbers={retailer: "12/PKS/2026"},
        terms=Terms(
            scheme="beli-putus",
            price=31_000,
            payment_days=15,
            margin_percent=20,
            listing_fee=0,
            trading_terms_percent=5,
            returns="rusak",
            stores=("Batu Merah",),
            minimum_order=24,
            units_per_store_and_month=48,
            since=date(2026, 12, 1),
            until=date(2027, 11, 30),
        ),
    )


async def follow(probe: Probe, city: str, retailer: str, file: Path) -> tuple[int, str]:
    """Run the example to the present end of the topic; give its exit code and what it printed."""
    arguments = ["--broker", probe.bootstrap, "--city", city, "--retailer", retailer, "--file", str(file), "--once"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    printed, errors = await asyncio.wait_for(process.communicate(), 30)
    assert not errors, errors.decode()
    return process.returncode or 0, printed.decode()


def offers(file: Path) -> list[tuple[Any, ...]]:
    """What the retailer's file holds of offers, with the price that was agreed upon."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(
            """
            SELECT o.name, coalesce(a.price, o.price), o.status
            FROM offers AS o LEFT JOIN agreements AS a ON a.offer_id = o.offer_id ORDER BY o.name
            """
        ).fetchall()
    finally:
        connection.close()


async def publish(probe: Probe, *events: Event) -> None:
    """Announce and wait until all of it is on the broker."""
    await probe.announce(*events)
    async with running(probe.relay().run()):
        await until(probe.is_drained)


async def test_a_retailer_follows_its_own_offers_and_agreements_and_no_others(the: Probe, tmp_path: Path) -> None:
    city, file = f"kota{uuid4().hex[:8]}", tmp_path / "retailer.db"
    await publish(
        the,
        made(SAMBAL, retailer="alfamidi", city=city),
        made(ABON, retailer="alfamidi", city=city, name="Abon Ikan Laha"),
        made(SAMBAL, retailer="indomaret", city=city),
        OfferWithdrawn(
            city=city, retailer="alfamidi", offer_id=ABON, product_id=ABON, why="product-withdrawn"
        ),
        signed(SAMBAL, retailer="alfamidi", city=city),
    )  # fmt: skip
    code, printed = await follow(the, city, "alfamidi", file)
    assert code == 0
    assert len(printed.splitlines()) == 4
    agreed = [("Abon Ikan Laha", 32_000, "withdrawn: product-withdrawn"), ("Sambal Roa Tifa", 31_000, "agreed")]
    assert offers(file) == agreed

    await mark_for_republishing(the.pool)  # type: ignore[arg-type]
    await publish(the, made(uuid4(), retailer="alfamidi", city=city, name="Kenari Panggang"))
    _, printed = await follow(the, city, "alfamidi", file)
    assert len(printed.splitlines()) == 1
    assert offers(file) == [agreed[0], ("Kenari Panggang", 32_000, "open"), agreed[1]]
