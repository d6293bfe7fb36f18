"""python -m services.curation web | worker | relay | clock | migrate | all"""

from services.curation import due, handlers, routes
from shared.events import curation
from shared.service import Service, run

service = Service(
    "curation",
    announces=(curation.CASES,),
    on=handlers.on,
    router=routes.router,
    pages=routes.pages,
    due=(due.lapse_conditions,),
)

if __name__ == "__main__":
    run(service)
