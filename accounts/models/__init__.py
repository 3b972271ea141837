"""The tables of accounts: services, people and their roles, addresses of before, groups, sent forms, limits, the trail."""

from accounts.models.addresses import AddressChange
from accounts.models.limits import LimitUse
from accounts.models.people import Deputyship, MailChoice, RoleGrant, Service, User
from accounts.models.provider import EmergencyAccess, GroupRole, GroupSeen
from accounts.models.sent_forms import SentForm
from accounts.models.trail import AccountEvent, AccountEventKind, AccountTrail

__all__ = [
    "AccountEvent",
    "AccountEventKind",
    "AccountTrail",
    "AddressChange",
    "Deputyship",
    "EmergencyAccess",
    "GroupRole",
    "GroupSeen",
    "LimitUse",
    "MailChoice",
    "RoleGrant",
    "SentForm",
    "Service",
    "User",
]
