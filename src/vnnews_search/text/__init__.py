"""Characters: one spelling for every way of typing Vietnamese.

Import from the modules: ``text.normalize`` (which strings are one word), ``text.writing`` (how
something was written).
"""
