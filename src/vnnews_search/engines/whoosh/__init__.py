"""The default engine: a Whoosh index on disk. Nothing outside of this package knows Whoosh.

Read in this order: ``schema`` (what a document becomes), ``snapshot`` (reading postings as arrays),
``evaluate`` (plans over them), ``engine`` (readers, the writer, the folder).
"""
