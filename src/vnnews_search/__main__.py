"""``python -m vnnews_search`` is the command ``vnnews``."""

from vnnews_search.cli.main import main

if __name__ == "__main__":
    main()
