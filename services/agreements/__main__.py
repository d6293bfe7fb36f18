"""python -m services.agreements web | worker | relay | clock | migrate | all"""

from shared.events.agreements import MOUS, OFFERS, PKS
from shared.service import Chapters, Routes, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.agreements import due, handlers

    return Chapters(
        on=handlers.on,
        routes=open_routes,
        due=(due.lapse_mous, due.begin_mous, due.lapse_answers, due.lapse_pks),
    )


def open_routes() -> Routes:
    """What `web` alone works with."""
    from services.agreements import routes

    return Routes(routes.router, routes.pages)


service = Service("agreements", announces=(MOUS, OFFERS, PKS), open=open_chapters)

if __name__ == "__main__":
    run(service)
