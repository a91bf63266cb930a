"""What a page may load and run: the content security policy, and its one inline script."""

from __future__ import annotations

import base64
import hashlib

BEFORE_PAINT = (
    "try{const d=document.documentElement.dataset;"
    'd.theme=localStorage.getItem("theme")||"auto";'
    'd.size=localStorage.getItem("size")||"1"}catch(e){}'
)
"""The one inline script: the colours and the size that the reader chose, set before anything is
painted."""

_BEFORE_PAINT_HASH = base64.b64encode(hashlib.sha256(BEFORE_PAINT.encode()).digest()).decode()

POLICY = {
    "default-src": "'none'",
    "script-src": f"'self' 'sha256-{_BEFORE_PAINT_HASH}'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""What a page may load: its own files and nothing else. No inline style exists, so none is allowed;
one script does."""

ONLY_AS_HEADER = {"frame-ancestors": "'none'"}
"""What a browser heeds in a header but not in a page."""


def policy(*, header: bool = True) -> str:
    """Return the content security policy, as a header or as a page's own `<meta>`."""
    parts = POLICY | (ONLY_AS_HEADER if header else {})
    return "; ".join(f"{name} {value}" for name, value in parts.items())
