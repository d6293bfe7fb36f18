"""python -m services.notifications web | worker | relay | clock | sender | migrate | all"""

from shared.events.notifications import DELIVERIES
from shared.service import Chapters, Routes, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.notifications import handlers, sender, settings

    return Chapters(
        on=handlers.on,
        routes=open_routes,
        send=sender.send,
        settings=settings.seal,
    )


def open_routes() -> Routes:
    """What `web` alone works with."""
    from services.notifications import routes

    return Routes(routes.router, routes.pages)


service = Service("notifications", announces=(DELIVERIES,), open=open_chapters)

if __name__ == "__main__":
    run(service)
