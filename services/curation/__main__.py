"""python -m services.curation worker | relay | clock | migrate | all"""

from services.curation import handlers
from shared.events import curation
from shared.service import Service, run

if __name__ == "__main__":
    run(Service("curation", announces=(curation.CASES,), on=handlers.on))
