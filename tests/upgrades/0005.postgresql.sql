--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: archive_refuse(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alarms; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alarms (
    id bigint NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    told_raised boolean NOT NULL,
    told_cleared boolean NOT NULL
);


--
-- Name: alarms_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.alarms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: alarms_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.alarms_id_seq OWNED BY public.alarms.id;


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: carriers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.carriers (
    item bigint NOT NULL,
    derivation integer DEFAULT 1 NOT NULL,
    path text NOT NULL,
    ordinal integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    cuts text NOT NULL,
    message_id_sha256 character varying(64),
    envelope text NOT NULL
);


--
-- Name: case_acts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_acts (
    id bigint NOT NULL,
    kind text NOT NULL,
    case_id bigint NOT NULL,
    other_id bigint,
    undoes bigint,
    closed_before timestamp with time zone,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    CONSTRAINT ck_case_acts_kind_is_known CHECK ((kind = ANY (ARRAY['file'::text, 'split'::text, 'merge'::text, 'close'::text, 'reopen'::text, 'undo'::text]))),
    CONSTRAINT ck_case_acts_undo_undoes_something CHECK (((kind = 'undo'::text) = (undoes IS NOT NULL)))
);


--
-- Name: case_acts_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_acts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_acts_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_acts_id_seq OWNED BY public.case_acts.id;


--
-- Name: cases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cases (
    id bigint NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    reference text NOT NULL,
    state text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by text NOT NULL,
    merged_into bigint,
    closed_at timestamp with time zone,
    CONSTRAINT ck_cases_merged_is_closed CHECK (((merged_into IS NULL) OR (state = 'closed'::text))),
    CONSTRAINT ck_cases_state_is_known CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
);


--
-- Name: cases_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.cases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: cases_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.cases_id_seq OWNED BY public.cases.id;


--
-- Name: custody_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.custody_events (
    seq bigint NOT NULL,
    at character varying(27) NOT NULL,
    act text NOT NULL,
    agent text NOT NULL,
    subject text NOT NULL,
    outcome text NOT NULL,
    detail text NOT NULL,
    previous character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT ck_custody_events_links_are_whole CHECK (((length((hash)::text) = 64) AND (length((previous)::text) = 64))),
    CONSTRAINT ck_custody_events_seq_counts_from_one CHECK ((seq > 0))
);


--
-- Name: definitions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.definitions (
    version integer NOT NULL,
    text text NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT ck_definitions_version_counts_from_one CHECK ((version > 0))
);


--
-- Name: digest_issues; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.digest_issues (
    id bigint NOT NULL,
    officer text NOT NULL,
    iso_year integer NOT NULL,
    iso_week integer NOT NULL,
    first_item bigint NOT NULL,
    last_item bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    chain_count bigint NOT NULL,
    chain_head character varying(64) NOT NULL,
    CONSTRAINT ck_digest_issues_range_is_ordered CHECK ((first_item <= (last_item + 1)))
);


--
-- Name: digest_issues_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.digest_issues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: digest_issues_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.digest_issues_id_seq OWNED BY public.digest_issues.id;


--
-- Name: enclosed_messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.enclosed_messages (
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    committed_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_enclosed_messages_sha256_is_whole CHECK ((length((sha256)::text) = 64)),
    CONSTRAINT ck_enclosed_messages_size_is_not_negative CHECK ((size >= 0))
);


--
-- Name: filings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.filings (
    id bigint NOT NULL,
    item bigint NOT NULL,
    state text NOT NULL,
    case_id bigint,
    rule text NOT NULL,
    evidence text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    rejected text DEFAULT '[]'::text NOT NULL,
    act bigint,
    CONSTRAINT ck_filings_filed_means_a_case CHECK (((state = 'filed'::text) = (case_id IS NOT NULL))),
    CONSTRAINT ck_filings_state_is_known CHECK ((state = ANY (ARRAY['filed'::text, 'unassigned'::text, 'external'::text])))
);


--
-- Name: filings_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.filings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: filings_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.filings_id_seq OWNED BY public.filings.id;


--
-- Name: folders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.folders (
    mailbox text NOT NULL,
    folder text NOT NULL,
    is_archive boolean NOT NULL,
    uidvalidity bigint NOT NULL,
    last_good_poll timestamp with time zone,
    server integer NOT NULL,
    archived integer NOT NULL,
    reasons text NOT NULL
);


--
-- Name: heads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.heads (
    id integer NOT NULL,
    items bigint NOT NULL,
    events bigint NOT NULL,
    hash character varying(64) NOT NULL,
    key_fingerprint text,
    CONSTRAINT ck_heads_there_is_one CHECK ((id = 1))
);


--
-- Name: imports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.imports (
    id bigint NOT NULL,
    item bigint NOT NULL,
    source text NOT NULL,
    ordinal integer NOT NULL,
    imported_at timestamp with time zone NOT NULL
);


--
-- Name: imports_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.imports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: imports_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.imports_id_seq OWNED BY public.imports.id;


--
-- Name: incident_reports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incident_reports (
    item bigint NOT NULL,
    derivation integer DEFAULT 1 NOT NULL,
    ordinal integer NOT NULL,
    incident bigint NOT NULL,
    reporter text NOT NULL,
    sha256 character varying(64),
    likeness character varying(64)
);


--
-- Name: incidents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.incidents (
    id bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL
);


--
-- Name: incidents_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.incidents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: incidents_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.incidents_id_seq OWNED BY public.incidents.id;


--
-- Name: items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.items (
    number bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    size bigint NOT NULL,
    committed_at timestamp with time zone NOT NULL,
    provenance text NOT NULL,
    CONSTRAINT ck_items_number_counts_from_one CHECK ((number > 0)),
    CONSTRAINT ck_items_provenance_is_known CHECK ((provenance = ANY (ARRAY['imap'::text, 'import'::text]))),
    CONSTRAINT ck_items_sha256_is_whole CHECK ((length((sha256)::text) = 64)),
    CONSTRAINT ck_items_size_is_not_negative CHECK ((size >= 0))
);


--
-- Name: leases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.leases (
    mailbox text NOT NULL,
    holder text NOT NULL,
    fence bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: octets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.octets (
    sha256 character varying(64) NOT NULL,
    ordinal integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT ck_octets_ordinal_is_not_negative CHECK ((ordinal >= 0))
);


--
-- Name: originals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.originals (
    item bigint NOT NULL,
    derivation integer DEFAULT 1 NOT NULL,
    ordinal integer NOT NULL,
    parent integer,
    depth integer NOT NULL,
    provenance text NOT NULL,
    confidence text NOT NULL,
    choice text,
    path text NOT NULL,
    message_id text,
    subject text NOT NULL,
    from_name text,
    from_address text,
    recipients text NOT NULL,
    sent_at timestamp with time zone,
    sent_offset integer,
    date_text text NOT NULL,
    date_zone text NOT NULL,
    text text NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64),
    attachments text NOT NULL,
    has_trace boolean NOT NULL,
    is_authenticated boolean NOT NULL,
    CONSTRAINT ck_originals_choice_is_known CHECK (((choice IS NULL) OR (choice = ANY (ARRAY['first_outside'::text, 'whole_twin'::text, 'first_unknown'::text, 'below_last_forward'::text])))),
    CONSTRAINT ck_originals_confidence_is_known CHECK ((confidence = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
    CONSTRAINT ck_originals_date_zone_is_known CHECK ((date_zone = ANY (ARRAY['given'::text, 'assumed'::text, 'none'::text]))),
    CONSTRAINT ck_originals_depth_counts_from_one CHECK ((depth > 0)),
    CONSTRAINT ck_originals_parent_comes_first CHECK (((parent IS NULL) OR (parent < ordinal))),
    CONSTRAINT ck_originals_provenance_is_known CHECK ((provenance = ANY (ARRAY['attached'::text, 'eml'::text, 'msg'::text, 'tnef'::text, 'smime'::text, 'resent'::text, 'inline-html'::text, 'inline-text'::text])))
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    reason text,
    recipient text NOT NULL,
    message_id text NOT NULL,
    item bigint,
    digest_id bigint,
    facts text NOT NULL,
    octets bytea,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    claimed_at timestamp with time zone,
    sent_at timestamp with time zone,
    mailbox text,
    collected_in bigint,
    CONSTRAINT ck_outbox_kind_is_known CHECK ((kind = ANY (ARRAY['receipt'::text, 'collected'::text, 'digest'::text, 'alarm'::text]))),
    CONSTRAINT ck_outbox_state_is_known CHECK ((state = ANY (ARRAY['due'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'suppressed'::text]))),
    CONSTRAINT ck_outbox_thanks_are_counted CHECK (((mailbox IS NOT NULL) OR (kind <> ALL (ARRAY['receipt'::text, 'collected'::text]))))
);


--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: outbox_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.outbox_id_seq OWNED BY public.outbox.id;


--
-- Name: parts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parts (
    item bigint NOT NULL,
    path text NOT NULL,
    ordinal integer NOT NULL,
    content_type text NOT NULL,
    sniffed_type text NOT NULL,
    filename text,
    safe_filename text NOT NULL,
    content_disposition text,
    content_id text,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    decode_ok boolean NOT NULL,
    enclosed boolean NOT NULL,
    derivation integer DEFAULT 1 NOT NULL,
    cuts text DEFAULT '[]'::text NOT NULL,
    CONSTRAINT ck_parts_sha256_is_whole CHECK ((length((sha256)::text) = 64))
);


--
-- Name: readings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.readings (
    item bigint NOT NULL,
    state text NOT NULL,
    reason text,
    attempts integer NOT NULL,
    read_at timestamp with time zone NOT NULL,
    message_id text,
    message_id_sha256 character varying(64),
    message_id_collision boolean NOT NULL,
    subject text NOT NULL,
    from_address text NOT NULL,
    claimed_at timestamp with time zone,
    claimed_text text NOT NULL,
    enclosed integer NOT NULL,
    envelope text NOT NULL,
    findings text NOT NULL,
    derivation integer DEFAULT 1 NOT NULL,
    reader integer DEFAULT 1 NOT NULL,
    strength integer,
    strength_reasons text DEFAULT '[]'::text NOT NULL,
    standing text,
    standing_reason text,
    client text,
    signatures_due timestamp with time zone,
    CONSTRAINT ck_readings_client_is_known CHECK (((client IS NULL) OR (client = ANY (ARRAY['outlook'::text, 'outlook_web'::text, 'gmail'::text, 'apple_mail'::text, 'phone'::text])))),
    CONSTRAINT ck_readings_quarantine_has_a_reason CHECK (((state = 'read'::text) OR (reason IS NOT NULL))),
    CONSTRAINT ck_readings_standing_is_known CHECK (((standing IS NULL) OR (standing = ANY (ARRAY['colleague'::text, 'unverified'::text, 'external'::text, 'nobody'::text])))),
    CONSTRAINT ck_readings_state_is_known CHECK ((state = ANY (ARRAY['read'::text, 'quarantined'::text]))),
    CONSTRAINT ck_readings_strength_is_a_level CHECK (((strength IS NULL) OR ((strength >= 0) AND (strength <= 3))))
);


--
-- Name: registrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.registrations (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    version integer NOT NULL,
    definition integer,
    incident_at timestamp with time zone,
    medium text NOT NULL,
    categories text NOT NULL,
    unit text NOT NULL,
    affected text NOT NULL,
    relation text NOT NULL,
    theme text NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    CONSTRAINT ck_registrations_version_counts_from_one CHECK ((version > 0))
);


--
-- Name: registrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.registrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: registrations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.registrations_id_seq OWNED BY public.registrations.id;


--
-- Name: sightings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sightings (
    id bigint NOT NULL,
    mailbox text NOT NULL,
    folder text NOT NULL,
    uidvalidity bigint NOT NULL,
    uid bigint NOT NULL,
    take integer NOT NULL,
    item bigint,
    state text NOT NULL,
    reason text,
    attempts integer NOT NULL,
    retry_at timestamp with time zone,
    seen_at timestamp with time zone NOT NULL,
    internal_date timestamp with time zone,
    fetched_at timestamp with time zone,
    moved_at timestamp with time zone,
    archive_uidvalidity bigint,
    archive_uidnext bigint,
    archive_uid bigint,
    CONSTRAINT ck_sightings_state_is_known CHECK ((state = ANY (ARRAY['seen'::text, 'stored'::text, 'moved'::text, 'quarantined'::text, 'vanished'::text]))),
    CONSTRAINT ck_sightings_stored_has_an_item CHECK (((state = ANY (ARRAY['seen'::text, 'quarantined'::text, 'vanished'::text])) OR (item IS NOT NULL))),
    CONSTRAINT ck_sightings_uid_is_positive CHECK ((uid > 0)),
    CONSTRAINT ck_sightings_uidvalidity_is_positive CHECK ((uidvalidity > 0))
);


--
-- Name: sightings_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.sightings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sightings_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.sightings_id_seq OWNED BY public.sightings.id;


--
-- Name: signatures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signatures (
    item bigint NOT NULL,
    path text NOT NULL,
    scheme text NOT NULL,
    ordinal integer NOT NULL,
    attempt integer NOT NULL,
    domain text NOT NULL,
    selector text NOT NULL,
    verdict text NOT NULL,
    reason text NOT NULL,
    signed_octets bigint,
    key_record text,
    checked_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_signatures_attempt_counts_from_one CHECK ((attempt > 0))
);


--
-- Name: stamp_requests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stamp_requests (
    id bigint NOT NULL,
    authority text NOT NULL,
    chain_count bigint NOT NULL,
    chain_head character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    trouble text,
    done_at timestamp with time zone,
    CONSTRAINT ck_stamp_requests_stamps_an_event CHECK ((chain_count > 0))
);


--
-- Name: stamp_requests_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.stamp_requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: stamp_requests_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.stamp_requests_id_seq OWNED BY public.stamp_requests.id;


--
-- Name: stamps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.stamps (
    request bigint NOT NULL,
    authority text NOT NULL,
    chain_count bigint NOT NULL,
    chain_head character varying(64) NOT NULL,
    stamped_at timestamp with time zone NOT NULL,
    obtained_at timestamp with time zone NOT NULL,
    policy text NOT NULL,
    serial text NOT NULL,
    response bytea NOT NULL,
    certificates text NOT NULL,
    is_checked boolean NOT NULL
);


--
-- Name: strengthenings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.strengthenings (
    item bigint NOT NULL,
    weaker bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_strengthenings_weaker_came_first CHECK ((weaker < item))
);


--
-- Name: alarms id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alarms ALTER COLUMN id SET DEFAULT nextval('public.alarms_id_seq'::regclass);


--
-- Name: case_acts id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts ALTER COLUMN id SET DEFAULT nextval('public.case_acts_id_seq'::regclass);


--
-- Name: cases id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases ALTER COLUMN id SET DEFAULT nextval('public.cases_id_seq'::regclass);


--
-- Name: digest_issues id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues ALTER COLUMN id SET DEFAULT nextval('public.digest_issues_id_seq'::regclass);


--
-- Name: filings id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings ALTER COLUMN id SET DEFAULT nextval('public.filings_id_seq'::regclass);


--
-- Name: imports id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports ALTER COLUMN id SET DEFAULT nextval('public.imports_id_seq'::regclass);


--
-- Name: incidents id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incidents ALTER COLUMN id SET DEFAULT nextval('public.incidents_id_seq'::regclass);


--
-- Name: outbox id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);


--
-- Name: registrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations ALTER COLUMN id SET DEFAULT nextval('public.registrations_id_seq'::regclass);


--
-- Name: sightings id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings ALTER COLUMN id SET DEFAULT nextval('public.sightings_id_seq'::regclass);


--
-- Name: stamp_requests id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stamp_requests ALTER COLUMN id SET DEFAULT nextval('public.stamp_requests_id_seq'::regclass);


--
-- Data for Name: alarms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0005');


--
-- Data for Name: carriers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.carriers VALUES (2, 1, '2', 0, '38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', '[[430, 488, ""]]', '8129aa4d8dfda32c0c399af4b71e4b61aeb3276629cea28332a6a1becebb793e', '{"message_id": "<vrede.1@udbyder.example>", "subject": "I skal ikke sove trygt", "date": "2026-11-19T21:14:00+01:00", "date_text": "Thu, 19 Nov 2026 21:14:00 +0100", "from_": [{"name": "Borger", "address": "vred.borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}');


--
-- Data for Name: case_acts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cases VALUES (1, 2026, 1, '2026-0001-GF82', 'open', '2026-11-23 08:00:00+00', 'new_case', NULL, NULL);
INSERT INTO public.cases VALUES (2, 2026, 2, '2026-0002-P08P', 'open', '2026-11-23 08:00:00+00', 'new_case', NULL, NULL);
INSERT INTO public.cases VALUES (3, 2026, 3, '2026-0003-EMD7', 'open', '2026-11-23 08:00:00+00', 'new_case', NULL, NULL);
INSERT INTO public.cases VALUES (4, 2026, 4, '2026-0004-VW08', 'open', '2026-11-30 08:00:00+00', 'new_case', NULL, NULL);


--
-- Data for Name: custody_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.custody_events VALUES (1, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:1', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f","size":256,"take":0,"uid":1,"uidvalidity":100}', '0000000000000000000000000000000000000000000000000000000000000000', 'b2b21ae83922b5a54ffc5082d9da76cbe776d0f49cf066e93f4dc73555d69e11');
INSERT INTO public.custody_events VALUES (2, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:2', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5","size":1187,"take":0,"uid":2,"uidvalidity":100}', 'b2b21ae83922b5a54ffc5082d9da76cbe776d0f49cf066e93f4dc73555d69e11', 'f6b49c1c2066f54da28ebf0ef104fd1b68a48b56dc72da78541d876d99904490');
INSERT INTO public.custody_events VALUES (3, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:3', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703","size":265,"take":0,"uid":3,"uidvalidity":100}', 'f6b49c1c2066f54da28ebf0ef104fd1b68a48b56dc72da78541d876d99904490', '11ea7e0da4127f4d87b0e68644d028197cbbfc674ca069eb28de1b5f31249f6b');
INSERT INTO public.custody_events VALUES (4, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:1', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"ede46111db7daadbdfba55caae8888a45943dfa938e4023ed4e5623137d07180","strength":0}', '11ea7e0da4127f4d87b0e68644d028197cbbfc674ca069eb28de1b5f31249f6b', '2bd5afb91f6c1b1c38206b8c0d4f6617647c34c0d967d695a513fa2583988af3');
INSERT INTO public.custody_events VALUES (5, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:1', 'success', '{"case":null,"rule":"no_rule_matched","state":"unassigned"}', '2bd5afb91f6c1b1c38206b8c0d4f6617647c34c0d967d695a513fa2583988af3', '2d380a65e4277971c2e824f044216ef067d9959f08c9d5f587b643c7200dbd92');
INSERT INTO public.custody_events VALUES (6, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"decision":"due","kind":"receipt"}', '2d380a65e4277971c2e824f044216ef067d9959f08c9d5f587b643c7200dbd92', '20c98deb23578bad408959d7ea1137ae9d7c24ef677fbfdbd92400e456fd20ed');
INSERT INTO public.custody_events VALUES (7, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:2', 'success', '{"enclosed":1,"message_id_collision":0,"originals":1,"parts":3,"reader":3,"sender":"af7f96aa37d1849272de4b3fb937987bf8f101acc49ccfcdbba72ab4a53aeb6d","strength":3}', '20c98deb23578bad408959d7ea1137ae9d7c24ef677fbfdbd92400e456fd20ed', '1eada8bc15914009020a497c2c61c64b62c999c07da6d1cfc0da943619f89398');
INSERT INTO public.custody_events VALUES (8, '2026-11-23T08:00:00.000000Z', 'unpacking', 'archiver', 'item:2', 'success', '{"path":"2","sha256":"38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8","size":488}', '1eada8bc15914009020a497c2c61c64b62c999c07da6d1cfc0da943619f89398', '45ee81e1ab6cdc297ce43392187e36d0d88c1b8d2ccc826229ec2e96e4f16258');
INSERT INTO public.custody_events VALUES (9, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:2', 'success', '{"case":null,"rule":"no_rule_matched","state":"unassigned"}', '45ee81e1ab6cdc297ce43392187e36d0d88c1b8d2ccc826229ec2e96e4f16258', '6fb0072d09b041bf70514e6eb0b31a4f5f8dfd4971d2a9a263ab2647e981ec28');
INSERT INTO public.custody_events VALUES (10, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"decision":"due","kind":"receipt"}', '6fb0072d09b041bf70514e6eb0b31a4f5f8dfd4971d2a9a263ab2647e981ec28', 'e5947679384fa7c365c3e05dd9a9b27f03d869bfa5ff0ec733e36d242cfc71b2');
INSERT INTO public.custody_events VALUES (11, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:3', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"934e54fd269accedb0934dbab733b525d66844be764fb6131ac6181c8861bf28","strength":2}', 'e5947679384fa7c365c3e05dd9a9b27f03d869bfa5ff0ec733e36d242cfc71b2', '60936460d0ceac7b4caafc95f362a9ebd9b0ec3ff0b23ba675139de547abbaab');
INSERT INTO public.custody_events VALUES (12, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:3', 'success', '{"case":null,"rule":"outsider","state":"external"}', '60936460d0ceac7b4caafc95f362a9ebd9b0ec3ff0b23ba675139de547abbaab', 'c2f546023f94d07ed71c292be2ff99b4540168d8c55ccf22f15dd54a3c335258');
INSERT INTO public.custody_events VALUES (13, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:3', 'success', '{"decision":"not_a_colleague","kind":"receipt"}', 'c2f546023f94d07ed71c292be2ff99b4540168d8c55ccf22f15dd54a3c335258', 'e837399769895f3242d4e65573b95473afc6343764dd4f0885b6186e581391dd');
INSERT INTO public.custody_events VALUES (14, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', 'e837399769895f3242d4e65573b95473afc6343764dd4f0885b6186e581391dd', 'd5f986f76b8bb231a8117ca37d2f229b5f012cd156dffb2814138bac4b165966');
INSERT INTO public.custody_events VALUES (15, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:2', 'success', '{"sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5"}', 'd5f986f76b8bb231a8117ca37d2f229b5f012cd156dffb2814138bac4b165966', 'ff63922bdf7c16c96f423164c229ae0a704d066418d3bd67ccd8d3daa6c4cf0a');
INSERT INTO public.custody_events VALUES (16, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:3', 'success', '{"sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703"}', 'ff63922bdf7c16c96f423164c229ae0a704d066418d3bd67ccd8d3daa6c4cf0a', 'f4dc5f4a7d4e04298deb4281dbb01eaa2ac824f4399c02ea33d2c2da7cef1149');
INSERT INTO public.custody_events VALUES (17, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":1,"uid":1,"uidvalidity":100}', 'f4dc5f4a7d4e04298deb4281dbb01eaa2ac824f4399c02ea33d2c2da7cef1149', '1a1c40b0f7aeb7eab100d161ec990c6434c2e4836617f931c3b0698dfa40e1ae');
INSERT INTO public.custody_events VALUES (18, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":2,"uid":2,"uidvalidity":100}', '1a1c40b0f7aeb7eab100d161ec990c6434c2e4836617f931c3b0698dfa40e1ae', 'ba6d182754fd271c1c51e63fa72aefebacc04811bdcea658058efd395db873e0');
INSERT INTO public.custody_events VALUES (19, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":3,"uid":3,"uidvalidity":100}', 'ba6d182754fd271c1c51e63fa72aefebacc04811bdcea658058efd395db873e0', '50f50cfa269d773ea7981f49255befd9ed4effe41a5331e485e0b6cacc31b1ba');
INSERT INTO public.custody_events VALUES (20, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:4', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4","size":278,"take":0,"uid":4,"uidvalidity":100}', '50f50cfa269d773ea7981f49255befd9ed4effe41a5331e485e0b6cacc31b1ba', 'c8b47a8d3a82aa44ec1c52dd2fff9f5e5937fee158306c7007e1d035f2435466');
INSERT INTO public.custody_events VALUES (21, '2026-11-23T08:00:00.000000Z', 'quarantine', 'archiver', 'item:4', 'success', '{"reason":"took too long"}', 'c8b47a8d3a82aa44ec1c52dd2fff9f5e5937fee158306c7007e1d035f2435466', '56e91fd996ba66f03e8d460434be4aef1171da2d28857adcf79a54f8000cbaff');
INSERT INTO public.custody_events VALUES (22, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:4', 'success', '{"sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4"}', '56e91fd996ba66f03e8d460434be4aef1171da2d28857adcf79a54f8000cbaff', '8c28d5fbf99bab55d7f0b8ab243e40b2a268446bf7f757d7abddac1dcb58d90c');
INSERT INTO public.custody_events VALUES (23, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":4,"uid":4,"uidvalidity":100}', '8c28d5fbf99bab55d7f0b8ab243e40b2a268446bf7f757d7abddac1dcb58d90c', 'e64cb852b1437ab2fabe0db3e28bc2672cc81384269db06fbea39eaf2e52fae1');
INSERT INTO public.custody_events VALUES (24, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:5', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d","size":251,"take":0,"uid":5,"uidvalidity":100}', 'e64cb852b1437ab2fabe0db3e28bc2672cc81384269db06fbea39eaf2e52fae1', '7517e49ebabc0b88a9def3717fd7afb74db2290caa379f87165f5dfc874947c8');
INSERT INTO public.custody_events VALUES (25, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:6', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2","size":251,"take":0,"uid":6,"uidvalidity":100}', '7517e49ebabc0b88a9def3717fd7afb74db2290caa379f87165f5dfc874947c8', '8e0cc200a2b21d54eaf5c49202e5bd73ac771695b0c3643fd0e27abe9d7aa7ed');
INSERT INTO public.custody_events VALUES (26, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:7', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78","size":251,"take":0,"uid":7,"uidvalidity":100}', '8e0cc200a2b21d54eaf5c49202e5bd73ac771695b0c3643fd0e27abe9d7aa7ed', '3529c60945dc42d5bab47a073627575f7431f32468d34e7e2d2ef09cb4bdcee1');
INSERT INTO public.custody_events VALUES (27, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:5', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"10117147a1bbe1c1fc5df1ac11bb5b2e34b80a7e92ad8f94d8a7f0de0ca4b53f","strength":0}', '3529c60945dc42d5bab47a073627575f7431f32468d34e7e2d2ef09cb4bdcee1', 'ae91902218bcab184c8a3e4e9456ff6335e26f4fdbaa338b13857a8b0d7ecd7b');
INSERT INTO public.custody_events VALUES (28, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0001-GF82', 'success', '{"by":"new_case"}', 'ae91902218bcab184c8a3e4e9456ff6335e26f4fdbaa338b13857a8b0d7ecd7b', 'd8031334c9f62af3348993890a543fec1feee38cc33a48e080b7ece825bae713');
INSERT INTO public.custody_events VALUES (29, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:5', 'success', '{"case":"2026-0001-GF82","rule":"new_case","state":"filed"}', 'd8031334c9f62af3348993890a543fec1feee38cc33a48e080b7ece825bae713', '94db95b87ca7130ea0cbdb73e7b93e8bba05e9c20df0449bb815d19928510e54');
INSERT INTO public.custody_events VALUES (30, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"decision":"due","kind":"receipt"}', '94db95b87ca7130ea0cbdb73e7b93e8bba05e9c20df0449bb815d19928510e54', '5ea3254fbbea29e864c4ee232f21cce39f6154e708ab5e0e5d419f733ffa441e');
INSERT INTO public.custody_events VALUES (31, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:6', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"d02e2a87dc008fc1aacbc6c8bca70db0d9a1b6436b98b21bc432fee523552e20","strength":0}', '5ea3254fbbea29e864c4ee232f21cce39f6154e708ab5e0e5d419f733ffa441e', '66c744585c5e4a9e3c5524c3605e18bcff2b405fa3cfe3e15d9dbd75439a2677');
INSERT INTO public.custody_events VALUES (32, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0002-P08P', 'success', '{"by":"new_case"}', '66c744585c5e4a9e3c5524c3605e18bcff2b405fa3cfe3e15d9dbd75439a2677', 'c4e4ea078f887a320350e9dc63c758042d0152c50c8cae0a47e1403f6aa3ba9e');
INSERT INTO public.custody_events VALUES (33, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:6', 'success', '{"case":"2026-0002-P08P","rule":"new_case","state":"filed"}', 'c4e4ea078f887a320350e9dc63c758042d0152c50c8cae0a47e1403f6aa3ba9e', '2b1eb9093ee467fb046ad016532570d2400d42f03b88f0e4390e99f023c23610');
INSERT INTO public.custody_events VALUES (34, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:6', 'success', '{"decision":"too_many","kind":"receipt"}', '2b1eb9093ee467fb046ad016532570d2400d42f03b88f0e4390e99f023c23610', 'e17de66b13ef4eba4f6f50a8e107861867233e5e6406556b6e8d3895bdedffcc');
INSERT INTO public.custody_events VALUES (35, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:7', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"bd33d3c1dc7adc23f862aa0b51a6c1d461163c3e234469807de3315806dca22e","strength":0}', 'e17de66b13ef4eba4f6f50a8e107861867233e5e6406556b6e8d3895bdedffcc', 'b604199eae505acb249b446ca56ae6b4b0255af6a1ff1318c9d8c5b9e7c5a76f');
INSERT INTO public.custody_events VALUES (36, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0003-EMD7', 'success', '{"by":"new_case"}', 'b604199eae505acb249b446ca56ae6b4b0255af6a1ff1318c9d8c5b9e7c5a76f', '4caa154a0aa9c85e0fa35962c3241762ba8527531964e64b4d29443355734696');
INSERT INTO public.custody_events VALUES (37, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:7', 'success', '{"case":"2026-0003-EMD7","rule":"new_case","state":"filed"}', '4caa154a0aa9c85e0fa35962c3241762ba8527531964e64b4d29443355734696', '16ab2b68bea37b30e5af803ff647c5559692163c601097bdd07c5bdfc08f62dd');
INSERT INTO public.custody_events VALUES (38, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:7', 'success', '{"decision":"too_many","kind":"receipt"}', '16ab2b68bea37b30e5af803ff647c5559692163c601097bdd07c5bdfc08f62dd', 'ff20c9258079000ce991e94109a82484c30b6029e6eec85003a7148da6ef5d2a');
INSERT INTO public.custody_events VALUES (39, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:5', 'success', '{"sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d"}', 'ff20c9258079000ce991e94109a82484c30b6029e6eec85003a7148da6ef5d2a', '5e1b21d88d097a6b6afedd201cd02efa922f331150afe2ea4e96690aec1b8a0f');
INSERT INTO public.custody_events VALUES (40, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:6', 'success', '{"sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2"}', '5e1b21d88d097a6b6afedd201cd02efa922f331150afe2ea4e96690aec1b8a0f', '82d4a5a26bdc0305d96743177bcdf9f73a6f6aa02509588832f2859d96a79116');
INSERT INTO public.custody_events VALUES (41, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:7', 'success', '{"sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78"}', '82d4a5a26bdc0305d96743177bcdf9f73a6f6aa02509588832f2859d96a79116', '16e6a2ce14c19ee9cfea1d9da409efb9f60ad9e3356b90d1b5778cb01bfeed20');
INSERT INTO public.custody_events VALUES (42, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":5,"uid":5,"uidvalidity":100}', '16e6a2ce14c19ee9cfea1d9da409efb9f60ad9e3356b90d1b5778cb01bfeed20', '7e66c55a4918d44d7c71c6c3b380621ca0d0956d2d40c1ea977c8cabd086feee');
INSERT INTO public.custody_events VALUES (43, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":6,"uid":6,"uidvalidity":100}', '7e66c55a4918d44d7c71c6c3b380621ca0d0956d2d40c1ea977c8cabd086feee', '91cc769d9d36d0e76007ac58ec7bdbd8f32912e33f0e41e1faccbeaec7cec3fc');
INSERT INTO public.custody_events VALUES (44, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":7,"uid":7,"uidvalidity":100}', '91cc769d9d36d0e76007ac58ec7bdbd8f32912e33f0e41e1faccbeaec7cec3fc', '16e1bb0424c52f5888dba76d6a28987bb474773fc7cb37ab4569928025894f34');
INSERT INTO public.custody_events VALUES (45, '2026-11-23T08:00:00.000000Z', 'sighting', 'archiver', 'item:1', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","take":0,"uid":8,"uidvalidity":100}', '16e1bb0424c52f5888dba76d6a28987bb474773fc7cb37ab4569928025894f34', '5a4bc6d8f3afb2c3e58090ff74459a2599dcb02214043666e627e2d0d17e3ca1');
INSERT INTO public.custody_events VALUES (46, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', '5a4bc6d8f3afb2c3e58090ff74459a2599dcb02214043666e627e2d0d17e3ca1', '3024d99c99b8319f2ee53efb4985ed3b61e4bd4a561907ff07e587f4a6769f07');
INSERT INTO public.custody_events VALUES (47, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"fate":"sent","kind":"receipt","letter":1}', '3024d99c99b8319f2ee53efb4985ed3b61e4bd4a561907ff07e587f4a6769f07', '59c180768731bc46a5c3242e1c32f4f3abf71eb4ba416022dfc457c69e5dd565');
INSERT INTO public.custody_events VALUES (48, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"fate":"sent","kind":"receipt","letter":2}', '59c180768731bc46a5c3242e1c32f4f3abf71eb4ba416022dfc457c69e5dd565', 'cb373d0c0f73ba5540a2cf80bde0dab56eeeb97f74896c275ea7b904ef855b88');
INSERT INTO public.custody_events VALUES (49, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"fate":"sent","kind":"receipt","letter":4}', 'cb373d0c0f73ba5540a2cf80bde0dab56eeeb97f74896c275ea7b904ef855b88', '6806c76f35945a215d80f4f9c8b38d3429c363f61a7a719c56cfd0c1cda8417f');
INSERT INTO public.custody_events VALUES (50, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'digest:2026-W48', 'success', '{"decision":"due","kind":"digest","last_item":7}', '6806c76f35945a215d80f4f9c8b38d3429c363f61a7a719c56cfd0c1cda8417f', '4fd874a638a7e1b3ee35524764a99dc49c7402343d11d2d511e42af7fb9ec6d3');
INSERT INTO public.custody_events VALUES (51, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:8', 'success', '{"decision":"due","first_item":6,"kind":"collected","last_item":7,"receipts":2}', '4fd874a638a7e1b3ee35524764a99dc49c7402343d11d2d511e42af7fb9ec6d3', 'de79f7da01303e7dc1e644f6c5d91f9d9e6ec95811c9dfef347fb22d0604cc1a');
INSERT INTO public.custody_events VALUES (52, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:7', 'success', '{"fate":"sent","kind":"digest","letter":7}', 'de79f7da01303e7dc1e644f6c5d91f9d9e6ec95811c9dfef347fb22d0604cc1a', '01aae9f237dbe0eac9dd7b4191653dc20b5d379fcc1a28687d37cfd9a70f528b');
INSERT INTO public.custody_events VALUES (53, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:8', 'success', '{"fate":"sent","kind":"collected","letter":8}', '01aae9f237dbe0eac9dd7b4191653dc20b5d379fcc1a28687d37cfd9a70f528b', '9f00606c5b1b921002e826666645f73e7199bb98403507ea6b0c3a1e6d652d31');
INSERT INTO public.custody_events VALUES (54, '2026-11-30T08:00:00.000000Z', 'accession', 'archiver', 'item:8', 'success', '{"fetched_at":"2026-11-30T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6","size":280,"take":0,"uid":9,"uidvalidity":100}', '9f00606c5b1b921002e826666645f73e7199bb98403507ea6b0c3a1e6d652d31', '431b4324926daf394e157348aec933c9727d4f2fa7fc980a0d3734bec0fc779d');
INSERT INTO public.custody_events VALUES (55, '2026-11-30T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:8', 'success', '{"enclosed":0,"message_id_collision":0,"originals":0,"parts":1,"reader":3,"sender":"180db9b516d64f6a1e15acd25b1f1d8d1b6ef60e92b0b4e35732bb248922bd5b","strength":0}', '431b4324926daf394e157348aec933c9727d4f2fa7fc980a0d3734bec0fc779d', 'ffbbcbaad59f57e0d925b0414c2646c81a03e72706b889841f33a53ad495dc7d');
INSERT INTO public.custody_events VALUES (56, '2026-11-30T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0004-VW08', 'success', '{"by":"new_case"}', 'ffbbcbaad59f57e0d925b0414c2646c81a03e72706b889841f33a53ad495dc7d', 'fe450167e0730928d3a97138dfb6016fea6d3395b649c01470783490672949f2');
INSERT INTO public.custody_events VALUES (57, '2026-11-30T08:00:00.000000Z', 'filing', 'archiver', 'item:8', 'success', '{"case":"2026-0004-VW08","rule":"new_case","state":"filed"}', 'fe450167e0730928d3a97138dfb6016fea6d3395b649c01470783490672949f2', '7e2ee2df71511403b6fbc58f0b93b01817e7318575280c6d64281a4a723b8379');
INSERT INTO public.custody_events VALUES (58, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'item:8', 'success', '{"decision":"due","kind":"receipt"}', '7e2ee2df71511403b6fbc58f0b93b01817e7318575280c6d64281a4a723b8379', '7dea90d288116be023bc82a3b62f12cf06132a09d0fae21c7723b37dbc20ff1f');
INSERT INTO public.custody_events VALUES (59, '2026-11-30T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:8', 'success', '{"sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6"}', '7dea90d288116be023bc82a3b62f12cf06132a09d0fae21c7723b37dbc20ff1f', '2eb1af4af13c37e30027908024c845ca23cdc72da034681978cdce3710946da0');
INSERT INTO public.custody_events VALUES (60, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":8,"uid":9,"uidvalidity":100}', '2eb1af4af13c37e30027908024c845ca23cdc72da034681978cdce3710946da0', '12d022d78c4f5f698f06e4d6d9ecd8d8677569990b0db070a28bb152ed12c74e');
INSERT INTO public.custody_events VALUES (61, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":9,"uid":8,"uidvalidity":100}', '12d022d78c4f5f698f06e4d6d9ecd8d8677569990b0db070a28bb152ed12c74e', '86fef76ea31943707c18894d63f26ce81d2463a221422cb66646e4a112de6f62');


--
-- Data for Name: definitions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: digest_issues; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.digest_issues VALUES (1, 'arkivar@kommune.example', 2026, 48, 1, 7, '2026-11-30 08:00:00+00', 49, '6806c76f35945a215d80f4f9c8b38d3429c363f61a7a719c56cfd0c1cda8417f');


--
-- Data for Name: enclosed_messages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.enclosed_messages VALUES ('38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', 488, '2026-11-23 08:00:00+00');


--
-- Data for Name: filings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.filings VALUES (1, 1, 'unassigned', NULL, 'no_rule_matched', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (2, 2, 'unassigned', NULL, 'no_rule_matched', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (3, 3, 'external', NULL, 'outsider', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (4, 5, 'filed', 1, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (5, 6, 'filed', 2, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (6, 7, 'filed', 3, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver', '[]', NULL);
INSERT INTO public.filings VALUES (7, 8, 'filed', 4, 'new_case', '{}', '2026-11-30 08:00:00+00', 'archiver', '[]', NULL);


--
-- Data for Name: folders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.folders VALUES ('arkiv', 'INBOX', false, 100, '2026-11-30 08:00:00+00', 2, 2, '{}');
INSERT INTO public.folders VALUES ('arkiv', 'Arkiveret', true, 900, '2026-11-30 08:00:00+00', 9, 9, '{}');


--
-- Data for Name: heads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.heads VALUES (1, 8, 61, '86fef76ea31943707c18894d63f26ce81d2463a221422cb66646e4a112de6f62', NULL);


--
-- Data for Name: imports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: incident_reports; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.incident_reports VALUES (2, 1, 0, 1, 'jette.jensen@kommune.example', '38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', '39add4ea1aee7b58a122c5aec92e6309db63a9bd16090619ae253c897c3d2308');


--
-- Data for Name: incidents; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.incidents VALUES (1, '2026-11-23 08:00:00+00');


--
-- Data for Name: items; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.items VALUES (1, '5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f', 256, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (2, '8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5', 1187, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (3, '62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703', 265, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (4, '62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4', 278, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (5, '224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d', 251, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (6, '38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2', 251, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (7, '4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78', 251, '2026-11-23 08:00:00+00', 'imap');
INSERT INTO public.items VALUES (8, '373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6', 280, '2026-11-30 08:00:00+00', 'imap');


--
-- Data for Name: leases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.leases VALUES ('arkiv', 'host-a/1', 1, '2026-11-30 08:01:00+00');


--
-- Data for Name: octets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.octets VALUES ('5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c6574406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4e722e20313a20c3a6c3b8c3a50d0a');
INSERT INTO public.octets VALUES ('8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a204920736b616c20696b6b6520736f76652074727967740d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d22736b696c6c652d312d220d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a44656e20686572206b6f6d20692067c3a5722e0d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a206d6573736167652f7266633832320d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e740d0a0d0a52656365697665643a2066726f6d20756462796465722e6578616d706c652028756462796465722e6578616d706c65205b3139322e302e322e375d29206279206d782e6b6f6d6d756e652e6578616d706c6520776974682045534d545020696420373b205468752c203139204e6f7620323032362032313a31343a3033202b303130300d0a46726f6d3a20426f72676572203c767265642e626f7267657240756462796465722e6578616d706c653e0d0a546f3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a5375626a6563743a204920736b616c20696b6b6520736f76652074727967740d0a446174653a205468752c203139204e6f7620323032362032313a31343a3030202b303130300d0a4d6573736167652d49443a203c76726564652e3140756462796465722e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20386269740d0a0d0a4a6567207665642c2068766f7220492067c3a57220686a656d2e2048696c73656e20656e20626f726765722070c3a520c38672c3b82e0d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a20696d6167652f706e673b206e616d653d22736bc3a6726d2e706e67220d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22736bc3a6726d2e706e67220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a6956424f5277304b47676f414141414e5355684555674141414145414141414243415941414141664663534a4141414144556c4551565234326d4e6b595068664477414368774741363065360d0a6b6741414141424a52553545726b4a6767673d3d0d0a0d0a2d2d736b696c6c652d312d2d2d0d0a');
INSERT INTO public.octets VALUES ('62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703', 0, '\x46726f6d3a20426f72676572203c626f7267657240756462796465722e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c746f40756462796465722e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a');
INSERT INTO public.octets VALUES ('62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c747265406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a');
INSERT INTO public.octets VALUES ('224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720300d0a');
INSERT INTO public.octets VALUES ('38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e31406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720310d0a');
INSERT INTO public.octets VALUES ('4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e32406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720320d0a');
INSERT INTO public.octets VALUES ('373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7369647374406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a');


--
-- Data for Name: originals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.originals VALUES (2, 1, 0, NULL, 1, 'attached', 'high', 'first_outside', '2', '<vrede.1@udbyder.example>', 'I skal ikke sove trygt', 'Borger', 'vred.borger@udbyder.example', '{"to": [["Jette Jensen", "jette.jensen@kommune.example"]], "cc": []}', '2026-11-19 20:14:00+00', 60, 'Thu, 19 Nov 2026 21:14:00 +0100', 'given', 'Jeg ved, hvor I går hjem. Hilsen en borger på Ærø.', 488, '38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', '[]', true, false);


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox VALUES (3, 'receipt', 'suppressed', 'not_a_colleague', 'borger@udbyder.example', '<receipt.3.e221e9c3299d24fe@kommune.example>', 3, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL, 'borger@udbyder.example', NULL);
INSERT INTO public.outbox VALUES (1, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.1.7a9a17dfabebcbce@kommune.example>', 1, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d3030303030310d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e312e37613961313764666162656263626365406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c6574406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c6574406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f6262666336326331313034656162373565643730333132386334353338313738220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137380d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20656e646e7520696b6b6520666f7264656c740d0a47656d743a2064696e206d61696c2c20696e67656e2062696c61670d0a4b6f6e74726f6c6b6f64653a2035613564203462363920336636312028626567796e64656c73656e206166205348412d323536290d0a0d0a4265766973737479726b653a203020616620332e2041726b697665742068617220663d43333d413565742064696e206567656e2062657265746e696e672c206d656e20696b6b652073656c76653d0d0a206d61696c656e2c206265736b6564656e20656c6c6572206f70736c616765742e2044696e2062657265746e696e67206572206f67733d43333d413520646f6b756d656e746174696f6e2e0d0a0d0a486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e20456e206d61696c2073656e64657320626564737420736f6d20766564683d0d0a3d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c6564652e2044657420737479726b6572206265763d0d0a6973763d43333d4136726469656e2e0d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d4136676765722064657420703d43333d413520653d0d0a6e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135623d0d0a6e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e0d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137380d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d3030303030313c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4d6f6474616765743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32332e206e6f3d0d0a76656d6265722032303236266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5361673c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e656e646e7520696b6b65203d0d0a666f7264656c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e47656d743c2f74683e3c7464207374796c3d0d0a653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e64696e206d61696c2c203d0d0a696e67656e2062696c61673c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b6f6e74726f6c6b6f64653c2f74683e3c3d0d0a7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3561353d0d0a64203462363920336636312028626567796e64656c73656e206166203c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e5348412d3235363c2f7370616e3d0d0a3e293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e4265766973737479726b653a203020616620332e3c2f7374726f6e673e2041726b697665742068617220663d43333d413565742064696e206567656e2062657265743d0d0a6e696e672c206d656e20696b6b652073656c7665206d61696c656e2c206265736b6564656e20656c6c6572206f70736c616765742e2044696e2062657265746e696e67206572206f67733d43333d0d0a3d413520646f6b756d656e746174696f6e2e3c2f703e0d0a3c703e3c7374726f6e673e486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e3c2f7374726f6e673e20456e206d61696c2073653d0d0a6e64657320626564737420736f6d20766564683d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c653d0d0a64652e2044657420737479726b6572206265766973763d43333d4136726469656e2e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d0d0a3d4136676765722064657420703d43333d413520656e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d41352075647065676564653d0d0a20706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c70207374796c653d3344226d617267696e2d626f74746f6d3a20347078223e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c207374796c653d3344226d617267696e2d746f703a203470783b2070616464696e672d6c6566743a2032347078223e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e203732266e6273703b74696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c3d0d0a70657220646967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137382d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 'jette.jensen@kommune.example', NULL);
INSERT INTO public.outbox VALUES (2, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.2.dd6f99d40a918f7b@kommune.example>', 2, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d3030303030320d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e322e64643666393964343061393138663762406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3262616331396433313261323234346531386438363163646638326332346436220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464360d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20656e646e7520696b6b6520666f7264656c740d0a47656d743a2031206d61696c206d6564206f7072696e64656c69676520686561646572652c20312062696c61670d0a4b6f6e74726f6c6b6f64653a2038353238203438376120303865612028626567796e64656c73656e206166205348412d323536290d0a0d0a4265766973737479726b653a203320616620332e204f726967696e616c656e20657220766564683d43333d413666746574206d65642073696e652074656b6e69736b65206f706c79736e696e673d0d0a65722c20733d43333d4135206d616e206b616e20663d43333d42386c67652064656e732076656a2066726120616673656e646572656e2e2044657420737479726b6572206265766973763d43333d0d0a3d4136726469656e2e0d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d4136676765722064657420703d43333d413520653d0d0a6e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135623d0d0a6e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e0d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464360d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d3030303030323c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4d6f6474616765743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32332e206e6f3d0d0a76656d6265722032303236266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5361673c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e656e646e7520696b6b65203d0d0a666f7264656c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e47656d743c2f74683e3c7464207374796c3d0d0a653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e31266e6273703b6d61693d0d0a6c206d6564206f7072696e64656c69676520686561646572652c2031266e6273703b62696c61673c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b6f6e74726f6c6b6f64653c2f74683e3c3d0d0a7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3835323d0d0a38203438376120303865612028626567796e64656c73656e206166203c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e5348412d3235363c2f7370616e3d0d0a3e293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e4265766973737479726b653a203320616620332e3c2f7374726f6e673e204f726967696e616c656e20657220766564683d43333d413666746574206d65642073696e3d0d0a652074656b6e69736b65206f706c79736e696e6765722c20733d43333d4135206d616e206b616e20663d43333d42386c67652064656e732076656a2066726120616673656e646572656e2e20443d0d0a657420737479726b6572206265766973763d43333d4136726469656e2e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d0d0a3d4136676765722064657420703d43333d413520656e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d41352075647065676564653d0d0a20706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c70207374796c653d3344226d617267696e2d626f74746f6d3a20347078223e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c207374796c653d3344226d617267696e2d746f703a203470783b2070616464696e672d6c6566743a2032347078223e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e203732266e6273703b74696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c3d0d0a70657220646967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464362d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 'jette.jensen@kommune.example', NULL);
INSERT INTO public.outbox VALUES (4, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.5.55ff787e3003f7ff@kommune.example>', 5, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d303030303035205b323032362d303030312d474638325d0d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e352e35356666373837653330303366376666406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f6136656536333361663536353866613363643066633964346233626435343163220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431630d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20323032362d303030312d474638320d0a47656d743a2064696e206d61696c2c20696e67656e2062696c61670d0a4b6f6e74726f6c6b6f64653a2032323464203665383620303962342028626567796e64656c73656e206166205348412d323536290d0a0d0a4265766973737479726b653a203020616620332e2041726b697665742068617220663d43333d413565742064696e206567656e2062657265746e696e672c206d656e20696b6b652073656c76653d0d0a206d61696c656e2c206265736b6564656e20656c6c6572206f70736c616765742e2044696e2062657265746e696e67206572206f67733d43333d413520646f6b756d656e746174696f6e2e0d0a0d0a486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e20456e206d61696c2073656e64657320626564737420736f6d20766564683d0d0a3d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c6564652e2044657420737479726b6572206265763d0d0a6973763d43333d4136726469656e2e0d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d43333d413673746520617262656a64736461673d0d0a2e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c69766572207265673d0d0a69737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e20536b72697620736167736e756d6d65726574206920656d6e65742e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e206c3d43333d41366767657320703d43333d41352073616d6d652073613d0d0a672e0d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431630d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d303030303035205b323032362d303030312d474638325d3c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4d6f6474616765743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32332e206e6f3d0d0a76656d6265722032303236266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5361673c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3c7370616e207374796c653d0d0a3d33442277686974652d73706163653a206e6f77726170223e323032362d303030312d474638323c2f7370616e3e3c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e47656d743c2f74683e3c7464207374796c3d0d0a653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e64696e206d61696c2c203d0d0a696e67656e2062696c61673c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b6f6e74726f6c6b6f64653c2f74683e3c3d0d0a7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3232343d0d0a64203665383620303962342028626567796e64656c73656e206166203c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e5348412d3235363c2f7370616e3d0d0a3e293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e4265766973737479726b653a203020616620332e3c2f7374726f6e673e2041726b697665742068617220663d43333d413565742064696e206567656e2062657265743d0d0a6e696e672c206d656e20696b6b652073656c7665206d61696c656e2c206265736b6564656e20656c6c6572206f70736c616765742e2044696e2062657265746e696e67206572206f67733d43333d0d0a3d413520646f6b756d656e746174696f6e2e3c2f703e0d0a3c703e3c7374726f6e673e486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e3c2f7374726f6e673e20456e206d61696c2073653d0d0a6e64657320626564737420736f6d20766564683d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c653d0d0a64652e2044657420737479726b6572206265766973763d43333d4136726469656e2e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d0d0a3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f67206876653d0d0a72207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c70207374796c653d3344226d617267696e2d626f74746f6d3a20347078223e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c207374796c653d3344226d617267696e2d746f703a203470783b2070616464696e672d6c6566743a2032347078223e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e20536b72697620736167736e756d6d65726574206920656d6e65742e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e203732266e6273703b74696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c3d0d0a70657220646967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e206c3d43333d41366767657320703d43333d41352073616d6d653d0d0a207361672e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431632d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 'jette.jensen@kommune.example', NULL);
INSERT INTO public.outbox VALUES (5, 'receipt', 'suppressed', 'too_many', 'jette.jensen@kommune.example', '<receipt.6.15d1141bb9b90b2d@kommune.example>', 6, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL, 'jette.jensen@kommune.example', 8);
INSERT INTO public.outbox VALUES (6, 'receipt', 'suppressed', 'too_many', 'jette.jensen@kommune.example', '<receipt.7.807aa587dc54629d@kommune.example>', 7, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL, 'jette.jensen@kommune.example', 8);
INSERT INTO public.outbox VALUES (7, 'digest', 'sent', NULL, 'arkivar@kommune.example', '<digest@kommune.example>', NULL, 1, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b69766172406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a205567656e73206f766572626c696b2c207567652034380d0a446174653a204d6f6e2c203330204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c646967657374406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3763323239353963633339356565653036613765316338613033616363383132220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a506572696f64653a2032332e3d45323d38303d393332392e206e6f76656d62657220323032362028756765203438290d0a53696473742068656e7465743a2032332f3131206b6c2e2030392e30300d0a466f7262696e64656c73653a20494b4b45204f4b2c207365206e6564656e666f720d0a0d0a4e797420736964656e20736964737465206f766572626c696b3a0d0a4d6f6474616765743a20370d0a55666f7264656c743a2032206e7965203d43323d42372032206920616c740d0a456b737465726e3a20310d0a4b756e6e6520696b6b65206c3d43333d41367365733a2031206e79203d43323d42372031206920616c740d0a56656e74657220703d43333d413520736572766572656e3a20300d0a4c3d43333d423862656e756d72653a20313d45323d38303d3933370d0a446f6b756d656e746174696f6e3a2031206d6564206f7072696e64656c6967652068656164657265203d43323d423720342067656e666f7274616c740d0a5361676572206d6564206e79743a20323032362d303030312d474638322c20323032362d303030322d50303850206f6720323032362d303030332d454d44370d0a0d0a506f73746b61737365723a0d0a61726b69763a20494b4b452048454e54455420534944454e2032332f3131206b6c2e2030392e3030203d43323d42372037206e7965206d61696c730d0a0d0a44726966743a0d0a47656d742c20656e646e7520696b6b65206c3d43333d413673743a20300d0a45676e65206d61696c732c206166766973743a20300d0a45676e65206d61696c732c207576697374206f6d206465206572206e3d43333d41356574206672656d3a20300d0a0d0a3d43333d3835626e6520616c61726d65723a20496e67656e2e0d0a0d0a53706f72626172686564736c6f673a0d0a416e74616c20706f737465723a2034390d0a5669646e656c696e6a653a2034393a36383036633736663335393435613231356438306634663963386233386433343239633336336636316137613731396335366366643063316364613834313d0d0a37660d0a0d0a47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e5567656e73206f766572626c696b2c207567652034383c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e506572696f64653c2f74683e3c746420733d0d0a74796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32332e3d45323d0d0a3d38303d393332392e206e6f76656d62657220323032362028756765203438293c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e53696473742068656e7465743c2f74683e3d0d0a3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32333d0d0a2f3131266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e466f7262696e64656c73653c2f74683e3c3d0d0a7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e494b4b3d0d0a45204f4b2c207365206e6564656e666f723c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e4e797420736964656e20736964737465206f766572626c696b3a3c2f7374726f6e673e3c2f3d0d0a703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4d6f6474616765743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e373c2f74643e3d0d0a3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e55666f7264656c743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32266e6273703d0d0a3b6e7965266e6273703b3d43323d42372032266e6273703b6920616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e456b737465726e3c2f74683e3c746420733d0d0a74796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e313c2f74643e3c3d0d0a2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b756e6e6520696b6b65206c3d43333d0d0a3d41367365733c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20613d0d0a6e797768657265223e31266e6273703b6e79266e6273703b3d43323d42372031266e6273703b6920616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e56656e74657220703d43333d41352073653d0d0a72766572656e3c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20613d0d0a6e797768657265223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4c3d43333d423862656e756d72653c2f743d0d0a683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3d0d0a3c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e313d45323d38303d3933373c2f7370616e3e3c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e446f6b756d656e746174696f6e3c2f74683d0d0a3e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e313d0d0a266e6273703b6d6564206f7072696e64656c6967652068656164657265266e6273703b3d43323d42372034266e6273703b67656e666f7274616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5361676572206d6564206e79743c2f74683d0d0a3e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3c3d0d0a7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e323032362d303030312d474638323c2f7370616e3e2c203c7370616e207374796c653d334422776869743d0d0a652d73706163653a206e6f77726170223e323032362d303030322d503038503c2f7370616e3e206f67203c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223d0d0a3e323032362d303030332d454d44373c2f7370616e3e3c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e506f73746b61737365723a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e61726b69763c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e494b4b452048454e543d0d0a455420534944454e2032332f3131266e6273703b6b6c2e2030392e3030266e6273703b3d43323d42372037266e6273703b6e7965206d61696c733c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e44726966743a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a203270782031367078203270782030223e47656d742c20656e646e7520696b6b65206c3d43333d413673743c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e303c2f74643e3c2f743d0d0a723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e45676e65206d61696c732c2061667669733d0d0a743c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768653d0d0a7265223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a203270782031367078203270782030223e45676e65206d61696c732c207576697374206f6d206465206572206e3d43333d4135657420663d0d0a72656d3c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e79773d0d0a68657265223e303c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e3d43333d3835626e6520616c61726d65723a3c2f7374726f6e673e20496e67656e2e3c2f703e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e53706f72626172686564736c6f673a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e416e74616c20706f737465723c2f74683e3d0d0a3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e34393d0d0a3c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5669646e656c696e6a653c2f74683e3c743d0d0a64207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e34393a363d0d0a3830366337366633353934356132313564383066346639633862333864333432396333363366363161376137313963353663666430633163646138343137663c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831322d2d0d0a', '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 1, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', NULL, NULL);
INSERT INTO public.outbox VALUES (8, 'collected', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.collected.6-7.7e05f2bdbb8ac2f9@kommune.example>', NULL, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2053616d6c6574206b766974746572696e673a2032206d61696c730d0a446174653a204d6f6e2c203330204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e636f6c6c65637465642e362d372e37653035663262646262386163326639406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3835346338653335313835393631646565333835623364323536633933653164220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f38353463386533353138353936316465653338356233643235366339336531640d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742032206d61696c7320667261206469672e20447520663d43333d413572203d43333d41396e206b766974746572696e67203d0d0a666f722064656d20616c6c652c20666f72646920646572206b6f6d206d616e67652e0d0a0d0a463d43333d4238727374206d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a53656e657374206d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a4b766974746572696e67736e756d72653a204b2d323032362d3030303030363d45323d38303d39333030303030370d0a53616765723a20323032362d303030322d50303850202831292c20323032362d303030332d454d4437202831290d0a0d0a4265766973737479726b653a0d0a3d45323d38303d4132203020616620333a2064696e206567656e2062657265746e696e67202832206d61696c73290d0a0d0a486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e20456e206d61696c2073656e64657320626564737420736f6d20766564683d0d0a3d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c6564652e2044657420737479726b6572206265763d0d0a6973763d43333d4136726469656e2e0d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d4136676765722064657420703d43333d413520653d0d0a6e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135623d0d0a6e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e0d0a0d0a2d2d3d5f38353463386533353138353936316465653338356233643235366339336531640d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e53616d6c6574206b766974746572696e673a2032206d61696c733c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742032266e6273703b6d61696c7320667261206469672e20447520663d43333d413572203d43333d41396e206b76693d0d0a74746572696e6720666f722064656d20616c6c652c20666f72646920646572206b6f6d206d616e67652e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e463d43333d4238727374206d6f647461673d0d0a65743c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e7977683d0d0a657265223e32332e206e6f76656d6265722032303236266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e53656e657374206d6f6474616765743c2f3d0d0a74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223d0d0a3e32332e206e6f76656d6265722032303236266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b766974746572696e67736e756d72653c3d0d0a2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e7977686572653d0d0a223e3c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e4b2d323032362d3030303030363d45323d38303d39333030303030373c2f7370616e3e3c2f74643d0d0a3e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e53616765723c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3c7370616e207374793d0d0a6c653d33442277686974652d73706163653a206e6f77726170223e323032362d303030322d503038503c2f7370616e3e202831292c203c7370616e207374796c653d33442277686974652d73703d0d0a6163653a206e6f77726170223e323032362d303030332d454d44373c2f7370616e3e202831293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e2d626f74746f6d3a20347078223e3c7374726f6e673e4265766973737479726b653a3c2f7374726f6e673e3c2f703e0d0a3c756c207374796c653d3344226d617267696e2d746f703a203470783b2070616464696e672d6c6566743a2032347078223e0d0a3c6c693e30266e6273703b616620333a2064696e206567656e2062657265746e696e67202832266e6273703b6d61696c73293c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e486172206475206f726967696e616c656e2c20733d43333d41352073656e642064656e206f67733d43333d41352e3c2f7374726f6e673e20456e206d61696c2073653d0d0a6e64657320626564737420736f6d20766564683d43333d4136667465742066696c2c20656e20736d7320656c6c6572206574206f70736c616720736f6d20736b3d43333d4136726d62696c6c653d0d0a64652e2044657420737479726b6572206265766973763d43333d4136726469656e2e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d413520646574206f67206c3d43333d0d0a3d4136676765722064657420703d43333d413520656e207361672073656e657374206e3d43333d413673746520617262656a64736461672e204b756e20663d43333d41352075647065676564653d0d0a20706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c70207374796c653d3344226d617267696e2d626f74746f6d3a20347078223e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c207374796c653d3344226d617267696e2d746f703a203470783b2070616464696e672d6c6566743a2032347078223e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e203732266e6273703b74696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c3d0d0a70657220646967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f38353463386533353138353936316465653338356233643235366339336531642d2d0d0a', '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 1, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 'jette.jensen@kommune.example', NULL);
INSERT INTO public.outbox VALUES (9, 'receipt', 'due', NULL, 'jette.jensen@kommune.example', '<receipt.8.c603f8d6cc1eb89f@kommune.example>', 8, NULL, '{}', NULL, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 0, NULL, NULL, 'jette.jensen@kommune.example', NULL);


--
-- Data for Name: parts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parts VALUES (1, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 15, 'e01aefd5fb99c7721601c6edce7d7f58239ca69fad234c69092d8988b4d1fc24', true, false, 1, '[[241, 15, ""]]');
INSERT INTO public.parts VALUES (2, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 21, '0a2d02b2e2240ef6ddf7c70efbfc72264236693d9d7c282234e0e1b8494924bf', true, false, 1, '[[329, 21, ""]]');
INSERT INTO public.parts VALUES (2, '2.1', 1, 'text/plain', 'text/plain', NULL, 'del-2.1.txt', NULL, NULL, 56, '65ea53e04ea080036d6d8c5c59873333d22ab6d78bd9d58f5acca89c4add65d4', true, true, 1, '[[862, 56, ""]]');
INSERT INTO public.parts VALUES (2, '3', 2, 'image/png', 'image/png', 'skærm.png', 'skærm.png', 'attachment', NULL, 70, '497790947d4666760ce38f3c00e852c71fdb66cae849bae8e9ede352719e1581', true, false, 1, '[[1070, 100, "base64"]]');
INSERT INTO public.parts VALUES (3, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 36, 'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41', true, false, 1, '[[229, 36, ""]]');
INSERT INTO public.parts VALUES (5, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, '95a31c7a1f858927431bb0b5110f32cfff894f7e46a9d2d4f6319d9ac48df311', true, false, 1, '[[244, 7, ""]]');
INSERT INTO public.parts VALUES (6, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, '37645a5ea6d6a3d6ce15c027e7168b53a462baf3cf7898dd0609cda547e2ab97', true, false, 1, '[[244, 7, ""]]');
INSERT INTO public.parts VALUES (7, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, 'e3952b5ab7ae0eebb695bf3073cb55ebcb1b8d714c4d940601df8ed12d6d0f6c', true, false, 1, '[[244, 7, ""]]');
INSERT INTO public.parts VALUES (8, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 36, 'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41', true, false, 1, '[[244, 36, ""]]');


--
-- Data for Name: readings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.readings VALUES (1, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<et@kommune.example>', '27a7b1fb07bc375f50297ddef5ef21d0e4926981785e6fa34d6160e1ea63e08d', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<et@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 0, '["Nothing but a colleague''s own words.", "Missing: original headers."]', 'colleague', 'from_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (2, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<videresendt.1@kommune.example>', 'c36a42db15d7efe95839783bfa73449a94c4efd9527f0077590d4ba4a53a21fe', false, 'VS: I skal ikke sove trygt', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 1, '{"message_id": "<videresendt.1@kommune.example>", "subject": "VS: I skal ikke sove trygt", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 3, '["The original is attached with its header.", "Missing: what the receiving server checked (Authentication-Results)."]', 'colleague', 'from_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (3, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<to@udbyder.example>', 'b996119df853db42fa19f507b1e066242d8f073a411a9ef37e219ff7d4a1ecfd', false, 'VS: endnu en mail', 'borger@udbyder.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<to@udbyder.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Borger", "address": "borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 2, '["The mail is the original itself, sent here by its author.", "Missing: the Received fields, which show the way it came."]', 'external', 'other_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (4, 'quarantined', 'took too long', 1, '2026-11-23 08:00:00+00', NULL, NULL, false, '', '', NULL, '', 0, '{"message_id": null, "subject": "", "date": null, "date_text": "", "from_": [], "sender": [], "reply_to": [], "to": [], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 0, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, NULL, '[]', NULL, NULL, NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (5, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.0@kommune.example>', '78b68f2133f635bb41cd3ca96b45a93609c97bace940a79837580329ac6157b8', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.0@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 0, '["Nothing but a colleague''s own words.", "Missing: original headers."]', 'colleague', 'from_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (6, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.1@kommune.example>', 'bedac3e4760b2790588e85bc1d46a5244359df29e627acadf928baec33f3c70b', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.1@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 0, '["Nothing but a colleague''s own words.", "Missing: original headers."]', 'colleague', 'from_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (7, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.2@kommune.example>', '8b958569331da2fca4a4b47c728383a5978999a55c85ce5fa8a5b8c7cffbb21e', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.2@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 0, '["Nothing but a colleague''s own words.", "Missing: original headers."]', 'colleague', 'from_domain', NULL, '2026-11-23 08:00:00+00');
INSERT INTO public.readings VALUES (8, 'read', NULL, 1, '2026-11-30 08:00:00+00', '<sidst@kommune.example>', '32ade49c5a07eb475a587ad4c996dab4bc8cb9369030574a99a0dd6cdab830a1', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sidst@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}', '[]', 1, 3, 0, '["Nothing but a colleague''s own words.", "Missing: original headers."]', 'colleague', 'from_domain', NULL, '2026-11-30 08:00:00+00');


--
-- Data for Name: registrations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sightings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sightings VALUES (1, 'arkiv', 'INBOX', 100, 1, 0, 1, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 1, 1);
INSERT INTO public.sightings VALUES (2, 'arkiv', 'INBOX', 100, 2, 0, 2, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 1, 2);
INSERT INTO public.sightings VALUES (3, 'arkiv', 'INBOX', 100, 3, 0, 3, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 1, 3);
INSERT INTO public.sightings VALUES (4, 'arkiv', 'INBOX', 100, 4, 0, 4, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 4, 4);
INSERT INTO public.sightings VALUES (5, 'arkiv', 'INBOX', 100, 5, 0, 5, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 5, 5);
INSERT INTO public.sightings VALUES (6, 'arkiv', 'INBOX', 100, 6, 0, 6, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 5, 6);
INSERT INTO public.sightings VALUES (7, 'arkiv', 'INBOX', 100, 7, 0, 7, 'moved', NULL, 0, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 900, 5, 7);
INSERT INTO public.sightings VALUES (9, 'arkiv', 'INBOX', 100, 9, 0, 8, 'moved', NULL, 0, NULL, '2026-11-30 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 900, 8, 8);
INSERT INTO public.sightings VALUES (8, 'arkiv', 'INBOX', 100, 8, 0, 1, 'moved', NULL, 1, NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', '2026-11-30 08:00:00+00', 900, 8, 9);


--
-- Data for Name: signatures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: stamp_requests; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: stamps; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: strengthenings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: alarms_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.alarms_id_seq', 1, false);


--
-- Name: case_acts_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_acts_id_seq', 1, false);


--
-- Name: cases_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.cases_id_seq', 4, true);


--
-- Name: digest_issues_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.digest_issues_id_seq', 1, true);


--
-- Name: filings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.filings_id_seq', 7, true);


--
-- Name: imports_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.imports_id_seq', 1, false);


--
-- Name: incidents_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.incidents_id_seq', 1, true);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 9, true);


--
-- Name: registrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.registrations_id_seq', 1, false);


--
-- Name: sightings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sightings_id_seq', 9, true);


--
-- Name: stamp_requests_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.stamp_requests_id_seq', 1, false);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: alarms pk_alarms; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alarms
    ADD CONSTRAINT pk_alarms PRIMARY KEY (id);


--
-- Name: carriers pk_carriers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carriers
    ADD CONSTRAINT pk_carriers PRIMARY KEY (item, derivation, path);


--
-- Name: case_acts pk_case_acts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts
    ADD CONSTRAINT pk_case_acts PRIMARY KEY (id);


--
-- Name: cases pk_cases; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT pk_cases PRIMARY KEY (id);


--
-- Name: custody_events pk_custody_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custody_events
    ADD CONSTRAINT pk_custody_events PRIMARY KEY (seq);


--
-- Name: definitions pk_definitions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.definitions
    ADD CONSTRAINT pk_definitions PRIMARY KEY (version);


--
-- Name: digest_issues pk_digest_issues; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues
    ADD CONSTRAINT pk_digest_issues PRIMARY KEY (id);


--
-- Name: enclosed_messages pk_enclosed_messages; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enclosed_messages
    ADD CONSTRAINT pk_enclosed_messages PRIMARY KEY (sha256);


--
-- Name: filings pk_filings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT pk_filings PRIMARY KEY (id);


--
-- Name: folders pk_folders; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.folders
    ADD CONSTRAINT pk_folders PRIMARY KEY (mailbox, folder);


--
-- Name: heads pk_heads; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.heads
    ADD CONSTRAINT pk_heads PRIMARY KEY (id);


--
-- Name: imports pk_imports; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT pk_imports PRIMARY KEY (id);


--
-- Name: incident_reports pk_incident_reports; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident_reports
    ADD CONSTRAINT pk_incident_reports PRIMARY KEY (item, derivation, ordinal);


--
-- Name: incidents pk_incidents; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT pk_incidents PRIMARY KEY (id);


--
-- Name: items pk_items; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT pk_items PRIMARY KEY (number);


--
-- Name: leases pk_leases; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT pk_leases PRIMARY KEY (mailbox);


--
-- Name: octets pk_octets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.octets
    ADD CONSTRAINT pk_octets PRIMARY KEY (sha256, ordinal);


--
-- Name: originals pk_originals; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.originals
    ADD CONSTRAINT pk_originals PRIMARY KEY (item, derivation, ordinal);


--
-- Name: outbox pk_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);


--
-- Name: parts pk_parts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT pk_parts PRIMARY KEY (item, derivation, path);


--
-- Name: readings pk_readings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT pk_readings PRIMARY KEY (item);


--
-- Name: registrations pk_registrations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT pk_registrations PRIMARY KEY (id);


--
-- Name: sightings pk_sightings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT pk_sightings PRIMARY KEY (id);


--
-- Name: signatures pk_signatures; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signatures
    ADD CONSTRAINT pk_signatures PRIMARY KEY (item, path, scheme, ordinal, attempt);


--
-- Name: stamp_requests pk_stamp_requests; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stamp_requests
    ADD CONSTRAINT pk_stamp_requests PRIMARY KEY (id);


--
-- Name: stamps pk_stamps; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stamps
    ADD CONSTRAINT pk_stamps PRIMARY KEY (request);


--
-- Name: strengthenings pk_strengthenings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.strengthenings
    ADD CONSTRAINT pk_strengthenings PRIMARY KEY (item, weaker);


--
-- Name: case_acts uq_case_acts_undoes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts
    ADD CONSTRAINT uq_case_acts_undoes UNIQUE (undoes);


--
-- Name: cases uq_cases_reference; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_reference UNIQUE (reference);


--
-- Name: cases uq_cases_year_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT uq_cases_year_number UNIQUE (year, number);


--
-- Name: custody_events uq_custody_events_hash; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.custody_events
    ADD CONSTRAINT uq_custody_events_hash UNIQUE (hash);


--
-- Name: digest_issues uq_digest_issues_officer_iso_year_iso_week; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues
    ADD CONSTRAINT uq_digest_issues_officer_iso_year_iso_week UNIQUE (officer, iso_year, iso_week);


--
-- Name: imports uq_imports_item_source_ordinal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT uq_imports_item_source_ordinal UNIQUE (item, source, ordinal);


--
-- Name: items uq_items_sha256; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT uq_items_sha256 UNIQUE (sha256);


--
-- Name: outbox uq_outbox_message_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT uq_outbox_message_id UNIQUE (message_id);


--
-- Name: registrations uq_registrations_case_id_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT uq_registrations_case_id_version UNIQUE (case_id, version);


--
-- Name: sightings uq_sightings_mailbox_folder_uidvalidity_uid_take; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT uq_sightings_mailbox_folder_uidvalidity_uid_take UNIQUE (mailbox, folder, uidvalidity, uid, take);


--
-- Name: stamp_requests uq_stamp_requests_authority_chain_count; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stamp_requests
    ADD CONSTRAINT uq_stamp_requests_authority_chain_count UNIQUE (authority, chain_count);


--
-- Name: ix_carriers_message_id_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_carriers_message_id_sha256 ON public.carriers USING btree (message_id_sha256);


--
-- Name: ix_carriers_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_carriers_sha256 ON public.carriers USING btree (sha256);


--
-- Name: ix_case_acts_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_case_acts_case ON public.case_acts USING btree (case_id);


--
-- Name: ix_case_acts_other; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_case_acts_other ON public.case_acts USING btree (other_id);


--
-- Name: ix_custody_events_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_custody_events_subject ON public.custody_events USING btree (subject);


--
-- Name: ix_filings_act; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_act ON public.filings USING btree (act);


--
-- Name: ix_filings_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_case ON public.filings USING btree (case_id);


--
-- Name: ix_filings_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_item ON public.filings USING btree (item, id);


--
-- Name: ix_filings_unassigned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_unassigned ON public.filings USING btree (item, id) WHERE (state = 'unassigned'::text);


--
-- Name: ix_incident_reports_incident; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_incident_reports_incident ON public.incident_reports USING btree (incident);


--
-- Name: ix_incident_reports_likeness; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_incident_reports_likeness ON public.incident_reports USING btree (likeness);


--
-- Name: ix_incident_reports_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_incident_reports_sha256 ON public.incident_reports USING btree (sha256);


--
-- Name: ix_originals_from_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_originals_from_address ON public.originals USING btree (from_address);


--
-- Name: ix_originals_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_originals_sha256 ON public.originals USING btree (sha256);


--
-- Name: ix_outbox_collected_in; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_collected_in ON public.outbox USING btree (collected_in) WHERE (collected_in IS NOT NULL);


--
-- Name: ix_outbox_held_back; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_held_back ON public.outbox USING btree (mailbox, created_at) WHERE ((state = 'suppressed'::text) AND (reason = 'too_many'::text) AND (collected_in IS NULL));


--
-- Name: ix_outbox_mailbox; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_mailbox ON public.outbox USING btree (mailbox, created_at);


--
-- Name: ix_outbox_not_suppressed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_not_suppressed ON public.outbox USING btree (mailbox) WHERE (state <> 'suppressed'::text);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (due_at) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text, 'uncertain'::text]));


--
-- Name: ix_readings_message_id_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_message_id_sha256 ON public.readings USING btree (message_id_sha256);


--
-- Name: ix_readings_reader; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_reader ON public.readings USING btree (reader);


--
-- Name: ix_readings_signatures_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_signatures_due ON public.readings USING btree (signatures_due, item) WHERE (signatures_due IS NOT NULL);


--
-- Name: ix_readings_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_state ON public.readings USING btree (state);


--
-- Name: ix_sightings_archived; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sightings_archived ON public.sightings USING btree (mailbox, archive_uidvalidity, archive_uid);


--
-- Name: ix_sightings_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sightings_item ON public.sightings USING btree (item);


--
-- Name: ix_sightings_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sightings_open ON public.sightings USING btree (mailbox, folder, uidvalidity) WHERE (state = ANY (ARRAY['seen'::text, 'stored'::text, 'quarantined'::text]));


--
-- Name: ix_signatures_domain; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_signatures_domain ON public.signatures USING btree (domain);


--
-- Name: ix_stamp_requests_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_stamp_requests_waiting ON public.stamp_requests USING btree (authority, due_at) WHERE (done_at IS NULL);


--
-- Name: uq_alarms_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_alarms_open ON public.alarms USING btree (kind, subject) WHERE (cleared_at IS NULL);


--
-- Name: uq_outbox_receipt_item; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_outbox_receipt_item ON public.outbox USING btree (item) WHERE (kind = 'receipt'::text);


--
-- Name: carriers carriers_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_never_deleted BEFORE DELETE ON public.carriers FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: carriers carriers_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_not_emptied BEFORE TRUNCATE ON public.carriers FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: carriers carriers_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_written_once BEFORE UPDATE ON public.carriers FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_acts case_acts_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_acts_never_deleted BEFORE DELETE ON public.case_acts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_acts case_acts_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_acts_not_emptied BEFORE TRUNCATE ON public.case_acts FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_acts case_acts_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_acts_written_once BEFORE UPDATE ON public.case_acts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: cases cases_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cases_is_fixed BEFORE UPDATE ON public.cases FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.year IS DISTINCT FROM new.year) OR (old.number IS DISTINCT FROM new.number) OR (old.reference IS DISTINCT FROM new.reference) OR (old.opened_at IS DISTINCT FROM new.opened_at) OR (old.opened_by IS DISTINCT FROM new.opened_by))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: cases cases_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cases_never_deleted BEFORE DELETE ON public.cases FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: cases cases_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cases_not_emptied BEFORE TRUNCATE ON public.cases FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: custody_events custody_events_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER custody_events_never_deleted BEFORE DELETE ON public.custody_events FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: custody_events custody_events_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER custody_events_not_emptied BEFORE TRUNCATE ON public.custody_events FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: custody_events custody_events_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER custody_events_written_once BEFORE UPDATE ON public.custody_events FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: definitions definitions_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER definitions_never_deleted BEFORE DELETE ON public.definitions FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: definitions definitions_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER definitions_not_emptied BEFORE TRUNCATE ON public.definitions FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: definitions definitions_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER definitions_written_once BEFORE UPDATE ON public.definitions FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: digest_issues digest_issues_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER digest_issues_never_deleted BEFORE DELETE ON public.digest_issues FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: digest_issues digest_issues_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER digest_issues_not_emptied BEFORE TRUNCATE ON public.digest_issues FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: digest_issues digest_issues_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER digest_issues_written_once BEFORE UPDATE ON public.digest_issues FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: enclosed_messages enclosed_messages_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_never_deleted BEFORE DELETE ON public.enclosed_messages FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: enclosed_messages enclosed_messages_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_not_emptied BEFORE TRUNCATE ON public.enclosed_messages FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: enclosed_messages enclosed_messages_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_written_once BEFORE UPDATE ON public.enclosed_messages FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: filings filings_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER filings_never_deleted BEFORE DELETE ON public.filings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: filings filings_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER filings_not_emptied BEFORE TRUNCATE ON public.filings FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: filings filings_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER filings_written_once BEFORE UPDATE ON public.filings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: heads heads_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER heads_never_deleted BEFORE DELETE ON public.heads FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: heads heads_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER heads_not_emptied BEFORE TRUNCATE ON public.heads FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: heads heads_only_grow; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER heads_only_grow BEFORE UPDATE ON public.heads FOR EACH ROW WHEN (((new.items < old.items) OR (new.events < old.events))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: imports imports_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_never_deleted BEFORE DELETE ON public.imports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: imports imports_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_not_emptied BEFORE TRUNCATE ON public.imports FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: imports imports_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_written_once BEFORE UPDATE ON public.imports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incident_reports incident_reports_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_never_deleted BEFORE DELETE ON public.incident_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incident_reports incident_reports_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_not_emptied BEFORE TRUNCATE ON public.incident_reports FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incident_reports incident_reports_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_written_once BEFORE UPDATE ON public.incident_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incidents incidents_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incidents_never_deleted BEFORE DELETE ON public.incidents FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incidents incidents_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incidents_not_emptied BEFORE TRUNCATE ON public.incidents FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incidents incidents_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incidents_written_once BEFORE UPDATE ON public.incidents FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: items items_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER items_never_deleted BEFORE DELETE ON public.items FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: items items_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER items_not_emptied BEFORE TRUNCATE ON public.items FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: items items_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER items_written_once BEFORE UPDATE ON public.items FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: octets octets_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_never_deleted BEFORE DELETE ON public.octets FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: octets octets_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_not_emptied BEFORE TRUNCATE ON public.octets FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: octets octets_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_written_once BEFORE UPDATE ON public.octets FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: originals originals_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_never_deleted BEFORE DELETE ON public.originals FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: originals originals_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_not_emptied BEFORE TRUNCATE ON public.originals FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: originals originals_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_written_once BEFORE UPDATE ON public.originals FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: outbox outbox_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_is_fixed BEFORE UPDATE ON public.outbox FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.kind IS DISTINCT FROM new.kind) OR (old.message_id IS DISTINCT FROM new.message_id) OR (old.item IS DISTINCT FROM new.item) OR (old.digest_id IS DISTINCT FROM new.digest_id) OR (old.recipient IS DISTINCT FROM new.recipient) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: outbox outbox_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: outbox outbox_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_not_emptied BEFORE TRUNCATE ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: parts parts_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_never_deleted BEFORE DELETE ON public.parts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: parts parts_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_not_emptied BEFORE TRUNCATE ON public.parts FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: parts parts_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_written_once BEFORE UPDATE ON public.parts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: readings readings_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_is_fixed BEFORE UPDATE ON public.readings FOR EACH ROW WHEN ((old.item IS DISTINCT FROM new.item)) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: readings readings_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_never_deleted BEFORE DELETE ON public.readings FOR EACH ROW WHEN ((old.state <> 'quarantined'::text)) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: readings readings_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_not_emptied BEFORE TRUNCATE ON public.readings FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: registrations registrations_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_never_deleted BEFORE DELETE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: registrations registrations_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_not_emptied BEFORE TRUNCATE ON public.registrations FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: registrations registrations_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_written_once BEFORE UPDATE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: sightings sightings_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_is_fixed BEFORE UPDATE ON public.sightings FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.mailbox IS DISTINCT FROM new.mailbox) OR (old.folder IS DISTINCT FROM new.folder) OR (old.uidvalidity IS DISTINCT FROM new.uidvalidity) OR (old.uid IS DISTINCT FROM new.uid) OR (old.take IS DISTINCT FROM new.take) OR (old.seen_at IS DISTINCT FROM new.seen_at))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: sightings sightings_keep_item; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_keep_item BEFORE UPDATE ON public.sightings FOR EACH ROW WHEN (((old.item IS NOT NULL) AND (old.item IS DISTINCT FROM new.item))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: sightings sightings_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_never_deleted BEFORE DELETE ON public.sightings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: sightings sightings_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_not_emptied BEFORE TRUNCATE ON public.sightings FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: signatures signatures_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_never_deleted BEFORE DELETE ON public.signatures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: signatures signatures_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_not_emptied BEFORE TRUNCATE ON public.signatures FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: signatures signatures_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_written_once BEFORE UPDATE ON public.signatures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamp_requests stamp_requests_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamp_requests_is_fixed BEFORE UPDATE ON public.stamp_requests FOR EACH ROW WHEN (((old.id IS DISTINCT FROM new.id) OR (old.authority IS DISTINCT FROM new.authority) OR (old.chain_count IS DISTINCT FROM new.chain_count) OR ((old.chain_head)::text IS DISTINCT FROM (new.chain_head)::text) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamp_requests stamp_requests_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamp_requests_never_deleted BEFORE DELETE ON public.stamp_requests FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamp_requests stamp_requests_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamp_requests_not_emptied BEFORE TRUNCATE ON public.stamp_requests FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamps stamps_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamps_never_deleted BEFORE DELETE ON public.stamps FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamps stamps_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamps_not_emptied BEFORE TRUNCATE ON public.stamps FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: stamps stamps_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamps_written_once BEFORE UPDATE ON public.stamps FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: strengthenings strengthenings_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER strengthenings_never_deleted BEFORE DELETE ON public.strengthenings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: strengthenings strengthenings_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER strengthenings_not_emptied BEFORE TRUNCATE ON public.strengthenings FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: strengthenings strengthenings_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER strengthenings_written_once BEFORE UPDATE ON public.strengthenings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: carriers fk_carriers_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carriers
    ADD CONSTRAINT fk_carriers_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: carriers fk_carriers_sha256; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.carriers
    ADD CONSTRAINT fk_carriers_sha256 FOREIGN KEY (sha256) REFERENCES public.enclosed_messages(sha256);


--
-- Name: case_acts fk_case_acts_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts
    ADD CONSTRAINT fk_case_acts_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_acts fk_case_acts_other_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts
    ADD CONSTRAINT fk_case_acts_other_id FOREIGN KEY (other_id) REFERENCES public.cases(id);


--
-- Name: case_acts fk_case_acts_undoes; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_acts
    ADD CONSTRAINT fk_case_acts_undoes FOREIGN KEY (undoes) REFERENCES public.case_acts(id);


--
-- Name: cases fk_cases_merged_into; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT fk_cases_merged_into FOREIGN KEY (merged_into) REFERENCES public.cases(id);


--
-- Name: filings fk_filings_act; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT fk_filings_act FOREIGN KEY (act) REFERENCES public.case_acts(id);


--
-- Name: filings fk_filings_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT fk_filings_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: filings fk_filings_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT fk_filings_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: imports fk_imports_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.imports
    ADD CONSTRAINT fk_imports_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: incident_reports fk_incident_reports_incident; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident_reports
    ADD CONSTRAINT fk_incident_reports_incident FOREIGN KEY (incident) REFERENCES public.incidents(id);


--
-- Name: incident_reports fk_incident_reports_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.incident_reports
    ADD CONSTRAINT fk_incident_reports_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: octets fk_octets_sha256; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.octets
    ADD CONSTRAINT fk_octets_sha256 FOREIGN KEY (sha256) REFERENCES public.items(sha256);


--
-- Name: originals fk_originals_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.originals
    ADD CONSTRAINT fk_originals_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: outbox fk_outbox_collected_in; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_collected_in FOREIGN KEY (collected_in) REFERENCES public.outbox(id);


--
-- Name: outbox fk_outbox_digest_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_digest_id FOREIGN KEY (digest_id) REFERENCES public.digest_issues(id);


--
-- Name: outbox fk_outbox_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT fk_outbox_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: parts fk_parts_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT fk_parts_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: readings fk_readings_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT fk_readings_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: registrations fk_registrations_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT fk_registrations_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: registrations fk_registrations_definition; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT fk_registrations_definition FOREIGN KEY (definition) REFERENCES public.definitions(version);


--
-- Name: sightings fk_sightings_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: signatures fk_signatures_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signatures
    ADD CONSTRAINT fk_signatures_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: stamps fk_stamps_request; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.stamps
    ADD CONSTRAINT fk_stamps_request FOREIGN KEY (request) REFERENCES public.stamp_requests(id);


--
-- Name: strengthenings fk_strengthenings_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.strengthenings
    ADD CONSTRAINT fk_strengthenings_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: strengthenings fk_strengthenings_weaker; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.strengthenings
    ADD CONSTRAINT fk_strengthenings_weaker FOREIGN KEY (weaker) REFERENCES public.items(number);


--
-- PostgreSQL database dump complete
--


