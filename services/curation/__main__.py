"""python -m services.curation web | worker | relay | clock | migrate | all"""

from shared.events.curation import CASES
from shared.service import Chapters, Service, run


def open_chapters() -> Chapters:
    """What every role but the relay works with."""
    from services.curation import due, handlers, routes

    return Chapters(
        on=handlers.on,
        router=routes.router,
        pages=routes.pages,
        due=(due.lapse_conditions,),
    )


service = Service("curation", announces=(CASES,), open=open_chapters)

if __name__ == "__main__":
    run(service)
