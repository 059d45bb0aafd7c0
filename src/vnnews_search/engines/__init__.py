"""Engines: what stores analysed documents and answers plans. The seam is ``engines.base``."""
