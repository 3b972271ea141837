"""The words of made-up cases: enough of them that names and texts differ as they do in a council."""

from __future__ import annotations

from random import Random

SERVICES = (
    "Adult Social Care",
    "Children and Families",
    "Highways",
    "Public Health",
    "Schools and Learning",
    "Libraries and Heritage",
    "Waste and Recycling",
    "Planning",
    "Housing",
    "Parks and Countryside",
    "Trading Standards",
    "Digital and Customers",
)
FIRST_NAMES = (
    "Aisha Alan Bethan Bruno Carys Colin Dafydd Deepa Elena Ewan Farah Fergus Grace Gwilym Harriet Hamza Imogen Ivor "
    "Jasmine Joel Kamala Kenneth Leila Lloyd Megan Mohammed Niamh Nigel Olwen Oscar Priya Rhys Rosalind Samir Sian "
    "Tariq Thea Umar Vera Wilfred Yasmin Zachary"
).split()
LAST_NAMES = (
    "Abbott Ahmed Barker Bevan Carter Chowdhury Davies Donnelly Edwards Ellison Fletcher Foster Griffiths Gupta Harding "
    "Hughes Ibrahim Ingram Jarvis Jenkins Kaur Kelly Lambert Lewis Marsden Morgan Nash Newton Okoye Owen Parry Patel "
    "Quinn Rahman Roberts Shaw Singh Thomas Turner Underwood Vaughan Walker Williams Yates"
).split()
PLACES = (
    "Aldermoor Ashcombe Barrowby Beechford Brackwell Calderby Carnmoor Cleeve Copthorne Dunmere Eastleigh Elmbridge "
    "Fallowfield Farncombe Glanrhyd Greystone Hallworth Hazelwick Holmbury Inglewood Kelmarsh Kingsmead Langdale "
    "Linwood Llanfair Marlford Meadowbank Netherby Northgate Oakhurst Orchardleigh Penmoel Quarndon Ravensby Redmarsh "
    "Saltmere Sheldwick Stonebridge Tarrant Thornbury Underhill Wansford Westmoor Whitcombe Wychwood Yarnton"
).split()
SUBJECTS = (
    "library lending",
    "community transport",
    "flood warning",
    "food safety advice",
    "cycle training",
    "school meals",
    "youth work",
    "tree planting",
    "debt advice",
    "equipment lending",
    "road safety education",
    "museum storage",
    "adult learning",
    "foster carer training",
    "rights of way repair",
    "home energy advice",
    "tourism promotion",
    "allotment management",
    "falls prevention",
    "archive digitisation",
    "apprenticeship recruitment",
    "river monitoring",
    "sports coaching",
    "interpreting",
    "vehicle maintenance",
    "emergency planning",
    "street lighting",
    "childcare brokerage",
    "recycling collection",
    "broadband installation",
)
FORMS = (
    "Joint {subject} for {place}",
    "{place} {subject} alliance",
    "Shared {subject} in {place}",
    "{place} and {other}: {subject}",
    "{subject} programme, {place}",
)
PURPOSES = (
    "One team for {subject} in {place} instead of two.",
    "To keep {subject} going in {place} when the present contract ends.",
    "To bring {subject} within reach of everybody in {place} and {other}.",
    "Lower costs of {subject} by buying together with {other}.",
    "To try {subject} in {place} for two years before it is offered elsewhere.",
)
PARTNERS = (
    "{place} Town MadeUpCouncil",
    "{place} Community Trust",
    "{place} NHS Trust",
    "{place} Housing Association",
    "{place} College",
    "{place} Volunteers",
)
SENTENCES = (
    "The head of service has seen the figures and agrees with them.",
    "The business case of last spring shows a saving of about a tenth, most of it from sharing vehicles and stores.",
    "We asked the four teams concerned in writing; three replied, and none of them objected.",
    "A survey of 214 residents was answered by 96, of whom two thirds were in favour.",
    "Nothing has been signed, and each letter says that it does not bind the council.",
    "The minutes of the project board record the discussion and what is still to be done.",
    "Finance checked the cost twice. It is within the budget of the service for the next three years.",
    "The other organisation has run the same service with a neighbouring council since 2019.",
    "There is one open point: who pays when the lease of the depot ends.",
    "Two members of the executive were briefed, and the local members were written to.",
    "Staff would stay with their present employer, so nobody is transferred.",
    "Personal data is shared under an agreement that the data protection officer has approved.",
    "It was looked into whether the service could be run alone. It could, but not by the date on which it is needed.",
    "The risk register of the service holds this as a medium risk, with the assistant director as its owner.",
)
MITIGATIONS = (
    "Agree in writing who bears the cost of leaving early, before the agreement is signed.",
    "Consult those who use the service, and report what they say to the project board.",
    "Name a deputy for the council's representative, and train both.",
    "Get the written agreement of the services that have not replied.",
    "Report the measures of success to the head of service after six months.",
)
MEETINGS = ("Cabinet", "Partnership Board", "Executive Committee", "Director's decisions")


def sentences(rng: Random, most: int = 4) -> str:
    """Return a text of one sentence or more."""
    return " ".join(rng.sample(SENTENCES, rng.randint(1, most)))


def filled(rng: Random, form: str, **words: str) -> str:
    """Return a form of words with two places and a subject in it, as a sentence begins."""
    place, other = rng.sample(PLACES, 2)
    text = form.format(**{"place": place, "other": other, "subject": rng.choice(SUBJECTS), **words})
    return text[0].upper() + text[1:]


def full_name(rng: Random) -> str:
    """Return a person's name."""
    return f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
