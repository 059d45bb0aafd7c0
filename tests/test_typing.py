"""However a query is typed, it finds its article, and nothing that differs by an accent.

The sample articles on the default engine; the rules one by one, on every engine, are in
``tests/matching.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ENGINES, SAMPLES
from vnnews_search import Article, NewsIndex, read_articles
from vnnews_search.analysis.tokenizer import tokenize
from vnnews_search.models import Tier
from vnnews_search.text.normalize import fold, normalize
from vnnews_search.text.writing import can_be_typed

ARTICLES = [article for article in read_articles(SAMPLES) if isinstance(article, Article)]

# query → how the title of its article begins
WANTED = """
chuyển đổi số ở chợ không tiền mặt → Chợ Bàu Trảng
khởi công tuyến đường Suối Lau → Khởi công tuyến đường
mật ong OCOP Khe Dâu → Mật ong Khe Dâu
lũ quét trong đêm ở Khe Mít → Lũ quét trong đêm
tòa án xét xử lưu động vụ đánh bạc → Xét xử lưu động
tiêm vắc xin cho buôn xa → Đưa vắc xin
phụ nữ giúp nhau ngày công → Phụ nữ Lam Khê
tàu cá và ngư dân trôi dạt → Ba ngày tìm 11 ngư dân
liên hoan văn hóa cồng chiêng → Mười hai đội chiêng
đại hội đảng bộ huyện Vạn Trà → Đại hội Đảng bộ huyện
sốt xuất huyết ở ven biển → Sốt xuất huyết
phá nhóm trộm trâu liên xã → Phá nhóm trộm trâu
giải việt dã bến Cửa Trà → Gần 1.200 người chạy
bê tông hóa kênh ở Thuận Sa → Kênh N7
khai trường ở xã đảo Hải Sa → Ngày khai trường
chuẩn y Bí thư Huyện ủy Lam Khê → Công bố quyết định
Ủy ban Mặt trận Tổ quốc huyện sơ kết → Mặt trận Tổ quốc huyện
"""
CASES = [tuple(line.split(" → ")) for line in WANTED.splitlines() if line]

_OLD_TONE = re.compile(r"(?<![qQ])([oOuU])([\u0300\u0301\u0303\u0309\u0323])([aeyAEY])\b")


def _new_tone(query: str) -> str:
    """hòa → hoà, ủy → uỷ."""
    moved = _OLD_TONE.sub(r"\1\3\2", unicodedata.normalize("NFD", query))
    return unicodedata.normalize("NFC", moved)


def _half_typed(query: str) -> str:
    """Every second of the syllables that without marks can only be left unmarked: Huyện, Huyen."""
    words = query.split()
    bare = [i for i, word in enumerate(words) if not can_be_typed(fold(word))]
    for i in bare[::2]:
        words[i] = fold(words[i])
    return " ".join(words)


TYPINGS: dict[str, Callable[[str], str]] = {
    "as written": str,
    "without accents": fold,
    "in capitals": str.upper,
    "in capitals without accents": lambda query: fold(query).upper(),
    "decomposed": lambda query: unicodedata.normalize("NFD", query),
    "other tone placement": _new_tone,
    "half typed": _half_typed,
    "eth for đ": lambda query: query.replace("đ", "ð").replace("Đ", "Ð"),
}
TYPED = [
    pytest.param(typed, title, id=f"{how}: {typed}")
    for how, typing in TYPINGS.items()
    for query, title in CASES
    if (typed := typing(query)) != query or how == "as written"
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewsIndex]:
    with NewsIndex(ENGINES["whoosh"](tmp_path_factory.mktemp("samples"))) as index:
        assert index.add(ARTICLES).added == len(ARTICLES)
        yield index


@pytest.mark.parametrize(("typed", "title"), TYPED)
def test_the_article_is_found_however_it_was_asked_for(
    samples: NewsIndex, typed: str, title: str
) -> None:
    hits = list(samples.search(typed, limit=3))
    assert title in [hit.article.title[: len(title)] for hit in hits]


def test_every_way_of_typing_is_tried_on_enough_queries() -> None:
    assert len(CASES) >= 12
    for how, typing in TYPINGS.items():
        fewest = 5 if how in ("other tone placement", "eth for đ") else 12
        changed = [query for query, _ in CASES if typing(query) != query]
        assert how == "as written" or len(changed) >= fewest, how


def test_the_unaccented_article_is_found_by_its_accents(samples: NewsIndex) -> None:
    (hit,) = samples.search('"Đạ Mơng" "cháy rừng thông"')
    assert (hit.tier, hit.article.title) == (
        Tier.UNACCENTED,
        "Dap tat dam chay rung thong o xa Da Mong",
    )


# --- one accent is another word -----------------------------------------------------------------

ONE_ACCENT = """
phúc phục
phục phúc
chứng chung
điểm điềm
hương hướng
hội hỏi
bão báo
cháy chạy
mới mời
bạc bác
đường dương
tỉnh tình
đất đạt
quý quỹ
kỹ kỳ
điện diện
"""


@cache
def _syllables(article: Article) -> set[str]:
    return {token.term for _, text in article.text_fields() for token in tokenize(normalize(text))}


@pytest.mark.parametrize("pair", [line for line in ONE_ACCENT.splitlines() if line])
def test_one_accent_is_another_word(samples: NewsIndex, pair: str) -> None:
    """A word finds the articles that hold it; those that hold only its neighbour stay out."""
    word, neighbour = pair.split()
    found = {hit.article.id for hit in samples.search(word, limit=100)}
    holding = {article.id for article in ARTICLES if word in _syllables(article)}
    others = {
        article.id
        for article in ARTICLES
        if neighbour in _syllables(article)
        and not ({word, fold(word)} - {neighbour}) & _syllables(article)
    }
    assert holding
    assert others
    assert holding <= found
    assert not others & found


@pytest.mark.parametrize(
    ("query", "tier"),
    [
        ('"Trần Sĩ Phúc"', Tier.EXACT),
        ('"Trần Sỹ Phúc"', Tier.VARIANT),
        ('"tran si phuc"', Tier.UNACCENTED),
        ('"Trần Sĩ Phuc"', Tier.UNACCENTED),
    ],
)
def test_a_name_is_labelled_by_how_it_matches(samples: NewsIndex, query: str, tier: Tier) -> None:
    hits = list(samples.search(query, limit=100))
    assert {hit.tier for hit in hits} == {tier}
    held = [{"phúc", "phục"} & _syllables(hit.article) for hit in hits]
    if tier is not Tier.UNACCENTED:
        assert all("phúc" in syllables for syllables in held)


# --- which comes first --------------------------------------------------------------------------


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewsIndex]:
    with NewsIndex(ENGINES[request.param](tmp_path)) as index:
        yield index


def _order(index: NewsIndex, query: str) -> list[str]:
    return [hit.article.id for hit in index.search(query, limit=100)]


FILLER = "Bà con xã vùng cao xuống chợ phiên từ sáng sớm."


@pytest.mark.parametrize(
    ("query", "accented"),
    [
        ("chữa cháy", "Lực lượng chữa cháy đến bản vùng cao kịp thời."),
        ("cháy rừng", "Đêm qua cháy rừng ở tiểu khu chín đã được dập tắt."),
        ("Mặt trận huyện", "Mặt trận huyện thăm hộ nghèo ở bản vùng cao."),
        ('"Ma Thị Lụa"', "Chị Ma Thị Lụa dạy dệt lanh ở bản vùng cao."),
        ("kỹ thuật", "Lớp kỹ thuật trồng nấm mở ở bản vùng cao."),
    ],
)
def test_an_accented_query_ranks_the_accented_match_first(
    index: NewsIndex, query: str, accented: str
) -> None:
    # The unaccented twin comes first by id, so it would win a tie.
    index.add(
        [Article("a", body=fold(accented)), Article("b", body=accented), Article("c", FILLER)]
    )
    assert _order(index, query) == ["b", "a"]
    assert sorted(_order(index, fold(query))) == ["a", "b"]


KY = "Lớp kỹ thuật trồng nấm mở ở bản vùng cao."
KI = KY.replace("kỹ", "kĩ")


@pytest.mark.parametrize(
    ("query", "first", "second"),
    [
        ("kỹ thuật", KY, KI),
        ("kĩ thuật", KI, KY),
        ('"kỹ thuật trồng nấm"', KY, KI),
        ('"kĩ thuật trồng nấm"', KI, KY),
        ("lớp kỹ thuật trồng nấm ở bản", KY, KI),
        ("lớp kĩ thuật trồng nấm ở bản", KI, KY),
        ("ky thuat", KY, KI),
        ("ki thuat", KI, KY),
        ("body:kỹ", KY, KI),
        ("body:kĩ", KI, KY),
    ],
)
@pytest.mark.parametrize(("more_first", "more_second"), [(0, 0), (20, 0), (0, 20)])
def test_of_equal_articles_the_spelling_typed_comes_first_however_rare_either_is(
    index: NewsIndex, query: str, first: str, second: str, more_first: int, more_second: int
) -> None:
    bodies = {"a": second, "b": first}
    bodies |= {f"first {number}": first for number in range(more_first)}
    bodies |= {f"second {number}": second for number in range(more_second)}
    index.add(Article(id, body=body) for id, body in bodies.items())
    index.add(Article(f"filler {number}", body=FILLER) for number in range(30))
    found = [bodies[id] for id in _order(index, query)]
    assert found == [first] * (more_first + 1) + [second] * (more_second + 1)


def test_more_of_the_other_spelling_outweighs_less_of_the_one_typed(index: NewsIndex) -> None:
    index.add([Article("a", title=FILLER, body=KY), Article("b", title=KI, body=FILLER)])
    index.add(Article(f"filler {number}", body=FILLER) for number in range(30))
    assert _order(index, "kỹ thuật") == ["b", "a"]
    assert _order(index, 'exact:"kỹ thuật"') == ["a"]


def test_the_other_spelling_is_marked(index: NewsIndex) -> None:
    index.add([Article("a", title="Tin", body=f"{FILLER} {KI}")])
    for query in ("kỹ thuật", "ky thuat", '"kỹ thuật"'):
        (hit,) = index.search(query)
        (snippet,) = hit.snippets
        assert [snippet.text[start:end] for start, end in snippet.marks] == ["kĩ thuật"]


# --- officers -----------------------------------------------------------------------------------


def _officer(id: str, name: str) -> Article:
    return Article(id, body=f"Ông {name}, Chủ tịch UBND huyện Lũng Mây, dự lễ phát động trồng cây.")


def test_an_officer_is_found_in_the_other_spelling_and_labelled(index: NewsIndex) -> None:
    index.add(
        [_officer("sỹ", "Lò Văn Sỹ"), _officer("sĩ", "Lò Văn Sĩ"), _officer("si", "Lò Văn Si")]
    )
    for query, exact, variant in (("Lò Văn Sỹ", "sỹ", "sĩ"), ("Lò Văn Sĩ", "sĩ", "sỹ")):
        tiers = {h.article.id: h.tier for h in index.search(f'officer:"{query}"')}
        assert tiers == {exact: Tier.EXACT, variant: Tier.VARIANT}
    assert sorted(_order(index, 'officer:"lo van sy"')) == ["sĩ", "sỹ"]


def test_officers_whose_names_differ_by_a_letter_are_two(index: NewsIndex) -> None:
    index.add([_officer("vy", "Lò Hà Vy"), _officer("vi", "Lò Hà Vi"), _officer("ly", "Lò Thị Ly")])
    assert _order(index, 'officer:"Lò Hà Vy"') == ["vy"]
    assert _order(index, 'officer:"Lò Hà Vi"') == ["vi"]
    assert _order(index, 'officer:"Lò Thị Li"') == []
    assert _order(index, 'officer:"lo ha vy"') == ["vy"]
