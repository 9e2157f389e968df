"""An audit is green only where every package was looked up and nothing is known of it."""

import pytest

from tools.audit import verdict

SOUND = {"name": "a", "version": "1", "vulns": []}
WEAK = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    "packages, why, told",
    [
        ([SOUND], "", []),
        ([SOUND, WEAK], "", ["b 2: CVE-1, mended in ['3']"]),
        ([SOUND, SKIPPED], "", ["c: could not be looked up: not found"]),
        ([], "no network", ["nothing could be looked up: no network"]),
        ([], "", ["nothing could be looked up: no package was named"]),
    ],
)
def test_what_was_not_looked_up_is_not_sound(packages, why, told):
    assert verdict({"dependencies": packages} if packages else {}, why)[0] == told
