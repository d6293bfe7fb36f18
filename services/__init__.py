"""The independent services of Gerai. None imports another."""
