"""Where in Gerai a thing is shown: the address of its page, after the front door's. Nothing stands in it but ids."""

from enum import StrEnum
from uuid import UUID

from shared.events import registration
from shared.events.event import Event


class Kind(StrEnum):
    """What a matter is about."""

    PRODUCT = "product"
    MOU = "mou"
    OFFER = "offer"
    PKS = "pks"


HOME = "/notifications/beranda"
"""What somebody holds, and what waits for them."""
FIELDS = {"pks_id": Kind.PKS, "offer_id": Kind.OFFER, "mou_id": Kind.MOU, "product_id": Kind.PRODUCT}
"""By which field of an event its thing is named; of several by the first: that of a PKS names its offer, too."""


def path_of(kind: str, id: UUID, *, for_officers: bool) -> str:
    """The page of a matter; of a product, that of its curation for whoever works for the city."""
    match kind:
        case Kind.MOU:
            return f"/agreements/kesepakatan/{id}"
        case Kind.PKS:
            return f"/agreements/pks/{id}"
        case Kind.OFFER:
            return f"/agreements/penawaran/{id}"
        case _:
            return f"/curation/berkas/{id}" if for_officers else f"/registration/produk/{id}"


def path_to(event: Event, *, for_officers: bool) -> str | None:
    """The page of what an event is about; None where its readers have none."""
    match event:
        case registration.FunctionAssigned() | registration.FunctionEnded():
            return "/registration/admin" if for_officers else HOME
        case registration.BusinessRegistered() | registration.ConsentWithdrawn():
            return f"/registration/usaha/{event.business_id}"
    said = event.__dict__
    field = next((field for field in FIELDS if field in said), None)
    return path_of(FIELDS[field], said[field], for_officers=for_officers) if field else None
