"""The project that is tested."""

import os
from pathlib import Path

from asrun.examples.find import Library
from asrun.examples.proved import Proved
from asrun.examples.record import Records

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = Library(ROOT)
PROVED = Proved(LIBRARY)
FRESH = os.environ.get("FRESH", "0") not in ("", "0")  # whether nothing of an earlier run counts
KEPT = Records(LIBRARY).base / "tests"
