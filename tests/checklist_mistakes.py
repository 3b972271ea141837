"""Typical mistakes in a checklist file: what is written instead of what, and the sentence that says so."""

FILE = """\
checklist: {slug: exit, version: "1.0", title: Leaving, source: Our own}
sections:
- code: A
  title: Before leaving
  questions:
  - code: A1
    key: notice
    title: Notice
    text: Has notice been given?
    answered_by: Lead officer
    guidance: Say when and to whom.
    feeds: [consultation]
    confirm: {role: legal, severity: concern}
    options:
      "yes": {label: "Yes", severity: none, reason: evidence_or_reason}
      "no": {label: "No", severity: blocker, blocks_from: enter, reason: true}
    facts:
      given_on: {label: "When was it given?", type: date}
      staff_told: {label: "Have the staff been told?", type: yes_no, required: true}
    rules:
    - {when: {fact: [notice.staff_told, "no"]}, severity: concern, because: The staff do not know}
    risks: [R1]
    tips: [T1]
risks: {R1: Nobody does the work}
tips: {T1: Tell people early}
"""

# What is written instead of what, and the sentence.
UNREADABLE = [
    ("code: A\n", "\tcode: A\n", "line 3: A tab stands here. Set lines in with spaces alone."),
    ("  title: Before", "   title: Before", "line 4: A colon stands where none can."),
    (
        "[consultation]",
        "[consultation",
        "line 13: A closing bracket is missing, or a text between brackets needs quotation marks",
    ),
    ("reason: true}\n", "reason: true\n", "line 17: A closing bracket is missing"),
    (
        "text: Has notice",
        "text: First: has notice",
        "line 9: A colon stands where none can. A text with a colon and a space after it",
    ),
    ("risks: {R1", "---\nrisks: {R1", "A line of three hyphens begins a second document"),
    ("guidance: Say", "guidance: *say", "line 11: A text that begins with * needs quotation marks"),
    ("guidance: Say", "guidance: \x07Say", "line 11: It has a character that cannot stand in a text (U+0007)"),
    ('checklist: {slug: exit, version: "1.0", title: Leaving, source: Our own}\n', "", "“checklist” is missing."),
    ("slug: exit, ", "", "line 1: checklist: “slug” is missing."),
    (
        "source: Our own",
        "source: Our own, author: Me",
        "checklist: “author” is no field that this program knows here. It knows: slug,",
    ),
    ("sections:", "section:", "“section” is no field that this program knows here. Is it “sections”?"),
    ("  questions:\n", "  question:\n", "line 5: sections, 1: “question” is no field"),
    ("    text: Has notice been given?\n", "", "line 6: question A1: “text” is missing."),
    (
        "    text: Has notice",
        "    txt: Has notice",
        "question A1: “txt” is no field that this program knows here. Is it “text”?",
    ),
    (
        "    tips: [T1]",
        "    weight: 3\n    tips: [T1]",
        "line 23: question A1: “weight” is no field that this program knows here. It knows: code, key,",
    ),
    (
        "    key: notice\n",
        "    key: notice\n    key: again\n",
        "line 8: “key” stands here twice. It stands in line 7 too",
    ),
    ('"no": {label', '"yes": {label', "line 16: “yes” stands here twice."),
    ("title: Notice\n", "title: [Notice]\n", "line 8: question A1, title: A text is expected here, not a list."),
    ("title: Notice\n", "title: {en: Notice}\n", "question A1, title: A text is expected here, not names with values."),
    ("severity: none", "severity: good", "line 15: question A1, options, yes, severity: “good” is none of none, note"),
    ("severity: none", "severity: Non", "“Non” is none of none, note, concern, blocker. Is it “none”?"),
    (", severity: none", "", "line 15: question A1, options, yes: “severity” is missing."),
    ("reason: true", "reason: required", "question A1, options, no, reason: “required” is none of true, false, evid"),
    ('label: "No", ', "", "question A1, options, no: “label” is missing."),
    (
        "blocks_from: enter",
        "blocks_from: later",
        "question A1, options, no, blocks_from: “later” is none of explore, in",
    ),
    ("blocks_from: enter", "blocks: enter", "question A1, options, no: “blocks” is no field that this program knows"),
    ("options:\n", "options: none\n    x:\n", "question A1"),
    (
        "feeds: [consultation]",
        "feeds: consultation",
        "line 12: question A1, feeds: A list is expected here, not “consultation”. Write [consultation].",
    ),
    (
        "feeds: [consultation]",
        "feeds: [consultations]",
        "“consultations” is none of need, consultation, alternatives, similar",
    ),
    ("type: date", "type: number", "question A1, facts, given_on, type: “number” is none of yes_no, date, text."),
    ("required: true", "required: maybe", "facts, staff_told, required: true or false is expected here, not “maybe”."),
    (", type: date", "", "line 18: question A1, facts, given_on: “type” is missing."),
    (
        '{fact: [notice.staff_told, "no"]}',
        "{}",
        "line 21: question A1, rules, 1, when: a rule's “when” must name one or",
    ),
    (
        "{fact: [",
        "{facts: [",
        "question A1, rules, 1, when: “facts” is no field that this program knows here. Is it “fact”?",
    ),
    ('[notice.staff_told, "no"]', "[notice.staff_told]", "rules, 1, when, fact: A list of two is expected here."),
    (", because: The staff do not know", "", "question A1, rules, 1: “because” is missing."),
    (
        "severity: concern}\n",
        "severity: concern, by: me}\n",
        "question A1, confirm: “by” is no field that this program knows",
    ),
    (
        "confirm: {role: legal, severity: concern}",
        "confirm: legal",
        "confirm: Names with values are expected here, not “legal”. Write each as “name: value”.",
    ),
    ("risks: [R1]", "risks: R1", "question A1, risks: A list is expected here, not “R1”."),
    (
        "risks: {R1: Nobody does the work}",
        "risks: [Nobody does the work]",
        "risks: Names with values are expected here, not a list. Write each as “name: value”, without",
    ),
    (
        "text: Has notice been given?",
        "text: Has \u202enotice been given?",
        "line 9: question A1, text: “text” has a character that",
    ),
    (
        "\nrisks: {R1",
        "\ncharacteristics: {}\nrisks: {R1",
        "characteristics: It names nothing: write what belongs to it, or",
    ),
    (
        "    tips: [T1]",
        "    tips: [T1]\n    change: spelling",
        "question A1, change: “spelling” is none of editorial, meaning.",
    ),
    ('notice.staff_told, "no"]}', 'notice.staff_told, "no"], weight: high}', "rules, 1, when: “weight” is no field"),
    (
        "because: The staff do not know}",
        "because: [The staff do not know]}",
        "rules, 1, because: A text is expected here",
    ),
    ("title: Leaving, ", "title: Leaving, title: Going, ", "line 1: “title” stands here twice."),
]

# What can be read, and not kept: not even a draft is made of it.
UNSTORABLE = [
    ("code: A1", "code: A1.1.1.1.1.1", "The question code “A1.1.1.1.1.1” has 12 characters; at most 10 are kept."),
    ("- code: A\n", '- code: ""\n', "A section has no code."),
    ("- code: A\n", "- code: A/..\n", "The section code “A/..” cannot stand in an address"),
    ("key: notice", "key: The notice", "The key “The notice” is not small letters and figures"),
    ("slug: exit", "slug: Exit it", "The short name “Exit it” is not small letters and figures"),
    ('version: "1.0"', "version: first", "The version number “first” is not numbers with points"),
    ('version: "1.0"', 'version: "01.0"', "The version number “01.0” is not numbers with points"),
    ("title: Notice\n", f"title: {'N' * 201}\n", "Its title has 201 characters; at most 200 are kept."),
    (
        "text: Has notice been given?",
        f"text: {'N' * 10_001}",
        "Its text has 10,001 characters; at most 10,000 are kept.",
    ),
    ('label: "No"', f"label: {'N' * 201}", "The label of “no” has 201 characters; at most 200 are kept."),
    ("The staff do not know", "N" * 301, "The reason of rule 1 has 301 characters; at most 300 are kept."),
    ('"no": {label', "Not yet: {label", "The option “Not yet” has a key that is not small letters and figures"),
    ("given_on: {", "given-on: {", "The fact “given-on” has a key that is not small letters and figures"),
    ("role: legal", "role: lawyer", "It is confirmed by “lawyer”, which is no role."),
    ("role: legal, severity: concern", "role: legal, severity: none", "A missing confirmation has the severity none"),
    ("risks: [R1]", "risks: [R7]", "It raises the risk R7, which does not exist."),
    ("tips: [T1]", "tips: [T7]", "It shows the tip T7, which does not exist."),
    ("risks: [R1]", "risks: [R1, R1]", "The risk “R1” is used twice."),
    (", blocks_from: enter", "", "The option “no” is a blocker, but does not say from which decision it blocks."),
    (
        "severity: none,",
        "severity: none, blocks_from: enter,",
        "says from which decision it blocks, but is no blocker.",
    ),
    ("blocks_from: enter", "blocks_from: end", "blocks from a decision that only a review of a partnership seeks."),
    ("type: date", "type: date, not_known: note", "which only a question of yes or no can be answered with."),
    ("required: true", "not_known: blocker", "has the severity blocker for “Not known yet”"),
    ('"no"]}, severity: concern', '"no"]}, severity: none', "Rule 1 has the severity none: it would raise nothing."),
    ("{T1: Tell", "{TIP 1: Tell", "The tip code “TIP 1” is not letters and figures"),
    ("{T1: Tell", "{TIP-ONE: Tell", "The tip code “TIP-ONE” has 7 characters; at most 5 are kept."),
    (
        "\nrisks: {R1",
        "\ncharacteristics: {keep: They share}\nrisks: {R1",
        "is a name that the form of the screening uses",
    ),
    ("    tips: [T1]", "    tips: [T1]\n    replaces: [old, old]", "The replaced question “old” is used twice."),
]

# What a draft may hold while it is written, and a published version not.
UNPUBLISHABLE = [
    ("[notice.staff_told,", "[notice.staff_tol,", "asks for the fact “notice.staff_tol”, which does not exist."),
    ('[notice.staff_told, "no"]', "[notice.staff_told, never]", "to be “never”, which it can never be."),
    ('{fact: [notice.staff_told, "no"]}', "{option: [gone, [away]]}", "the question “gone”, which does not exist."),
    (
        '{fact: [notice.staff_told, "no"]}',
        "{option: [notice, [away]]}",
        "the option “away” of “notice”, which does not",
    ),
    (
        '{fact: [notice.staff_told, "no"]}',
        "{option: [notice, []]}",
        "names no option of “notice”: it would never hold.",
    ),
    (
        '{fact: [notice.staff_told, "no"]}',
        "{date_after: [notice.staff_told, notice.given_on]}",
        "compares “notice.staff_told”, which is no date that is asked.",
    ),
    ("    guidance: Say when and to whom.\n", "", "An answer can block, but the question has no guidance"),
    ("severity: none", "severity: note", "No option is favourable: one must have the severity none."),
    ('"yes": {label: "Yes"', '"yes": {label: "No"', "The label “No” is used twice."),
    ('label: "Yes", severity: none', 'label: "No", severity: none', "alone would be read the other way"),
    ("    risks: [R1]\n", "", "An adverse answer raises no risk: name at least one."),
    ("feeds: [consultation]", "feeds: [need, need]", "The feed “need” is used twice."),
    ("role: legal", "role: secretary", "who cannot act on a case before it is endorsed. Roles that can:"),
    ("title: Before leaving", 'title: ""', "Section A has no title."),
    ("title: Leaving,", 'title: "",', "The version has no title or no source."),
    ("answered_by: Lead officer", 'answered_by: ""', "The question has no answered by."),
    ("text: Has notice been given?", "text: ''", "The question has no text."),
    ('label: "When was it given?"', 'label: ""', "The fact “given_on” has no label."),
    ("because: The staff do not know", 'because: ""', "Rule 1 does not say why (“because”)."),
    ("{R1: Nobody does the work}", '{R1: ""}', "R1 has no text."),
    ("    tips: [T1]", "    tips: [T1]\n    replaces: [old]", "replaces “old”, but no version was published before"),
    ("    tips: [T1]", "    tips: [T1]\n    change: meaning", "but no version was published before this one."),
    ("\nrisks:", "\n- {code: B, title: After, questions: []}\nrisks:", "Section B has no questions."),
]
