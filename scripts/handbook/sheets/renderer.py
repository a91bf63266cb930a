"""Renders a composed sheet to a tagged PDF: the only module that talks to WeasyPrint, in a process of its own.

WeasyPrint finds its fonts through fontconfig, which reads its settings once: `start` points it at our fonts alone.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.core.findings import Fault
from handbook.sheets.pdf_postprocess import repair


@dataclass(frozen=True)
class Rendered:
    """A finished PDF."""

    data: dict[str, bytes]
    """The same layout on each paper."""
    remarks: tuple[str, ...]
    """What WeasyPrint complained about; a sheet without fault has none."""


class _Remarks(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class _Press:
    """What one process keeps between sheets."""

    fonts: Any = None
    styles: list[Any]
    remarks = _Remarks()


def start(fonts: Path, style: Path) -> None:
    """Prepare this process. To be called once, before anything else loads WeasyPrint."""
    os.environ["FONTCONFIG_FILE"] = str(fonts / "fonts.conf")
    logging.getLogger("weasyprint").handlers = [_Press.remarks]
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    import weasyprint
    from weasyprint.pdf import tags
    from weasyprint.text.fonts import FontConfiguration

    tags._build_box_tree = _with_languages(tags._build_box_tree)
    _balance_in_steps()
    _Press.fonts = FontConfiguration()
    _Press.styles = [weasyprint.CSS(filename=style, font_config=_Press.fonts)]


def _balance_in_steps() -> None:
    """WeasyPrint balances columns by laying them out again and again, often 1 px higher each time: take longer steps.

    Columns then end up to two lines of small print apart from the best balance, and a sheet takes half the time.
    Raises Fault when the line is no longer there; the version is pinned in pyproject.toml.
    """
    import inspect

    from weasyprint.layout import block, column

    source = inspect.getsource(column.columns_layout)
    if _STEP not in source:
        raise Fault("WeasyPrint balances columns in another way now; look at handbook/print_pdf.py")
    exec(compile(source.replace(_STEP, _LONG_STEP), column.__file__, "exec"), column.__dict__)
    block.columns_layout = column.columns_layout


_STEP = "add_height = 1 if lost_space == inf else lost_space"
_LONG_STEP = "add_height = max(12, 12 if lost_space == inf else lost_space)"


def _with_languages(build: Any) -> Any:
    """WeasyPrint's builder of the structure tree, which then carries each `lang` that the HTML sets.

    Without it a screen reader reads Chinese as English. The tests of the structure tree notice when this private
    function changes; its version is pinned in pyproject.toml.
    """
    import pydyf

    def build_with_languages(box: Any, *rest: Any) -> Iterator[Any]:
        for element in build(box, *rest):
            tag = box.element.get("lang") if getattr(box, "element", None) is not None else None
            if tag and box.element_tag not in ("html", "body") and "Lang" not in element:
                element["Lang"] = pydyf.String(tag)
            yield element

    return build_with_languages


def render(html: str, papers: Iterable[str]) -> Rendered:
    """The PDF of one document on each paper. Raises Fault when WeasyPrint cannot make it."""
    import weasyprint

    _Press.remarks.texts.clear()
    gc.disable()  # WeasyPrint's boxes refer to each other until the end: looking for rubbish among them costs a tenth
    try:
        # Only what stands in the document itself: a sheet asks no other host and reads no file.
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
        document = weasyprint.HTML(string=html, url_fetcher=fetcher).render(
            font_config=_Press.fonts, stylesheets=_Press.styles, pdf_variant="pdf/ua-1"
        )
        data = document.write_pdf(pdf_variant="pdf/ua-1")
    except (ValueError, AssertionError, IndexError, KeyError, TypeError) as error:
        raise Fault(f"WeasyPrint stopped: {type(error).__name__}: {error}") from error
    finally:
        gc.enable()
    gc.collect()
    return Rendered(repair(data, papers), tuple(dict.fromkeys(_Press.remarks.texts)))
