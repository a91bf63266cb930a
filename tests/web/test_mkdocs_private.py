"""What we use of MkDocs and its language plugin that is not promised: these fail when it changes, or is not needed."""

from __future__ import annotations

import inspect
import logging
import re

import mkdocs.commands.build as building
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import EVENTS
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs_static_i18n.plugin import I18n

from handbook.web.mkdocs_private import AT_A_PAGE, render_once, was_logged


def test_the_two_steps_of_a_page_take_what_we_hand_over() -> None:
    assert list(inspect.signature(building._populate_page).parameters)[:3] == ["page", "config", "files"]
    assert list(inspect.signature(building._build_page).parameters)[:5] == ["page", "config", "doc_files", "nav", "env"]
    assert {"_populate_page", "_build_page"} == AT_A_PAGE


@pytest.mark.parametrize("step", [building._populate_page, building._build_page])
def test_they_log_before_they_raise(step: object) -> None:
    """So that an error at a page is told once."""
    source = inspect.getsource(step)  # type: ignore[arg-type]
    assert "log.error(message)" in source or "log.error(" in source
    assert "raise" in source.partition("log.error(")[2]


def test_no_public_way_makes_one_page() -> None:
    """When one is there, handbook/web/mkdocs_private.py is to use it."""
    public = {name for name in vars(building) if not name.startswith("_") and callable(getattr(building, name))}
    assert not {name for name in public if "page" in name.lower()} - {"Page"}
    assert public >= {"build", "get_context", "site_directory_contains_stale_files"}


def test_the_language_plugin_keeps_its_place_in_two_attributes() -> None:
    plugin = I18n()
    assert plugin.building is False and plugin.current_language is None


def test_the_events_that_a_preview_listens_to_are_there() -> None:
    assert {"nav", "env", "config"} <= set(EVENTS)


def test_an_error_at_a_page_is_known_by_where_it_arose() -> None:
    def _build_page() -> None:
        raise ValueError

    with pytest.raises(ValueError) as inside:
        _build_page()
    assert was_logged(inside.value)
    assert not was_logged(ValueError())


def test_rendering_sets_what_is_kept_of_it_and_no_more() -> None:
    """A page that MkDocs gives another thing to would lack it when it comes from memory."""
    source = inspect.getsource(Page.render)
    assert set(re.findall(r"self\.(\w+) = ", source)) == {
        "content",
        "toc",
        "_title_from_render",
        "present_anchor_ids",
        "links_to_anchors",
    }
    assert list(inspect.signature(Page.render).parameters) == ["self", "config", "files"]


def page_of(config: MkDocsConfig, markdown: str) -> tuple[Page, Files]:
    file = File("a.md", "docs", "site", use_directory_urls=False)
    other = File("b.md", "docs", "site", use_directory_urls=False)
    page = Page(None, file, config)
    page.markdown = markdown
    return page, Files([file, other])


def rendered(config: MkDocsConfig, markdown: str, around: str = "") -> dict[str, object]:
    """What a page holds after it was made, by way of the memory."""
    page, files = page_of(config, markdown)
    render_once(page, around)
    page.render(config, files)
    links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
    toc = [(item.id, item.title, item.level) for item in page.toc]
    return {"html": page.content, "toc": toc, "title": page._title_from_render, "links": links}


@pytest.fixture
def config() -> MkDocsConfig:
    config = MkDocsConfig()
    config.load_dict({"site_name": "A", "docs_dir": ".", "markdown_extensions": ["toc"]})
    config.validate()
    return config


def test_a_page_from_memory_is_the_page(config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# Help\n\n## When\n\n[other](b.md#there)\n"
    first = rendered(config, text)
    page, files = page_of(config, text)
    page.render(config, files)
    assert (first["html"], first["title"]) == (page.content, page._title_from_render) and 'href="b.html#there"' in str(
        first["html"]
    )
    monkeypatch.setattr(Page, "render", None)  # nothing is made any more
    assert rendered(config, text) == first
    for changed in ({"markdown": text + "!"}, {"markdown": text, "around": "another glossary"}):
        with pytest.raises(TypeError):
            rendered(config, **changed)


def test_what_was_logged_of_a_page_is_logged_each_time(config: MkDocsConfig, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.INFO, "mkdocs"):
            rendered(config, "[gone](gone.md)")
        assert "gone.md" in caplog.text
