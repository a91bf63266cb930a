"""The words of a place on every built page: what they change, what they may never change, and who sees them."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from browser import LOCALES
from copies import Original
from selectolax.lexbor import LexborHTMLParser, LexborNode

from handbook.content.evidence import load_evidence
from handbook.content.place_words import Rewording
from handbook.content.places import Place, load_places
from handbook.core.project import ROOT, Project
from handbook.web.place_words import kept_for, words_file

PLACES = load_places(Project.at(ROOT))
WORDED = [place for place in PLACES if place.wording]
US = PLACES.records["united-states"]
BLOCKS = "p, li, td, th, h1, h2, h3, summary, dt, dd, figcaption, text"
FACTS = {
    "numbers": r"\d+(?:[.,:]\d+)*",
    "units": r"°[CF]|\bmm\b|\bcm\b|\bweeks?\b|\bdays?\b|\bhours?\b|\bminutes?\b",
    "negations": r"\b(?:no|not|never|none|nothing|nobody|cannot|without|n't)\b",
    "hedges": r"\b(?:may|might|can|could|should|must|usually|often|always|sometimes|only|if|unless|less|more|fewer)\b",
}
"""What no pair may change, each counted before and after."""
PHONE = re.compile(
    r"(?:mobile |the |your |a |every |tele|by )phone|phone (?:numbers?|call|charger|face|on speaker)|^phone$|“phone”",
    re.IGNORECASE,
)
"""The thing, or what one does with it: Americans say so too."""


@cache
def rewording(place: str) -> Rewording:
    return Rewording(PLACES.records[place].wording["en"])


def opened(path: Path, place: str) -> LexborHTMLParser:
    """A page without what its readers in `place` see as it is written."""
    tree = LexborHTMLParser(path.read_text("utf-8"))
    for node in tree.css(f"{kept_for(place)}, body [lang]:not([lang^=en])"):
        node.decompose()
    return tree


def texts(node: LexborNode) -> Iterator[str]:
    """The texts below an element, as a reader's browser has them, and the labels that are read aloud."""
    for one in node.traverse(include_text=True):
        if one.tag == "-text":
            yield one.text_content or ""
        elif one.attributes:
            names = ("aria-label", "title", "placeholder", "data-label")
            yield from filter(None, (one.attributes.get(name) for name in names))


def english(site: Path) -> list[Path]:
    return sorted(site.glob("*.html"))


@pytest.fixture(scope="module")
def said(published: Path) -> dict[str, str]:
    """Every text of the English pages, with a page that it stands on."""
    found: dict[str, str] = {}
    for path in english(published):
        for text in texts(opened(path, US.id).body):
            found.setdefault(text, path.name)
    return found


def counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    """How often a text has each: "none" and "nothing" are one."""
    return Counter(found.lower().replace("nothing", "none") for found in pattern.findall(text))


@pytest.mark.parametrize("place", WORDED, ids=lambda place: place.id)
@pytest.mark.parametrize("name", FACTS)
def test_no_pair_changes_a_fact(said: dict[str, str], place: Place, name: str) -> None:
    """The same numbers, measures, negations and hedges, as often as before, in every text."""
    reword, pattern = rewording(place.id), re.compile(FACTS[name], re.IGNORECASE)
    found = []
    for text, page in said.items():
        now = reword(text)
        before, after = (counted(pattern, one) for one in (text, now))
        if before != after:
            found.append((page, text, now))
    assert found == []


@pytest.mark.parametrize("place", WORDED, ids=lambda place: place.id)
def test_the_steps_stay_four(place: Place) -> None:
    """Each step keeps a name of its own, and no sign is told apart from another by a British word alone."""
    evidence, reword = load_evidence(Project.at(ROOT)), rewording(place.id)
    titles = [reword(step.title["en"]) for step in evidence.steps]
    assert len(set(titles)) == len(titles) == 4
    urgent = [re.search(r"ambulance|hospital|now|today", title).group() for title in titles]
    assert urgent == [re.search(r"ambulance|hospital|now|today", step.title["en"]).group() for step in evidence.steps]
    signs = [reword(row.sign["en"]) for row in evidence.danger]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize("place", WORDED, ids=lambda place: place.id)
def test_no_british_word_is_left(said: dict[str, str], place: Place) -> None:
    """A text read twice changes once; no verb "phone" stands where Americans call."""
    reword = rewording(place.id)
    assert [text for text in said if reword(reword(text)) != reword(text)] == []
    if place is US:
        left = [reword(text) for text in said if "phone" in text.lower()]
        verbs = [text for text in left if "phone" in PHONE.sub("", text).lower()]
        assert verbs == []


def test_no_phrase_is_cut_by_an_element(published: Path) -> None:
    """What a pair means stands in one text: a link or a bold word inside a phrase would hide it."""
    reword, found = rewording(US.id), set()
    for path in english(published):
        page = opened(path, US.id)
        for tip in page.css(".tip"):
            tip.decompose()
        for block in page.css(BLOCKS):
            inside = [one.text_content or "" for one in block.traverse(include_text=True) if one.tag == "-text"]
            whole, parts = "".join(inside), "".join(map(reword, inside))
            if parts != reword(whole):
                found.add((path.name, parts[:200], reword(whole)[:200]))
    assert found == set()


def test_articles_fit(said: dict[str, str]) -> None:
    """No "a ultrasound", no "an center"."""
    reword, wrong = rewording(US.id), re.compile(r"\ban? \w+")
    for text in said:
        now = reword(text)
        fresh = Counter(wrong.findall(now)) - Counter(wrong.findall(text))
        for one in fresh:
            article, word = one.split(" ")
            vowel = word[0] in "aeioAEIO" or word in ("ultrasound", "ER") or word.startswith("ultra")
            assert (article == "an") == vowel, (one, now)


def test_only_their_readers_are_given_them(published: Path) -> None:
    """The choice of place names a list where there is one for the page's language; a Chinese page names none."""
    for locale in LOCALES:
        for path in sorted((published / locale.prefix).glob("*.html")):
            tree = LexborHTMLParser(path.read_text("utf-8"))
            named = {node.attributes["value"] for node in tree.css("option[data-words]")}
            expected = {place.id for place in WORDED if locale.code in place.wording}
            assert named == expected or not tree.css("[data-places]"), path
    assert "united-kingdom" not in {place.id for place in WORDED}


def test_every_list_has_a_small_file(published: Path) -> None:
    for place in WORDED:
        for code in place.wording:
            name = Path(words_file(place.id, code))
            (path,) = (published / name.parent).glob(f"{name.stem}.*.js")
            assert Path(f"{path}.br").stat().st_size < 3500
    assert not [*published.rglob("reword*")]


def test_names_of_sources_stay(published: Path) -> None:
    tree = opened(published / "sources.html", US.id)
    assert "Gynaecologists" in (published / "sources.html").read_text("utf-8")
    assert "Gynaecologists" not in tree.body.text()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Phone now, day or night", "Call now, day or night"),
        ("Your waters broke.", "Your water broke."),
        ("A scan-led stitch", "An ultrasound-led stitch"),
        ("the bag of waters", "the bag of waters"),
        ("the ring (pessary)", "the ring (pessary)"),
        ("none fits everyone; a fit, or a rash", "none fits everyone; a seizure, or a rash"),
        ("handbook.example/scan.html", "handbook.example/scan.html"),
        ("scanner, labourer, colourful", "scanner, labourer, colourful"),
        ("A&E", "A&E (ER)"),
    ],
)
def test_what_is_said_there(text: str, there: str) -> None:
    assert rewording(US.id)(text) == there


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("{en: [[labour]]}", "['labour'] is no pair; write [as written, as said there]"),
        ("{en: [[labour, labor], [Labour, labor]]}", "'Labour' stands twice; keep one pair"),
        ("{en: labour}", "write a list of pairs, each [as written, as said there]"),
        ("{xx: [[labour, labor]]}", "input should be 'en' or 'zh'"),
    ],
)
def test_a_wrong_list_is_one_clear_finding(mini: Original, tmp_path: Path, value: str, fault: str) -> None:
    project = Project.at(shutil.copytree(mini.root, tmp_path / "handbook"))
    path = project.evidence / "places.yml"
    path.write_text(path.read_text("utf-8").replace("  page:", f"  wording: {value}\n  page:", 1), "utf-8")
    (finding,) = [found for found in load_places(project).findings if "wording" in found.message]
    assert fault in finding.message and finding.line > 1
