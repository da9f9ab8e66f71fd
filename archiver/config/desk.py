"""[desk]: the web pages of the archive officer, and who is let in."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from archiver.config import values
from archiver.config.section import Section

MOST_PROXIES: Final = 16

RoleName = Literal["officer", "deputy", "lawyer", "leader", "representative", "auditor", "sysadmin"]


class Group(Section):
    """[[desk.oidc.group]]: what members of a group of the sign-in service may do here."""

    group: values.Line = Field(description="the group as the sign-in service names it; of Entra ID its object ID")
    role: RoleName = Field(
        description='"officer", "deputy", "lawyer", "leader", "representative", "auditor" or "sysadmin"'
    )


class OpenId(Section):
    """[desk.oidc]: sign-in by OpenID Connect (code flow with PKCE), such as Microsoft Entra ID."""

    issuer: values.TokenAddress | None = None
    client_id: values.Line | None = None
    client_secret: values.Password | None = None
    client_secret_file: values.PlainPath | None = None
    scope: values.Line = "openid profile"
    groups_claim: values.Line = "groups"
    name_claim: values.Line = "preferred_username"
    ca_file: values.ReadableFile | None = None
    groups: tuple[Group, ...] = Field(default=(), alias="group")

    @property
    def is_used(self) -> bool:
        """Whether anybody signs in so."""
        return self.issuer is not None


class Desk(Section):
    """[desk]: where it listens, what it is called from outside, and how people sign in."""

    enabled: values.Flag = False
    listen: values.Listen = "127.0.0.1:8826"
    url: values.DeskAddress = "http://localhost:8826"
    proxies: Annotated[tuple[values.IpNetwork, ...], values.at_most(MOST_PROXIES)] = ()
    accounts: values.Flag = True
    idle_minutes: Annotated[values.Whole, values.between(1, 720)] = 30
    hours: Annotated[values.Whole, values.between(1, 24)] = 10
    oidc: OpenId = OpenId()

    @field_validator("oidc")
    @classmethod
    def check_oidc(cls, oidc: OpenId) -> OpenId:
        """All of it, or nothing."""
        if oidc.issuer is None:
            return oidc
        missing = [name for name in ("client_id", "client_secret") if getattr(oidc, name) is None]
        if missing:
            raise ValueError(f"needs {' and '.join(missing)} beside issuer")
        if not oidc.groups:
            raise ValueError("lets nobody in: add [[desk.oidc.group]] with group and role")
        return oidc
