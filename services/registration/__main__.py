"""python -m services.registration web | worker | relay | clock | sender | migrate | all"""

from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, CONTACTS, PRODUCTS, SIGN_OUTS
from shared.service import Chapters, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.registration import due, handlers, routes, sender, settings

    return Chapters(
        on=handlers.on,
        router=routes.router,
        pages=routes.pages,
        due=(due.forget_drafts, due.end_invitations),
        send=sender.send,
        settings=settings.seal,
    )


service = Service(
    "registration", announces=(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS, CONTACTS, SIGN_OUTS), open=open_chapters
)

if __name__ == "__main__":
    run(service)
