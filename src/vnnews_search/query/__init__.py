"""Queries: a string, its tree, and the plan that engines answer.

Import from the modules: ``query.parser`` (string → tree), ``query.lower`` (tree → plan).
"""
