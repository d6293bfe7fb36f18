"""python -m services.agreements web | worker | relay | clock | migrate | all"""

from services.agreements import due, handlers, routes
from shared.events.agreements import MOUS, OFFERS, PKS
from shared.service import Service, run

service = Service(
    "agreements",
    announces=(MOUS, OFFERS, PKS),
    on=handlers.on,
    router=routes.router,
    pages=routes.pages,
    due=(due.lapse_mous, due.begin_mous, due.lapse_answers, due.lapse_pks),
)

if __name__ == "__main__":
    run(service)
