"""The page on which somebody sees, changes and erases how they themselves can be reached."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Response

from services.registration import store
from services.registration.forms import ContactForm, OwnContactForm
from services.registration.routes import contacts
from services.registration.routes.rights import AnySignedIn, Sealed, enter_all_cities, pages
from shared.forms import NothingForm
from shared.pages import Shown, sent
from shared.people import assignments
from shared.web import Tx, Who

PAGE = "/registration/kontak"


@pages.get("/kontak", dependencies=AnySignedIn)
async def show_own_contact(
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    kota: Annotated[str, Query(pattern="^[a-z0-9]*$", max_length=40)] = "",
) -> Response:
    """What each city keeps of oneself, and a form that says it anew for one of them."""
    known = await assignments.list_cities(tx.connection)
    await enter_all_cities(tx)
    kept = await store.list_contacts(tx.connection, [who.subject], seal)
    theirs = {*who.cities, *(contact.city for contact in kept)} & known.keys() or known.keys()
    chosen = next((contact for contact in kept if contact.city == kota), kept[0] if kept else None)
    return screen.page(
        "own_contact.html",
        kept=kept,
        chosen=chosen,
        asked=kota if kota in theirs else chosen.city if chosen else None,
        cities=[(code, known[code].name) for code in sorted(theirs)],
        names={code: city.name for code, city in known.items()},
        zones={code: ZoneInfo(city.time_zone) for code, city in known.items()},
    )


@pages.form("/kontak", shows=show_own_contact, dependencies=AnySignedIn)
async def change_own_contact(
    form: Annotated[OwnContactForm, Depends(sent(OwnContactForm))], screen: Shown, tx: Tx, who: Who, seal: Sealed
) -> Response:
    """Say it."""
    await contacts.change_contact(ContactForm(**form.model_dump()), tx, who, seal)
    return screen.see(PAGE, "disimpan", kota=form.city)


@pages.get("/kontak/hapus", dependencies=AnySignedIn)
async def ask_to_erase(screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Ask once more whether it is to be forgotten, and say where."""
    known = await assignments.list_cities(tx.connection)
    await enter_all_cities(tx)
    kept = await store.list_contacts(tx.connection, [who.subject], seal)
    return screen.page("contact_erasure.html", cities=sorted(known[contact.city].name for contact in kept))


@pages.form("/kontak/hapus", shows=ask_to_erase, dependencies=AnySignedIn)
async def erase_own_contact(screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Have it forgotten in every city; who sends this again meets nothing, and that is what was wanted."""
    await store.lock_people(tx.connection, [who.subject])
    await enter_all_cities(tx)
    if await store.list_contacts(tx.connection, [who.subject], seal):
        await contacts.erase_contact(who.subject, NothingForm(), tx, who, seal)
    return screen.see(PAGE, "kontak-dihapus")
