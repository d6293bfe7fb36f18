"""The real servers on one machine, as ordinary child processes: for a first look and for the tests."""
