"""Curation: what the city's departments think of a product.

It owns the cases, one per product, with the departments' reviews, the decisions and conditions that follow from them,
and each city's rubric. It listens to registration (a product was submitted, resubmitted or withdrawn; a business is
known, has changed, or its consent has ended) and announces that a case was opened, that one department has reviewed a
revision, that a revision was decided about, and that a condition lapsed. A case is decided when both departments'
reviews are in; what the law asks is computed.
"""
