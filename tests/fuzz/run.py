"""``make fuzz``: fuzzes every target in turn, and prints how often each ran and what it found.

Each target runs in a process of its own. Where atheris is installed, it leads the mutations by
the code they reach; elsewhere they are made blindly. What the rounds before reached is kept in
``.fuzz/corpus`` and built on.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.targets import ATTACKS, TARGETS

WORK = Path(".fuzz")
"""Where inputs, counts and faults are kept, below the folder it is run in."""


def main() -> int:
    """Run them; 1 where something was found."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", choices=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=int(os.environ.get("FUZZ_SECONDS") or 20))
    parser.add_argument("--runs", type=int, default=int(os.environ.get("FUZZ_RUNS") or 0))
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("FUZZ_ROUNDS") or 1))
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--blind", action="store_true", help="without atheris")
    options = parser.parse_args()
    work: Path = options.work.absolute()
    counts = work / "counts.json"
    for _ in range(options.rounds):
        for name in options.only or TARGETS:
            _run_one(name, options, work)
            _add_up(name, work, counts)
    return _report(counts)


def _run_one(name: str, options: argparse.Namespace, work: Path) -> None:
    target = TARGETS[name]
    corpus = work / "corpus" / name.replace(" ", "-")
    if not corpus.exists():
        corpus.mkdir(parents=True)
        for number, seed in enumerate(target.beginnings):
            (corpus / f"seed-{number}").write_bytes(seed[: target.longest])
    # Some targets read files: in memory, where there is such a file system.
    memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as temporary:
        words = work / "words.txt"
        words.write_text(
            "".join(f'"{_escaped(one)}"\n' for one in (*ATTACKS, *target.words) if one)
        )
        bounds = [f"-max_total_time={options.seconds}"] if options.seconds else []
        bounds += [f"-runs={options.runs}"] if options.runs else []
        command = [sys.executable, "-m", "tests.fuzz.child", name, str(work)]
        command += ["blind"] if options.blind else []
        command += [str(corpus), *bounds, f"-max_len={target.longest}", f"-dict={words}"]
        # A parser that takes half a minute for some kilobytes hangs, and 2 GB is no memory for it.
        command += ["-timeout=30", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=0"]
        command += [f"-artifact_prefix={work / 'faults'}/{corpus.name}-", "-reload=0"]
        (work / "faults").mkdir(exist_ok=True)
        log = work / "logs" / f"{corpus.name}.txt"
        log.parent.mkdir(exist_ok=True)
        with log.open("wb") as output:
            done = subprocess.run(
                command,
                check=False,
                env={**os.environ, "TMPDIR": temporary},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
    if done.returncode:
        print(f"{name}: ended with status {done.returncode}; see {log}", flush=True)


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{one:02x}" for one in word)


def _add_up(name: str, work: Path, counts: Path) -> None:
    last = work / "last.json"
    if not last.exists():
        print(f"{name}: no report", flush=True)
        return
    figures = json.loads(last.read_text())
    last.unlink()
    total = json.loads(counts.read_text()) if counts.exists() else {}
    known = total.setdefault(name, {"executions": 0, "seconds": 0.0, "slowest": 0.0, "faults": []})
    known["executions"] += figures["executions"]
    known["seconds"] = round(known["seconds"] + figures["seconds"], 1)
    known["slowest"] = max(known["slowest"], figures["slowest"])
    known["faults"] = sorted({*known["faults"], *figures["faults"]})
    counts.write_text(json.dumps(total, indent=1))
    print(f"{name}: {figures['executions']:,} in {figures['seconds']:.0f} s", flush=True)
    for fault in figures["faults"]:
        print(f"  {fault}", flush=True)


def _report(counts: Path) -> int:
    total = json.loads(counts.read_text())
    print(f"\n{'target':28}{'executions':>14}{'slowest':>10}  faults")
    for name, known in total.items():
        faults = "; ".join(known["faults"]) or "none"
        print(f"{name:28}{known['executions']:14,}{known['slowest']:9.2f}s  {faults}")
    print(f"{'all':28}{sum(one['executions'] for one in total.values()):14,}")
    return int(any(known["faults"] for known in total.values()))


if __name__ == "__main__":
    sys.exit(main())
