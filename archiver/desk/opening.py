"""Settings → the desk: the one module of the desk that knows the service, as the command line does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import ip_network

from archiver.config import Settings
from archiver.config.effective import Hidden, effective
from archiver.config.values import listen_at
from archiver.core.access import Role
from archiver.desk.app import make
from archiver.desk.means import Background, Means, Setting
from archiver.desk.office import Office, SignInService
from archiver.desk.packages import Packages
from archiver.desk.serving import Serving
from archiver.jobs.disposal import carry_out
from archiver.jobs.handover import Handed, Wish
from archiver.service.wiring import Archive, ledger_of, now, plan_of

PACKAGES = "packages"
"""In the data directory: packages that wait to be saved, as plain files, for an hour."""


def desk_of(archive: Archive) -> Serving:
    """The desk of an opened archive; it listens once it is begun."""
    return Serving(make(office_of(archive)), listen_at(archive.settings.desk.listen))


def office_of(archive: Archive) -> Office:
    """What the desk works with."""
    settings = archive.settings
    chosen, contacts = settings.desk, settings.contacts.model_dump(exclude_none=True)
    return Office(
        store=archive.store,
        terms=archive.terms,
        zone=settings.archive.zone,
        language=settings.archive.language,
        organisation=settings.archive.organisation,
        clock=now,
        keyed=archive.policy.signer.pseudonym,
        url=chosen.url,
        proxies=tuple(ip_network(one) for one in chosen.proxies),
        idle=timedelta(minutes=chosen.idle_minutes),
        lasts=timedelta(hours=chosen.hours),
        with_accounts=chosen.accounts,
        service=_service_of(settings),
        groups={one.group: Role(one.role) for one in chosen.oidc.groups},
        contacts=contacts,
        means=means_of(archive),
    )


def means_of(archive: Archive) -> Means:
    """What the desk does beyond the archive itself, as this place has it."""
    settings = archive.settings
    from archiver.service import commands, reports, search  # noqa: PLC0415 - slow to import, and not always needed

    packages = Packages(settings.data_directory / PACKAGES, PackageMaker(archive), now)
    packages.sweep()

    def read_again(items: Sequence[str], agent: str) -> int:
        return commands.retry_quarantined(archive, items, agent)

    return Means(
        search=partial(search.bring_up_to_date, archive) if settings.search.enabled else None,
        read_again=read_again,
        counted=partial(reports.facts_for, settings),
        periods=settings.statistics.period,
        is_counted_apart=reports.is_apart(settings),
        plan=plan_of(settings),
        may_dispose=ledger_of(archive).require_writable,
        disposing=Background(partial(carry_out, archive.store, ledger_of(archive), now)),
        packages=packages,
        archive_folders={one.name: one.archive_folder for one in settings.mailboxes},
        settings=list(_told(settings)),
    )


@dataclass(frozen=True, slots=True)
class PackageMaker:
    """Makes packages as the command line does."""

    archive: Archive

    def require_fit(self, wish: Wish) -> int:
        """As `jobs.handover.require_fit`."""
        from archiver.service import handover  # noqa: PLC0415 - slow to import, and not always needed

        return handover.required_fit(self.archive, wish)

    def make(self, wish: Wish, agent: str, progress: Callable[[int], None]) -> Handed:
        """As `jobs.handover.hand_over`."""
        from archiver.service import handover  # noqa: PLC0415 - as above

        return handover.handed_over(self.archive, wish, agent, progress)


def _told(settings: Settings) -> Iterator[Setting]:
    for key, value in effective(settings).items():
        is_hidden = isinstance(value, Hidden)
        text = "" if value is None or isinstance(value, Hidden) else str(value)
        yield Setting(key, text, is_hidden=is_hidden)


def _service_of(settings: Settings) -> SignInService | None:
    oidc = settings.desk.oidc
    if oidc.issuer is None or oidc.client_id is None or oidc.client_secret is None:
        return None
    from archiver.edges.openid import Client, OpenIdService  # noqa: PLC0415 - slow to import, and not always needed

    client = Client(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        secret=oidc.client_secret.get_secret_value(),
        scope=oidc.scope,
        groups_claim=oidc.groups_claim,
        name_claim=oidc.name_claim,
        ca_file=oidc.ca_file,
    )
    return OpenIdService(client)
