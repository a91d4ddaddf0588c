"""Answer queries on a library, with the Octavo on the path: how long each takes.

Its arguments are the three folders of the library. Each line that it reads is a list of queries in
JSON. For each list it writes one line: the milliseconds of processor time and the number of full
matches of each query.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from pathlib import Path

from octavo_model import Library, Paths, View


def main() -> None:
    """Read lists of queries until none is left."""
    data, config, state = map(Path, sys.argv[1:4])
    with Library.open(Paths(data, config, state)) as library:
        ids = library.catalog.ids(View.all())
        find = library.search.find
        # Earlier versions list full matches only.
        more = {"near": True} if "near" in inspect.signature(find).parameters else {}
        for line in sys.stdin:
            answers = []
            for query in json.loads(line):
                began = time.process_time()
                found = find(query, ids, **more)
                answers.append((1_000 * (time.process_time() - began), len(found.ids)))
            print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
