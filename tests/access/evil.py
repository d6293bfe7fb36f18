"""What somebody might write wherever there is something to write."""

EVIL = "<script>alert('{{ 7*7 }}{% x %}')</script>"
"""In whatever people write here; no page may say it as it stands."""
FORMULA = ";=HYPERLINK(1)"
"""A cell of its own, where spreadsheets part cells at semicolons."""
