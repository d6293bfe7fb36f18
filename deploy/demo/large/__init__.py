"""A city as large as they come: 2,000 businesses with 10,000 products, beside the stories that are told act by act.

`goods` makes them from a seed; `settling` has them registered, curated, offered and signed. What people do there goes
through the very functions that answer HTTP (forms, rules, SQL, outbox), many in one transaction and without HTTP
itself, which alone would take a quarter of an hour; all that follows from it (cases, offers, messages, figures) the
services do themselves when they hear of it from the broker.
"""
