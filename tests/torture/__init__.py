"""The reliability programme: ``make torture`` runs it in full, the suite in short.

Each part is a function that makes things go wrong and returns a line of figures, or raises
``AssertionError``. What happens is decided by a seed alone; when it happens, by the machine too.
"""
