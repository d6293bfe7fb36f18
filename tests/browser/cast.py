"""Who acts in a journey, and with what: a city, a chain, a business and its product."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from deploy.demo.story import Story, read_story
from shared.people.functions import RETAILER

ZONES = {"ambon": "Asia/Jayapura", "kediri": "Asia/Jakarta"}


@dataclass(frozen=True)
class Cast:
    """One journey's. `turn` tells apart people who hold the same function."""

    story: Story
    chain: str
    turn: int
    owner: str
    owner_name: str
    nik: str
    business: str
    nib: str
    product: str
    category: str
    licence: str
    gtin: str

    @property
    def city(self) -> str:
        return self.story.city

    @property
    def today(self) -> date:
        """The day that it is in the city."""
        return datetime.now(ZoneInfo(ZONES[self.city])).date()

    @property
    def city_name(self) -> str:
        return f"Kota {self.city.title()}"

    @property
    def buyer(self) -> str:
        """Who answers for the chain."""
        return self.holder(RETAILER, self.chain)

    @property
    def chain_name(self) -> str:
        """Its legal name."""
        return self.story.retailer_of(self.chain).legal_name

    @property
    def stores(self) -> list[str]:
        """A line of each, as an admin types them."""
        return [f"{each.code}; {each.name}" for each in self.story.retailer_of(self.chain).branches[:3]]

    @property
    def store_names(self) -> list[str]:
        return [line.partition("; ")[2] for line in self.stores]

    @property
    def memorandum(self) -> str:
        """What it is called."""
        return f"Pemasaran Produk UMKM di Gerai {self.chain.title()}"

    def holder(self, function: str, scope: str | None = None) -> str:
        """Who holds a function."""
        return self.story.holder(function, scope, turn=self.turn)


AMBON, KEDIRI = read_story("ambon"), read_story("kediri")
CLICKING = Cast(
    story=AMBON,
    chain="alfamidi",
    turn=0,
    owner="oma.tina",
    owner_name="Christina Tuhuteru",
    nik="8171014101900001",
    business="Dapur Oma Tina",
    nib="0220009861929",
    product="Kopi Rempah Oma Tina",
    category="Kopi",
    licence="P-IRT No. 2068171010001-31",
    gtin="8991001000101",
)
WITHOUT_SCRIPTS = Cast(
    story=KEDIRI,
    chain="alfamart",
    turn=0,
    owner="bu.lastri",
    owner_name="Lastri Handayani",
    nik="3571024505850002",
    business="Tahu Kering Bu Lastri",
    nib="9120171009901",
    product="Keripik Tahu Bu Lastri",
    category="Pangan kering",
    licence="P-IRT No. 2063571010002-31",
    gtin="8991001000200",
)
BY_KEYBOARD = Cast(
    story=AMBON,
    chain="indomaret",
    turn=1,
    owner="nona.meis",
    owner_name="Meis Pattiasina",
    nik="8171024606920003",
    business="Sirup Pala Nona Meis",
    nib="9120171009912",
    product="Sirup Pala Nona Meis",
    category="Minuman",
    licence="P-IRT No. 2138171010003-31",
    gtin="8991001000309",
)
