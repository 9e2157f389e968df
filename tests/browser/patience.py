"""Wait for a page. Playwright's own way evaluates text in the page, which the site's policy forbids."""

from __future__ import annotations

import time

from playwright.sync_api import Page, TimeoutError


def until(tab: Page, holds: str, seconds: float = 30) -> None:
    """Wait until a JavaScript expression holds.

    Raises:
        TimeoutError: where it does not in time.
    """
    end = time.monotonic() + seconds
    while not tab.evaluate(holds):
        if time.monotonic() > end:
            raise TimeoutError(f"{seconds} s have passed, and it does not hold: {holds}")
        tab.wait_for_timeout(20)
