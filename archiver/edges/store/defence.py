"""How the database defends the evidence (E5): triggers that refuse, and what a role of its own may do.

Every statement that would change or delete evidence is refused, whoever asks. Rows that go on living (a letter on its
way, the state of a case) may change in the columns that live, and in no other. `install` runs at the end of every
upgrade, so that no migration leaves a table open. With PostgreSQL the archive can work as a role that does not own its
tables, and then cannot switch the triggers off either.

Disposal is the one way out (X5): rows of an item or a case go when a tombstone of it stands, and a tombstone is written
only for what one person proposed, another approved, and nobody holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Index, PrimaryKeyConstraint, UniqueConstraint, text

from archiver.core.records import Finding
from archiver.edges.tables import ENTRIES, KNOWN, SEALED, Base, KnownText, SealedText

WRITTEN_ONCE = (
    *("items", "octets", "enclosed_messages", "parts", "carriers", "originals", "imports", "custody_events"),
    *("filings", "case_acts", "registrations", "definitions", "incidents", "incident_reports", "strengthenings"),
    *("signatures", "digest_issues", "stamps", "dispositions", "holds"),
    *(table.__tablename__ for table in ENTRIES),
)
"""Tables of evidence: nothing in them is ever changed or deleted."""

NEVER_DELETED = ("cases", "sightings", "outbox", "stamp_requests", "heads", "keys", "erasures", "objects")
"""Tables whose rows go on living, but stay."""

LIVING = (
    "readings",
    "pending",
    "alarms",
    "folders",
    "leases",
    "replicas",
    "fixity",
    "scans",
    "probes",
    "depots",
    "search_documents",
    "desk_accounts",
    "desk_sessions",
    "desk_purposes",
    "desk_forms",
    "desk_attempts",
    "case_grants",
)
"""Tables of how things stand now; of the readings only one that failed goes away, when it is tried again."""

REVISION = "alembic_version"

FIXED = {
    "cases": ("id", "year", "number", "reference", "opened_at", "opened_by"),
    "sightings": ("id", "mailbox", "folder", "uidvalidity", "uid", "take", "seen_at"),
    "outbox": ("id", "kind", "message_id", "item", "digest_id", "recipient", "created_at"),
    "stamp_requests": ("id", "authority", "chain_count", "chain_head", "created_at"),
    "readings": ("item",),
    "keys": ("scope", "number", "binding"),
    "objects": ("sha256",),
    "erasures": ("scope", "name", "size", "came_at", "disposition", "basis", "people", "decided_at"),
}
"""Columns of rows that live, which do not."""

ONCE = {"sightings": ("item", "internal_date", "fetched_at"), "erasures": ("number", "erased_at", "forgotten_at")}
"""Columns that are filled in once."""
ONCE_MOVED = {("sightings", "internal_date"), ("sightings", "fetched_at")}
"""Of these only when the message has left its folder: until then it may be fetched once more."""

_ITEM_IS_ERASED = "EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)"
_CASE_IS_ERASED = "EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)"
_THANKS_FOR_NOTHING = """\
OLD.kind = 'collected' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.collected_in = OLD.id)"""
_IS_EMPTIED = """EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)
    OR OLD.kind IN ('split', 'merge') AND EXISTS (
        SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.other_id)
    OR EXISTS (SELECT 1 FROM filings f WHERE f.act = OLD.id) AND NOT EXISTS (
        SELECT 1 FROM filings f WHERE f.act = OLD.id AND NOT EXISTS (
            SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = f.item))"""
"""Of an act whose reason speaks of nothing that is still here."""
_OCTETS_ARE_ERASED = "EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = OLD.sha256)"
_IS_AN_OBJECT = "EXISTS (SELECT 1 FROM objects o WHERE o.sha256 = OLD.sha256)"
_IS_IN_PIECES = "EXISTS (SELECT 1 FROM octets o WHERE o.sha256 = OLD.sha256)"
GOES = {
    **dict.fromkeys(("parts", "carriers", "originals", "imports", "incident_reports", "signatures"), _ITEM_IS_ERASED),
    "octets": f"{_OCTETS_ARE_ERASED} OR {_IS_AN_OBJECT}",
    "objects": f"{_OCTETS_ARE_ERASED} OR {_IS_IN_PIECES}",
    "enclosed_messages": "NOT EXISTS (SELECT 1 FROM carriers c WHERE c.sha256 = OLD.sha256)",
    "incidents": "NOT EXISTS (SELECT 1 FROM incident_reports r WHERE r.incident = OLD.id)",
    "registrations": _CASE_IS_ERASED,
    **dict.fromkeys((table.__tablename__ for table in ENTRIES), _CASE_IS_ERASED),
    "keys": "EXISTS (SELECT 1 FROM erasures e WHERE e.scope = OLD.scope AND e.number = OLD.number)",
    "outbox": f"{_ITEM_IS_ERASED} OR {_THANKS_FOR_NOTHING}",
}
"""Of tables from which rows go by disposal, or because octets rest elsewhere now: SQL over OLD that says which."""

STAYS_AWAY = {
    name: condition.replace("OLD.", "NEW.")
    for name, condition in (GOES | dict.fromkeys(("octets", "objects"), _OCTETS_ARE_ERASED)).items()
    if name not in {"enclosed_messages", "incidents", "outbox"}
}
"""Nothing comes back of what was disposed of: SQL over NEW."""

_HELD = """EXISTS (
    SELECT 1 FROM holds h WHERE h.hold IS NULL AND NOT EXISTS (SELECT 1 FROM holds r WHERE r.hold = h.id) AND (
        h.scope = 'archive' OR h.scope = NEW.scope AND h.number = NEW.number
        OR h.scope = 'item' AND NEW.scope = 'case' AND EXISTS (
            SELECT 1 FROM filings f WHERE f.item = h.number AND f.case_id = NEW.number)
        OR h.scope = 'case' AND NEW.scope = 'item' AND EXISTS (
            SELECT 1 FROM filings f WHERE f.item = NEW.number AND f.case_id = h.number)))"""
"""Of a tombstone that is about to be written. Addresses may lie encrypted: who approves looks for those."""
_IS_THE_ONE = """(
    NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.name)
    OR NEW.scope = 'case' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number AND c.reference = NEW.name))"""
_IS_APPROVED = """EXISTS (
    SELECT 1 FROM dispositions p JOIN dispositions a ON a.proposal = p.id
    WHERE p.name = NEW.disposition AND p.outcome = 'dispose' AND a.step = 'approved' AND a.person <> p.person AND (
        p.scope = NEW.scope AND p.number = NEW.number
        OR p.scope = 'case' AND NEW.scope = 'case' AND EXISTS (
            SELECT 1 FROM cases c JOIN erasures e ON e.scope = 'case' AND e.number = c.merged_into
            WHERE c.id = NEW.number AND e.disposition = NEW.disposition)
        OR p.scope = 'case' AND NEW.scope = 'item' AND EXISTS (
            SELECT 1 FROM filings f JOIN erasures e ON e.scope = 'case' AND e.number = f.case_id
            WHERE f.item = NEW.number AND e.disposition = NEW.disposition
            AND NOT EXISTS (SELECT 1 FROM filings n WHERE n.item = f.item AND n.id > f.id))))"""
"""The proposal is about this very one, about the case that it was merged into, or about the case in which it lies."""
_BY_ANOTHER = """NEW.step <> 'approved' OR EXISTS (
    SELECT 1 FROM dispositions p WHERE p.id = NEW.proposal AND p.step = 'proposed' AND p.person <> NEW.person)"""

MAY = {
    **{table: "SELECT, INSERT, DELETE" if table in GOES else "SELECT, INSERT" for table in WRITTEN_ONCE},
    **{table: "SELECT, INSERT, UPDATE" + ", DELETE" * (table in GOES) for table in NEVER_DELETED},
    "case_acts": "SELECT, INSERT, UPDATE",
    **dict.fromkeys(LIVING, "SELECT, INSERT, UPDATE, DELETE"),
    REVISION: "SELECT",
}
"""What the archive does to each table, and so all that a role of its own needs; the triggers narrow it."""

SEALS = """EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL)"""
"""An archive that has a key, and in which not everything was found sealed once: only then is anything sealed later."""
KEY_FITS = """NEW.scope = 'archive' AND NEW.number = 0 AND NEW.binding = ''
    OR NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.binding)
    OR NEW.scope = 'case' AND NEW.binding = '' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number)"""
"""Of a key that is about to be written down: what it is of is there."""

REFUSED = "archive: evidence is never changed and never deleted"
SQLSTATE = "AR001"
FUNCTION = "archive_refuse"
"""Where the names of our functions begin."""
_RAISE = f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = '{SQLSTATE}', TABLE = TG_TABLE_NAME;"
_BODY = f"""
BEGIN
    {_RAISE}
END """


_EACH_ROW, _BEFORE = 1, 2
_ACTS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is refused of one table."""

    table: str
    name: str
    act: str
    """UPDATE, DELETE or, on PostgreSQL, TRUNCATE."""
    only_if: str = ""
    """SQL over OLD and NEW; empty for always."""
    unless: str = ""
    """The same, which may also look into tables."""

    @property
    def function(self) -> str:
        """What it runs in PostgreSQL: a function of its own where it asks anything.

        It does so there, and not in WHEN: the words of a function are kept as they are, and can be compared.
        """
        return f"{FUNCTION}_{self.name}" if self.unless or self.only_if else FUNCTION

    @property
    def body(self) -> str:
        """Of that function."""
        ways = [f"({self.only_if}) IS NOT TRUE"] * bool(self.only_if) + [f"({self.unless})"] * bool(self.unless)
        if not ways:
            return _BODY
        row = "OLD" if self.act == "DELETE" else "NEW"
        return f"\nBEGIN\n    IF {' OR '.join(ways)} THEN\n        RETURN {row};\n    END IF;\n    {_RAISE}\nEND "

    @property
    def kind(self) -> int:
        """How PostgreSQL writes down when it fires (pg_trigger.tgtype): before, for each row, and at what act."""
        return _BEFORE | _ACTS[self.act] | (0 if self.act == "TRUNCATE" else _EACH_ROW)

    @property
    def in_sqlite(self) -> str:
        """The statement that makes it."""
        both = [f"({self.only_if})"] * bool(self.only_if) + [f"NOT ({self.unless})"] * bool(self.unless)
        condition = f" WHEN {' AND '.join(both)}" if both else ""
        body = f"SELECT RAISE(ABORT, '{REFUSED}')"
        return f"CREATE TRIGGER {self.name} BEFORE {self.act} ON {self.table}{condition} BEGIN {body}; END"

    @property
    def in_postgresql(self) -> str:
        """The statement that makes it, where the function is there."""
        each = "STATEMENT" if self.act == "TRUNCATE" else "ROW"
        what = f"BEFORE {self.act} ON {self.table} FOR EACH {each}"
        return f"CREATE TRIGGER {self.name} {what} EXECUTE FUNCTION {self.function}()"


def triggers(dialect: str) -> Iterator[Trigger]:
    """All of them, for "sqlite" or "postgresql"."""
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    for table in WRITTEN_ONCE:
        ways = [_is_emptied(table, "reason", dialect)] * (table == "case_acts")
        ways += [f"{SEALS} AND {sealing}" for sealing in _is_sealing(table, dialect)]
        yield Trigger(table, f"{table}_written_once", "UPDATE", unless=_any(ways))
    for table in (*WRITTEN_ONCE, *NEVER_DELETED):
        yield Trigger(table, f"{table}_never_deleted", "DELETE", unless=GOES.get(table, ""))
    yield Trigger("dispositions", "dispositions_by_another", "INSERT", unless=_BY_ANOTHER)
    approved = f"{_IS_THE_ONE} AND {_IS_APPROVED} AND NOT {_HELD}"
    yield Trigger("erasures", "erasures_approved", "INSERT", unless=approved)
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    fits = f"OLD.number {same} NEW.number OR {_IS_THE_ONE}"
    yield Trigger("erasures", "erasures_number_fits", "UPDATE", unless=fits)
    too_early = "NEW.forgotten_at IS NOT NULL AND NEW.erased_at IS NULL AND NEW.number IS NOT NULL"
    yield Trigger("erasures", "erasures_in_order", "UPDATE", too_early)
    yield Trigger("readings", "readings_stay_erased", "UPDATE", "OLD.state = 'erased'")
    for table, condition in STAYS_AWAY.items():
        yield Trigger(table, f"{table}_stays_away", "INSERT", unless=f"NOT {condition}")
    yield Trigger("readings", "readings_never_deleted", "DELETE", "OLD.state <> 'quarantined'")
    for table, columns in FIXED.items():
        yield _is_fixed(table, columns, dialect)
    yield Trigger("keys", "keys_fit", "INSERT", unless=KEY_FITS)
    yield Trigger("heads", "heads_only_grow", "UPDATE", "NEW.items < OLD.items OR NEW.events < OLD.events")
    yield Trigger(
        "heads", "heads_stay_sealed", "UPDATE", f"OLD.sealed_at IS NOT NULL AND OLD.sealed_at {differs} NEW.sealed_at"
    )
    for table, columns in ONCE.items():
        for column in columns:
            taken_back = f"OLD.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column}"
            if (table, column) in ONCE_MOVED:
                taken_back += " AND OLD.state IN ('moved', 'vanished')"
            yield Trigger(table, f"{table}_keep_{column}", "UPDATE", taken_back)
    yield from _against_emptying(dialect)


def _against_emptying(dialect: str) -> Iterator[Trigger]:
    """What each engine has besides DELETE to do away with rows."""
    if dialect == "sqlite":  # where INSERT OR REPLACE deletes what is in the way, and asks no trigger
        for table in (*WRITTEN_ONCE, *NEVER_DELETED):
            yield Trigger(table, f"{table}_not_replaced", "INSERT", unless=f"NOT ({_is_taken(table)})")
    if dialect == "postgresql":
        for table in (*WRITTEN_ONCE, *NEVER_DELETED, "readings"):
            yield Trigger(table, f"{table}_not_emptied", "TRUNCATE")


def _any(ways: Iterable[str]) -> str:
    return " OR ".join(f"({way})" for way in ways)


def _is_fixed(table: str, columns: Sequence[str], dialect: str) -> Trigger:
    """Refuses to change these columns, but to encrypt one."""
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    stay = " AND ".join(f"OLD.{column} {same} NEW.{column}" for column in columns)
    name, sealed = f"{table}_is_fixed", [column for column in columns if _becomes_sealed(table, column)]
    if not sealed:
        return Trigger(table, name, "UPDATE", f"NOT ({stay})")
    sealing = " AND ".join(_stays_or_is_sealed(table, column, dialect) for column in columns)
    return Trigger(table, name, "UPDATE", unless=_any((stay, f"{SEALS} AND {sealing}")))


def _is_taken(table: str) -> str:
    """True of a row that is about to be written and has a key that another has: SQL over NEW.

    A question for each key, so that its index answers it, one of some rows alone (a partial index) as well.
    """
    known = Base.metadata.tables[table]
    keys = [
        (list(one.columns.keys()), "")
        for one in known.constraints
        if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)
    ]
    keys += [(list(one.columns.keys()), _only_where(one)) for one in known.indexes if one.unique]
    ways = (" AND ".join([*(f"t.{name} = NEW.{name}" for name in key), *filter(None, [only])]) for key, only in keys)
    return _any(f"EXISTS (SELECT 1 FROM {table} t WHERE {way})" for way in sorted(ways))  # noqa: S608 - names of our own


def _only_where(index: Index) -> str:
    where = index.dialect_options["sqlite"]["where"]
    return "" if where is None else str(where)


def _is_sealing(table: str, dialect: str) -> Iterator[str]:
    """True of the update of a row by which it is encrypted; none where nothing in the table is."""
    columns = [column.name for column in Base.metadata.tables[table].c]
    sealed = [name for name in columns if _becomes_sealed(table, name)]
    if not sealed:
        return
    stays = " AND ".join(_stays_or_is_sealed(table, name, dialect) for name in columns)
    is_sealed = " OR ".join(f"({_becomes_sealed(table, name)})" for name in sealed)
    false = "0" if dialect == "sqlite" else "false"
    yield f"coalesce({stays} AND ({is_sealed}), {false})"


def _is_emptied(table: str, column: str, dialect: str) -> str:
    """True of an update that takes the words out of a row of a case that was disposed of, and changes nothing else."""
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    others = [one.name for one in Base.metadata.tables[table].c if one.name != column]
    stays = " AND ".join(f"OLD.{name} {same} NEW.{name}" for name in others)
    return f"NEW.{column} = '' AND {stays} AND ({_IS_EMPTIED})"


def _stays_or_is_sealed(table: str, column: str, dialect: str) -> str:
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    becomes = _becomes_sealed(table, column)
    false = "0" if dialect == "sqlite" else "false"
    return f"(OLD.{column} {same} NEW.{column}" + (f" OR coalesce({becomes}, {false}))" if becomes else ")")


def _becomes_sealed(table: str, column: str) -> str:
    """True when an update seals what lay open in a column; empty for a column that is never sealed."""
    if table == "octets":
        return "NOT OLD.sealed AND NEW.sealed" if column in {"content", "sealed"} else ""
    kind = Base.metadata.tables[table].c[column].type
    mark = SEALED if isinstance(kind, SealedText) else KNOWN if isinstance(kind, KnownText) else ""
    start = f"substr(OLD.{column}, 1, {len(mark)}) <> '{mark}' AND substr(NEW.{column}, 1, {len(mark)}) = '{mark}'"
    return start if mark else ""


def install(connection: Connection) -> None:
    """Make every trigger, in a schema that has none of them."""
    made = list(triggers(connection.dialect.name))
    if not _is_sqlite(connection):
        for function, body in {trigger.function: trigger.body for trigger in made}.items():
            words = f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql {_path(connection)} AS $${body}$$"
            connection.exec_driver_sql(words)
    for trigger in made:
        connection.exec_driver_sql(trigger.in_sqlite if _is_sqlite(connection) else trigger.in_postgresql)


def _path(connection: Connection) -> str:
    """Tables are looked for in our schema first: nobody puts a temporary one of the same name in front of it."""
    schema = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_schema()")))
    return f"SET search_path = {schema}, pg_temp"


def remove(connection: Connection) -> None:
    """Take them away, within the transaction of an upgrade."""
    if not _is_sqlite(connection):
        ours = "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE :ours"
        for name in connection.scalars(text(ours), {"ours": f"{FUNCTION.replace('_', chr(92) + '_')}%"}).all():
            connection.execute(text(f"DROP FUNCTION {name}() CASCADE"))
        return
    for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {connection.dialect.identifier_preparer.quote(name)}"))


def grant(connection: Connection, role: str) -> None:
    """Let a role work the archive and do nothing more (PostgreSQL); who owns the tables calls it."""
    quote = connection.dialect.identifier_preparer.quote
    schema, name = quote(connection.scalar(text("SELECT current_schema()"))), quote(role)
    for statement in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
        *(f"GRANT {acts} ON {schema}.{table} TO {name}" for table, acts in MAY.items()),
    ):
        connection.execute(text(statement))


def let_count(connection: Connection, role: str, readable: Mapping[str, Sequence[str]]) -> None:
    """Let a role read these columns of these tables and nothing else (PostgreSQL), and let us act as it."""
    quote = connection.dialect.identifier_preparer.quote
    schema, name = quote(connection.scalar(text("SELECT current_schema()"))), quote(role)
    for statement in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        *(f"GRANT SELECT ({', '.join(columns)}) ON {schema}.{table} TO {name}" for table, columns in readable.items()),
        f"GRANT {name} TO CURRENT_USER",
    ):
        connection.execute(text(statement))


def may_switch_off(connection: Connection) -> bool:
    """Whether we could take the triggers away ourselves: as their owner or a superuser; always in SQLite."""
    if _is_sqlite(connection):
        return True
    question = "SELECT pg_has_role(tableowner, 'USAGE') FROM pg_tables WHERE tablename = 'items'"
    return bool(connection.scalar(text(f"{question} AND schemaname = current_schema()")))


def gaps(connection: Connection) -> Iterator[Finding]:
    """What of the defence is not as it was made, a trigger that is gone, switched off or another; and what others made.

    In PostgreSQL also rules, policies of rows, and rights beyond those that `grant` gives.
    """
    stands = dict(_in_sqlite(connection) if _is_sqlite(connection) else _in_postgresql(connection))
    for trigger in triggers(connection.dialect.name):
        if stands.pop((trigger.table, trigger.name), None) != _told(trigger, connection):
            yield Finding(
                "defence", f"table:{trigger.table}", f"{trigger.act} is refused", f"{trigger.name} is not there"
            )
    yield from (_foreign(table, f"trigger {name}") for table, name in sorted(stands))
    yield from [] if _is_sqlite(connection) else _besides(connection)


def _foreign(table: str, what: str) -> Finding:
    return Finding("defence", f"table:{table}", "nothing of others", what)


_BESIDES = """
    SELECT tablename AS name, 'rule ' || rulename AS what FROM pg_rules WHERE schemaname = current_schema()
    UNION ALL
    SELECT c.relname, 'policy ' || p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
    WHERE c.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT relname, 'row level security' FROM pg_class
    WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'items', 'session_replication_role is ' || current_setting('session_replication_role')
    WHERE current_setting('session_replication_role') <> 'origin'
    ORDER BY 1, 2
"""
"""What can keep a statement from a trigger."""
_RIGHTS = """
    SELECT c.relname AS name, x.privilege_type AS act, CASE WHEN x.is_grantable THEN '*' ELSE '' END AS more,
        CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END AS who
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
    CROSS JOIN LATERAL (SELECT * FROM aclexplode(c.relacl) UNION SELECT * FROM aclexplode(a.attacl)) x
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND x.grantee <> c.relowner
    ORDER BY 1, 4, 2
"""
"""Who may do what to a table or to one of its columns, but its owner; with a star where he may pass that on."""


def _besides(connection: Connection) -> Iterator[Finding]:
    for row in connection.execute(text(_BESIDES)):
        if row.name in MAY:
            yield _foreign(row.name, row.what)
    for row in connection.execute(text(_RIGHTS)):
        given = MAY.get(row.name, row.act).split(", ")
        if row.who == "PUBLIC" or row.act + row.more not in given:
            yield _foreign(row.name, f"{row.who} may {row.act}")


_Stands = Iterable[tuple[tuple[str, str], tuple[object, ...]]]


def _told(trigger: Trigger, connection: Connection) -> tuple[object, ...]:
    if _is_sqlite(connection):
        return (trigger.in_sqlite,)
    return ("O", trigger.kind, "", True, trigger.function, trigger.body, _path(connection).replace(" = ", "="))


def _in_sqlite(connection: Connection) -> _Stands:
    rows = connection.execute(text("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return (((row.tbl_name, row.name), (row.sql,)) for row in rows)


def _in_postgresql(connection: Connection) -> _Stands:
    """By its state ("O" is switched on), when it fires, of which columns, whether always, and what it runs."""
    rows = connection.execute(
        text("""
        SELECT c.relname, t.tgname, t.tgenabled, t.tgtype, t.tgattr::text AS columns, t.tgqual IS NULL AS always,
            p.proname, p.prosrc, 'SET ' || array_to_string(p.proconfig, ' SET ') AS path
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
    """)
    )
    return (
        (
            (row.relname, row.tgname),
            (_letter(row.tgenabled), row.tgtype, row.columns, row.always, row.proname, row.prosrc, row.path),
        )
        for row in rows
    )


def _letter(one: object) -> str:
    """PostgreSQL's one-octet "char" comes as text or as octets."""
    return one.decode("ascii", "replace") if isinstance(one, bytes) else str(one)


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
