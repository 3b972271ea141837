"""The tables of accounts: services, people and their roles, and what is kept beside them."""

from accounts.models.kept import AddressChange, LimitUse, SentForm
from accounts.models.people import Deputyship, MailChoice, RoleGrant, Service, User

__all__ = ["AddressChange", "Deputyship", "LimitUse", "MailChoice", "RoleGrant", "SentForm", "Service", "User"]
