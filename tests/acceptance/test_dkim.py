"""A DKIM-signed mail that was forwarded as attachment: what the archive hands out still verifies (E2, RFC 6376), and
the archive itself keeps the proof of it (E11)."""

import base64
import hashlib
import subprocess
from pathlib import Path

import dkim
import pytest

from tests.acceptance.world import World
from tests.builders import ABUSE, a_forward_with_attachment
from tests.services.dns import DnsServer
from tests.signing import Provider

SELECTOR, DOMAIN = b"nov2026", b"udbyder.example"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The private key of the citizen's mail provider."""
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", str(path), "2048"], check=True, capture_output=True)
    return path


def published(key: Path) -> bytes:
    """What the provider's DNS says of the key."""
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(key), "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def verifies(octets: bytes, key: Path) -> bool:
    def txt(name: bytes, timeout: int = 5) -> bytes | None:
        return published(key) if name == SELECTOR + b"._domainkey." + DOMAIN + b"." else None

    return bool(dkim.verify(octets, dnsfunc=txt))


@pytest.fixture(scope="module")
def original(key: Path) -> bytes:
    """The citizen's mail as its provider signed it, in 8 bits and with a line in Danish."""
    signature = dkim.sign(
        ABUSE,
        selector=SELECTOR,
        domain=DOMAIN,
        privkey=key.read_bytes(),
        include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
    )
    return bytes(signature) + ABUSE


def test_the_original_in_a_forward_is_the_file_that_was_signed(world: World, key: Path, original: bytes) -> None:
    assert verifies(original, key)
    world.dovecot.deliver(world.user, a_forward_with_attachment(original))
    world.run("ingest").well()

    shown = world.run("item", "show", "1", "--json").well().json
    by_place = world.run("item", "raw", "1/2").well().out
    by_checksum = world.run("item", "raw", hashlib.sha256(original).hexdigest()).well().out

    [enclosed] = shown["enclosed"]
    assert enclosed["sha256"] == hashlib.sha256(original).hexdigest()
    assert [one["sha256"] for one in shown["originals"]] == [enclosed["sha256"]]
    assert by_place == by_checksum == original
    assert verifies(by_place, key)
    assert not verifies(by_place.replace(b"sove trygt", b"sove godt"), key)


CITIZEN = Provider()
FORWARD = a_forward_with_attachment(CITIZEN.signed())
IN_ENGLISH = {"ARCHIVER_LANGUAGE": "en"}


def test_the_proof_is_kept_and_repeated_when_the_dns_has_forgotten(world: World, dns_server: DnsServer) -> None:
    dns_server.publish(CITIZEN.published)
    world.more = f'[trust]\ndkim = true\ndns_servers = ["{dns_server.address}"]\n\n'
    world.write_config()
    world.dovecot.deliver(world.user, FORWARD)
    with world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("signatures checked")), "the check of the signature")
        code, _ = daemon.terminate()
    dns_server.stop()

    [told] = world.run("item", "show", "1", "--json").well().json["signatures"]
    [inside] = world.run("item", "show", "1/2", "--json").well().json["signatures"]
    again = world.run("item", "signatures", "1", "--json").well().json["signatures"]

    assert code == 0
    assert (told["path"], told["scheme"], told["domain"], told["selector"]) == ("2", "dkim", CITIZEN.domain, "nov2026")
    assert (told["verdict"], told["key_record"], told["attempt"]) == ("pass", CITIZEN.record, 1)
    assert inside == told
    assert [one["again"]["verdict"] for one in again] == ["pass"]
    assert "DKIM fra udbyder.example (selektor nov2026), del 2" in world.run("item", "show", "1").well().text
    assert "passer – De signerede felter" in world.run("item", "signatures", "1").well().text
    assert "without DNS: the same now" in world.run("item", "signatures", "1", environment=IN_ENGLISH).well().text
    assert CITIZEN.domain not in daemon.log()
    world.run("verify").well()


def test_nothing_is_looked_up_unless_it_is_turned_on(small_world: World, dns_server: DnsServer) -> None:
    small_world.more = f'[trust]\ndns_servers = ["{dns_server.address}"]\n\n'
    small_world.write_config()
    small_world.dovecot.deliver(small_world.user, FORWARD)
    with small_world.daemon() as daemon:
        daemon.until(lambda: bool(daemon.events("started")), "its start")
        daemon.until(lambda: small_world.run("status", "--json").json["items"] == 1, "the mail")
        daemon.terminate()

    shown = small_world.run("item", "show", "1", "--json").well().json

    assert shown["signatures"] == []
    assert dns_server.queries == []
    assert "ikke kontrolleret nogen signatur" in small_world.run("item", "signatures", "1").well().text
