"""A real Dovecot 2.3 of one's own, without root: IMAP, IMAP over TLS and LMTP on loopback."""

import grp
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from string import Template
from typing import Self

from tests.services.certificates import certificates
from tests.services.processes import (
    ServiceMissing,
    free_port,
    greets,
    hand_to,
    kill,
    program,
    run_as,
    server_folder,
    start,
    stop,
    wait_until,
)

PACKAGES = "dovecot-imapd dovecot-lmtpd"
SUBMISSION_PACKAGE = "dovecot-submissiond"
DOMAIN = "kommune.example"

#: What this Dovecot says after login when it is left alone.
_CAPABILITIES = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS "
    "THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED "
    "I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE "
    "SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE QUOTA"
)

_CONFIG = Template(r"""
base_dir = $base/run
state_dir = $base/state
log_path = $base/dovecot.log
protocols = $protocols
listen = $listen
instance_name = arkivfunktion-$port
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
default_client_limit = 1000
shutdown_clients = yes
first_valid_uid = 1

# Dovecot delays the logins of an address after failed ones, for up to 15 seconds; tests fail logins on purpose.
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
auth_failure_delay = 0
disable_plaintext_auth = no
auth_mechanisms = $mechanisms

service stats {
  chroot =
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  client_limit = 500
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = $tls_port
    ssl = yes
  }
}
service imap {
  process_limit = 500
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp_port
  }
}

ssl = yes
ssl_cert = <$certificate
ssl_key = <$key
ssl_min_protocol = TLSv1.2

$oauth2
$submission

# One file for each user: a change to a file is noticed a second later, a new file at once.
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u $base/users/%n
}
userdb {
  driver = passwd-file
  args = username_format=%u $base/users/%n
  override_fields = uid=$user gid=$group home=$base/home/%u
}

mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 1000
imap_hibernate_timeout = 0
$capability
mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
protocol lmtp {
  postmaster_address = postmaster@$domain
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Drafts {
    special_use = \Drafts
  }
  mailbox Sent {
    special_use = \Sent
  }
  mailbox Trash {
    special_use = \Trash
  }
  mailbox Junk {
    special_use = \Junk
  }
}
""")


#: Tokens are checked here, by their signature, their issuer and their audience, and nobody is asked.
_OAUTH2 = """
auth_verbose = yes
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {base}/oauth2.conf.ext
}}
"""
_OAUTH2_RULES = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={base}/oauth2/
username_attribute = email
openid_configuration_url =
issuers = {issuer}
{judges} = {audience}
"""
_SUBMISSION = """
service submission-login {{
  chroot =
  inet_listener submission {{
    port = {port}
  }}
}}
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = yes
hostname = relay.example.org
"""


@dataclass(frozen=True)
class Believes:
    """Whose access tokens a server takes: the key (PEM) they are checked with, who made them, whom they are for."""

    key: str
    issuer: str
    audience: str


@dataclass(frozen=True)
class MailUser:
    """A mailbox owner: the full login, the password and where Dovecot keeps the mail (made at the first login)."""

    name: str
    password: str
    maildir: Path


class Dovecot:
    """One running server. Ports and mail survive `restart()`; `stop()` may be followed by `start()`.

    `move=False` and `uidplus=False` make a server that does not advertise MOVE or UIDPLUS, before and after login.
    Dovecot cannot be told to forget the commands themselves: it would still obey a client that uses what was never
    offered. A client that only uses what is advertised sees an old server.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *,
        move: bool = True,
        uidplus: bool = True,
        believes: Believes | None = None,
        relay_port: int | None = None,
        listen: str = host,
    ) -> None:
        """Start a server and wait until it greets; ServiceMissing when Dovecot is not installed.

        One that `believes` in access tokens takes them by XOAUTH2 and OAUTHBEARER; with a `relay_port` it takes mail
        in too, on `submission_port`, and hands it on to there.
        """
        self._listen = listen
        self._program = _installed_dovecot()
        self._believes, self._relay_port = believes, relay_port
        self.submission_port = free_port()
        self._identity = run_as("nobody")
        self._base = server_folder("dovecot.", self._identity)
        self._absent = {name for name, wanted in (("MOVE", move), ("UIDPLUS", uidplus)) if not wanted}
        self._numbers = count(1)
        self.ca_file = certificates().ca_file
        self.port, self.tls_port, self.lmtp_port = free_port(), free_port(), free_port()
        self._write_files()
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def start(self) -> None:
        """Start the stopped server on the same ports with the same mail."""
        command = [self._program, "-F", "-c", str(self._base / "dovecot.conf")]
        self._process = start(command, signal.SIGTERM, self._identity, self._base)
        wait_until(lambda: greets(self.port, b"* OK"), self._process, self._base / "dovecot.log")

    def stop(self) -> None:
        """Stop the server; its clients are disconnected, its mail stays."""
        stop(self._process, signal.SIGTERM)
        # A socket left here makes the next start wait five seconds for an answer nobody gives.
        shutil.rmtree(self._base / "run", ignore_errors=True)

    def restart(self) -> None:
        """Stop and start; every client is disconnected."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End the server at once, without its second of goodbyes, and delete its folder, mail included."""
        kill(self._process)
        shutil.rmtree(self._base, ignore_errors=True)

    def new_user(self, quota_kib: int | None = None) -> MailUser:
        """A user nobody has used, with an empty mailbox and at most `quota_kib` KiB of mail."""
        number = next(self._numbers)
        user = MailUser(f"u{number}@{DOMAIN}", f"kodeord-{number}", self._maildir(f"u{number}@{DOMAIN}"))
        self.limit(user, quota_kib)
        return user

    def limit(self, user: MailUser, quota_kib: int | None) -> None:
        """From their next session on, at least a second from now, the user may have so much mail; None is no limit."""
        quota = "" if quota_kib is None else f"userdb_quota_rule=*:storage={quota_kib}K"
        file = self._base / "users" / user.name.partition("@")[0]
        file.write_text(f"{user.name}:{{PLAIN}}{user.password}::::::{quota}\n")

    def doveadm(self, *args: str) -> str:
        """What `doveadm ARGS` prints; subprocess.CalledProcessError when it fails."""
        command = [program("doveadm", PACKAGES), "-c", str(self._base / "dovecot.conf"), *args]
        return subprocess.run(command, check=True, capture_output=True, text=True, **self._identity).stdout

    def deliver(self, user: MailUser, octets: bytes, sender: str = "x@kommune.example") -> None:
        """Deliver a letter to the user's INBOX over LMTP (RFC 2033); smtplib's errors when it is refused.

        Dovecot puts Return-Path, Delivered-To and Received above the letter, and ends its lines with CRLF.
        """
        with smtplib.LMTP(self.host, self.lmtp_port, timeout=60) as lmtp:
            lmtp.sendmail(sender, [user.name], octets)

    def log(self) -> str:
        """Everything the server has logged."""
        return (self._base / "dovecot.log").read_text(errors="replace")

    def _maildir(self, name: str) -> Path:
        return self._base / "home" / name / "Maildir"

    def _write_files(self) -> None:
        for folder in ("home", "users"):
            (self._base / folder).mkdir(mode=0o755)
        hand_to(self._base / "home", self._identity)
        if self._believes is not None:
            self.believe(self._believes)
        (self._base / "dovecot.conf").write_text(self._config())

    def believe(self, believes: Believes) -> None:
        """Check tokens so from the next login on; the key at once, the rest after a restart."""
        key = self._base / "oauth2" / "default" / "ES256" / "default"
        key.parent.mkdir(parents=True, exist_ok=True)
        key.write_text(believes.key)
        told = {"issuer": believes.issuer, "audience": believes.audience, "judges": _judges_by()}
        (self._base / "oauth2.conf.ext").write_text(_OAUTH2_RULES.format(base=self._base, **told))

    def _config(self) -> str:
        user, group = _names(self._identity.get("user", os.getuid()), self._identity.get("group", os.getgid()))
        return _CONFIG.substitute(
            base=self._base,
            listen=self._listen,
            domain=DOMAIN,
            user=user,
            group=group,
            port=self.port,
            tls_port=self.tls_port,
            lmtp_port=self.lmtp_port,
            certificate=certificates().certificate,
            key=certificates().key,
            capability=self._capability(),
            protocols="imap lmtp" if self._relay_port is None else "imap lmtp submission",
            mechanisms="plain login" if self._believes is None else "plain login xoauth2 oauthbearer",
            oauth2="" if self._believes is None else _OAUTH2.format(base=self._base),
            submission=self._submission(),
        )

    def _submission(self) -> str:
        if self._relay_port is None:
            return ""
        program("submission", SUBMISSION_PACKAGE, "/usr/lib/dovecot", "/usr/libexec/dovecot")
        return _SUBMISSION.format(port=self.submission_port, relay=self._relay_port)

    def _capability(self) -> str:
        if not self._absent:
            return ""
        return "imap_capability = " + " ".join(word for word in _CAPABILITIES.split() if word not in self._absent)


def _judges_by() -> str:
    """What this Dovecot can check of whom a token is for: its audience since a late update, before that its scope."""
    binary = Path(program("auth", PACKAGES, "/usr/lib/dovecot", "/usr/libexec/dovecot")).read_bytes()
    return "audience" if b"Token audience does not include" in binary else "scope"


def _installed_dovecot() -> str:
    found = program("dovecot", PACKAGES)
    for protocol in ("imap", "lmtp"):
        program(protocol, PACKAGES, "/usr/lib/dovecot", "/usr/libexec/dovecot")
    version = subprocess.run([found, "--version"], check=True, capture_output=True, text=True).stdout
    if not version.startswith("2.3."):
        raise ServiceMissing(f"Dovecot 2.3 is needed (Debian 12: {PACKAGES}); this is {version.split()[0]}")
    return found


def _names(uid: int, gid: int) -> tuple[str, str]:
    return pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
