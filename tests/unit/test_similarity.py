"""Which partnerships are taken for one another, and which are not: the pairs by which the limits were chosen."""

from __future__ import annotations

import pytest

from partnerships.domain.similarity import (
    KEY_LENGTH,
    MOST_KEYS,
    SAME_NAME,
    SAME_SUBJECT,
    Subject,
    keys_of,
    name_likeness,
    similarity,
    subject_likeness,
)

SAME = [
    ("Community hub", "The community HUB"),
    ("Community hub", "Comunity hub"),
    ("Penmoel community hub", "Community hub, Penmoel"),
    ("Caffè Ŵyth with O’Brien’s Trust", "Caffe wyth with OBriens Trust"),
    ("Joint equipment service", "Joint equipment services"),
    ("Joint equipment service", "Equipment service (joint)"),
    ("Highways maintenance partnership", "Highway maintenance partnership"),
    ("Rights of way volunteer network", "Rights of way volunteers' network"),
    ("Youth justice service", "Youth Justice Service 2027"),
    ("Short breaks for unpaid carers", "Short breaks for un-paid carers"),
    ("Joint community equipment service with NHS Marlshire", "Joint community equipment service (NHS Marlshire)"),
    ("Partneriaeth Gofal Caerdydd", "Partneriaeth Gofal Gaerdydd"),
    ("Canolfan Gymunedol y Bont", "Canolfan Cymunedol Y Bont"),
    ("Llyfrgell y Dref", "Y Llyfrgell Dref"),
    ("华人社区中心", "华人社区中心"),
]
DIFFERENT = [
    ("Joint equipment service", "Joint library service"),
    ("Community hub Northfield", "Community hub Southfield"),
    ("Penmoel community hub", "Falbrook community hub"),
    ("Youth justice service", "Youth service"),
    ("Warm homes advice", "Home energy advice"),
    ("Adult learning partnership", "Adult care partnership"),
    ("Flood warning, Marl valley", "Flood defence, Marl valley"),
    ("Joint library lending for Aldermoor", "Joint library lending for Beechford"),
    ("Community hub", "Community hub for young people in Bryn"),
    ("Partneriaeth Gofal Caerdydd", "Partneriaeth Tai Caerdydd"),
    ("Partneriaeth Gofal Caerdydd", "Partneriaeth Gofal Abertawe"),
    ("华人社区中心", "اتحاد المرأة"),
    ("☕", "☕"),
]
EQUIPMENT = Subject(
    "Joint community equipment service with NHS Marlshire",
    "One service that lends, delivers, cleans and recycles the equipment that lets people live safely at home: beds, "
    "hoists, chairs, walking frames and bathroom aids.",
)
PATHS = Subject(
    "Rights of way volunteer network",
    "Walking groups report broken stiles, waymarks and gates on our paths, and their volunteers clear overgrown "
    "stretches twice a year.",
)
OFFER = Subject(
    "Offer gartref", "Un gwasanaeth sy'n benthyg offer i bobl gartref: gwelyau, cadeiriau a fframiau cerdded."
)
LABORATORY = Subject(
    "Joint materials testing laboratory",
    "One laboratory that tests asphalt, soil and concrete for three councils, in place of three small ones with "
    "equipment at the end of its life.",
)
ALIKE = [
    (EQUIPMENT, Subject("Home aids", "Lending hoists, beds and walking frames to people at home, and cleaning them.")),
    (EQUIPMENT, Subject("Equipment loans", "Equipment for homes.")),
    (PATHS, Subject("Footpaths", "Volunteers clear them.")),
    (PATHS, Subject("Path wardens", "Volunteers who walk our paths and report broken gates and stiles.")),
    (OFFER, Subject("Benthyg offer", "Benthyg gwelyau a fframiau cerdded i bobl yn eu cartrefi.")),
    (Subject("Cymorth cartref", ""), Subject("Gymorth yn y cartref", "Help i bobl hŷn.")),
]
UNLIKE = [
    (EQUIPMENT, PATHS),
    (EQUIPMENT, LABORATORY),
    (EQUIPMENT, Subject("Community buses with the parish councils", "Volunteers drive three buses on market days.")),
    (PATHS, Subject("Winter night shelter with the churches", "Beds for up to twenty people who sleep outside.")),
    (OFFER, Subject("Bysiau'r dref", "Bysiau i bobl y dref ar ddiwrnod marchnad.")),
    (LABORATORY, Subject("Verge advertising", "A company would put advertising boards on verges and roundabouts.")),
    (Subject("☕"), Subject("☕")),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_in_other_words_and_letters(one: str, other: str) -> None:
    assert name_likeness(Subject(one), Subject(other)) >= SAME_NAME
    assert name_likeness(Subject(other), Subject(one)) == name_likeness(Subject(one), Subject(other))
    assert set(keys_of(Subject(one))) & set(keys_of(Subject(other))), "they would not be compared at all"


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_different_partnerships(one: str, other: str) -> None:
    assert name_likeness(Subject(one), Subject(other)) < SAME_NAME


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_partnerships_about_the_same_subject(one: Subject, other: Subject) -> None:
    assert subject_likeness(one, other) >= SAME_SUBJECT
    assert set(keys_of(one)) & set(keys_of(other)), "they would not be compared at all"


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_partnerships_about_different_subjects(one: Subject, other: Subject) -> None:
    assert subject_likeness(one, other) < SAME_SUBJECT
    assert subject_likeness(other, one) < SAME_SUBJECT


def test_a_long_purpose_is_not_like_everything() -> None:
    long = Subject("Everything", " ".join(f"{subject.purpose}" for pair in UNLIKE for subject in pair) * 3)
    assert subject_likeness(long, Subject("Museum shop", "The Friends would run the museum's shop.")) < SAME_SUBJECT


def test_keys_are_few_short_and_the_same_after_a_mutation() -> None:
    keys = keys_of(Subject("Gofal Caerdydd " + "x" * 100, " ".join(f"word{number:05}" for number in range(500))))
    assert len(keys) == MOST_KEYS
    assert max(map(len, keys)) <= KEY_LENGTH
    for name in ("Caerdydd", "Gaerdydd", "Nghaerdydd", "Chaerdydd"):
        assert keys_of(Subject(name)) == ["aerdydd"]
    assert keys_of(Subject("The hub", "To be of use to all")) == ["the", "hub", "the hub"]


# Two purposes as one council writes them: the words about money, people and decisions are the same.
SAID_OF_ALL = (
    " in Yarnton for two years before it is offered elsewhere. Finance checked the cost twice. It is within the budget of "
    "the service for the first three years, and a review decides what happens after that. Two members of the executive "
    "were briefed, and the local members were written to."
)
FALLS = Subject("Joint falls prevention for Yarnton", f"To try falls prevention{SAID_OF_ALL}")


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_short_texts_say_is_enough(one: Subject, other: Subject) -> None:
    assert similarity(one, other) == similarity(other, one) >= SAME_SUBJECT


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_another_subject_is_not_similar(one: Subject, other: Subject) -> None:
    assert similarity(one, other) == 0


@pytest.mark.parametrize(
    ("name", "purpose", "is_similar"),
    [
        ("Tree planting programme, Northgate", "To try tree planting", False),
        ("Debt advice in Yarnton", "To try debt advice", False),
        ("Shared falls prevention in Hallworth", "To try falls prevention", True),
        ("Steady on your feet", "To try falls prevention", True),
        ("Prevention of falls", "To try balance classes", True),
    ],
)
def test_long_purposes_alike_in_all_but_the_subject_are_told_apart(name: str, purpose: str, is_similar: bool) -> None:
    other = Subject(name, purpose + SAID_OF_ALL)
    assert subject_likeness(FALLS, other) >= SAME_SUBJECT
    assert (similarity(FALLS, other) > 0) is is_similar
