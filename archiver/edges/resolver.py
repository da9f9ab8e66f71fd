"""The DNS, asked for the keys that signatures were made with (RFC 6376 § 3.6.2). Only `[trust] dkim = true` asks it."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.resolver
from dns.nameserver import Do53Nameserver
from dns.rdatatype import TXT

from archiver.core.language import later
from archiver.errors import NameUnanswered

SECONDS = 5.0
"""For one name, whatever it takes: repeated tries, TCP, the names that stand for it (CNAME)."""
PORT = 53

Server = tuple[str, int]
"""IP address and port."""


class DnsResolver:
    """Asks these servers, or those of the machine. Remembers nothing."""

    def __init__(self, servers: Sequence[Server] = (), *, seconds: float = SECONDS) -> None:
        self._servers = tuple(servers)
        self._seconds = seconds

    def txt(self, name: str) -> str | None:
        """The TXT record of a name, its strings joined, one character for each octet; None when there is none.

        Where there are several, which no signer means (RFC 6376 § 3.6.2.2), that of a key, and among those the first
        in the order of their text. Raises `NameUnanswered` when no server says either.
        """
        try:
            answer = self._resolver().resolve(f"{name}.", TXT, lifetime=self._seconds, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except (dns.exception.DNSException, OSError, ValueError):
            # What dnspython says names the domain, and what is asked for is text of a mail.
            raise NameUnanswered(later("No DNS server answers.")) from None
        records = sorted(b"".join(record.strings).decode("latin-1") for record in answer)
        return min(records, key=lambda record: not record.startswith("v=DKIM1"))

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self._servers)
        if self._servers:
            resolver.nameservers = [Do53Nameserver(address, port) for address, port in self._servers]
        resolver.use_edns(0, 0, 1232)
        return resolver
