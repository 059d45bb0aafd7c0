"""Articles → documents, in this process and in others beside it.

What it is: the analysis of long loads, several articles at once, in order. What it is not: reading
of files or writing of an index, which stay with the one process that holds the lock.
"""
