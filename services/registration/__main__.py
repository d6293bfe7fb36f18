"""python -m services.registration web | worker | relay | clock | sender | migrate | all"""

from services.registration import due, handlers, routes, sender, settings
from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, CONTACTS, PRODUCTS, SIGN_OUTS
from shared.service import Service, run

service = Service(
    "registration",
    announces=(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS, CONTACTS, SIGN_OUTS),
    on=handlers.on,
    router=routes.router,
    pages=routes.pages,
    due=(due.forget_drafts, due.end_invitations),
    send=sender.send,
    settings=settings.seal,
)

if __name__ == "__main__":
    run(service)
