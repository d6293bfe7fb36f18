"""What somebody may see of memoranda, offers and agreements, as queries take it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sight:
    """In these cities: all where the person is an officer, elsewhere what concerns their retailers and their
    businesses, each with its city."""

    cities: Sequence[str] = ()
    officer_in: Sequence[str] = ()
    retailers: Sequence[tuple[str, str]] = ()
    businesses: Sequence[tuple[str, UUID]] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing for this person to see."""
        return not (self.officer_in or self.retailers or self.businesses)

    @property
    def columns(self) -> tuple[list[str], list[str], list[str], list[str]]:
        """Cities, those of an officer, retailers as `city/code`, and businesses as `city/id`."""
        retailers = [f"{city}/{code}" for city, code in self.retailers]
        businesses = [f"{city}/{id}" for city, id in self.businesses]
        return list(self.cities), list(self.officer_in), retailers, businesses

    def includes(self, city: str, *, retailers: Sequence[str], business_id: UUID | None = None) -> bool:
        """Whether something of a city that concerns these retailers and this business is among it."""
        named = {(city, code) for code in retailers}
        return city in self.officer_in or (city, business_id) in self.businesses or bool(named & set(self.retailers))
