"""Vietnamese dates in text, in queries and on articles, as spans of days.

Import from the modules: ``dates.numeric`` (the forms), ``dates.dated`` (the day of an article).
"""
