"""Curation: what the city's departments think of a product.

It owns the cases, one per product. It listens to registration (a product was submitted, resubmitted or
withdrawn) and announces that a case was opened.
"""
