"""Who somebody is (the sign-in provider proves it) and what they may do (the city's assignments say it)."""
