"""The demonstration: stories of cities as files that people can read and edit, and a player that plays them over HTTP.

A story is a folder of TOML files (`ambon`, `kediri`); `story` says what they hold, `chapters.toml` when time moves.
"""
