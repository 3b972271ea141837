"""The people of every test and the case that they meet on. Whoever was made before is found again, so modules can share them.

Marlshire has two services. `owner` leads the case of `service`, `contributor` works on it; everybody else stands to
it as their name says.
"""

from __future__ import annotations

from accounts.models import Service, User
from accounts.roles import Role
from partnerships.models import Assessment, ReportIssue
from tests import factories

SERVICES = {"service": ("adults", "Adult Care"), "other_service": ("highways", "Highways")}
PEOPLE = {
    "owner": ("Olive Owner", Role.OFFICER, "service"),
    "contributor": ("Carl Contributor", Role.OFFICER, "service"),
    "outsider": ("Oscar Outsider", Role.OFFICER, "service"),
    "other_officer": ("Otto Other", Role.OFFICER, "other_service"),
    "manager": ("Mary Manager", Role.MANAGER, "service"),
    "other_manager": ("Mike Manager", Role.MANAGER, "other_service"),
    "legal": ("Laura Legal", Role.LEGAL, ""),
    "secretary": ("Sam Secretary", Role.SECRETARY, ""),
    "monitoring": ("Moira Monitoring", Role.MONITORING, ""),
    "editor": ("Edith Editor", Role.EDITOR, ""),
    "auditor": ("Anna Auditor", Role.AUDITOR, ""),
    "admin": ("Adam Admin", Role.ADMIN, ""),
}


def service(name: str = "service") -> Service:
    """Return the service of that fixture."""
    slug, title = SERVICES[name]
    return Service.objects.get_or_create(slug=slug, defaults={"name": title})[0]


def person(name: str) -> User:
    """Return the person of that fixture."""
    full_name, role, where = PEOPLE[name]
    found = User.objects.filter(email=factories.email_of(full_name)).first()
    return found or factories.person(full_name, role, service=service(where) if where else None)


def draft() -> Assessment:
    """Start a case without an answer, led by `owner`, with `contributor`."""
    case = factories.start(person("owner"), service())
    factories.join(case, person("contributor"))
    return case


def endorsed() -> Assessment:
    """Return another case that is Ready and endorsed."""
    return factories.endorse_ready(draft(), manager=person("manager"), legal=person("legal"))


def issue(assessment: Assessment) -> ReportIssue:
    """Issue the report of an endorsed case, by the secretary."""
    return factories.issue(assessment, person("secretary"))


def first_case() -> Assessment:
    """Return the current assessment of PR-0001 as it stands."""
    return Assessment.objects.current().with_partnership().get(partnership__number=1)
