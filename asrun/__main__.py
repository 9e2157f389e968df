"""The program: ``python -m asrun COMMAND``. That nothing has to be built is found before the rest is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

from asrun.problems import display_path
from asrun.site import stamp


def main() -> None:
    """Carry out what the command line says."""
    root = Path.cwd()
    site = stamp.site_folder(root)
    if sys.argv[1:] == ["build"] and stamp.holds(root, site):
        print(f"{display_path(site, root)}/ is what a build would give; nothing to do")
        return
    from asrun import commands

    commands.main(prog_name="asrun")


if __name__ == "__main__":
    main()
