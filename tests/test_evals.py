"""The harness of the evals: digests, floors, tables, rankings; on invented corpora."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from evals.__main__ import main
from evals.ablation import GRID, STEPS, run_ablation
from evals.corpora import Corpora, CorpusError, Pin, pin_of, read_pins, read_records, write_pins
from evals.figures import Claim, Outcome, Row, left_out, render, render_claims
from evals.floors import Floor, Key, fallen, figures_of, read_floors, updated, write_floors
from evals.metrics import mrr, ndcg, recall
from evals.ours import AnySyllable, StrictFirst, as_typed, open_reader, scores_of
from evals.peers import Bm25, Fts5, pyvi_words, syllables
from evals.questions import QUESTION_SETS, Collection, Question, known_items, question_set
from evals.ranking import OURS, run_known_items, run_retrieval
from evals.registry import EVALS, Eval
from evals.scorer import Scorer, build, load, save
from evals.segmentation import FILES, run_segmentation, sentences, spans, word_f1
from evals.spellings import SPELLINGS, half_unaccented, other_placement, unaccented

from tests.conftest import ROOT
from vnnews_search.analyzed import Stream
from vnnews_search.document import analyze_article
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.models import Article
from vnnews_search.query.weights import DEFAULT_WEIGHTS, Weights

TODAY = date(2026, 3, 2)

ARTICLES = (
    Article("a", lead="Ngày 5/3/2021, xã Nà Pặc họp.", body="Hội nghị bàn thuỷ lợi.\nTrồng rừng."),
    Article("b", body="Huyện Lũng Mây khởi công đường mới; hoà bình là trên hết."),
    Article("c", lead="Hội nghị trồng rừng", body="Nghị quyết về rừng phòng hộ, thủy lợi."),
    Article("d", body="Truong tieu hoc Khe Lim khai giang nam hoc moi."),
    Article("e", body="Trường tiểu học Khe Lim khai giảng năm học mới, hội phụ huynh góp sức."),
)


# --- corpora --------------------------------------------------------------------------------------


def _corpora(folder: Path, files: dict[str, str]) -> Corpora:
    """A data folder with these files, pinned."""
    data = folder / "data"
    for name, text in files.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    pins = {name: pin_of(data / name) for name in files}
    return Corpora(data, pins, folder / "cache")


def _lines(records: Iterable[dict[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_a_file_as_pinned_is_read(tmp_path: Path) -> None:
    corpora = _corpora(tmp_path, {"a.jsonl": '{"id": 1}\n\n{"id": 2}\n'})
    corpora.check(["a.jsonl"])
    assert corpora.pins["a.jsonl"].records == 2
    assert [r["id"] for r in read_records(corpora.folder / "a.jsonl")] == [1, 2]


def test_a_file_that_changed_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    corpora = _corpora(tmp_path, {"a.jsonl": '{"id": 1}\n'})
    (corpora.folder / "a.jsonl").write_text('{"id": 3}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.jsonl is not the file.*--pin"):
        corpora.check(["a.jsonl"])


def test_a_file_never_pinned_is_an_error(tmp_path: Path) -> None:
    corpora = Corpora(_corpora(tmp_path, {"a.jsonl": "{}\n"}).folder, {}, tmp_path)
    with pytest.raises(CorpusError, match="not pinned"):
        corpora.check(["a.jsonl"])


def test_pins_come_back_as_written(tmp_path: Path) -> None:
    pins = {"b/é.jsonl.gz": Pin("00ff", 3), "a.conllu": Pin("aa", 1)}
    write_pins(tmp_path / "pins.toml", pins)
    assert read_pins(tmp_path / "pins.toml") == pins
    assert read_pins(tmp_path / "none.toml") == {}


def test_records_of_a_treebank_are_its_sentences(tmp_path: Path) -> None:
    corpora = _corpora(tmp_path, {"a.conllu": TREEBANK, "b.jsonl.gz": "{}\n{}\n{}\n"})
    assert [corpora.pins[name].records for name in ("a.conllu", "b.jsonl.gz")] == [2, 3]


def test_the_key_of_a_cache_follows_the_contents(tmp_path: Path) -> None:
    one = _corpora(tmp_path / "1", {"a": "x", "b": "y"})
    same = _corpora(tmp_path / "2", {"a": "x", "b": "y"})
    other = _corpora(tmp_path / "3", {"a": "x", "b": "z"})
    assert one.key(["a", "b"]) == same.key(["a", "b"]) != other.key(["a", "b"])
    assert one.key(["a"]) == other.key(["a"])


def test_what_failed_in_the_making_is_not_kept(tmp_path: Path) -> None:
    corpora = _corpora(tmp_path, {})

    def fails(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpora.cached("x", fails)
    assert [path.name for path in corpora.cache.iterdir()] == ["x.lock"]
    calls: list[Path] = []

    def works(path: Path) -> None:
        calls.append(path)
        path.write_text("whole", encoding="utf-8")

    for _ in range(2):
        assert corpora.cached("x", works).read_text(encoding="utf-8") == "whole"
    assert len(calls) == 1


# --- floors ---------------------------------------------------------------------------------------

KEY: Key = ("segmentation", "dev · ours", "F1")
FLOORS = {KEY: Floor(0.95, ("2026-01-01 0.9500: first measured",))}


@pytest.mark.parametrize(
    ("measured", "messages"),
    [(0.96, 0), (0.95, 0), (0.9496, 0), (0.9494, 1), (0.5, 1)],
    ids=["above", "equal", "a hair below", "more than a hair below", "far below"],
)
def test_what_is_below_its_floor_has_fallen(measured: float, messages: int) -> None:
    assert len(fallen({KEY: measured}, FLOORS)) == messages


def test_a_row_that_is_gone_has_fallen_if_its_eval_ran() -> None:
    assert fallen({("segmentation", "other", "F1"): 1.0}, FLOORS)
    assert fallen({("retrieval", "other", "F1"): 1.0}, FLOORS) == []
    assert fallen({}, FLOORS) == []


def test_floors_rise_to_what_is_measured() -> None:
    new, refused = updated({KEY: 0.96}, FLOORS, today=TODAY)
    assert refused == []
    assert new[KEY].value == 0.96
    assert new[KEY].history[1:] == ("2026-03-02 0.9600: measured",)


def test_floors_are_not_lowered_without_a_reason() -> None:
    new, refused = updated({KEY: 0.94}, FLOORS, today=TODAY)
    assert new == FLOORS
    assert len(refused) == 1
    assert "--lower" in refused[0]


def test_floors_are_lowered_for_a_reason_which_is_kept() -> None:
    new, refused = updated({KEY: 0.94}, FLOORS, today=TODAY, lower="another cut of names")
    assert refused == []
    assert new[KEY].value == 0.94
    assert new[KEY].history[-1] == "2026-03-02 0.9400: lowered, another cut of names"


def test_a_hair_moves_no_floor_down() -> None:
    assert updated({KEY: 0.9497}, FLOORS, today=TODAY, lower="any") == (FLOORS, [])


def test_floors_of_other_evals_stay() -> None:
    new, _ = updated({("retrieval", "r", "m"): 0.5}, FLOORS, today=TODAY)
    assert new == {
        **FLOORS,
        ("retrieval", "r", "m"): Floor(0.5, ("2026-03-02 0.5000: first measured",)),
    }


def test_floors_come_back_as_written(tmp_path: Path) -> None:
    floors = {KEY: Floor(0.95, ('why: "so"', "then")), ("e", "r · x", "nDCG@10"): Floor(1.0, ())}
    write_floors(tmp_path / "floors.toml", floors)
    assert read_floors(tmp_path / "floors.toml") == floors
    assert read_floors(tmp_path / "none.toml") == {}


def test_only_our_rows_have_floors() -> None:
    rows = [Row("dev", "ours", (("F1", 0.94999),), ours=True), Row("dev", "pyvi", (("F1", 0.9),))]
    assert figures_of("segmentation", rows) == {KEY: 0.95}


# --- tables ---------------------------------------------------------------------------------------


def test_columns_are_aligned_and_gaps_are_shown() -> None:
    rows = [
        Row("one", "ours", (("nDCG@10", 0.5), ("recall@100", 1))),
        Row("one", "a longer name", (("recall@100", 0.25),)),
        left_out("one", "gone", "not installed"),
        Row("two", "ours", (("F1", 0.125),)),
    ]
    assert render(rows).split("\n") == [
        "one              nDCG@10  recall@100",
        "  ours            0.5000      1.0000",
        "  a longer name        –      0.2500",
        "  gone           left out: not installed",
        "",
        "two         F1",
        "  ours  0.1250",
    ]


def test_claims_say_whether_they_are_met() -> None:
    claims = [Claim("ahead", True, "+.1"), Claim("quick", False, "9 s")]
    assert render_claims(claims).split("\n") == ["met      ahead: +.1", "NOT MET  quick: 9 s"]


# --- the command ----------------------------------------------------------------------------------


class Harness:
    """``main`` with one eval over one invented file; what it says is kept."""

    def __init__(self, folder: Path) -> None:
        self.corpora = _corpora(folder, {"a.jsonl": "{}\n"})
        self.home = folder / "home"
        self.home.mkdir()
        self.value = 0.9
        self.said: list[str] = []

    def __call__(self, *arguments: str) -> int:
        self.said.clear()
        evals = (
            Eval("one", ("a.jsonl",), self._run),
            Eval("two", ("none.jsonl",), self._run),
        )
        places = ["--data", str(self.corpora.folder), "--cache", str(self.corpora.cache)]
        places += ["--jobs", "1"]
        return main([*places, *arguments], evals=evals, home=self.home, say=self.said.append)

    def _run(self, corpora: Corpora) -> Outcome:
        assert corpora.folder == self.corpora.folder
        rows = (Row("t", "ours", (("m", self.value),), ours=True), Row("t", "peer", (("m", 1.0),)))
        return Outcome(rows, (Claim("good", True, "yes"),))

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    return Harness(tmp_path)


def test_a_corpus_must_be_pinned_first(harness: Harness) -> None:
    assert harness("one") == 2
    assert "--pin" in harness.text
    assert harness("--pin") == 0
    assert harness("one") == 0
    assert "1 figures of ours have no floor yet" in harness.text


def test_a_changed_corpus_stops_the_run_until_pinned_anew(harness: Harness) -> None:
    harness("--pin")
    (harness.corpora.folder / "a.jsonl").write_text("[]\n", encoding="utf-8")
    assert harness("one") == 2
    assert harness("--pin") == 0
    assert harness("one") == 0


def test_floors_hold_rise_and_are_lowered_for_a_reason_alone(harness: Harness) -> None:
    harness("--pin")
    assert harness("--update") == 0
    harness.value = 0.8
    assert harness() == 1
    assert "0.8000 is below its floor 0.9000" in harness.text
    assert harness("--update") == 1
    assert harness() == 1
    assert harness("--update", "--lower", "fewer records") == 0
    assert harness() == 0
    harness.value = 0.95
    assert harness("--update") == 0
    (floor,) = read_floors(harness.home / "floors.toml").values()
    assert floor.value == 0.95
    assert [entry.partition(": ")[2] for entry in floor.history] == [
        "first measured",
        "lowered, fewer records",
        "measured",
    ]


def test_a_reason_without_update_is_misuse(harness: Harness) -> None:
    assert harness("--lower", "why") == 2


def test_an_unknown_name_is_misuse(harness: Harness) -> None:
    assert harness("three") == 2
    assert "there are: one, two" in harness.text


def test_what_has_no_data_is_left_out_and_said(harness: Harness) -> None:
    harness("--pin")
    assert harness() == 0
    assert "left out: two, as" in harness.text
    assert "== one" in harness.text
    assert harness("two") == 0
    assert "== one" not in harness.text


def test_without_a_data_folder_nothing_fails(harness: Harness) -> None:
    harness("--pin")
    harness("--update")
    assert harness("--data", str(harness.home / "none")) == 0
    assert harness.said == [
        f"left out: one, two, as there is no folder {harness.home / 'none'}; set VNNEWS_DATA"
    ]


def test_tables_show_peers_beside_ours(harness: Harness) -> None:
    harness("--pin")
    harness("one")
    assert "  ours  0.9000\n  peer  1.0000" in harness.text
    assert "met      good: yes" in harness.text


def test_every_corpus_of_the_registry_is_pinned() -> None:
    pins = read_pins(ROOT / "evals" / "corpora.toml")
    assert {name for one in EVALS for name in one.corpora} == pins.keys()
    floors = read_floors(ROOT / "evals" / "floors.toml")
    assert {name for name, _, _ in floors} == {one.name for one in EVALS}


# --- spellings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("THÚY", "THUÝ"),
        ("Tòa Ủy", "Toà Uỷ"),
        ("ùy, lũy.", "uỳ, luỹ."),
    ],
)
def test_placements_are_turned_both_ways(old: str, new: str) -> None:
    assert other_placement(old) == new
    assert other_placement(new) == old


@pytest.mark.parametrize(
    "text", ["ngoài", "hoàn", "quý", "quả", "khuỷu", "huyện", "mía", "Quỳ", "x"]
)
def test_one_placement_stays(text: str) -> None:
    assert other_placement(text) == text


def test_spellings_of_a_query() -> None:
    text = "Đại hội Thuỷ lợi"
    spelled = {name: spell(text) for name, spell in SPELLINGS.items()}
    assert spelled == {
        "accented": text,
        "unaccented": "Dai hoi Thuy loi",
        "half": "Đại hoi Thuỷ loi",
        "placement": "Đại hội Thủy lợi",
        "NFD": unicodedata.normalize("NFD", text),
    }
    assert unaccented(half_unaccented(text)) == unaccented(text)


# --- metrics --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranking", "relevant", "expected"),
    [
        ("ab", "a", (1, 1, 1)),
        ("ba", "a", (0.6309, 0.5, 1)),
        ("b", "a", (0, 0, 0)),
        ("", "a", (0, 0, 0)),
        ("abc", "ac", (0.9197, 1, 1)),
        ("bcdefghijkla", "a", (0, 0, 1)),
    ],
)
def test_metrics(ranking: str, relevant: str, expected: tuple[float, float, float]) -> None:
    found = tuple(metric(list(ranking), set(relevant)) for metric in (ndcg, mrr, recall))
    assert found == pytest.approx(expected, abs=1e-4)


# --- rankings -------------------------------------------------------------------------------------


def _collection() -> Collection:
    questions = (
        Question("hội nghị thuỷ lợi", frozenset("ac")),
        Question('Trường "Khe Lim" NOT', frozenset("e")),
    )
    return Collection("few", "few", ARTICLES, questions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"đại đoàn kết": NOT xong', "đại đoàn kết not xong"),
        ("từ:2020 (lũ) -bão +mưa lũ* bõa~", "từ 2020 lũ bão mưa lũ bõa"),
        ("15/7/2020 và 2019-2020", "15/7/2020 và 2019-2020"),
        ("NOTE HOẶC - KHÔNG", "NOTE hoặc không"),
    ],
)
def test_a_text_as_a_query_of_words(text: str, expected: str) -> None:
    assert as_typed(text) == expected


def test_ours_ranks_whatever_holds_a_syllable(tmp_path: Path) -> None:
    with closing(open_reader(_corpora(tmp_path, {}), _collection())) as reader:
        ranker, strict = AnySyllable(reader), StrictFirst(reader)
        assert ranker("hội nghị trồng rừng")[0] == "c"
        assert set(ranker("hội nghị trồng rừng")) == {"a", "c", "e"}
        assert ranker("khai giảng")[0] == "e"
        assert ranker("zebra") == []
        assert set(strict("hội nghị trồng rừng")) == {"a", "c"}


def test_typing_does_not_change_our_ranking(tmp_path: Path) -> None:
    same = ("accented", "placement", "NFD")
    with closing(open_reader(_corpora(tmp_path, {}), _collection())) as reader:
        ranker = AnySyllable(reader)
        for question in _collection().questions:
            rankings = {tuple(ranker(SPELLINGS[name](question.text))) for name in same}
            assert len(rankings) == 1
            assert rankings != {()}


@pytest.fixture
def ranker(peer: str) -> Iterator[Callable[[str], Sequence[str]]]:
    texts = list(_collection().texts)
    if peer.startswith("fts5"):
        with closing(Fts5(texts, remove_diacritics=2 * peer.endswith("removed"))) as database:
            yield database
    else:
        tokens = pyvi_words if peer == "pyvi" else syllables
        yield Bm25(((id, tokens(text)) for id, text in texts), tokens)


@pytest.mark.parametrize(
    ("peer", "unaccented_found"),
    [("bm25", False), ("pyvi", False), ("fts5 kept", False), ("fts5 removed", True)],
)
def test_peers(ranker: Callable[[str], Sequence[str]], unaccented_found: bool) -> None:
    assert ranker("rừng phòng hộ")[0] == "c"
    assert ranker('Hội nghị, "trồng rừng"!')[0] in {"a", "c"}
    assert ranker("zebra") == []
    assert ranker("khởi công")[0] == "b"
    assert ("c" in ranker("phong")) is unaccented_found


def test_bm25_is_the_textbooks() -> None:
    ranker = Bm25([("long", ["x", "y", "y", "y"]), ("short", ["x", "y"]), ("z", ["z"])], str.split)
    assert ranker("x") == ["short", "long"]
    assert ranker("y z") == ["z", "long", "short"]


# --- the scorer -----------------------------------------------------------------------------------

QUERIES = ("hội nghị trồng rừng", "thuy loi", "Nà Pặc 5/3", "truong khe lim", "hoi rừng", "zebra")


@pytest.mark.parametrize(
    "weights", [DEFAULT_WEIGHTS, Weights(1, 0, 0.5, 0), Weights(0, 2, 1, 1)], ids=str
)
@pytest.mark.parametrize("query", QUERIES)
def test_the_scorer_ranks_as_the_engine(tmp_path: Path, query: str, weights: Weights) -> None:
    scorer = build(map(analyze_article, ARTICLES))
    with closing(open_reader(_corpora(tmp_path, {}), _collection())) as reader:
        parts = scores_of(query, reader, weights)
        assert scores_of(query, scorer, weights) == parts
        assert scorer.ranking(scorer.scores(parts), 100) == AnySyllable(reader).rank(parts)


def test_words_are_looked_up_as_the_engine_does(tmp_path: Path) -> None:
    corpora = _corpora(tmp_path, {})
    with closing(open_reader(corpora, _collection())) as reader:
        (folder,) = (path for path in corpora.cache.iterdir() if path.is_dir())
        with closing(WhooshEngine(folder).reader()) as plain:
            for prefix in ("", "hoi", "hoi nghi|", "t", "zz"):
                for stream in (Stream.WORDS, Stream.FOLDED):
                    assert list(reader.terms(stream, prefix)) == list(plain.terms(stream, prefix))
            assert list(reader.terms(Stream.WORDS, "hoi nghi|")) == ["hoi nghi|hội nghị"]


def test_a_scorer_comes_back_as_saved(tmp_path: Path) -> None:
    scorer = build(map(analyze_article, ARTICLES))
    save(scorer, tmp_path / "scorer.npz")
    again = load(tmp_path / "scorer.npz")
    for query in QUERIES:
        parts = scores_of(query, scorer, DEFAULT_WEIGHTS)
        assert _ranked(scorer, query) == _ranked(again, query)
        assert (scorer.scores(parts) == again.scores(parts)).all()


def _ranked(scorer: Scorer, query: str) -> list[str]:
    return scorer.ranking(scorer.scores(scores_of(query, scorer, DEFAULT_WEIGHTS)), 100)


def test_the_grid_varies_one_weight_at_a_time() -> None:
    centres = [(1, 1, 0), (1, 1, 0.5)]
    for point in GRID:
        changes = [sum(x != y for x, y in zip(point, centre, strict=True)) for centre in centres]
        assert min(changes) <= 1
    assert len(set(GRID)) == len(GRID)
    assert set(STEPS.values()) & set(GRID)


# --- evals on invented data -----------------------------------------------------------------------

TREEBANK = """\
# sent_id = 1
# text = Huyện ủy họp , bàn 1.700 việc .
1\tHuyện ủy\t_\tNOUN
2\thọp\t_\tVERB
3\t,\t_\tPUNCT
4\tbàn\t_\tVERB
5\t1.700\t_\tNUM
6\tviệc\t_\tNOUN
7\t.\t_\tPUNCT

# text = Xã Khe Lim
1\tXã\t_\tNOUN
2\tKhe Lim\t_\tPROPN
"""


def test_sentences_of_a_treebank(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_text(TREEBANK, encoding="utf-8")
    (_, first), second = sentences(tmp_path / "a.conllu")
    assert first == ["Huyện ủy", "họp", ",", "bàn", "1.700", "việc", "."]
    assert second == ("Xã Khe Lim", ["Xã", "Khe Lim"])


def test_spans_ignore_space_and_signs() -> None:
    assert spans(["Khe Lim", ",", "1.700"]) == spans(["Khe_Lim,", "1 . 700"])
    assert spans(["Khe", "Lim"]) != spans(["Khe Lim"])
    assert spans(["Thuỷ"]) == spans([unicodedata.normalize("NFD", "Thuỷ")])


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Xã|Khe Lim", 1), ("Xã|Khe|Lim", 0.4), ("Xã Khe Lim", 0), ("Xã Khe|Lim", 0)],
)
def test_word_f1(words: str, expected: float) -> None:
    gold = [("Xã Khe Lim", ["Xã", "Khe Lim"])]
    assert word_f1(gold, lambda _: words.split("|")) == pytest.approx(expected)


def test_other_letters_than_the_sentence_has_are_no_answer() -> None:
    with pytest.raises(AssertionError, match="other letters"):
        word_f1([("Khe Lim", ["Khe Lim"])], lambda _: ["Khe Linh"])


def test_segmentation_is_close_to_pyvi(tmp_path: Path) -> None:
    outcome = run_segmentation(_corpora(tmp_path, dict.fromkeys(FILES.values(), TREEBANK)))
    assert [row.name for row in outcome.rows[:2]] == ["ours", "pyvi"]
    assert all(claim.met for claim in outcome.claims)


def _invented(tmp_path: Path) -> Corpora:
    passages = _lines({"pid": a.id, "text": f"{a.lead}\n{a.body}"} for a in ARTICLES)
    queries = _lines(
        {"qid": q.text, "query": q.text, "relevant": sorted(q.relevant)}
        for q in _collection().questions
    )
    news = _lines(
        {"id": f"{a.id}{n}", "title": f"Tin {a.body[:20]} {n}", "abstract": a.lead, "body": a.body}
        for n in range(2)
        for a in ARTICLES
    )
    files = {"news/vietnews_40k.jsonl.gz": news}
    for passage_file, query_file in QUESTION_SETS.values():
        files |= {passage_file: passages, query_file: queries}
    return _corpora(tmp_path, files)


def test_collections(tmp_path: Path) -> None:
    corpora = _invented(tmp_path)
    questions = question_set(corpora, "xquad_vi")
    assert [a.id for a in questions.articles] == list("abcde")
    assert questions.questions == _collection().questions
    known = known_items(corpora)
    assert not any(article.title for article in known.articles)
    assert {id for q in known.questions for id in q.relevant} == {a.id for a in known.articles}
    assert known.questions[0].text.startswith("Tin Hội nghị")


def test_evals_run_from_end_to_end(tmp_path: Path) -> None:
    corpora = _invented(tmp_path)
    retrieval = run_retrieval(corpora)
    assert len({row.table for row in retrieval.rows}) == 12
    ours = [row for row in retrieval.rows if row.name == OURS and "nDCG" in row.table]
    assert all(value == 1 for row in ours for name, value in row.figures if name == "accented")
    assert all(claim.met for claim in retrieval.claims if "equal" in claim.text)
    ablation = run_ablation(corpora)
    assert all(claim.met for claim in ablation.claims)
    assert len(ablation.rows) == len(STEPS) + len(GRID) + 1
    assert run_known_items(corpora).rows[0].figures[0][1] > 0
