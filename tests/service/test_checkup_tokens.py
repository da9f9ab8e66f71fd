"""`archiver check` of access tokens: against a real endpoint, with what to do in IT's own words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from archiver.config import Settings
from archiver.core.records import Credential, CredentialEnd
from archiver.errors import ConfigError, CredentialsRefused, SessionRefused
from archiver.service import wiring
from archiver.service.checked import Checked
from archiver.service.checkup import credentials, login_advice, permissions
from archiver.service.checkup import tokens as check_tokens
from archiver.service.wiring import credential_ends
from tests.service.test_wiring import a_host
from tests.services.issuer import CLIENT, SECRET, TENANT, Behaviour, TokenIssuer, write_certificate

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def anew(issuer: TokenIssuer) -> Iterator[None]:
    """An endpoint as it should be, and a process that remembers no token."""
    issuer.behaviour = Behaviour()
    issuer.be()
    for kept in (wiring._tokens, wiring._shared, wiring._end_of):
        kept.cache_clear()
    yield
    for kept in (wiring._tokens, wiring._shared, wiring._end_of):
        kept.cache_clear()


def microsoft(issuer: TokenIssuer, **other: Any) -> dict[str, Any]:
    told = {"provider": "microsoft", "authority": issuer.url, "tenant": TENANT, "client_id": CLIENT}
    return told | {"client_secret": SECRET, "ca_file": str(issuer.ca_file)} | other


def host(tmp_path: Path, tokens: dict[str, Any], **smtp: Any) -> Settings:
    mailbox: dict[str, Any] = {"name": "arkiv", "address": "arkiv@kommune.example", "host": "outlook.office365.com"}
    mailbox |= {"username": "arkiv@kommune.example", "oauth2": tokens}
    more = {"smtp": {"host": "smtp.office365.com", "username": "arkiv@kommune.example", **smtp}} if smtp else {}
    return a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/a.sqlite", mailbox=[mailbox], **more)


def found(settings: Settings) -> list[Checked]:
    return list(check_tokens(settings, str))


def test_a_token_with_its_permission_is_well(tmp_path: Path, issuer: TokenIssuer) -> None:
    [one] = found(host(tmp_path, microsoft(issuer)))

    assert (one.subject, one.well, one.says) == ("mailbox arkiv", True, "an access token was obtained (microsoft)")


def test_each_side_is_told_which_permission_it_lacks(tmp_path: Path, issuer: TokenIssuer) -> None:
    issuer.be(roles=())

    checked = found(host(tmp_path, microsoft(issuer), oauth2=microsoft(issuer)))

    lacking = [(one.subject, one.says) for one in checked if not one.well]
    assert lacking == [
        ("mailbox arkiv", "the access token lacks the permission IMAP.AccessAsApp"),
        ("smtp", "the access token lacks the permission SMTP.SendAsApp"),
    ]


def test_a_token_for_another_service_is_told_of(tmp_path: Path, issuer: TokenIssuer) -> None:
    issuer.be(audience="https://graph.microsoft.com")

    *_, one = found(host(tmp_path, microsoft(issuer)))

    assert (one.well, one.advice) == (False, "remove scope from [oauth2]")


@pytest.mark.parametrize(
    ("refuses", "advice"),
    [
        ("invalid_client AADSTS7000215", "copy its Value, not its Secret ID"),
        ("invalid_client AADSTS7000222", "the secret has expired"),
        ("invalid_client AADSTS700027", "the one uploaded to the app registration"),
        ("unauthorized_client AADSTS700016", "check client_id and tenant"),
        ("invalid_client", "check client_id, the secret or certificate"),
        ("unauthorized_client AADSTS99999999", "check client_id, the secret or certificate"),
    ],
)
def test_a_refusal_is_told_with_what_to_do(refuses: str, advice: str, tmp_path: Path, issuer: TokenIssuer) -> None:
    issuer.be(refuses=refuses)

    [one] = found(host(tmp_path, microsoft(issuer)))

    assert (one.well, one.outside) == (False, True)
    assert advice in one.advice
    assert SECRET not in repr(one)


def test_an_endpoint_that_is_away_is_told_with_what_to_do(tmp_path: Path, issuer: TokenIssuer) -> None:
    issuer.be(status=503)

    [one] = found(host(tmp_path, microsoft(issuer)))

    assert "firewall" in one.advice


def test_one_token_serves_every_mailbox_of_a_registration(tmp_path: Path, issuer: TokenIssuer) -> None:
    before = len(issuer.asked())

    found(host(tmp_path, microsoft(issuer), oauth2=microsoft(issuer)))

    assert len(issuer.asked()) == before + 1


def test_authenticated_but_not_connected_comes_with_its_three_likely_causes() -> None:
    advice = login_advice(SessionRefused("not connected"), None, str)

    assert advice is not None
    assert [cause in advice for cause in ("(1) ", "(2) ", "(3) ")] == [True] * 3
    assert all(word in advice for word in ("New-ServicePrincipal", "Add-MailboxPermission", "Set-CASMailbox"))


def test_a_refused_token_comes_with_the_commonest_mistake(tmp_path: Path, issuer: TokenIssuer) -> None:
    oauth2 = host(tmp_path, microsoft(issuer)).mailboxes[0].oauth2

    assert "Object ID of the Enterprise application" in str(login_advice(CredentialsRefused("no"), oauth2, str))


def test_without_a_token_the_mail_server_is_not_to_blame(tmp_path: Path, issuer: TokenIssuer) -> None:
    oauth2 = host(tmp_path, microsoft(issuer)).mailboxes[0].oauth2
    no_token = CredentialsRefused("No token ({code}).", code="invalid_client, AADSTS7000222")
    no_entry = CredentialsRefused("Refused{code}.", code=" [AUTHENTICATIONFAILED]")

    assert "the secret has expired" in str(login_advice(no_token, oauth2, str))
    assert "New-ServicePrincipal" in str(login_advice(no_entry, oauth2, str))


def test_a_key_that_others_can_read_is_told_of(tmp_path: Path, issuer: TokenIssuer) -> None:
    key, certificate = rsa.generate_private_key(public_exponent=65537, key_size=2048), tmp_path / "c.pem"
    write_certificate(certificate, key, days=100)
    file = tmp_path / "c.key"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    file.chmod(0o644)
    by_certificate = microsoft(issuer, certificate_file=str(certificate), key_file=str(file))
    del by_certificate["client_secret"]

    said = [one.says for one in permissions(host(tmp_path, by_certificate), str)]

    assert f"group or others can read {file}" in said


# --- how long it holds ----------------------------------------------------------------------------------------------


def test_the_configuration_tells_the_end_of_a_secret(tmp_path: Path, issuer: TokenIssuer) -> None:
    settings = host(tmp_path, microsoft(issuer, expires_at=date(2026, 12, 20)), oauth2=microsoft(issuer))

    assert credential_ends(settings) == (
        CredentialEnd("mailbox:arkiv", Credential.SECRET, datetime(2026, 12, 20, tzinfo=UTC)),
    )


def test_a_certificate_tells_its_own_end(tmp_path: Path, issuer: TokenIssuer) -> None:
    by_certificate = microsoft(
        issuer, certificate_file=str(issuer.folder / "client.pem"), key_file=str(issuer.folder / "client.key")
    )
    del by_certificate["client_secret"]

    [end] = credential_ends(host(tmp_path, by_certificate))

    assert end.credential is Credential.CERTIFICATE
    assert timedelta(days=364) < end.at - datetime.now(UTC) < timedelta(days=366)


@pytest.mark.parametrize(
    ("days", "well", "warns"),
    [(60, True, False), (30, True, False), (29, True, True), (1, True, True), (0, False, True)],
)
def test_an_end_is_told_and_warned_of_thirty_days_ahead(days: int, well: bool, warns: bool) -> None:
    end = CredentialEnd("smtp", Credential.SECRET, NOW + timedelta(days=days))

    [one] = credentials([end], NOW, str)

    assert (one.subject, one.well, bool(one.advice)) == ("smtp", well, warns)


def test_an_archive_with_passwords_is_told_nothing_of_tokens(tmp_path: Path) -> None:
    settings = a_host(tmp_path / "arkiv", f"sqlite:///{tmp_path}/arkiv/a.sqlite")

    assert found(settings) == []
    assert credential_ends(settings) == ()


def test_a_file_that_went_missing_is_a_matter_of_configuration(tmp_path: Path, issuer: TokenIssuer) -> None:
    account = tmp_path / "google.json"
    account.write_bytes((issuer.folder / "google.json").read_bytes())
    settings = host(tmp_path, {"provider": "google", "service_account_file": str(account)})
    account.unlink()

    with pytest.raises(ConfigError):
        wiring.tokens_of(settings)
    assert [one.well for one in found(settings)] == [False]
