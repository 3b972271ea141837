"""Who measures: plain values, for the program that fills the database and for the one that signs in."""

PASSWORD = "a long password for measuring"
LEAD = "lead@marlshire.example"
LEGAL = "legal@marlshire.example"
# The manager of one service, and of all.
MANAGER, CHIEF = "manager@marlshire.example", "chief@marlshire.example"
AUDITOR = "auditor@marlshire.example"

# The lead's own draft, the first case that is made, and a question of it; then the case that is made second.
OWN_REFERENCE, TASK_LIST = "PR-0001", "/assessments/1/"
OWN_QUESTION = "purpose-and-need"
IN_REVIEW = "/assessments/2/"
