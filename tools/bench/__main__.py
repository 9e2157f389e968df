"""Times as ratios: absolute ones would say nothing on another machine.

``make bench`` runs all parts, ``make bench PART=proof`` one:

- proof: ``make test`` when the site was built for the first time, and once more with nothing changed.
- builds: builds of the site, where nothing, a page or an example has changed.
- cold: all examples, when nothing is known.
- peers: some pages, made by other tools.
- growth: what a page costs where there are ten times as many.
- copied: lines of some scripts to copy; the smallest that do the same are 1.
"""

from __future__ import annotations

import sys
from importlib import import_module

PARTS = {
    "proof": "proof",
    "builds": "builds",
    "cold": "cold",
    "peers": "peers",
    "growth": "growth",
    "copied": "smallest",
}

if __name__ == "__main__":
    names = sys.argv[1:] or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        sys.exit(f"no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    for name in names:
        import_module(f"tools.bench.{name}").main()
