"""What we use of MkDocs and its language plugin that is not promised: these fail when it changes, or is not needed."""

from __future__ import annotations

import inspect

import mkdocs.commands.build as building
import pytest
from mkdocs.plugins import EVENTS
from mkdocs_static_i18n.plugin import I18n

from handbook.web.mkdocs_private import AT_A_PAGE, was_logged


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
