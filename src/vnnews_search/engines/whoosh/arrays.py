"""The array types of this package."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Integers

__all__ = ["Booleans", "Floats", "Integers", "Narrow", "Tiers"]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Tiers = NDArray[np.uint8]

Narrow = NDArray[np.integer[Any]]
"""Whole numbers of as few bytes as they need, for arrays of many millions."""
