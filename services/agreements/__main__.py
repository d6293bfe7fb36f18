"""python -m services.agreements web | worker | relay | clock | migrate | all"""

from shared.events.agreements import MOUS, OFFERS, PKS
from shared.service import Chapters, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.agreements import due, handlers, routes

    return Chapters(
        on=handlers.on,
        router=routes.router,
        pages=routes.pages,
        due=(due.lapse_mous, due.begin_mous, due.lapse_answers, due.lapse_pks),
    )


service = Service("agreements", announces=(MOUS, OFFERS, PKS), open=open_chapters)

if __name__ == "__main__":
    run(service)
