"""Who measures: plain values, for the program that fills the database and for the one that signs in."""

PASSWORD = "a long password for measuring"
LEAD = "lead@marlshire.example"
LEGAL = "legal@marlshire.example"
# The manager of one service, and of all.
MANAGER, CHIEF = "manager@marlshire.example", "chief@marlshire.example"
AUDITOR = "auditor@marlshire.example"
# The lead of the one case of another service.
ALONE = "alone@marlshire.example"
# Eight people who work at once, each on a draft of their own.
CLIENTS = tuple(f"client{number}@marlshire.example" for number in range(1, 9))

# The lead's own draft, the first case that is made, and a question of it; then the case that is made second.
OWN_REFERENCE, TASK_LIST = "PR-0001", "/assessments/1/"
OWN_QUESTION = "purpose-and-need"
IN_REVIEW = "/assessments/2/"
# Two drafts with one flag each: that of the other service, which has no other, and one of the lead's service, which has many.
FEW_FLAGS, MANY_FLAGS = "/assessments/5/", "/assessments/6/"


def draft_of(client: int) -> str:
    """Return the address of the draft of one of the eight, counted from 0."""
    return f"/assessments/{7 + client}/"
