"""The response headers a host should send, in one place, written out for each kind of host."""

from __future__ import annotations

from handbook.web.content_security_policy import policy

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

TRANSPORT = ("Strict-Transport-Security", "max-age=63072000")
"""Only where TLS ends at this very server, and for its own name alone: others of a hospital's domain
may have no TLS."""

LONG = "public, max-age=31536000, immutable"
SHORT = "no-cache"
"""Pages are asked for again each time; an unchanged one costs a few bytes."""

HASHED = r"\.[0-9a-f]{8}\.(?:css|js)$"
"""Names that change with their content, as handbook.publish.fingerprint_assets makes them."""


def everywhere() -> dict[str, str]:
    """Headers for every answer."""
    return {"Content-Security-Policy": policy(), **HEADERS}


def static_host(hashed: list[str], prefix: str = "/") -> str:
    """`_headers`, as Netlify, Cloudflare Pages and their like read it.

    `hashed` are the long-lived files, `prefix` the path of the site's address (`/patients/ci/`).
    """
    # Pages need no line: these hosts ask for every file again each time, unless told otherwise.
    lines = [f"{prefix}*", *(f"  {name}: {value}" for name, value in everywhere().items())]
    for name in hashed:
        lines += [f"{prefix}{name}", f"  Cache-Control: {LONG}"]
    return "\n".join(lines) + "\n"


def nginx(prefix: str = "/") -> str:
    """A server block for nginx. `@LISTEN@`, `@ROOT@` and `@NAME@` are to be filled in.

    The site stands below the root at `prefix`, the path of its address (`/patients/ci/`).
    """
    headers = [f'    add_header {name} "{value}" always;' for name, value in everywhere().items()]
    return "\n".join(
        [
            "# The handbook behind nginx. Fill in the three @NAMES@. Behind TLS also add:",
            f'#   add_header {TRANSPORT[0]} "{TRANSPORT[1]}" always;',
            "# Brotli needs the module libnginx-mod-http-brotli-static; without it remove that one line.",
            "map $uri $handbook_cache {",
            f'    default "{SHORT}";',
            f'    "~{HASHED}" "{LONG}";',
            "}",
            "server {",
            "    listen @LISTEN@;",
            "    server_name @NAME@;",
            "    root @ROOT@;",
            "    index index.html;",
            f"    error_page 404 {prefix}404.html;",
            "    charset utf-8;",
            "    charset_types text/css text/plain application/javascript application/json image/svg+xml;",
            "    gzip_static on;",
            "    gzip_vary on;",
            "    brotli_static on;",
            "    etag on;",
            "    server_tokens off;",
            "    absolute_redirect off;",
            "    access_log off;   # nobody's visit is written down",
            '    add_header Cache-Control "$handbook_cache" always;',
            *headers,
            "    location / {",
            "        try_files $uri $uri/ $uri.html =404;",
            "    }",
            "}",
            "",
        ]
    )


def caddy(prefix: str = "/") -> str:
    """A Caddyfile. Caddy ends TLS itself, so HSTS belongs here. `@ROOT@` and `@NAME@` are to be filled in.

    The site stands below the root at `prefix`, the path of its address.
    """
    headers = [f'\t\t{name} "{value}"' for name, value in (*everywhere().items(), TRANSPORT)]
    return "\n".join(
        [
            "# The handbook behind Caddy: put your own name and folder in the two @NAMES@.",
            "(handbook) {",
            "\theader {",
            *headers,
            "\t\t-Server",
            "\t}",
            "}",
            "@NAME@ {",
            "\troot * @ROOT@",
            "\timport handbook",
            f"\t@lasting path_regexp {HASHED}",
            f"\t@changing not path_regexp {HASHED}",
            f'\theader @lasting Cache-Control "{LONG}"',
            f'\theader @changing Cache-Control "{SHORT}"',
            "\ttry_files {path} {path}/ {path}.html",
            "\tfile_server {",
            "\t\tprecompressed br gzip",
            "\t}",
            "\thandle_errors {",
            "\t\timport handbook",
            f'\t\theader Cache-Control "{SHORT}"',
            f"\t\trewrite * {prefix}404.html",
            "\t\tfile_server",
            "\t}",
            "}",
            "",
        ]
    )
