"""The words each client writes around a forwarded message, by language.

Labels stand with their colon. Gmail, Apple Mail, Thunderbird and new Outlook are as seen in public samples; Outlook
classic as vendors' pages give it; Japanese Apple Mail and Thunderbird are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """One language: names of months and days, and each client's labels, lines and date formats.

    Labels of Outlook: from, sent, to, cc, subject. Of Apple: from, subject, date, to, cc. Of Thunderbird: subject,
    date, from, to, cc.
    """

    tag: str
    months: str
    short_months: str
    days: str
    short_days: str
    outlook: str
    outlook_date: str
    original: str
    apple: str
    apple_start: str
    apple_date: str
    gmail_from: str
    gmail_date: str
    thunderbird: str
    thunderbird_start: str
    prefix: str = "FW"
    zones: str = "CET CEST"
    web_date: str = ""
    new: str = ""
    new_date: str = ""
    new_days: str = ""


def written(pattern: str, when: datetime, words: Words, days: str = "") -> str:
    """The moment as a client of that language writes it."""
    hour = when.hour % 12 or 12
    return pattern.format(
        d=when.day,
        dd=f"{when.day:02}",
        m=when.month,
        mm=f"{when.month:02}",
        y=when.year,
        H=when.hour,
        HH=f"{when.hour:02}",
        MM=f"{when.minute:02}",
        SS=f"{when.second:02}",
        h=hour,
        ap="PM" if when.hour > 11 else "AM",
        month=words.months.split()[when.month - 1],
        mon=words.short_months.split()[when.month - 1],
        day=(days or words.days).split()[when.weekday()],
        dy=words.short_days.split()[when.weekday()],
        zone=words.zones.split()[bool(when.dst())],
    )


DANISH = Words(
    tag="da-DK",
    months="januar februar marts april maj juni juli august september oktober november december",
    short_months="jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
    days="mandag tirsdag onsdag torsdag fredag lørdag søndag",
    short_days="man. tirs. ons. tors. fre. lør. søn.",
    outlook="Fra:|Sendt:|Til:|Cc:|Emne:",
    outlook_date="{d}. {month} {y} {HH}:{MM}",
    web_date="{day} den {d}. {month} {y} {HH}:{MM}",
    new="Fra:|Dato:|Til:|Cc:|Emne:",
    new_date="{day}, {d}. {month} {y} kl. {HH}.{MM}",
    original="-----Oprindelig meddelelse-----",
    prefix="VS",
    apple="Fra:|Emne:|Dato:|Til:|Cc:",
    apple_start="Start på videresendt besked:",
    apple_date="{d}. {month} {y} kl. {HH}.{MM}.{SS} {zone}",
    gmail_from="Fra:",
    gmail_date="{dy} {d}. {mon} {y} kl. {HH}.{MM}",
    thunderbird="Emne:|Dato:|Fra:|Til:|Kopi til (CC):",
    thunderbird_start="-------- Videresendt meddelelse --------",
)

ENGLISH = Words(
    tag="en-US",
    months="January February March April May June July August September October November December",
    short_months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    days="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    short_days="Mon Tue Wed Thu Fri Sat Sun",
    outlook="From:|Sent:|To:|Cc:|Subject:",
    outlook_date="{day}, {month} {d}, {y} {h}:{MM} {ap}",
    web_date="{day}, {month} {d}, {y} {HH}:{MM}",
    new="From:|Date:|To:|Cc:|Subject:",
    new_date="{day}, {d} {month} {y} at {HH}:{MM}",
    original="-----Original Message-----",
    apple="From:|Subject:|Date:|To:|Cc:",
    apple_start="Begin forwarded message:",
    apple_date="{d} {month} {y} at {HH}:{MM}:{SS} {zone}",
    gmail_from="From:",
    gmail_date="{dy}, {mon} {d}, {y} at {h}:{MM}\u202f{ap}",
    thunderbird="Subject:|Date:|From:|To:|CC:",
    thunderbird_start="-------- Forwarded Message --------",
)

SWEDISH = Words(
    tag="sv-SE",
    months="januari februari mars april maj juni juli augusti september oktober november december",
    short_months="jan. feb. mars apr. maj juni juli aug. sep. okt. nov. dec.",
    days="måndag tisdag onsdag torsdag fredag lördag söndag",
    short_days="mån tis ons tors fre lör sön",
    outlook="Från:|Skickat:|Till:|Kopia:|Ämne:",
    outlook_date="den {d} {month} {y} {HH}:{MM}",
    web_date="{day} {d} {month} {y} {HH}:{MM}",
    new="Från:|Datum:|Till:|Kopia:|Ämne:",
    new_date="{day}, {d} {month} {y} {HH}:{MM}",
    original="-----Ursprungligt meddelande-----",
    prefix="VB",
    apple="Från:|Ämne:|Datum:|Till:|Kopia:",
    apple_start="Vidarebefordrat mejl:",
    apple_date="{d} {month} {y} {HH}:{MM}:{SS} {zone}",
    gmail_from="Från:",
    gmail_date="{dy} {d} {mon} {y} kl {HH}:{MM}",
    thunderbird="Ämne:|Datum:|Från:|Till:|Kopia:",
    thunderbird_start="-------- Vidarebefordrat meddelande --------",
)

NORWEGIAN = Words(
    tag="nb-NO",
    months="januar februar mars april mai juni juli august september oktober november desember",
    short_months="jan. feb. mars apr. mai juni juli aug. sep. okt. nov. des.",
    days="mandag tirsdag onsdag torsdag fredag lørdag søndag",
    short_days="man. tir. ons. tor. fre. lør. søn.",
    outlook="Fra:|Sendt:|Til:|Kopi:|Emne:",
    outlook_date="{day} {d}. {month} {y} {HH}:{MM}",
    new="Fra:|Dato:|Til:|Kopi:|Emne:",
    new_date="{day}, {d}. {month} {y} kl. {HH}:{MM}",
    original="-----Opprinnelig melding-----",
    prefix="VS",
    apple="Fra:|Emne:|Dato:|Til:|Kopi:",
    apple_start="Videresendt melding:",
    apple_date="{d}. {month} {y} kl. {HH}:{MM}:{SS} {zone}",
    gmail_from="Fra:",
    gmail_date="{dy} {d}. {mon} {y} kl. {HH}:{MM}",
    thunderbird="Emne:|Dato:|Fra:|Til:|CC:",
    thunderbird_start="-------- Videresendt melding --------",
)

GERMAN = Words(
    tag="de-DE",
    months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    short_months="Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    days="Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    short_days="Mo. Di. Mi. Do. Fr. Sa. So.",
    outlook="Von:|Gesendet:|An:|Cc:|Betreff:",
    outlook_date="{day}, {d}. {month} {y} {HH}:{MM}",
    new="Von:|Datum:|An:|Cc:|Betreff:",
    new_date="{day}, {d}. {month} {y} um {HH}:{MM}",
    original="-----Ursprüngliche Nachricht-----",
    prefix="WG",
    apple="Von:|Betreff:|Datum:|An:|Kopie:",
    apple_start="Anfang der weitergeleiteten Nachricht:",
    apple_date="{d}. {month} {y} um {HH}:{MM}:{SS} {zone}",
    zones="MEZ MESZ",
    gmail_from="Von:",
    gmail_date="{dy}, {d}. {mon} {y} um {HH}:{MM} Uhr",
    thunderbird="Betreff:|Datum:|Von:|An:|Kopie (CC):",
    thunderbird_start="-------- Weitergeleitete Nachricht --------",
)

FRENCH = Words(
    tag="fr-FR",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    short_months="janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    days="lundi mardi mercredi jeudi vendredi samedi dimanche",
    short_days="lun. mar. mer. jeu. ven. sam. dim.",
    outlook="De\u00a0:|Envoyé\u00a0:|À\u00a0:|Cc\u00a0:|Objet\u00a0:",
    outlook_date="{day} {d} {month} {y} {HH}:{MM}",
    new="De :|Date :|À :|Cc :|Objet :",
    new_date="{day}, {d} {month} {y} à {HH}:{MM}",
    original="-----Message d'origine-----",
    prefix="TR",
    apple="De:|Objet:|Date:|À:|Cc:",
    apple_start="Début du message réexpédié :",
    apple_date="{d} {month} {y} à {HH}:{MM}:{SS} {zone}",
    zones="UTC+1 UTC+2",
    gmail_from="De :",
    gmail_date="{dy} {d} {mon} {y} à {HH}:{MM}",
    thunderbird="Sujet\u00a0:|Date\u00a0:|De\u00a0:|Pour\u00a0:|Copie à\u00a0:",
    thunderbird_start="-------- Message transféré --------",
)

DUTCH = Words(
    tag="nl-NL",
    months="januari februari maart april mei juni juli augustus september oktober november december",
    short_months="jan. feb. mrt. apr. mei jun. jul. aug. sep. okt. nov. dec.",
    days="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    short_days="ma di wo do vr za zo",
    outlook="Van:|Verzonden:|Aan:|CC:|Onderwerp:",
    outlook_date="{day} {d} {month} {y} {HH}:{MM}",
    original="-----Oorspronkelijk bericht-----",
    apple="Van:|Onderwerp:|Datum:|Aan:|Kopie:",
    apple_start="Begin doorgestuurd bericht:",
    apple_date="{d} {month} {y} om {HH}:{MM}:{SS} {zone}",
    gmail_from="Van:",
    gmail_date="{dy} {d} {mon} {y} om {HH}:{MM}",
    thunderbird="Onderwerp:|Datum:|Van:|Aan:|CC:",
    thunderbird_start="-------- Doorgestuurd bericht --------",
)

FINNISH = Words(
    tag="fi-FI",
    months=(
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
        " marraskuuta joulukuuta"
    ),
    short_months="tammik. helmik. maalisk. huhtik. toukok. kesäk. heinäk. elok. syysk. lokak. marrask. jouluk.",
    days="maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
    new_days="maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina",
    short_days="ma ti ke to pe la su",
    outlook="Lähettäjä:|Lähetetty:|Vastaanottaja:|Kopio:|Aihe:",
    outlook_date="{day} {d}. {month} {y} {H}.{MM}",
    new="Lähettäjä:|Päivämäärä:|Vastaanottaja:|Kopio:|Aihe:",
    new_date="{day}, {d}. {month} {y} klo {H}.{MM}",
    original="-----Alkuperäinen viesti-----",
    prefix="VL",
    apple="Lähettäjä:|Aihe:|Päivämäärä:|Vastaanottaja:|Kopio:",
    apple_start="Välitetty viesti alkaa:",
    apple_date="{d}. {month} {y} klo {H}.{MM}.{SS} {zone}",
    zones="UTC+1 UTC+2",
    gmail_from="Lähettäjä:",
    gmail_date="{dy} {d}. {mon} {y} klo {H}.{MM}",
    thunderbird="Aihe:|Päiväys:|Lähettäjä:|Vastaanottaja:|CC:",
    thunderbird_start="-------- Välitetty viesti / Fwd.Msg --------",
)

POLISH = Words(
    tag="pl-PL",
    months="stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    short_months="sty lut mar kwi maj cze lip sie wrz paź lis gru",
    days="poniedziałek wtorek środa czwartek piątek sobota niedziela",
    short_days="pon. wt. śr. czw. pt. sob. niedz.",
    outlook="Od:|Wysłano:|Do:|DW:|Temat:",
    outlook_date="{day}, {d} {month} {y} {HH}:{MM}",
    new="Od:|Data:|Do:|DW:|Temat:",
    new_date="{day}, {d} {month} {y} o {HH}:{MM}",
    original="-----Wiadomość oryginalna-----",
    prefix="PD",
    apple="Od:|Temat:|Data:|Do:|Dw:",
    apple_start="Początek przekazywanej wiadomości:",
    apple_date="{d} {month} {y} o {HH}:{MM}:{SS} {zone}",
    gmail_from="Od:",
    gmail_date="{dy}, {d} {mon} {y} o {HH}:{MM}",
    thunderbird="Temat:|Data:|Nadawca:|Adresat:|Kopia:",
    thunderbird_start="--- Treść przekazanej wiadomości ---",
)

SPANISH = Words(
    tag="es-ES",
    months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    short_months="ene feb mar abr may jun jul ago sept oct nov dic",
    days="lunes martes miércoles jueves viernes sábado domingo",
    short_days="lun mar mié jue vie sáb dom",
    outlook="De:|Enviado:|Para:|CC:|Asunto:",
    outlook_date="{day}, {d} de {month} de {y} {H}:{MM}",
    original="-----Mensaje original-----",
    prefix="RV",
    apple="De:|Asunto:|Fecha:|Para:|Cc:",
    apple_start="Inicio del mensaje reenviado:",
    apple_date="{d} de {month} de {y}, {H}:{MM}:{SS} {zone}",
    gmail_from="De:",
    gmail_date="{dy}, {d} {mon} {y} a las {H}:{MM}",
    thunderbird="Asunto:|Fecha:|De:|Para:|CC:",
    thunderbird_start="-------- Mensaje reenviado --------",
)

ITALIAN = Words(
    tag="it-IT",
    months="gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    short_months="gen feb mar apr mag giu lug ago set ott nov dic",
    days="lunedì martedì mercoledì giovedì venerdì sabato domenica",
    short_days="lun mar mer gio ven sab dom",
    outlook="Da:|Inviato:|A:|Cc:|Oggetto:",
    outlook_date="{day} {d} {month} {y} {HH}:{MM}",
    original="-----Messaggio originale-----",
    prefix="I",
    apple="Da:|Oggetto:|Data:|A:|Cc:",
    apple_start="Inizio messaggio inoltrato:",
    apple_date="{d} {month} {y} {HH}:{MM}:{SS} {zone}",
    gmail_from="Da:",
    gmail_date="{dy} {d} {mon} {y} alle ore {HH}:{MM}",
    thunderbird="Oggetto:|Data:|Mittente:|A:|CC:",
    thunderbird_start="-------- Messaggio Inoltrato --------",
)

PORTUGUESE = Words(
    tag="pt-PT",
    months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    short_months="jan fev mar abr mai jun jul ago set out nov dez",
    days="segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    short_days="segunda terça quarta quinta sexta sábado domingo",
    outlook="De:|Enviado:|Para:|Cc:|Assunto:",
    outlook_date="{day}, {d} de {month} de {y} {HH}:{MM}",
    original="-----Mensagem original-----",
    prefix="FW",
    apple="De:|Assunto:|Data:|Para:|Cc:",
    apple_start="Início da mensagem reencaminhada:",
    apple_date="{d} de {month} de {y}, {HH}:{MM}:{SS} {zone}",
    gmail_from="De:",
    gmail_date="{dy}, {d}/{mm}/{y} à(s) {HH}:{MM}",
    thunderbird="Assunto:|Data:|De:|Para:|CC:",
    thunderbird_start="-------- Mensagem reencaminhada --------",
)

CZECH = Words(
    tag="cs-CZ",
    months="ledna února března dubna května června července srpna září října listopadu prosince",
    short_months="led úno bře dub kvě čvn čvc srp zář říj lis pro",
    days="pondělí úterý středa čtvrtek pátek sobota neděle",
    short_days="po út st čt pá so ne",
    outlook="Od:|Odesláno:|Komu:|Kopie:|Předmět:",
    outlook_date="{day} {d}. {month} {y} {H}:{MM}",
    new="Od:|Datum:|Komu:|Kopie:|Předmět:",
    new_date="{day}, {d}. {month} {y} {H}:{MM}",
    original="-----Původní zpráva-----",
    apple="Od:|Předmět:|Datum:|Komu:|Kopie:",
    apple_start="Začátek přeposílané zprávy:",
    apple_date="{d}. {month} {y} {H}:{MM}:{SS} {zone}",
    zones="GMT+1 GMT+2",
    gmail_from="Od:",
    gmail_date="{dy} {d}. {m}. {y} v {H}:{MM}",
    thunderbird="Předmět:|Datum:|Od:|Komu:|Kopie:",
    thunderbird_start="-------- Přeposlaná zpráva --------",
)

TURKISH = Words(
    tag="tr-TR",
    months="Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    short_months="Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    days="Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
    short_days="Pzt Sal Çar Per Cum Cmt Paz",
    outlook="Kimden:|Gönderildi:|Kime:|Bilgi:|Konu:",
    outlook_date="{d} {month} {y} {day} {HH}:{MM}",
    new="Kimden:|Tarih:|Kime:|Bilgi:|Konu:",
    new_date="{day}, {d} {month} {y} {HH}:{MM}",
    original="-----Özgün İleti-----",
    prefix="İLT",
    apple="Kimden:|Konu:|Tarih:|Kime:|Bilgi:",
    apple_start="İleti başlangıcı:",
    apple_date="{d} {month} {y} {HH}:{MM}:{SS} {zone}",
    zones="GMT+1 GMT+2",
    gmail_from="Gönderen:",
    gmail_date="{d} {mon} {y} {dy}, {HH}:{MM}",
    thunderbird="Konu:|Tarih:|Kimden:|Kime:|CC:",
    thunderbird_start="-------- İletilen İleti --------",
)

UKRAINIAN = Words(
    tag="uk-UA",
    months="січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    short_months="січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
    days="понеділок вівторок середа четвер п'ятниця субота неділя",
    short_days="пн вт ср чт пт сб нд",
    outlook="Від:|Надіслано:|Кому:|Копія:|Тема:",
    outlook_date="{d} {month} {y} р. {HH}:{MM}",
    original="-----Вихідне повідомлення-----",
    apple="Від кого:|Тема:|Дата:|Кому:|Копія:",
    apple_start="Початок листа, що пересилається:",
    apple_date="{d} {month} {y} р. о {HH}:{MM}:{SS} {zone}",
    zones="GMT+1 GMT+2",
    gmail_from="Від:",
    gmail_date="{dy}, {d} {mon} {y} о {HH}:{MM}",
    thunderbird="Тема:|Дата:|Від:|Кому:|CC:",
    thunderbird_start="-------- Переслане повідомлення --------",
)

RUSSIAN = Words(
    tag="ru-RU",
    months="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    short_months="янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    days="понедельник вторник среда четверг пятница суббота воскресенье",
    short_days="пн вт ср чт пт сб вс",
    outlook="От:|Отправлено:|Кому:|Копия:|Тема:",
    outlook_date="{d} {month} {y} г. {H}:{MM}",
    new="От:|Дата:|Кому:|Копия:|Тема:",
    new_date="{day}, {d} {month} {y} г. в {HH}:{MM}",
    original="-----Исходное сообщение-----",
    apple="Отправитель:|Тема:|Дата:|Кому:|Копия:",
    apple_start="Начало переадресованного сообщения:",
    apple_date="{d} {month} {y} г. в {HH}:{MM}:{SS} {zone}",
    zones="GMT+1 GMT+2",
    gmail_from="От:",
    gmail_date="{dy}, {d} {mon} {y} г. в {HH}:{MM}",
    thunderbird="Тема:|Дата:|От:|Кому:|Копия:",
    thunderbird_start="-------- Перенаправленное сообщение --------",
)

JAPANESE = Words(
    tag="ja-JP",
    months="1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    short_months="1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
    days="月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    short_days="月 火 水 木 金 土 日",
    outlook="差出人:|送信日時:|宛先:|CC:|件名:",
    outlook_date="{y}年{m}月{d}日 {H}:{MM}",
    original="-----元のメッセージ-----",
    apple="差出人:|件名:|日付:|宛先:|Cc:",
    apple_start="転送されたメッセージ:",
    apple_date="{y}年{m}月{d}日 {H}:{MM}:{SS} {zone}",
    zones="GMT+1 GMT+2",
    gmail_from="From:",
    gmail_date="{y}年{m}月{d}日({dy}) {H}:{MM}",
    thunderbird="件名:|日付:|差出人:|宛先:|CC:",
    thunderbird_start="-------- 転送されたメッセージ --------",
)

WORDS = {
    words.tag[:2]: words
    for words in (
        DANISH,
        ENGLISH,
        SWEDISH,
        NORWEGIAN,
        GERMAN,
        FRENCH,
        DUTCH,
        FINNISH,
        POLISH,
        SPANISH,
        ITALIAN,
        PORTUGUESE,
        CZECH,
        TURKISH,
        UKRAINIAN,
        RUSSIAN,
        JAPANESE,
    )
}
