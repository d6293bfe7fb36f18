"""python -m services.registration web | relay | clock | migrate | all"""

from services.registration import routes, settings
from shared.events.registration import ASSIGNMENTS, BUSINESSES, CITIES, CONTACTS, PRODUCTS
from shared.service import Service, run

service = Service(
    "registration",
    announces=(CITIES, ASSIGNMENTS, BUSINESSES, PRODUCTS, CONTACTS),
    router=routes.router,
    settings=settings.seal,
)

if __name__ == "__main__":
    run(service)
