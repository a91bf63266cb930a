"""The wording file holds what is said and nothing else."""

from __future__ import annotations

import re
from itertools import chain

import yaml

from handbook.core.project import ROOT

SAYING = ("overrides/**/*.html", "overrides/hooks/*.py", "scripts/handbook/**/*.py", "docs/assets/scripts/*.js")
_WORD = re.compile(r"""["'`]([\w-]+)["'`]""")
_BEGINNING = re.compile(r"""f["'](\w+_)\{|["'](\w+_)["'] ?[~+]""")


def test_every_wording_is_said_somewhere() -> None:
    """By its key in a template, module, script or handouts.yml, or a key put together there: `kind_` and a kind."""
    text = "\n".join(path.read_text("utf-8") for path in chain(*(ROOT.glob(pattern) for pattern in SAYING)))
    words = {word.replace("-", "_") for word in _WORD.findall(text)}
    beginnings = tuple(one or other for one, other in _BEGINNING.findall(text))
    words |= set(re.findall(r"(?:title: |say )(\w+)", (ROOT / "handouts.yml").read_text("utf-8")))
    keys = yaml.load((ROOT / "evidence/wording.yml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    assert [key for key in keys if key not in words and not key.startswith(beginnings)] == []
