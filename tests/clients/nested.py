"""Forwards in forwards, two and three deep, and citizens' mails under an employee's reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tests.clients import apple, gmail, others, outlook, thunderbird
from tests.clients.client import Client
from tests.clients.composing import KINDS, Cover, Levels, forward
from tests.clients.people import FATIMA, GRUDGE, HENRIK, JENS, JETTE, LEDER, TORBEN, complaint
from tests.clients.values import ClientLetter, Mail, Person

PASSED_ON = "Hej Jette\n\nDen kom til mig i morges. Vil du lægge den i arkivet?\n\nMvh Jens"
PASSED_ON_BEFORE = "Jens, er det ikke dig, der har sagen? Han skriver igen.\n\nFatima"
ANSWER = (
    "Kære Torben Lykke\n\nTak for din mail. Vi ser på afgørelsen igen og svarer senest på fredag.\n\n"
    "Venlig hilsen\nJette Jensen\nBorgerservice"
)
ANSWERED_BACK = (
    "Senest på fredag? Så kan du lige så godt lade være.\nDu skal ikke føle dig for sikker, Jette.\n\nTorben Lykke"
)

SAME = (
    outlook.Classic,
    outlook.Classic2010,
    outlook.Web,
    outlook.New,
    outlook.Mac,
    apple.MacMail,
    apple.Phone,
    gmail.Gmail,
    thunderbird.Thunderbird,
)
#: The client that forwards to the archive, the one before it, and the shape the letter has.
MIXED: tuple[tuple[type[Client], type[Client], str], ...] = (
    (gmail.Gmail, outlook.Classic, "alternative"),
    (outlook.Web, apple.MacMail, "html"),
    (thunderbird.Thunderbird, gmail.Gmail, "text"),
    (thunderbird.Thunderbird, gmail.Gmail, "html"),
    (outlook.Classic, apple.Phone, "alternative"),
    (outlook.Classic, outlook.Web, "text"),
    (outlook.Web, outlook.Classic, "html"),
    (apple.MacMail, thunderbird.Thunderbird, "alternative"),
    (apple.Phone, outlook.Web, "alternative"),
    (outlook.New, outlook.Ios, "alternative"),
    (outlook.Mac, outlook.Classic2010, "html"),
    (outlook.Classic, others.Samsung, "text"),
    (outlook.Ios, outlook.OldWeb, "alternative"),
    (gmail.Gmail, gmail.GmailReply, "alternative"),
    (outlook.Classic, thunderbird.ThunderbirdReply, "text"),
)
THREE: tuple[tuple[tuple[type[Client], type[Client], type[Client]], str], ...] = (
    ((outlook.Classic, outlook.Classic, outlook.Classic), "text"),
    ((outlook.Classic, outlook.Classic, outlook.Classic), "alternative"),
    ((outlook.Web, outlook.Web, outlook.Web), "alternative"),
    ((apple.MacMail, apple.MacMail, apple.MacMail), "text"),
    ((apple.MacMail, apple.MacMail, apple.MacMail), "html"),
    ((gmail.Gmail, gmail.Gmail, gmail.Gmail), "alternative"),
    ((thunderbird.Thunderbird, thunderbird.Thunderbird, thunderbird.Thunderbird), "text"),
    ((outlook.Web, gmail.Gmail, apple.MacMail), "html"),
    ((gmail.Gmail, thunderbird.Thunderbird, outlook.Classic), "text"),
    ((outlook.Classic, apple.Phone, others.Yahoo), "html"),
)


def passed_on(mail: Mail, by: Person, to: Person, body: str, *, prefix: str = "VS: ") -> Mail:
    """A colleague's mail that quotes the other, sent three hours after it."""
    return Mail(by, (to,), f"{prefix}{mail.subject}", mail.when + timedelta(hours=3), body)


def letters() -> Iterator[ClientLetter]:
    """All of them."""
    yield from same_client()
    yield from mixed_clients()
    yield from three_deep()
    yield from replies()
    yield from inside_the_house()
    yield from names_only()


def same_client() -> Iterator[ClientLetter]:
    """Two colleagues with the same client."""
    for number, client in enumerate(SAME):
        for kind in ("text", "html" if number % 2 else "alternative"):
            levels = two_deep(client(), client(), number)
            yield forward(f"nested-{client.name}-{kind}", levels, kind)


def mixed_clients() -> Iterator[ClientLetter]:
    """Two colleagues with different clients."""
    for number, (outer, inner, kind) in enumerate(MIXED, 20):
        yield forward(f"nested-{outer.name}-of-{inner.name}-{kind}", two_deep(outer(), inner(), number), kind)


def two_deep(outer: Client, inner: Client, number: int) -> Levels:
    """The citizen wrote to Jens, Jens forwarded to Jette."""
    mail = replace(complaint(number), to=(JENS,))
    return [(outer, passed_on(mail, JENS, JETTE, PASSED_ON)), (inner, mail)]


def three_deep() -> Iterator[ClientLetter]:
    """The citizen wrote to Fatima, who forwarded to Jens, who forwarded to Jette."""
    for number, (clients, kind) in enumerate(THREE, 40):
        mail = replace(complaint(number), to=(FATIMA, HENRIK))
        middle = passed_on(mail, FATIMA, JENS, PASSED_ON_BEFORE)
        mails = (passed_on(middle, JENS, JETTE, PASSED_ON), middle, mail)
        levels = [(client(), mail) for client, mail in zip(clients, mails, strict=True)]
        yield forward(f"three-deep-{'-'.join(client.name for client in clients)}-{kind}", levels, kind)


def replies() -> Iterator[ClientLetter]:
    """An employee's answer with the citizen's mail below it; and the citizen's answer to that on top."""
    answered: tuple[tuple[type[Client], type[Client]], ...] = (
        (outlook.Classic, outlook.Classic),
        (outlook.Web, outlook.Web),
        (outlook.Mac, outlook.Mac),
        (gmail.Gmail, gmail.GmailReply),
        (apple.MacMail, apple.Reply),
        (thunderbird.Thunderbird, thunderbird.ThunderbirdReply),
        (outlook.Classic, outlook.Outlook2019),
    )
    for number, (outer, inner) in enumerate(answered, 60):
        kind = KINDS[number % 3]
        mail = complaint(number)
        answer = passed_on(mail, JETTE, TORBEN, ANSWER, prefix="SV: ")
        yield forward(f"answered-{inner.name}-{kind}", [(outer(), answer), (inner(), mail)], kind)
        again = passed_on(answer, TORBEN, JETTE, ANSWERED_BACK, prefix="")
        levels = [(outer(), again), (inner(), answer), (inner(), mail)]
        yield forward(f"answered-back-{inner.name}-{kind}", levels, kind)


def inside_the_house() -> Iterator[ClientLetter]:
    """Nobody from outside: a colleague's own mail, as such, passed on once, and with an older one below it."""
    mail = Mail(
        HENRIK, (FATIMA,), "Din plads i køkkenet", complaint(70).when, GRUDGE.replace("Bodil Nørgård", "Henrik")
    )
    yield forward("house-one", [(outlook.Classic(), mail)], chosen=(0,))
    handed = passed_on(mail, FATIMA, JETTE, "Se her.")
    yield forward("house-passed-on", [(outlook.Web(), handed), (outlook.Web(), mail)], "html", chosen=(1,))
    older = Mail(FATIMA, (HENRIK,), "Din plads i køkkenet", mail.when - timedelta(days=1), ANSWER)
    reply = replace(mail, subject="SV: Din plads i køkkenet")
    yield forward("house-reply", [(outlook.Classic(), reply), (outlook.Classic(), older)], "text", chosen=(0,))


def names_only() -> Iterator[ClientLetter]:
    """Colleagues whose address Exchange does not show."""
    jens, jette, leder = (Person(person.name, "") for person in (JENS, JETTE, LEDER))
    cover = Cover(own="Til arkivet")
    for number, (client, kind) in enumerate(
        ((outlook.Classic, "text"), (outlook.Classic, "html"), (outlook.Web, "html"))
    ):
        mail = replace(complaint(75 + number), to=(jette,), cc=(leder, jens))
        handed = replace(passed_on(mail, jens, jette, PASSED_ON), cc=(leder,))
        yield forward(f"names-only-{client.name}-{kind}", [(client(), mail)], kind, cover)
        levels = [(client(), handed), (client(), mail)]
        yield forward(f"names-only-nested-{client.name}-{kind}", levels, kind, cover)
