"""From the National Grid to degrees, for files that give eastings and northings only.

The formulas and constants are those that Ordnance Survey publishes in "A guide to coordinate
systems in Great Britain": the inverse Transverse Mercator on the Airy ellipsoid, then a Helmert
shift to WGS84, within about five metres everywhere in Great Britain.
"""

from __future__ import annotations

import math
from typing import NamedTuple

DECIMALS = 6  # of a degree: a tenth of a metre


class Ellipsoid(NamedTuple):
    """Semi-axes in metres."""

    major: float
    minor: float

    @property
    def flatness(self) -> float:
        """Eccentricity squared."""
        return 1 - (self.minor / self.major) ** 2


AIRY = Ellipsoid(6377563.396, 6356256.909)
WGS84 = Ellipsoid(6378137.0, 6356752.3142)

SCALE = 0.9996012717
TRUE_ORIGIN = math.radians(49), math.radians(-2)
FALSE_EASTING, FALSE_NORTHING = 400_000.0, -100_000.0
CLOSE_ENOUGH = 1e-5  # metres

# From OSGB36 to WGS84: metres, parts of one, radians.
SHIFT = 446.448, -125.157, 542.060
STRETCH = 1 - 20.4894e-6
TURN = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def degrees(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in WGS84 of a point of the National Grid, in metres."""
    latitude, longitude = _unprojected(easting, northing)
    x, y, z = _shifted(*_cartesian(latitude, longitude))
    latitude, longitude = _geodetic(x, y, z)
    return (
        round(math.degrees(latitude), DECIMALS),
        round(math.degrees(longitude), DECIMALS),
    )


def _unprojected(easting: float, northing: float) -> tuple[float, float]:
    a, (latitude0, longitude0), e2 = AIRY.major, TRUE_ORIGIN, AIRY.flatness
    latitude = latitude0
    rest = northing - FALSE_NORTHING
    while abs(rest) > CLOSE_ENOUGH:
        latitude += rest / (a * SCALE)
        rest = northing - FALSE_NORTHING - _meridional_arc(latitude)
    sin2 = math.sin(latitude) ** 2
    nu = a * SCALE / math.sqrt(1 - e2 * sin2)
    rho = a * SCALE * (1 - e2) / (1 - e2 * sin2) ** 1.5
    eta2 = nu / rho - 1
    t, secant = math.tan(latitude), 1 / math.cos(latitude)
    t2, t4, t6 = t**2, t**4, t**6
    d = easting - FALSE_EASTING
    found_latitude = (
        latitude
        - d**2 * t / (2 * rho * nu)
        + d**4 * t / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
        - d**6 * t / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t4)
    )
    found_longitude = (
        longitude0
        + d * secant / nu
        - d**3 * secant / (6 * nu**3) * (nu / rho + 2 * t2)
        + d**5 * secant / (120 * nu**5) * (5 + 28 * t2 + 24 * t4)
        - d**7 * secant / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t4 + 720 * t6)
    )
    return found_latitude, found_longitude


def _meridional_arc(latitude: float) -> float:
    """Metres along the meridian from the true origin."""
    n = (AIRY.major - AIRY.minor) / (AIRY.major + AIRY.minor)
    n2, n3 = n**2, n**3
    more, less = latitude + TRUE_ORIGIN[0], latitude - TRUE_ORIGIN[0]
    terms = (
        (1 + n + 5 / 4 * (n2 + n3)) * less
        - (3 * n + 3 * n2 + 21 / 8 * n3) * math.sin(less) * math.cos(more)
        + 15 / 8 * (n2 + n3) * math.sin(2 * less) * math.cos(2 * more)
        - 35 / 24 * n3 * math.sin(3 * less) * math.cos(3 * more)
    )
    return AIRY.minor * SCALE * terms


def _cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    nu = AIRY.major / math.sqrt(1 - AIRY.flatness * math.sin(latitude) ** 2)
    return (
        nu * math.cos(latitude) * math.cos(longitude),
        nu * math.cos(latitude) * math.sin(longitude),
        nu * (1 - AIRY.flatness) * math.sin(latitude),
    )


def _shifted(x: float, y: float, z: float) -> tuple[float, float, float]:
    (dx, dy, dz), (rx, ry, rz) = SHIFT, TURN
    return (
        dx + STRETCH * x - rz * y + ry * z,
        dy + rz * x + STRETCH * y - rx * z,
        dz - ry * x + rx * y + STRETCH * z,
    )


def _geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    across = math.hypot(x, y)
    latitude = math.atan2(z, across * (1 - WGS84.flatness))
    for _ in range(6):
        nu = WGS84.major / math.sqrt(1 - WGS84.flatness * math.sin(latitude) ** 2)
        latitude = math.atan2(z + WGS84.flatness * nu * math.sin(latitude), across)
    return latitude, math.atan2(y, x)
