"""Officers: who held which office, as the text itself says.

Import from the modules: ``officers.mentions`` (people in office found in a text),
``officers.matching`` (whether two names are one), ``officers.names`` (keys of names).
"""
