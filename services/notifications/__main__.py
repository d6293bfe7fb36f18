"""python -m services.notifications web | worker | relay | clock | sender | migrate | all"""

from services.notifications import handlers, routes, sender, settings
from shared.events.notifications import DELIVERIES
from shared.service import Service, run

service = Service(
    "notifications",
    announces=(DELIVERIES,),
    on=handlers.on,
    router=routes.router,
    pages=routes.pages,
    send=sender.send,
    settings=settings.seal,
)

if __name__ == "__main__":
    run(service)
