"""Tokens and words: a text as the streams of terms that engines hold.

Import from the modules: ``analysis.tokenizer`` (tokens), ``analysis.segmenter`` (words),
``analysis.analyzer`` (streams).
"""
