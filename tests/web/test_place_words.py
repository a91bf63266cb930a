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
EVIDENCE = load_evidence(Project.at(ROOT))
US, MAINLAND = PLACES.records["united-states"], PLACES.records["mainland-china"]
LISTS = [pytest.param(place, code, id=f"{place.id}-{code}") for place in WORDED for code in place.wording]
PREFIXES = {locale.code: locale.prefix for locale in LOCALES}
BLOCKS = "p, li, td, th, h1, h2, h3, summary, dt, dd, figcaption, text"
FACTS = {
    "numbers": {"en": r"\d+(?:[.,:]\d+)*", "zh": r"\d+(?:[.,:]\d+)*"},
    "units": {
        "en": r"°[CF]|\bmm\b|\bcm\b|\bweeks?\b|\bdays?\b|\bhours?\b|\bminutes?\b",
        "zh": r"°[CF]|毫米|厘米|周|天|小时|分钟|白天|夜里",
    },
    "negations": {
        "en": r"\b(?:no|not|never|none|nothing|nobody|cannot|without|n't)\b",
        "zh": "[不没别无未勿]",
    },
    "hedges": {
        "en": r"\b(?:may|might|can|could|should|must|usually|often|always|sometimes|only|if|unless|less|more|fewer)\b",
        "zh": "可能|可以|一般|通常|常常|有时|只|如果|除非|必须|应该|至少|最多|以上|以下|马上|今天",
    },
}
"""What no pair may change, each counted before and after."""
FAHRENHEIT = re.compile(r"([\d.]+)(?: 至 ([\d.]+))? °F（([\d.]+)(?: 至 ([\d.]+))? °C）")
"""What Americans read before degrees Celsius, in Chinese; the English has both."""
STEP = {"en": "ambulance|hospital|now|today", "zh": "救护车|医院|马上|今天"}
PHONE = re.compile(
    r"(?:mobile |the |your |a |every |tele|by )phone|phone (?:numbers?|call|charger|face|on speaker)|^phone$|“phone”",
    re.IGNORECASE,
)
"""The thing, or what one does with it: Americans say so too."""


@cache
def rewording(place: str, code: str = "en") -> Rewording:
    return Rewording(PLACES.records[place].wording[code])


def opened(path: Path, place: str, code: str = "en") -> LexborHTMLParser:
    """A page without what its readers in `place` see as it is written."""
    tree = LexborHTMLParser(path.read_text("utf-8"))
    for node in tree.css(f"{kept_for(place)}, body [lang]:not([lang^={code}])"):
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


def pages(site: Path, code: str = "en") -> list[Path]:
    return sorted((site / PREFIXES[code]).glob("*.html"))


@cache
def said(site: Path, place: str, code: str = "en") -> dict[str, str]:
    """Every text of the pages in a language, with a page that it stands on."""
    found: dict[str, str] = {}
    for path in pages(site, code):
        for text in texts(opened(path, place, code).body):
            found.setdefault(text, path.name)
    return found


def counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    """How often a text has each: "none" and "nothing" are one."""
    return Counter(found.lower().replace("nothing", "none") for found in pattern.findall(text))


@pytest.mark.parametrize(("place", "code"), LISTS)
def test_no_pair_changes_a_fact(published: Path, place: Place, code: str) -> None:
    """The same numbers, measures, negations and hedges, as often as before, in every text."""
    reword, found = rewording(place.id, code), []
    for text, page in said(published, place.id, code).items():
        now = FAHRENHEIT.sub(celsius, reword(text))
        for by_language in FACTS.values():
            before, after = (counted(re.compile(by_language[code], re.IGNORECASE), one) for one in (text, now))
            if before != after:
                found.append((page, text, now))
    assert found == []


def celsius(match: re.Match[str]) -> str:
    """Return degrees Celsius alone, where those of Fahrenheit are the same."""
    first, last, *known = match.groups()
    for warm, cold in zip((first, last), known, strict=True):
        assert (warm is None) == (cold is None)
        assert warm is None or float(warm) == round(float(cold) * 9 / 5 + 32, 1), match[0]
    return f"{' 至 '.join(filter(None, known))} °C"


@pytest.mark.parametrize(("place", "code"), LISTS)
def test_the_steps_stay_four(place: Place, code: str) -> None:
    """Each step keeps a name of its own, and no sign is told apart from another by a word of one place alone."""
    evidence, reword = EVIDENCE, rewording(place.id, code)
    titles = [reword(step.title[code]) for step in evidence.steps]
    assert len(set(titles)) == len(titles) == 4
    urgent = [re.search(STEP[code], title).group() for title in titles]
    assert urgent == [re.search(STEP[code], step.title[code]).group() for step in evidence.steps]
    signs = [reword(row.sign[code]) for row in evidence.danger]
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(("place", "code"), LISTS)
def test_a_text_read_twice_changes_once(published: Path, place: Place, code: str) -> None:
    reword = rewording(place.id, code)
    assert [text for text in said(published, place.id, code) if reword(reword(text)) != reword(text)] == []


@pytest.mark.parametrize("place", WORDED, ids=lambda place: place.id)
def test_every_phrase_of_a_step_or_door_is_used(published: Path, place: Place) -> None:
    """A page that is reworded would leave a phrase behind that nobody meets, and the wrong door in its place."""
    for code in ("en",) if place is MAINLAND else {"zh"} & set(place.wording):
        whole = "\n".join(said(published, place.id, code)).lower()
        assert [pair for pair in place.wording[code] if pair[0].lower() not in whole] == []


def test_no_verb_phone_is_left(published: Path) -> None:
    """Americans call."""
    reword = rewording(US.id)
    left = [reword(text) for text in said(published, US.id) if "phone" in text.lower()]
    assert [text for text in left if "phone" in PHONE.sub("", text).lower()] == []


def test_no_mainland_door_is_left_abroad(published: Path) -> None:
    """What the mainland alone has stands where the mainland is named, and in nobody's steps elsewhere."""
    mainland = re.compile("产科急诊|挂产科|加号|就诊卡|建档医院")
    for place, code in ((place, "zh") for place in WORDED if "zh" in place.wording):
        reword = rewording(place.id, code)
        steps = [reword(text[code]) for step in EVIDENCE.steps for text in (step.title, step.lead)]
        assert [text for text in steps if mainland.search(text)] == []


@pytest.mark.parametrize(("place", "code"), LISTS)
def test_no_phrase_is_cut_by_an_element(published: Path, place: Place, code: str) -> None:
    """What a pair means stands in one text: a link or a bold word inside a phrase would hide it."""
    reword, found = rewording(place.id, code), set()
    for path in pages(published, code):
        page = opened(path, place.id, code)
        for tip in page.css(".tip"):
            tip.decompose()
        for block in page.css(BLOCKS):
            inside = [one.text_content or "" for one in block.traverse(include_text=True) if one.tag == "-text"]
            whole, parts = "".join(inside), "".join(map(reword, inside))
            if parts != reword(whole):
                found.add((path.name, parts[:200], reword(whole)[:200]))
    assert found == set()


def test_articles_fit(published: Path) -> None:
    """No "a ultrasound", no "an center"."""
    reword, wrong = rewording(US.id), re.compile(r"\ban? \w+")
    for text in said(published, US.id):
        now = reword(text)
        fresh = Counter(wrong.findall(now)) - Counter(wrong.findall(text))
        for one in fresh:
            article, word = one.split(" ")
            vowel = word[0] in "aeioAEIO" or word in ("ultrasound", "ER") or word.startswith("ultra")
            assert (article == "an") == vowel, (one, now)


def test_only_their_readers_are_given_them(published: Path) -> None:
    """The choice of place names a list where there is one for the page's language."""
    for locale in LOCALES:
        for path in sorted((published / locale.prefix).glob("*.html")):
            tree = LexborHTMLParser(path.read_text("utf-8"))
            named = {node.attributes["value"] for node in tree.css("option[data-words]")}
            expected = {place.id for place in WORDED if locale.code in place.wording}
            is_heavy = locale.code == "zh" and path.stem in ("sources", "what-we-say")
            assert named == (set() if is_heavy else expected) or not tree.css("[data-places]"), path
    assert set(PLACES.records["united-kingdom"].wording) == {"zh"} and not {"zh"} & set(MAINLAND.wording)


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
    ("place", "code", "text", "there"),
    [
        (
            "united-kingdom",
            "zh",
            "上班时间挂产科，没号请医生加号；",
            "上班时间打产科分诊；情绪低落、小便疼，医院没法看的，找全科医生（GP）；",
        ),
        ("united-kingdom", "zh", "国内去产科急诊，让您去急诊科", "国内去产科急诊，让您去急诊科"),
        ("united-states", "zh", "体温 38.0 °C 或以上", "体温 100.4 °F（38.0 °C）或以上"),
        ("united-states", "en", "38.0 °C (100.4 °F) or more", "100.4 °F (38.0 °C) or more"),
        ("mainland-china", "en", "by the doctor on duty.", "by the doctor on duty (值班医生)."),
    ],
)
def test_what_is_said_elsewhere(place: str, code: str, text: str, there: str) -> None:
    assert rewording(place, code)(text) == there


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


@pytest.mark.parametrize(
    ("place", "code", "first"),
    [
        ("mainland-china", "en", "tel:4008211215"),
        ("mainland-china", "zh", "tel:12356"),
        ("united-kingdom", "en", "tel:116123"),
        ("united-kingdom", "zh", "tel:111"),
    ],
)
def test_the_first_crisis_line_answers_in_the_readers_language(
    published: Path, place: str, code: str, first: str
) -> None:
    """The button at a sign calls the first of the list; place.js takes it from there."""
    page = LexborHTMLParser((published / PREFIXES[code] / "get-help-now.html").read_text("utf-8"))
    assert page.css_first(f'.crisis [data-at="{place}"] a.tel').attributes["href"] == first
