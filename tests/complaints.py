"""What a page does that it should not: errors, policy violations, requests that fail or leave the host."""

from __future__ import annotations

from playwright.sync_api import Page

LEFT = "net::ERR_ABORTED"
"""The page was left before its icon came: no fault."""


def complaints(page: Page, home: str) -> list[str]:
    """A list that fills while `page` is used: console errors, policy violations, failed and foreign requests."""
    found: list[str] = []
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) =>"
        " console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`))"
    )
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "requestfailed", lambda request: None if request.failure == LEFT else found.append(f"failed: {request.url}")
    )
    page.on("request", lambda request: None if _own(request.url, home) else found.append(f"foreign: {request.url}"))
    return found


def _own(url: str, home: str) -> bool:
    return url.startswith((home, "data:", "blob:"))
