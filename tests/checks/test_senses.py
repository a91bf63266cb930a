"""What one language alone says otherwise, or in another order, is told at its part."""

from __future__ import annotations

import re
import shlex

import pytest

from handbook.checks.confirmed.comparisons import compared
from handbook.checks.confirmed.page_facts import frame, held_words, urgency
from handbook.checks.confirmed.senses import WORDS, Part, command, parts
from handbook.checks.context import CheckContext
from handbook.checks.settings import Confirmed
from handbook.cli.main import parser
from handbook.core.project import ROOT, Project
from handbook.language.alignment import Pair

CODES = ("en", "zh")


def part(*texts: tuple[str, str]) -> Part:
    return Part(tuple(Pair("docs/zh/a.md", 1, left, right, CODES) for left, right in texts))


ONE, TWO = ("Ask about the scan.", "问超声。"), ("Ask about the stitch.", "问环扎。")


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ((ONE, TWO), ((ONE[0], TWO[1]), (TWO[0], ONE[1])), "… | moved"),
        ((ONE, TWO), (TWO, ONE), "moved"),
        ((ONE, TWO), (ONE,), "-1block"),
        ((("With liver disease", "肝病"),), (("With liver disease", "肾病"),), "-liver +kidney"),
        ((("the first day", "第一天"),), (("the last day", "最后一天"),), "-first +last"),
        ((("Ask early.", "早点问。"),), (("Early on, ask.", "早点问。"),), ""),
        ((("It is open.", "没定。"),), (("It is still open.", "还没定。"),), ""),
        ((("Nothing to do with it.", "跟它没关系。"),), (("Nothing to do with it.", "跟它没有关系。"),), ""),
        ((("It is open.", "还没定。"),), (("It is open.", "已经定了。"),), "-negation"),
        ((("Not known.", "不清楚。"),), (("Unknown.", "不清楚。"),), ""),
        ((("Not known.", "不清楚。"),), (("Known.", "不清楚。"),), "-negation"),
        ((("No ads, names.", "没有广告和姓名。"),), (("No ads, names.", "没有广告，也没有姓名。"),), ""),
        ((("No ads, nor names.", "没有广告和姓名。"),), (("No ads.", "没有广告和姓名。"),), "-negation"),
        ((("It may hurt.", "可能会疼。"),), (("It may hurt or it may itch.", "可能会疼。"),), ""),
        ((("It may hurt.", "可能会疼。"),), (("It will hurt.", "可能会疼。"),), "-possibility"),
        ((("Your partner.", "您的伴侣。"),), (("Your partner.", "您的爱人。"),), ""),
        ((("Your partner.", "您的伴侣。"),), (("Your partner.", "您自己。"),), "-partner"),
        ((("Rest and diet.", "休息和饮食。"),), (("Rest and diet.", "怎么休息、怎么吃。"),), ""),
        ((("Do not drive.", "同意之前不要开车。"),), (("Do not drive.", "同意之前，不要开车。"),), ""),
        ((("A chart or a note.", "病历"),), (("Charts and notes.", "病历"),), ""),
        ((("A chart or a note.", "病历或小结"),), (("Charts and notes.", "病历或小结"),), "-or +and"),
        ((("Choose 2 of them.", "选两样。"),), (("Choose two of them.", "选两样。"),), ""),
        ((("Choose 3 of them.", "选三样。"),), (("Choose 4 of them.", "选三样。"),), "-3 +4"),
    ],
)
def test_a_change_is_told(old: tuple[tuple[str, str], ...], new: tuple[tuple[str, str], ...], change: str) -> None:
    told = part(*new).change((part(*old).now,))
    assert change in told
    assert bool(change) == bool(told)


@pytest.mark.parametrize("change", ["-liver", "-heading=one +heading=two", "… | -negation", "moved"])
def test_the_printed_command_can_be_run(change: str) -> None:
    """A change that begins as an option does (`-h`) is none."""
    words = shlex.split(command("evidence/changes.yml#one.facts", change))[1:]
    names = parser(["stamp"]).parse_args(["stamp", *words]).names
    assert [name.strip() for name in names] == ["evidence/changes.yml#one.facts", change]


def test_a_thing_that_the_other_language_names_is_told_by_comparing_the_two() -> None:
    old, new = ("Rest and diet.", "休息和饮食。"), ("Rest and diet.", "怎么休息。")
    assert part(new).change((part(old).now,)) == ""
    assert part(new).pairs[0].differences == ("thing: diet | -",)


def test_a_link_may_name_the_page_it_leads_to() -> None:
    old, new = ("Read the page.", "看那一页。"), ("Read For partners.", "看写给伴侣。")
    titles = ("For partners", "写给伴侣")
    assert "+partner" in part(new).change((part(old).now,))
    assert Part(part(new).pairs, titles).change((part(old).now,)) == ""


def test_a_sense_written_before_such_words_were_kept_tells_nothing_of_them() -> None:
    before = Confirmed("0" * 8, ("", ""))
    assert part(("the last day", "最后一天")).change((before,)) == ""


def test_one_language_alone_changes_a_record() -> None:
    old, new = part(("Ask the team.", "问医生。")), part(("Speak with the team.", "问医生。"))
    before = Part(old.pairs, is_held=True).now
    assert Part(new.pairs, is_held=True).change((before,)) == WORDS


def test_a_record_is_held_to_its_words() -> None:
    old, new = part(("Ask the team.", "问医生。")), part(("Speak with the team.", "跟医生谈。"))
    before = Part(old.pairs, is_held=True).now
    assert new.change((old.now,)) == "" and Part(new.pairs, is_held=True).change((before,)) == WORDS


def test_what_names_a_step_or_is_read_out_is_held_block_by_block() -> None:
    context = CheckContext(Project.at(ROOT))
    steps = urgency(context.evidence.steps, "en")
    page = context.pages.pages["zh"]["after-a-stitch"]
    words = held_words(page, context.pages.counterpart(page), steps, set())
    assert "living_with_it: " in words and "questions_to_ask: " not in words
    assert "expected_or_not: 出血 / 马上去医院: More than spotting" in words
    without = held_words(page, context.pages.counterpart(page), steps, {"expected-or-not"})
    assert "living_with_it: " in without and "expected_or_not: " not in without


def test_every_record_that_is_held_to_its_words_was_kept_with_them() -> None:
    context = CheckContext(Project.at(ROOT))
    held = {key: part for key, part in parts(context, compared(context)).items() if part.is_held}
    bare = [
        key
        for key in held
        for item in context.senses.get(key, ())
        if not any(word.startswith("/") for word in item.left)
    ]
    assert held and not bare


def test_what_is_for_readers_in_one_place_is_told_with_its_block() -> None:
    pages = CheckContext(Project.at(ROOT)).pages.pages
    removal, stitch = (frame(pages["en"][slug], pages["zh"][slug]) for slug in ("stitch-removal-and-birth", "stitch"))
    assert re.search(r"waters_broken: .*\d+ only mainland-china", removal)
    assert " only " not in stitch
