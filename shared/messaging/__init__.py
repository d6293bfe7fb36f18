"""Carries events between services: written with the change they tell of, handled once, in order per key."""
