"""python -m services.curation web | worker | relay | clock | migrate | all"""

from shared.events.curation import CASES
from shared.service import Chapters, Routes, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.curation import due, handlers

    return Chapters(
        on=handlers.on,
        routes=open_routes,
        due=(due.lapse_conditions,),
    )


def open_routes() -> Routes:
    """What `web` alone works with."""
    from services.curation import routes

    return Routes(routes.router, routes.pages)


service = Service("curation", announces=(CASES,), open=open_chapters)

if __name__ == "__main__":
    run(service)
