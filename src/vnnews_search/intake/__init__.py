"""From files to articles: plain pages, HTML and JSON records.

Import from the modules: ``intake.reading`` (``read_articles``, ``measure``) is the whole face; each
format has one module beside it that is pure, from text or a record to an ``Article``.
"""
