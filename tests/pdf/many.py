"""The sample case with as many questions as a checklist of the council's own may have."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from partnerships.snapshot import Snapshot
from tests.pdf import samples
from tests.pdf.samples import Json

LABELS = {"blocker": "Blocker", "concern": "Concern", "note": "Note"}
OPEN = {"key": "open", "label": "Open"}
NEGATIVE = {"key": "negative", "label": "Negative answer"}
UNANSWERED = {"key": "unanswered", "label": "Unanswered"}


def with_questions(number: int, flags: Sequence[str], *, sections: int = 6, code: str = "", **answer: str) -> Snapshot:
    """Return the sample with so many questions, flagged as `flags` says, one after another and then again; "" for no flag.

    `code` stands before the number of each, and `answer` is said in each answer.
    """

    def change(content: Json) -> None:
        of, blocker = (
            samples.questions_in(content),
            next(flag for flag in content["flags"] if flag["severity"]["key"] == "blocker"),
        )
        questions, found = [], []
        for place in range(number):
            question = deepcopy(of[place % len(of)])
            question |= {"key": f"question-{place + 1}", "code": f"{code}{place + 1}", "evidence": []}
            question["answer"] |= answer
            questions.append(question)
            if kind := flags[place % len(flags)]:
                found.append(_flag(blocker, question["key"], kind))
        titles = [part["title"] for part in content["sections"]]
        size = -(-number // sections)
        content["sections"] = [
            {**content["sections"][0], "code": chr(65 + place), "title": titles[place % len(titles)]}
            | {"questions": questions[place * size : (place + 1) * size]}
            for place in range(sections)
        ]
        content |= {"flags": found, "evidence": [], "conditions": []}
        content["progress"] = {"answered": number, "of": number}
        for risk in content["risks"]:
            risk |= {"raised_by": [], "not_known_from": []}

    return samples.edited(samples.load("joint_equipment"), change)


def _flag(like: Json, question: str, kind: str) -> Json:
    cause = UNANSWERED if kind == "unanswered" else NEGATIVE
    severity = "blocker" if kind == "unanswered" else kind
    said = {"question": question, "severity": {"key": severity, "label": LABELS[severity]}, "state": OPEN}
    return {**deepcopy(like), **said, "causes": [cause], "treatment": None, "raised": None}
