"""Characters: one spelling for every way of typing Vietnamese.

Import from the modules: ``text.characters`` (which letters were meant), ``text.normalize`` (which
strings are one word), ``text.writing`` (how something was written), ``text.spellings`` (words with
two spellings), ``text.keystrokes`` (Telex and VNI left as they were typed).
"""
