"""The grammar of the query language, for lark (LALR).

What it is: the whole syntax in one string, read top-down: OR binds least, then AND, then standing
side by side; NOT, + and - take the next clause.

What it is not: the list of fields (``query.fields``) or any meaning. Vietnamese operators are words
of the language too, so they count only in a query that has small letters elsewhere; hence two
grammars that differ in just that.
"""

from __future__ import annotations

__all__ = ["GRAMMAR", "OPERATORS", "VIETNAMESE_OPERATORS"]

OPERATORS = {"and": "AND", "or": "OR", "not": "NOT"}
VIETNAMESE_OPERATORS = {"and": "AND|VÀ", "or": "OR|HOẶC", "not": "NOT|KHÔNG"}

GRAMMAR = r"""
?start: or_query

?or_query: and_query (_OR and_query)*
?and_query: run (_AND run)*
run: item+

?item: clause
     | (_NOT | _MINUS) clause -> excluded
     | _PLUS clause           -> required

?clause: WORD      -> word
       | QUOTED    -> phrase
       | FIELD     -> field
       | _OPEN or_query _CLOSE

// An operator stands alone: ANDROID and NOTE are words.
_AND.3: /(?:@and@)(?=[\s()"“”„]|$)/
_OR.3:  /(?:@or@)(?=[\s()"“”„]|$)/
_NOT.3: /(?:@not@)(?=[\s()"“”„]|$)/

// A sign is an operator if something follows at once: 2019 - 2024 has none.
_PLUS.2:  /\+(?=[^\s+\-)])/
_MINUS.2: /-(?=[^\s+\-)])/

// title:x, title:"x y" – no space after the colon; https://x and 08:00 are no fields.
FIELD.2: /[^\W\d_][\w.]*:(?:["“”„][^"“”„]*["“”„](?:~\d+)?|[^\s:\/()"“”„][^\s()"“”„]*)/

QUOTED: /["“”„][^"“”„]*["“”„](?:~\d+)?/
WORD: /[^\s()"“”„]+/
_OPEN: "("
_CLOSE: ")"

%ignore /\s+/
"""
