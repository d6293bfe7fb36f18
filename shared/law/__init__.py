"""Rules of law that more than one service goes by, as dated data."""
