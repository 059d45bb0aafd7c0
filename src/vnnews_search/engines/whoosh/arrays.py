"""The array types of this package."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vnnews_search.analyzed import Integers

__all__ = ["Booleans", "Floats", "Integers", "Tiers"]

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Tiers = NDArray[np.uint8]
