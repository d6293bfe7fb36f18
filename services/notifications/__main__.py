"""python -m services.notifications web | worker | relay | clock | sender | migrate | all"""

from shared.events.notifications import DELIVERIES
from shared.service import Chapters, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.notifications import handlers, routes, sender, settings

    return Chapters(
        on=handlers.on,
        router=routes.router,
        pages=routes.pages,
        send=sender.send,
        settings=settings.seal,
    )


service = Service("notifications", announces=(DELIVERIES,), open=open_chapters)

if __name__ == "__main__":
    run(service)
