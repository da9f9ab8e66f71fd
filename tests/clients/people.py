"""The cast: who writes what to whom. Everybody is invented."""

from __future__ import annotations

import base64
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.builders import PNG
from tests.clients.values import File, Mail, Person

ZONE = ZoneInfo("Europe/Copenhagen")

ARCHIVE = Person("", "arkiv@kommune.example")
JETTE = Person("Jette Jensen", "jette.jensen@kommune.example")
JENS = Person("Jens Møller", "jens.moeller@kommune.example")
FATIMA = Person("Fatima Holm", "fatima.holm@kommune.example")
HENRIK = Person("Henrik Ørum", "henrik.oerum@kommune.example")
LEDER = Person("Åse Brøndum", "aase.broendum@kommune.example")
POST = Person("", "borgerservice@kommune.example")

TORBEN = Person("Torben Lykke", "torben.lykke@borger.example")
BODIL = Person("Bodil Nørgård", "bodil@naboen.example")
SOEREN = Person("Søren Ågård", "s.aagaard@vognmand.example")

PDF = File("Klage over afgørelse.pdf", "application/pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
DOCX = File(
    "Læserbrev til avisen – æøå.docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    base64.b64decode("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="),
)
PHOTO = File("Skærmbillede fra Åboulevarden.png", "image/png", PNG)
LOGO = File("image001.png", "image/png", PNG, "image001.png@01da9d4c.5a3b2c10.example")
INLINE = File("image002.png", "image/png", PNG, "image002.png@01da9d4c.77e1f0a0.example")

OWN = "Kære arkiv.\n\nHer er en mail mere fra den samme borger. Gem den venligst på sagen.\n\nVenlig hilsen\nJette"

ABUSE = (
    "Du har ødelagt mit liv med din afgørelse.\n"
    "Jeg ved, hvad du hedder, og jeg ved, hvilken bil du kører i.\n"
    "\n"
    "Du bør søge dig et andet job, inden det går galt.\n"
    "\n"
    "Hilsen Torben"
)
GRUDGE = (
    "Nu har jeg ringet tre gange på én dag, og ingen gider tage den.\n"
    "I er nogle dovne hunde alle sammen, og det skal hele Ærø få at vide.\n"
    "\n"
    "Bodil Nørgård"
)
THREAT = (
    "Til damen i skranken:\n"
    "Næste gang tager jeg min bror med, så kan vi se, hvor kæk du er.\n"
    "Det er ikke en trussel, det er et løfte.\n"
    "\n"
    "S. Ågård"
)

#: What a citizen writes to somebody whose mail program speaks that language: subject, then body.
IN_LANGUAGES = {
    "da": ("Din afgørelse", ABUSE),
    "en": (
        "Your decision",
        "You people are useless, every one of you.\nI know where you park your car.\n\nThink about that tonight.",
    ),
    "sv": (
        "Ert beslut",
        "Ni är odugliga allihop.\nJag vet var du parkerar din bil på Östergade.\n\nTänk på det i kväll.",
    ),
    "nb": (
        "Vedtaket ditt",
        "Dere er ubrukelige, hele gjengen.\nJeg vet hvor du parkerer bilen på Østergade.\n\nTenk på det i kveld.",
    ),
    "de": (
        "Ihr Bescheid",
        "Sie sind alle unfähig, jeder Einzelne.\nIch weiß, wo Sie Ihr Auto parken.\n\nDenken Sie heute darüber nach.",
    ),
    "fr": (
        "Votre décision",
        "Vous êtes tous des incapables.\nJe sais où vous garez votre voiture, là-bas, près de la forêt.\n\nPensez-y.",
    ),
    "nl": (
        "Uw besluit",
        "Jullie zijn allemaal waardeloos.\nIk weet waar je je auto parkeert, vlak bij de kade.\n\nDenk daar maar aan.",
    ),
    "fi": (
        "Päätöksenne",
        "Olette kaikki kelvottomia.\nTiedän, minne pysäköit autosi.\n\nMieti sitä tänä yönä.",
    ),
    "pl": (
        "Pańska decyzja",
        "Wszyscy jesteście do niczego.\nWiem, gdzie parkujesz swój samochód.\n\nPomyśl o tym dziś w nocy.",
    ),
    "es": (
        "Su decisión",
        "Son todos unos inútiles.\nSé dónde aparca usted el coche por la mañana.\n\nPiense en ello esta noche.",
    ),
    "it": (
        "La sua decisione",
        "Siete tutti degli incapaci.\nSo dove parcheggia l'auto, là vicino al caffè.\n\nCi pensi stanotte.",
    ),
    "pt": (
        "A sua decisão",
        "São todos uns inúteis.\nSei onde estaciona o carro de manhã, não se esqueça.\n\nPense nisso esta noite.",
    ),
    "cs": (
        "Vaše rozhodnutí",
        "Jste všichni k ničemu.\nVím, kde parkujete své auto.\n\nPřemýšlejte o tom dnes v noci.",
    ),
    "tr": (
        "Kararınız",
        "Hepiniz beceriksizsiniz.\nArabanı nereye park ettiğini biliyorum.\n\nBu gece bunu düşün.",
    ),
    "uk": (
        "Ваше рішення",
        "Ви всі ні на що не здатні.\nЯ знаю, де ви паркуєте свою машину.\n\nПодумайте про це сьогодні вночі.",
    ),
    "ru": (
        "Ваше решение",
        "Вы все ни на что не годитесь.\nЯ знаю, где вы паркуете свою машину.\n\nПодумайте об этом сегодня ночью.",
    ),
    "ja": (
        "あなたの決定について",
        "あなたたちは全員役立たずだ。\nあなたがどこに車を停めているか知っている。\n\n今夜よく考えるといい。",
    ),
}


def moment(number: int) -> datetime:
    """One of many moments of 2024: every month, days on both sides of the twelfth, morning and evening."""
    return datetime(
        2024,
        number * 5 % 12 + 1,
        number * 11 % 27 + 1,
        (number * 5 + 8) % 24,
        (number * 17 + 31) % 60,
        (number * 7 + 8) % 60,
        tzinfo=ZONE,
    )


def complaint(number: int = 0, language: str = "da", *, cc: tuple[Person, ...] = (LEDER,)) -> Mail:
    """A citizen's mail in that language, every number sent at another moment."""
    subject, body = IN_LANGUAGES[language]
    return Mail(TORBEN, (JETTE,), subject, moment(number), body, cc=cc)
