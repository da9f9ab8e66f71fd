"""The table of all routes of the desk: each with its address, who is let in, and what answers."""

from __future__ import annotations

from archiver.core.access import ANYBODY, EVERYBODY, OFFICERS, READERS, Role
from archiver.desk import (
    account,
    acts,
    case,
    cases,
    content,
    disposals,
    handover,
    items,
    letters,
    log,
    looks,
    overview,
    purposes,
    quarantine,
    searching,
    settings,
    signin,
    statistics,
    trays,
    writing,
)
from archiver.desk.routes import Route

LOOKERS = READERS | {Role.LEADER}
"""See that a case is there, and how it stands."""
COUNTERS = OFFICERS | {Role.LEADER, Role.REPRESENTATIVE}
"""See numbers that point at nobody."""

ROUTES: tuple[Route, ...] = (
    # --- whoever comes ---
    Route(name="style", path=looks.STYLE, roles=ANYBODY, get=looks.style),
    Route(name="signin", path="/login", roles=ANYBODY, get=signin.shown, post=signin.local,
          anew=signin.too_old, is_long=True),
    Route(name="signin-service", path="/login/tjeneste", roles=ANYBODY, get=signin.begin),
    Route(name="signin-answer", path=signin.ANSWERS, roles=ANYBODY, get=signin.answered),
    # --- whoever is signed in ---
    Route(name="signout", path="/logud", roles=EVERYBODY, post=signin.out),
    Route(name="overview", path="/", roles=EVERYBODY, get=overview.shown),
    Route(name="account", path="/konto", roles=EVERYBODY, get=account.shown),
    Route(name="account-password", path="/konto/adgangskode", roles=EVERYBODY, post=account.password, is_long=True),
    Route(name="account-code", path="/konto/engangskode", roles=EVERYBODY, get=account.code_form, post=account.code,
          is_long=True),
    Route(name="purpose", path="/formaal", roles=READERS, get=purposes.asked_for, post=purposes.said),
    # --- what waits ---
    Route(name="tray", path="/ufordelt", roles=OFFICERS, get=trays.unassigned),
    Route(name="external", path="/ekstern", roles=OFFICERS, get=trays.external),
    Route(name="quarantine", path="/karantaene", roles=OFFICERS, get=quarantine.shown),
    Route(name="quarantine-read", path="/karantaene/{item}/laes", roles=OFFICERS, post=quarantine.read_again,
          is_long=True),
    Route(name="quarantine-release", path="/karantaene/{item}/frigiv", roles=OFFICERS, post=quarantine.release),
    Route(name="letters", path="/udgaaende", roles=OFFICERS, get=letters.shown),
    Route(name="letter", path="/udgaaende/{letter}", roles=OFFICERS, get=letters.one),
    Route(name="letter-send", path="/udgaaende/{letter}/send", roles=OFFICERS, post=letters.send),
    Route(name="letter-drop", path="/udgaaende/{letter}/opgiv", roles=OFFICERS, post=letters.drop),
    # --- looked up, counted, written down ---
    Route(name="search", path="/soeg", roles=OFFICERS, get=searching.shown, post=searching.answered, is_long=True),
    Route(name="statistics", path="/statistik", roles=COUNTERS, get=statistics.shown),
    Route(name="statistics-save", path="/statistik/{report}/{form}", roles=COUNTERS, get=statistics.download,
          downloads=True),
    Route(name="log", path="/log", roles=OFFICERS | {Role.AUDITOR}, get=log.shown),
    Route(name="settings", path="/opsaetning", roles=OFFICERS | {Role.SYSADMIN, Role.AUDITOR}, get=settings.shown),
    # --- kept, or not ---
    Route(name="disposal", path="/kassation", roles=OFFICERS, get=disposals.shown),
    Route(name="disposal-propose", path="/kassation/forslag", roles=OFFICERS, post=disposals.propose, writes=True),
    Route(name="disposal-approve", path="/kassation/forslag/{number}/godkend", roles=OFFICERS,
          post=disposals.approve, writes=True),
    Route(name="disposal-reject", path="/kassation/forslag/{number}/afvis", roles=OFFICERS, post=disposals.reject,
          writes=True),
    Route(name="disposal-hold", path="/kassation/hold", roles=OFFICERS, post=disposals.hold, writes=True),
    Route(name="disposal-release", path="/kassation/hold/{number}/ophaev", roles=OFFICERS, post=disposals.release,
          writes=True),
    Route(name="disposal-finish", path="/kassation/goer-faerdig", roles=OFFICERS, post=disposals.finish),
    # --- cases ---
    Route(name="cases", path="/sager", roles=LOOKERS, get=cases.listed),
    Route(name="case-open", path="/sager/ny", roles=OFFICERS, post=cases.opened),
    Route(name="case-status", path="/sager/{case}/stade", roles=OFFICERS | {Role.LEADER}, get=cases.status),
    Route(name="case", path="/sager/{case}", roles=READERS, get=case.shown, opens="case"),
    Route(name="case-legal", path="/sager/{case}/jura", roles=READERS, get=case.legal, opens="case"),
    Route(name="case-versions", path="/sager/{case}/versioner/{register}", roles=READERS, get=case.versions,
          opens="case"),
    Route(name="case-register", path="/sager/{case}/register", roles=OFFICERS, get=writing.register_form,
          post=writing.write_register, opens="case", writes=True),
    Route(name="case-entry", path="/sager/{case}/skriv/{register}", roles=OFFICERS, get=writing.entry_form,
          post=writing.write_entry, opens="case", writes=True),
    Route(name="case-entry-again", path="/sager/{case}/skriv/{register}/{number}", roles=OFFICERS,
          get=writing.entry_form, post=writing.write_entry, opens="case", writes=True),
    Route(name="case-close", path="/sager/{case}/luk", roles=OFFICERS, post=acts.close, writes=True),
    Route(name="case-reopen", path="/sager/{case}/genaabn", roles=OFFICERS, post=acts.reopen),
    Route(name="case-merge", path="/sager/{case}/saml", roles=OFFICERS, post=acts.merge, writes=True),
    Route(name="case-split", path="/sager/{case}/del", roles=OFFICERS, get=case.splitting, post=acts.split,
          opens="case", writes=True),
    Route(name="case-history", path="/sager/{case}/historik", roles=READERS, get=case.history, opens="case"),
    Route(name="case-undo", path="/sager/{case}/fortryd", roles=OFFICERS, post=acts.undo),
    Route(name="case-deadline", path="/sager/{case}/frist", roles=OFFICERS, post=acts.end),
    Route(name="case-grant", path="/sager/{case}/adgang", roles=OFFICERS, post=acts.grant),
    Route(name="case-grant-end", path="/sager/{case}/adgang/slut", roles=OFFICERS, post=acts.end_grant),
    Route(name="case-export", path="/sager/{case}/udlever", roles=OFFICERS, get=handover.shown, post=handover.begin,
          opens="case"),
    Route(name="case-package", path="/sager/{case}/udlever/{name}", roles=OFFICERS, get=handover.save, opens="case",
          downloads=True),
    Route(name="case-document", path="/sager/{case}/dokument", roles=OFFICERS, post=acts.document_of, opens="case",
          downloads=True),
    # --- mails ---
    Route(name="item", path="/mails/{item}", roles=READERS, get=items.shown, opens="item"),
    Route(name="item-source", path="/mails/{item}/kilde", roles=READERS, get=content.source, opens="item"),
    Route(name="item-page", path="/mails/{item}/side/{path}", roles=READERS, get=content.page_of_others, opens="item"),
    Route(name="item-picture", path="/mails/{item}/billede/{path}", roles=READERS, get=content.picture, opens="item"),
    Route(name="item-save", path="/mails/{item}/gem", roles=OFFICERS, get=content.save, opens="item", downloads=True),
    Route(name="item-save-part", path="/mails/{item}/gem/{path}", roles=OFFICERS, get=content.save_part, opens="item",
          downloads=True),
    Route(name="item-file", path="/mails/{item}/sag", roles=OFFICERS, post=acts.file),
    Route(name="item-take-out", path="/mails/{item}/ud", roles=OFFICERS, post=acts.take_out),
)  # fmt: skip
