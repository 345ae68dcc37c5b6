"""`saring batch` against what one would take to find near-duplicates in a file.

They do not do the same: ours cleans the texts, judges every pair that meets and partitions; the others join whatever
shares a bucket. What that is worth is in docs/evidence.md; here it is only what it costs.
"""

from __future__ import annotations

import json
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from candidates import joined, usual_recipe
from speed_signing import VALUES, shingles
from timing import Contender, Measured, Missing, side_by_side
from xxhash import xxh3_64_intdigest

from config.settings import load
from worker.dedup.words import words
from worker.local.batch import run_batch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from speed_texts import Text

THRESHOLD = 0.7
BANDS = 32
SHINGLE = 5


def measure(texts: Sequence[Text], rounds: int) -> tuple[list[Measured | Missing], dict[str, object]]:
    """Cluster the same texts."""
    with tempfile.TemporaryDirectory(prefix="saring-bench-") as held:
        folder = Path(held)
        source = folder / "in.jsonl"
        source.write_text("".join(json.dumps(one._asdict()) + "\n" for one in texts), encoding="utf-8")
        clusters: dict[str, int] = {}

        def ours(jobs: int) -> int:
            report = run_batch([source], folder / "out.jsonl", jobs=jobs, settings=load(data_dir=folder / "data"))
            clusters[f"clusters of ours with {jobs}"] = report.clusters
            return len(texts)

        contenders = [
            Contender("saring batch --jobs 2", lambda: ours(2), ours=True),
            Contender("saring batch --jobs 1", lambda: ours(1)),
            Contender("datasketch in memory, 5-grams, threshold 0.7", lambda: _datasketch(texts, clusters)),
        ]
        missing: list[Missing] = []
        if find_spec("rensa"):
            contenders.append(Contender("rensa (Rust), 5-grams, threshold 0.7", lambda: _rensa(texts, clusters)))
        else:
            missing.append(Missing("rensa", 'pip install -e ".[peers]"'))
        missing.append(
            Missing("text-dedup", "0.4 asks for urllib3 1.26 and rich 13, so it can't stand beside Saring; rensa does")
        )
        done = side_by_side(contenders, rounds=rounds)
    return [*done, *missing], {**clusters}


def _datasketch(texts: Sequence[Text], clusters: dict[str, int]) -> int:
    found = usual_recipe([one.text for one in texts], THRESHOLD, SHINGLE)
    clusters["clusters of datasketch"] = len(set(found))
    return len(texts)


def _rensa(texts: Sequence[Text], clusters: dict[str, int]) -> int:
    import rensa  # noqa: PLC0415 - a peer need not be installed

    lsh = rensa.RMinHashLSH(THRESHOLD, VALUES, BANDS)
    links: list[tuple[int, int]] = []
    for place, one in enumerate(texts):
        sketch = rensa.RMinHash(VALUES, 1)
        sketch.update([str(xxh3_64_intdigest(run)) for run in shingles(words(one.text), SHINGLE)])
        links += [(int(hit), place) for hit in lsh.query(sketch)]
        lsh.insert(place, sketch)
    clusters["clusters of rensa"] = len(set(joined(len(texts), links)))
    return len(texts)
