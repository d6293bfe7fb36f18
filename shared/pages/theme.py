"""A city's colour on its pages, dark enough to be read on white and to carry white text (WCAG 2.2, 1.4.3)."""

import colorsys

LEAST_CONTRAST = 5.0
OWN = "#0b5d57"
"""Gerai's colour, where a city has none."""


def style(colour: str | None) -> str:
    """The custom properties that a city's pages are painted with."""
    dark = readable(colour or OWN)
    return f":root{{--brand:{dark};--brand-light:{_mixed(dark, 0.9)}}}\n"


def readable(colour: str) -> str:
    """The same hue, as dark as it must be."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    while contrast_with_white(colour) < LEAST_CONTRAST:
        light -= 0.01
        colour = _written(colorsys.hls_to_rgb(hue, max(0.0, light), saturation))
    return colour


def contrast_with_white(colour: str) -> float:
    """WCAG 2.2's ratio, from 1 to 21."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _mixed(colour: str, white: float) -> str:
    red, green, blue = (part + (1 - part) * white for part in _parts(colour))
    return _written((red, green, blue))
