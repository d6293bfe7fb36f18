"""Registration: who takes part, and with what.

It owns cities, people's functions in them, businesses with their owners' consent, products with every revision that
was put forward, and how people can be reached. It listens to nobody and announces all of these. Identity numbers stay
here, sealed; contacts, the only personal data that leaves it, travel on a topic of their own.
"""
