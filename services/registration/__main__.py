"""python -m services.registration web | worker | relay | clock | sender | migrate | all"""

from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, CONTACTS, PRODUCTS, SIGN_OUTS
from shared.service import Chapters, Routes, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.registration import due, handlers, sender, settings

    return Chapters(
        on=handlers.on,
        routes=open_routes,
        due=(due.forget_drafts, due.end_invitations),
        send=sender.send,
        settings=settings.seal,
    )


def open_routes() -> Routes:
    """What `web` alone works with."""
    from services.registration import routes

    return Routes(routes.router, routes.pages)


service = Service(
    "registration", announces=(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS, CONTACTS, SIGN_OUTS), open=open_chapters
)

if __name__ == "__main__":
    run(service)
