"""Agreements: what the city, the retailers and the businesses agree upon.

It owns retailers, memoranda (MoU), offers and cooperation agreements (PKS). It listens to registration (businesses,
products withdrawn, consent withdrawn) and to curation (results, lapsed conditions), and announces memoranda, offers
with their answers or the lack of one, and agreements; to retailers' own systems, too, on a topic of each.
"""
