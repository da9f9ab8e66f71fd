"""A DKIM-signed mail that was forwarded as attachment: what the archive hands out still verifies (E2, RFC 6376)."""

import base64
import hashlib
import subprocess
from pathlib import Path

import dkim
import pytest

from tests.acceptance.world import World
from tests.builders import ABUSE, a_forward_with_attachment

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
