"""python -m services.registration web | relay | clock | migrate | all"""

from services.registration import routes
from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, PRODUCTS
from shared.service import Service, run

if __name__ == "__main__":
    run(Service("registration", announces=(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS), router=routes.router))
