"""``python -m evals [NAME…]``: measure, print, and hold ours to its floors."""

from __future__ import annotations

import sys
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from os import environ
from pathlib import Path
from time import perf_counter

from evals.corpora import Corpora, CorpusError, pin_of, read_pins, write_pins
from evals.figures import Outcome, render, render_claims
from evals.floors import Key, fallen, figures_of, read_floors, updated, write_floors
from evals.registry import EVALS, Eval

HERE = Path(__file__).parent
PINS = "corpora.toml"
FLOORS = "floors.toml"

FAILED = 1
MISUSED = 2


def main(
    arguments: Sequence[str] | None = None,
    *,
    evals: Sequence[Eval] = EVALS,
    home: Path = HERE,
    say: Callable[[str], object] = print,
) -> int:
    """Run evals; the exit code is 0 if ours holds its floors or there was nothing to read.

    Args:
        arguments: of the command line.
        evals: those to choose from.
        home: where pins and floors are kept.
    """
    options = _parser(evals).parse_args(arguments)
    if options.lower and not options.update:
        say("--lower is a reason for --update")
        return MISUSED
    unknown = set(options.names) - {e.name for e in evals}
    if unknown:
        say(f"no eval {', '.join(sorted(unknown))}; there are: {', '.join(e.name for e in evals)}")
        return MISUSED
    chosen = [e for e in evals if not options.names or e.name in options.names]
    if not options.data.is_dir():
        names = ", ".join(one.name for one in chosen)
        say(f"left out: {names}, as there is no folder {options.data}; set VNNEWS_DATA")
        return 0
    corpora = Corpora(options.data, read_pins(home / PINS), options.cache)
    present = [e for e in chosen if not _left_out(e, corpora, say)]
    if options.pin:
        _pin(present, corpora, home / PINS, say)
        return 0
    measured: dict[Key, float] = {}
    try:
        for one, outcome, seconds in _outcomes(present, corpora, options.jobs):
            say(f"== {one.name}, {seconds:.0f} s\n")
            say(render(outcome.rows) + "\n")
            say(render_claims(outcome.claims) + "\n")
            measured |= figures_of(one.name, outcome.rows)
    except CorpusError as error:
        say(str(error))
        return MISUSED
    return _settle(measured, options, home / FLOORS, say)


def _parser(evals: Sequence[Eval]) -> ArgumentParser:
    root = HERE.parent
    data = Path(environ.get("VNNEWS_DATA", root.parent / "shared" / "data"))
    names = ", ".join(e.name for e in evals)
    parser = ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all of them, or: {names}")
    parser.add_argument(
        "--data", type=Path, default=data, help="default: $VNNEWS_DATA, or %(default)s"
    )
    parser.add_argument(
        "--cache", type=Path, default=root / ".eval-cache", help="where indexes are kept"
    )
    parser.add_argument("--jobs", type=int, default=2, help="evals at once (default: 2)")
    parser.add_argument("--pin", action="store_true", help="record the files as they are now")
    parser.add_argument("--update", action="store_true", help="raise floors to what is measured")
    parser.add_argument("--lower", default="", metavar="REASON", help="lower floors too, and why")
    return parser


def _left_out(one: Eval, corpora: Corpora, say: Callable[[str], object]) -> bool:
    missing = corpora.missing(one.corpora)
    if missing:
        say(f"left out: {one.name}, as {corpora.folder} has no {', '.join(missing)}")
    return bool(missing)


def _pin(evals: Sequence[Eval], corpora: Corpora, path: Path, say: Callable[[str], object]) -> None:
    pins = dict(corpora.pins)
    for name in dict.fromkeys(name for one in evals for name in one.corpora):
        pins[name] = pin_of(corpora.folder / name)
        say(f"{name}: {pins[name].records} records, {pins[name].digest}")
    write_pins(path, pins)


def _outcomes(
    evals: Sequence[Eval], corpora: Corpora, jobs: int
) -> Iterator[tuple[Eval, Outcome, float]]:
    """What each eval says and how many seconds it took, in order; several run at once."""
    if jobs == 1 or len(evals) == 1:
        for one in evals:
            yield one, *_run(one, corpora)
        return
    with ProcessPoolExecutor(jobs) as pool:
        running = [pool.submit(_run, one, corpora) for one in evals]
        for one, result in zip(evals, running, strict=True):
            yield one, *result.result()


def _run(one: Eval, corpora: Corpora) -> tuple[Outcome, float]:
    started = perf_counter()
    corpora.check(one.corpora)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyvi's model was pickled by an older scikit-learn
        outcome = one.run(corpora)
    return outcome, perf_counter() - started


def _settle(
    measured: dict[Key, float], options: Namespace, path: Path, say: Callable[[str], object]
) -> int:
    """Compare with the floors, or move them."""
    floors = read_floors(path)
    if options.update:
        new, refused = updated(measured, floors, today=date.today(), lower=options.lower)
        write_floors(path, new)
        say(f"{sum(new[key] != floors.get(key) for key in new)} floors moved")
    else:
        refused = fallen(measured, floors)
        without = len(measured.keys() - floors.keys())
        if without:
            say(f"{without} figures of ours have no floor yet: python -m evals --update")
    for message in refused:
        say(message)
    if not refused and measured:
        say(f"{len(measured)} figures of ours, none below its floor")
    return FAILED if refused else 0


if __name__ == "__main__":
    sys.exit(main())
