"""Registration: who takes part, and with what.

It owns cities, people's functions in them, businesses with their owners' consent, products with every revision that
was put forward, and how people can be reached. It announces all of these, and listens to curation, for what the
departments say of each revision, and to agreements, for which retailers may see a product's photos. Identity numbers
stay here, sealed; contacts, the only personal data that leaves it, travel on a topic of their own.
"""
