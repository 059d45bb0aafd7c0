"""Result pages and articles for a terminal: wrapped, aligned, coloured only where colours show."""

from __future__ import annotations

import shutil
import sys
import textwrap
from datetime import date

import click

from vnnews_search.models import (
    Article,
    DatedOrigin,
    Hit,
    OfficerMention,
    ResultPage,
    Snippet,
    Tier,
)
from vnnews_search.stored import StoredArticle

__all__ = ["day_text", "number", "render_article", "render_page"]

WIDEST = 100
"""Columns; longer lines are hard to read."""

_TIERS = {
    Tier.EXACT: "khớp đúng",
    Tier.VARIANT: "cách viết khác",
    Tier.UNACCENTED: "khớp không dấu",
    Tier.LOOSENED: "gần khớp",
}

_ENDS = tuple('.!?…;:”"’)')
"""Signs that end a sentence, or a part of one that reads well alone."""

_MOST_OFFICERS = 4
_OPEN, _CLOSE = "\x02", "\x03"
"""Stand-ins for marks while lines are wrapped: they are one character and never in an article."""


def number(count: int) -> str:
    """A number with Vietnamese thousands.

    >>> number(1234567)
    '1.234.567'
    """
    return f"{count:,}".replace(",", ".")


def day_text(day: date | None, origin: DatedOrigin) -> str:
    """A day as Vietnamese write it, with ``~`` if it was inferred.

    >>> day_text(date(2020, 7, 5), DatedOrigin.LEAD), day_text(None, DatedOrigin.NONE)
    ('~05/07/2020', 'không rõ ngày')
    """
    if day is None:
        return "không rõ ngày"
    return ("~" if origin.inferred else "") + day.strftime("%d/%m/%Y")


def render_page(page: ResultPage) -> None:
    """Print a result page: notices first, then hits, then what else there is."""
    for notice in page.notices:
        click.secho(notice.message, fg="yellow")
        if notice.suggestion:
            click.echo(f"  Thử: {notice.suggestion}")
    if not page.hits:
        click.echo("Không tìm thấy bài nào.")
        return
    click.echo(f"{number(page.total)} bài ({page.took * 1000:.0f} ms)")
    for place, hit in enumerate(page.hits, start=1):
        click.echo()
        _render_hit(place, hit)
    for name, values in page.facets:
        click.echo()
        click.secho(name, bold=True)
        for facet in values:
            click.echo(f"  {number(facet.count):>7}  {facet.value}")
    if page.next:
        click.echo(f"\nCòn nữa: thêm --after {page.next}")


def _render_hit(place: int, hit: Hit) -> None:
    indent = " " * 4
    titles = [s for s in hit.snippets if s.field == "title"]
    title = _marked(titles[0]) if titles else hit.article.title or "(không có tiêu đề)"
    _print_wrapped(title, f"{place:>2}. ", indent, bold=True)
    about = [day_text(hit.dated, hit.dated_origin), hit.article.source, _TIERS[hit.tier]]
    click.secho(indent + " · ".join(filter(None, about)), fg="cyan")
    if hit.officers:
        _print_wrapped(_officers(hit.officers), indent, indent)
    for snippet in hit.snippets:
        if snippet.field != "title":
            _print_wrapped(_passage(snippet, hit.article), indent, indent)
    click.secho(f"{indent}{hit.article.id}", dim=True)


def _officers(officers: tuple[OfficerMention, ...]) -> str:
    said = [_officer(mention) for mention in officers[:_MOST_OFFICERS]]
    more = len(officers) - len(said)
    return "Cán bộ: " + "; ".join(said) + (f"; +{more}" if more > 0 else "")


def _officer(mention: OfficerMention) -> str:
    """Tên – Chức vụ (đơn vị)."""
    where = f" ({mention.organisation})" if mention.organisation else ""
    return f"{mention.name} – {mention.office}{where}"


def _passage(snippet: Snippet, article: Article) -> str:
    """The passage, with … where it was cut out of a sentence."""
    text = dict(article.text_fields())[snippet.field]
    before = text[: snippet.start].rstrip(" ")[-1:]
    after = text[snippet.start + len(snippet.text) :][:1]
    begins = before in ("", "\n") or before in _ENDS
    ends = after in ("", "\n") or snippet.text.rstrip()[-1:] in _ENDS
    return f"{'' if begins else '… '}{_marked(snippet)}{'' if ends else ' …'}"


def _marked(snippet: Snippet) -> str:
    return snippet.marked(_OPEN, _CLOSE)


def _print_wrapped(text: str, first: str, indent: str, *, bold: bool = False) -> None:
    """Print a text with marks, wrapped to the terminal; marks become colours or nothing."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = textwrap.wrap(
        " ".join(text.split()), width, initial_indent=first, subsequent_indent=indent
    )
    on, off = _mark_signs(bold=bold)
    marked = False
    for line in lines:
        shown = line.replace(_OPEN, on).replace(_CLOSE, off)
        shown = (on if marked and on != off else "") + shown
        if line.rfind(_OPEN) != line.rfind(_CLOSE):
            marked = line.rfind(_OPEN) > line.rfind(_CLOSE)
        click.secho(shown, bold=bold or None)


def _mark_signs(*, bold: bool) -> tuple[str, str]:
    """What begins and ends a match: colour on a terminal, stars elsewhere."""
    if not sys.stdout.isatty():
        return "*", "*"
    back = click.style("", bold=True, reset=False) if bold else ""
    return click.style("", fg="green", bold=True, reset=False), click.style("", reset=True) + back


def render_article(stored: StoredArticle) -> None:
    """Print one article whole, with the facts found in it."""
    article = stored.article
    _print_wrapped(article.title or "(không có tiêu đề)", "", "", bold=True)
    about = [day_text(stored.dated, stored.dated_origin), article.source, *article.authors]
    click.secho(" · ".join(filter(None, about)), fg="cyan")
    for name, text in article.text_fields():
        if name != "title":
            click.echo()
            for line in text.splitlines():
                _print_wrapped(line, "[Ảnh] " if name.startswith("captions") else "", "")
    if stored.mentions:
        click.echo()
        click.secho("Cán bộ", bold=True)
        for said in dict.fromkeys(map(_officer, stored.mentions)):
            _print_wrapped(said, "  ", "    ")
    click.echo()
    for label, value in _details(stored):
        click.echo(f"{label}: {value}")


def _details(stored: StoredArticle) -> list[tuple[str, str]]:
    article = stored.article
    origin = article.origin
    place = f"{origin.file}:{origin.member}" if origin.member else origin.file
    details = [
        ("Mã", article.id),
        ("Địa chỉ", article.url),
        ("Chuyên mục", article.category),
        ("Thẻ", ", ".join(article.tags)),
        ("Tệp", place),
        *article.extra,
    ]
    return [(label, value) for label, value in details if value]
