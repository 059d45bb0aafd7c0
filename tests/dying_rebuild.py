"""A process whose children rebuild an index and die on the way; ``test_rebuild`` runs it.

Each line of its input is JSON: ``folder``, and ``step``, before which to die. It answers with how
the child ended (``tests.torture.dying``).
"""

from __future__ import annotations

import json
import os
import sys
from tempfile import TemporaryDirectory

from tests.torture.dying import DONE, die_at, do_not_sync
from vnnews_search import Article, NewsIndex


def main() -> None:
    """Answer one line with another."""
    with TemporaryDirectory() as folder:  # so that all is loaded before the children need it
        with NewsIndex.open(folder, create=True) as index:
            index.add([Article("a", title="Xã Nà Pặc họp", body="Ông Lò Văn Pín dự.")])
        NewsIndex.rebuild(folder)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            do_not_sync()
            die_at(order["step"])
            NewsIndex.rebuild(order["folder"])
            os._exit(DONE)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
