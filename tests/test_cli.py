"""The command line as people meet it: output, exit codes, and what it says of wrong input."""

from __future__ import annotations

import errno
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click
import pytest

from tests.conftest import SAMPLES
from vnnews_search import Article, document
from vnnews_search.cli.exits import Exit
from vnnews_search.cli.main import group, main
from vnnews_search.dates.dated import date_article
from vnnews_search.engines.whoosh.engine import WhooshEngine
from vnnews_search.engines.whoosh.toc import read_toc, write_toc
from vnnews_search.engines.whoosh.writer import WhooshWriter
from vnnews_search.manifest import FORMAT, TERMS
from vnnews_search.models import DatedOrigin


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        shape: dict[str, object] = json.loads(self.out)
        return shape


Vnnews = Callable[..., Answer]


@pytest.fixture
def vnnews(capsys: pytest.CaptureFixture[str]) -> Vnnews:
    def run(*args: object) -> Answer:
        with pytest.raises(SystemExit) as ended:
            main([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Answer(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "index"
    with pytest.raises(SystemExit) as ended:
        main(["index", str(SAMPLES), "--index", str(folder)])
    assert ended.value.code == Exit.FOUND
    return folder


# --- finding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ('"hương ước"', "Nà Phiêng"),
        ('officer:"Trần Sĩ Phục" date:2023', "nồng độ cồn"),
        ("date:7/2020", "Mặt trận Tổ quốc huyện sơ kết"),
        ("chay rung", "thong o xa Da Mong"),
        ('author:"Nông Thị Thắm" lũ', ""),
    ],
    ids=["phrase", "officer and date", "month", "no accents", "nobody"],
)
def test_a_search_shows_what_it_found(
    vnnews: Vnnews, samples_index: Path, query: str, first: str
) -> None:
    answer = vnnews("search", query, "--index", samples_index)
    if not first:
        assert answer.code == Exit.NOTHING
        assert "Không tìm thấy" in answer.out
        return
    assert answer.code == Exit.FOUND
    assert first.lower() in answer.out.lower()
    assert "\x1b[" not in answer.out


def test_a_guessed_date_has_its_tilde(vnnews: Vnnews, samples_index: Path) -> None:
    answer = vnnews("search", "date:7/2020", "--index", samples_index)
    assert "~09/07/2020" in answer.out


def test_a_result_page_in_json(vnnews: Vnnews, samples_index: Path) -> None:
    answer = vnnews(
        "search", "đoàn kết", "--json", "-n", 2, "--facet", "year", "--index", samples_index
    )
    page = answer.json
    assert page["v"] == 1
    assert isinstance(page["hits"], list)
    assert len(page["hits"]) == 2
    hit = page["hits"][0]
    for snippet in hit["snippets"]:
        for start, end in snippet["marks"]:
            assert snippet["text"][start:end].lower() in ("đoàn kết", "đoàn", "kết")
    assert page["next"]
    following = vnnews(
        "search", "đoàn kết", "--json", "-n", 2, "--after", page["next"], "--index", samples_index
    ).json
    assert isinstance(following["hits"], list)
    assert hit["id"] not in [other["id"] for other in following["hits"]]


def test_show_delete_and_undo(vnnews: Vnnews, tmp_path: Path) -> None:
    at = ("--index", tmp_path / "i")
    file = tmp_path / "tin.jsonl"
    file.write_text(
        '{"id": "a", "title": "Hội làng", "body": "Xã mở hội.", "hộp": "12"}\n', "utf-8"
    )
    assert vnnews("index", file, *at).code == Exit.FOUND
    assert "Hội làng" in vnnews("show", "a", *at).out
    shown = vnnews("show", "a", "--json", *at).json
    assert (shown["title"], shown["extra"]) == ("Hội làng", {"hộp": "12"})
    assert vnnews("search", "extra.hộp:12", *at).code == Exit.FOUND
    assert vnnews("delete", "a", *at).code == Exit.FOUND
    assert vnnews("show", "a", *at).code == Exit.NOTHING
    assert "bỏ qua" in vnnews("index", file, *at).out
    assert vnnews("search", "hội", *at).code == Exit.NOTHING
    assert vnnews("delete", "--undo", "a", *at).code == Exit.FOUND
    assert "1 bài mới" in vnnews("index", file, *at).out
    assert vnnews("delete", "none", *at).code == Exit.NOTHING


def test_stats_and_check(vnnews: Vnnews, samples_index: Path) -> None:
    stats = vnnews("stats", "--json", "--index", samples_index).json
    assert stats["articles"] == 55
    assert "Báo Vĩnh Sa" in vnnews("stats", "--index", samples_index).out
    assert vnnews("check", "--json", "--index", samples_index).json == {
        "v": 1,
        "ok": True,
        "problems": [],
    }


@pytest.fixture
def small_index(vnnews: Vnnews, tmp_path: Path) -> Path:
    """Three articles, of which a test may break one."""
    file = tmp_path / "tin.jsonl"
    lines = [f'{{"id": "{id}", "title": "Hội làng {id}"}}\n' for id in "abc"]
    file.write_text("".join(lines), "utf-8")
    assert vnnews("index", file, "--index", tmp_path / "i").code == Exit.FOUND
    return tmp_path / "i"


def _cut_segment(folder: Path, *, at: float) -> None:
    (path,) = folder.glob("*.seg")
    path.write_bytes(path.read_bytes()[: int(at * path.stat().st_size)])


def test_check_says_what_to_type_and_repair_does_it(vnnews: Vnnews, small_index: Path) -> None:
    at = ("--index", small_index)
    _cut_segment(small_index, at=0.9)
    told = vnnews("check", *at)
    assert told.code == Exit.UNUSABLE
    assert "vnnews check --repair" in told.out
    repaired = vnnews("check", "--repair", *at)
    assert repaired.code == Exit.FOUND
    assert "cứu được cả 3 bài" in repaired.out
    assert "Đưa lại" not in repaired.out
    assert "lành lặn" in repaired.out
    assert vnnews("check", *at).code == Exit.FOUND
    assert "3 bài" in vnnews("search", "hội", *at).out


def test_a_repair_in_json_says_what_was_lost(vnnews: Vnnews, small_index: Path) -> None:
    at = ("--index", small_index)
    _cut_segment(small_index, at=0.001)
    (name,) = (path.name for path in small_index.glob("*.seg"))
    checked = vnnews("check", "--json", *at).json
    assert checked["ok"] is False
    assert isinstance(checked["problems"], list)
    assert [problem["file"] for problem in checked["problems"]] == [name]
    shape = vnnews("check", "--repair", "--json", *at).json
    assert (shape["v"], shape["ok"], shape["problems"]) == (1, True, [])
    assert isinstance(shape["repaired"], list)
    assert [(done["file"], done["lost"]) for done in shape["repaired"]] == [(name, 3)]
    assert "3 bài mới" in vnnews("index", small_index.parent / "tin.jsonl", *at).out


def test_a_repair_that_lost_articles_says_how_to_load_them_again(
    vnnews: Vnnews, small_index: Path
) -> None:
    _cut_segment(small_index, at=0.001)
    answer = vnnews("check", "--repair", "--index", small_index)
    assert answer.code == Exit.FOUND
    assert "mất 3 bài" in answer.out
    assert "vnnews index" in answer.out


def test_a_repair_tells_what_it_leaves(vnnews: Vnnews, small_index: Path) -> None:
    _made_by(small_index, "terms 3, facts 1")
    for args in (("check",), ("check", "--repair")):
        answer = vnnews(*args, "--index", small_index)
        assert answer.code == Exit.UNUSABLE
        assert "vnnews rebuild" in answer.out


def _made_by(folder: Path, fingerprint: str) -> None:
    write_toc(folder, replace(read_toc(folder), fingerprint=fingerprint))


def test_rebuild_after_a_release_that_reads_otherwise(vnnews: Vnnews, small_index: Path) -> None:
    at = ("--index", small_index)
    _made_by(small_index, "terms 3, facts 1")
    refused = vnnews("search", "hội", *at)
    assert refused.code == Exit.UNUSABLE
    assert f"vnnews rebuild --index {small_index}" in refused.err
    answer = vnnews("rebuild", *at)
    assert (answer.code, answer.err) == (Exit.FOUND, "")
    assert "3 bài" in answer.out
    assert vnnews("search", "hội", *at).code == Exit.FOUND
    assert "đã theo quy tắc" in vnnews("rebuild", "--facts", *at).out
    shape = vnnews("rebuild", "--json", *at).json
    assert {**shape, "seconds": 0} == {
        "v": 1,
        "rebuilt": 3,
        "hidden": 0,
        "failed": 0,
        "lost_file": None,
        "current": False,
        "seconds": 0,
    }


def test_stats_tell_of_facts_that_are_outdated(vnnews: Vnnews, small_index: Path) -> None:
    assert "rebuild" not in vnnews("stats", "--index", small_index).out
    _made_by(small_index, f"terms {TERMS}, facts 0")
    assert "vnnews rebuild --facts" in vnnews("stats", "--index", small_index).out
    assert "3 bài" in vnnews("rebuild", "--facts", "--index", small_index).out
    assert "rebuild" not in vnnews("stats", "--index", small_index).out


def test_a_rebuild_tells_of_articles_that_it_keeps_out(
    vnnews: Vnnews, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dated(article: Article) -> tuple[date | None, DatedOrigin]:
        if article.id == "b":
            raise ZeroDivisionError
        return date_article(article)

    monkeypatch.setattr(document, "date_article", dated)
    answer = vnnews("rebuild", "--index", small_index)
    assert answer.code == Exit.FOUND
    assert "2 bài" in answer.out
    assert "1 bài không phân tích được" in answer.err
    assert "lost-ids.jsonl" in answer.err
    assert vnnews("show", "b", "--index", small_index).code == Exit.NOTHING


def test_a_rebuild_that_is_interrupted_says_so(
    vnnews: Vnnews, small_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(document, "date_article", interrupted)
        answer = vnnews("rebuild", "--index", small_index)
    assert answer.code == Exit.INTERRUPTED
    assert "Chỉ mục vẫn như cũ" in answer.err
    assert vnnews("check", "--index", small_index).code == Exit.FOUND


def test_analyze_shows_every_step(vnnews: Vnnews) -> None:
    shape = vnnews("analyze", "Uỷ ban huyện Ðình Lập", "--json").json
    assert isinstance(shape["streams"], dict)
    terms = {name: [entry["term"] for entry in stream] for name, stream in shape["streams"].items()}
    assert terms["exact"] == ["ủy", "ban", "huyện", "đình", "lập"]
    assert terms["pairs"] == ["uy ban", "ban huyen", "huyen dinh", "dinh lap"]
    assert shape["length"] == 5
    shown = vnnews("analyze", "Uỷ ban huyện Ðình Lập, huyện mới").out
    assert "Đoạn viết có dấu" in shown
    assert "huyện ×2" in shown
    nothing = vnnews("analyze", "...")
    assert (nothing.code, nothing.out) == (Exit.NOTHING, "Không có chữ hay số nào để đọc.\n")


def test_indexing_again_changes_nothing(vnnews: Vnnews, tmp_path: Path) -> None:
    at = ("--index", tmp_path / "i")
    assert vnnews("index", SAMPLES, "--json", *at).json["added"] == 55
    again = vnnews("index", SAMPLES, "--json", *at).json
    assert (again["added"], again["unchanged"]) == (0, 55)


def test_the_environment_names_the_index(
    vnnews: Vnnews, samples_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VNNEWS_INDEX", str(samples_index))
    assert vnnews("search", "lũ").code == Exit.FOUND


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "message", "underlined"),
    [
        ('"đại đoàn kết', "dấu ngoặc kép chưa đóng", '"đại đoàn kết'),
        ("lũ (cầu", "dấu ( chưa đóng", "("),
        ("lũ cầu)", "thừa dấu )", ")"),
        ("tacgia:Lan lũ", "không có trường “tacgia:”", "tacgia:"),
        ("lũ date:31/2/2020", "không có ngày 31/2/2020", "31/2/2020"),
        ("date:hômqua", "không hiểu ngày", "hômqua"),
        ("lũ AND", "thiếu từ", "AND"),
        ("...", "không có từ nào để tìm", "..."),
    ],
)
def test_a_query_that_cannot_be_read_shows_the_place(
    vnnews: Vnnews, samples_index: Path, query: str, message: str, underlined: str
) -> None:
    answer = vnnews("search", query, "--index", samples_index)
    assert answer.code == Exit.USAGE
    assert message in answer.err
    typed, carets = next(
        (line, below)
        for line, below in zip(answer.err.splitlines(), answer.err.splitlines()[1:], strict=False)
        if below.strip(" ^") == "" and "^" in below
    )
    assert typed[carets.index("^") : len(carets)] == underlined
    assert "Gợi ý:" in answer.err
    error = vnnews("search", query, "--json", "--index", samples_index).json["error"]
    assert isinstance(error, dict)
    assert query[error["start"] : error["end"]] == underlined


@pytest.mark.parametrize(
    "query", ['"đoà* kết"', "officer:Phú*", 'exact:"đại kết"~2', "source:Báo~", "date:202*"]
)
def test_signs_that_would_be_ignored_are_refused(
    vnnews: Vnnews, samples_index: Path, query: str
) -> None:
    answer = vnnews("search", query, "--index", samples_index)
    assert answer.code == Exit.USAGE
    assert "không dùng được" in answer.err


def test_errors_are_json_where_json_is_asked_for(vnnews: Vnnews, samples_index: Path) -> None:
    for args, code in (
        (("show", "none", "--index", samples_index), Exit.NOTHING),
        (("search", "--index", samples_index), Exit.USAGE),
        (("search", "lũ", "-n", "0", "--index", samples_index), Exit.USAGE),
    ):
        answer = vnnews(*args, "--json")
        assert answer.code == code
        assert "error" in answer.json
    assert vnnews("delete", "--undo", "none", "--json", "--index", samples_index).json == {
        "v": 1,
        "restored": [],
    }


def test_no_index_there(vnnews: Vnnews, tmp_path: Path) -> None:
    commands = "search lũ", "stats", "check", "check --repair", "rebuild", "show a", "delete a"
    for command in map(str.split, commands):
        answer = vnnews(*command, "--index", tmp_path / "none")
        assert answer.code == Exit.UNUSABLE
        assert "vnnews index" in answer.err


def test_a_broken_record_is_counted_listed_and_passed_over(vnnews: Vnnews, tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    lines = [
        '{"id": 1, "title": "Một"}',
        '{"id": 2, "title": "Hai"}',
        '{"id": 3, "ti',
        '{"id": 4, "title": "Bốn"}',
    ]
    file.write_text("\n".join(lines), "utf-8")
    answer = vnnews("index", file, "--index", tmp_path / "i")
    assert answer.code == Exit.FOUND
    assert "3 bài mới" in answer.out
    assert "tin.jsonl:3" in answer.err
    (listed,) = (tmp_path / "i" / "load-errors.jsonl").read_text("utf-8").splitlines()
    assert json.loads(listed)["member"] == "3"
    assert vnnews("index", file, "--strict", "--index", tmp_path / "j").code == Exit.USAGE


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ảnh.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "ảnh.jpg"),
        ("trang.txt", b"\x00\x01\x02\x00", "trang.txt"),
        ("trang.txt", b"", "trang.txt"),
        ("tin.jsonl", b"", "không có bài nào"),
        ("tin.jsonl.gz", gzip.compress(b'{"title": "x"}' * 50)[:20], "tin.jsonl.gz"),
    ],
    ids=["picture", "binary page", "empty page", "empty records", "cut archive"],
)
def test_a_file_that_holds_no_article_is_told(
    vnnews: Vnnews, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = vnnews("index", tmp_path / name, "--index", tmp_path / "i")
    assert answer.code == Exit.USAGE
    assert message in answer.err + answer.out


def test_an_empty_folder_and_a_missing_one(vnnews: Vnnews, tmp_path: Path) -> None:
    (tmp_path / "trống").mkdir()
    for name in ("trống", "không có"):
        answer = vnnews("index", tmp_path / name, "--index", tmp_path / "i")
        assert answer.code == Exit.USAGE
        assert name in answer.err
        assert "Gợi ý:" in answer.err
    assert not (tmp_path / "i").exists()


def test_a_second_writer(vnnews: Vnnews, tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text('{"id": 1, "title": "Một"}\n', "utf-8")
    assert vnnews("index", file, "--index", tmp_path / "i").code == Exit.FOUND
    file.write_text('{"id": 1, "title": "Một, sửa"}\n', "utf-8")
    writer = WhooshEngine(tmp_path / "i").writer()
    answers = [
        vnnews(*command, "--index", tmp_path / "i")
        for command in (("index", file), ("rebuild",), ("check", "--repair"))
    ]
    writer.close()
    for answer in answers:
        assert answer.code == Exit.UNUSABLE
        assert "đang ghi" in answer.err
    assert "1 bài thay bản cũ" in vnnews("index", file, "--index", tmp_path / "i").out


def test_an_index_of_another_format(vnnews: Vnnews, tmp_path: Path) -> None:
    file = tmp_path / "tin.jsonl"
    file.write_text('{"id": 1, "title": "Một"}\n', "utf-8")
    vnnews("index", file, "--index", tmp_path / "i")
    manifest = tmp_path / "i" / "manifest.json"
    manifest.write_text(
        manifest.read_text("utf-8").replace(f'"format": {FORMAT}', '"format": 7'), "utf-8"
    )
    answer = vnnews("search", "một", "--index", tmp_path / "i")
    assert answer.code == Exit.UNUSABLE
    assert "định dạng 7" in answer.err


def test_a_folder_that_cannot_be_made(vnnews: Vnnews, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x", "utf-8")
    answer = vnnews("index", SAMPLES, "--index", tmp_path / "tệp" / "i")
    assert answer.code == Exit.UNUSABLE
    assert "không lập được chỉ mục" in answer.err


def test_a_disk_that_is_full_keeps_what_was_committed(
    vnnews: Vnnews, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ("--index", tmp_path / "i")
    file = tmp_path / "tin.jsonl"
    file.write_text('{"id": "a", "title": "Hội làng"}\n', "utf-8")
    assert vnnews("index", file, *at).code == Exit.FOUND

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file.write_text('{"id": "b", "title": "Hội xuân"}\n', "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(WhooshWriter, "_write", full)
        answer = vnnews("index", file, *at)
    assert answer.code == Exit.UNUSABLE
    assert "không ghi được" in answer.err
    assert vnnews("show", "a", *at).code == Exit.FOUND
    assert vnnews("index", file, *at).code == Exit.FOUND


def test_wrong_calls_end_with_two(vnnews: Vnnews) -> None:
    for args in ((), ("search",), ("nosuch",), ("search", "lũ", "--sort", "best")):
        assert vnnews(*args).code == Exit.USAGE


# --- help ---------------------------------------------------------------------------------------


def test_every_command_has_help_and_a_line_in_the_list(vnnews: Vnnews) -> None:
    listed = vnnews("--help").out
    for name in group.list_commands(click.Context(group)):
        assert name in listed
        answer = vnnews(name, "--help")
        assert answer.code == Exit.FOUND
        assert len(answer.out.splitlines()) > 5
