"""Registration: who takes part, and with what.

It owns cities, people's functions in them, businesses and their products. It listens to nobody and announces
cities, assignments, businesses registered, and products submitted or withdrawn; personal data stays here.
"""
