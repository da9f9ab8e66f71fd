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
    CONSTRAINT ck_outbox_kind_is_known CHECK ((kind = ANY (ARRAY['receipt'::text, 'digest'::text, 'alarm'::text]))),
    CONSTRAINT ck_outbox_state_is_known CHECK ((state = ANY (ARRAY['due'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'uncertain'::text, 'suppressed'::text])))
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
    CONSTRAINT ck_readings_quarantine_has_a_reason CHECK (((state = 'read'::text) OR (reason IS NOT NULL))),
    CONSTRAINT ck_readings_state_is_known CHECK ((state = ANY (ARRAY['read'::text, 'quarantined'::text])))
);


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
-- Name: alarms id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alarms ALTER COLUMN id SET DEFAULT nextval('public.alarms_id_seq'::regclass);


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
-- Name: outbox id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox ALTER COLUMN id SET DEFAULT nextval('public.outbox_id_seq'::regclass);


--
-- Name: sightings id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings ALTER COLUMN id SET DEFAULT nextval('public.sightings_id_seq'::regclass);


--
-- Data for Name: alarms; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0001');


--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cases VALUES (1, 2026, 1, '2026-0001-GF82', 'open', '2026-11-23 08:00:00+00', 'new_case');
INSERT INTO public.cases VALUES (2, 2026, 2, '2026-0002-P08P', 'open', '2026-11-23 08:00:00+00', 'new_case');
INSERT INTO public.cases VALUES (3, 2026, 3, '2026-0003-EMD7', 'open', '2026-11-23 08:00:00+00', 'new_case');
INSERT INTO public.cases VALUES (4, 2026, 4, '2026-0004-VW08', 'open', '2026-11-30 08:00:00+00', 'new_case');


--
-- Data for Name: custody_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.custody_events VALUES (1, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f","size":256}', '0000000000000000000000000000000000000000000000000000000000000000', '444a4541a86f0b8bf27f6e2afefc6dfa1271807d8532dc1623c7a45fadb8f124');
INSERT INTO public.custody_events VALUES (2, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:2', 'success', '{"sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5","size":1187}', '444a4541a86f0b8bf27f6e2afefc6dfa1271807d8532dc1623c7a45fadb8f124', 'c86b412cb4e4caf16d99a9571be2b443635866a6349252d93c84978c2c1ac4c4');
INSERT INTO public.custody_events VALUES (3, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:3', 'success', '{"sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703","size":265}', 'c86b412cb4e4caf16d99a9571be2b443635866a6349252d93c84978c2c1ac4c4', '7d7e28613704ef16caf7e48dec0d88ca222e3284b46fa0c6fbf1b276fb12a4cc');
INSERT INTO public.custody_events VALUES (4, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:1', 'success', '{"message_id_collision":0,"parts":1}', '7d7e28613704ef16caf7e48dec0d88ca222e3284b46fa0c6fbf1b276fb12a4cc', '78795a7d3df2ca4af8e70572e5018efdbce98f93ea78e8bc2d2c45cdc620bcc9');
INSERT INTO public.custody_events VALUES (5, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:1', 'success', '{"case":null,"rule":"no_rule_matched","state":"unassigned"}', '78795a7d3df2ca4af8e70572e5018efdbce98f93ea78e8bc2d2c45cdc620bcc9', 'af9f42bc14b5a8665c24a37658cd0c72ecc79d64fc8a2231df2cdadb824e41ed');
INSERT INTO public.custody_events VALUES (6, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"decision":"due","kind":"receipt"}', 'af9f42bc14b5a8665c24a37658cd0c72ecc79d64fc8a2231df2cdadb824e41ed', 'c37fa2a06914e503ae69a39bdb8deb0a6e12057c9dfa629415c6236ec9bc9e2c');
INSERT INTO public.custody_events VALUES (7, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:2', 'success', '{"message_id_collision":0,"parts":3}', 'c37fa2a06914e503ae69a39bdb8deb0a6e12057c9dfa629415c6236ec9bc9e2c', '775bdb3aa22a38950b5241be0fa87319c57eed249e0650a379ce7518d86993a2');
INSERT INTO public.custody_events VALUES (8, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:2', 'success', '{"case":null,"rule":"no_rule_matched","state":"unassigned"}', '775bdb3aa22a38950b5241be0fa87319c57eed249e0650a379ce7518d86993a2', 'bd759d955cdc0b48a0be146f1e0831a067ca7fb32886c7bed9fd92ac602b2ca9');
INSERT INTO public.custody_events VALUES (9, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"decision":"due","kind":"receipt"}', 'bd759d955cdc0b48a0be146f1e0831a067ca7fb32886c7bed9fd92ac602b2ca9', 'f5d0bf3f98774eaad301d2407bd2cc37c6b3142e3bd6aee754ea63294185b079');
INSERT INTO public.custody_events VALUES (10, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:3', 'success', '{"message_id_collision":0,"parts":1}', 'f5d0bf3f98774eaad301d2407bd2cc37c6b3142e3bd6aee754ea63294185b079', '4b7fdb4b0ef5fa1a04f6dff30cbaac7a2eef389bf751dab48a79e96fa69dc0d9');
INSERT INTO public.custody_events VALUES (11, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:3', 'success', '{"case":null,"rule":"outsider","state":"external"}', '4b7fdb4b0ef5fa1a04f6dff30cbaac7a2eef389bf751dab48a79e96fa69dc0d9', 'b05c35d22f8e3b1e22664b0047d09e513d6be411f91a0ed74b6f03ea096f3cec');
INSERT INTO public.custody_events VALUES (12, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:3', 'success', '{"decision":"not_a_colleague","kind":"receipt"}', 'b05c35d22f8e3b1e22664b0047d09e513d6be411f91a0ed74b6f03ea096f3cec', '07d891f200d24da319aa2180fabf858d1f2211e9c2378fde6cb23c75017755d8');
INSERT INTO public.custody_events VALUES (13, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', '07d891f200d24da319aa2180fabf858d1f2211e9c2378fde6cb23c75017755d8', '1fe1ab9e39617c6b3f529440a8a12dcdfb43533570c0981be703e484580fac60');
INSERT INTO public.custody_events VALUES (14, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:2', 'success', '{"sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5"}', '1fe1ab9e39617c6b3f529440a8a12dcdfb43533570c0981be703e484580fac60', 'a48f717ed87a84bff0412b321779fe360c6f80e2b99edbbc63b9304bbcc6089c');
INSERT INTO public.custody_events VALUES (15, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:3', 'success', '{"sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703"}', 'a48f717ed87a84bff0412b321779fe360c6f80e2b99edbbc63b9304bbcc6089c', '2984514a70f3b7cc939955dabb05f2db4705fadb1d956f7d898ab1425d3b58d2');
INSERT INTO public.custody_events VALUES (16, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":1,"uid":1,"uidvalidity":100}', '2984514a70f3b7cc939955dabb05f2db4705fadb1d956f7d898ab1425d3b58d2', '15056f022f5b141a824d40b0211f7cc61aac5d46749ec9bc73ec53f9f8625b7b');
INSERT INTO public.custody_events VALUES (17, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":2,"uid":2,"uidvalidity":100}', '15056f022f5b141a824d40b0211f7cc61aac5d46749ec9bc73ec53f9f8625b7b', '807abbc715259ffd8201e2456158eac744fc5bae40ca66ed19acb5d50b748c6c');
INSERT INTO public.custody_events VALUES (18, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":3,"uid":3,"uidvalidity":100}', '807abbc715259ffd8201e2456158eac744fc5bae40ca66ed19acb5d50b748c6c', '4dbc4a6ee453c090fda32295de470619bceda520a4bf3fcc6b01be561d0561e5');
INSERT INTO public.custody_events VALUES (19, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:4', 'success', '{"sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4","size":278}', '4dbc4a6ee453c090fda32295de470619bceda520a4bf3fcc6b01be561d0561e5', '289465f860e3f0b07a8d2ef0104a62c50a371004812c477489386e4d0a01d511');
INSERT INTO public.custody_events VALUES (20, '2026-11-23T08:00:00.000000Z', 'quarantine', 'archiver', 'item:4', 'success', '{"reason":"took too long"}', '289465f860e3f0b07a8d2ef0104a62c50a371004812c477489386e4d0a01d511', '0931297c2fb3011cecfa9f129ea401ec2048fb61a4927b7855f07ddf1a958a84');
INSERT INTO public.custody_events VALUES (21, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:4', 'success', '{"sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4"}', '0931297c2fb3011cecfa9f129ea401ec2048fb61a4927b7855f07ddf1a958a84', '76f81c1d61ddd963922ab40dcdfd9dbff4a367635ed84d38883b110fad4b2a74');
INSERT INTO public.custody_events VALUES (22, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":4,"uid":4,"uidvalidity":100}', '76f81c1d61ddd963922ab40dcdfd9dbff4a367635ed84d38883b110fad4b2a74', '49d365a5d13ad90a807534ae6e96671b94ebda39580fe52b86e61f69c0d2dae9');
INSERT INTO public.custody_events VALUES (23, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:5', 'success', '{"sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d","size":251}', '49d365a5d13ad90a807534ae6e96671b94ebda39580fe52b86e61f69c0d2dae9', '0c813d767273943e46146ecf8c1b9d7bc28edc32f119bb78602445910bd7ad36');
INSERT INTO public.custody_events VALUES (24, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:6', 'success', '{"sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2","size":251}', '0c813d767273943e46146ecf8c1b9d7bc28edc32f119bb78602445910bd7ad36', '8fdb6ca98e3d8797ba7a37c8109e81f592a10c10bdccb0a6e2e909239e9672da');
INSERT INTO public.custody_events VALUES (25, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:7', 'success', '{"sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78","size":251}', '8fdb6ca98e3d8797ba7a37c8109e81f592a10c10bdccb0a6e2e909239e9672da', '2959fd2e6ee75e3fb4bac38f80fcc65cc889d8c5120c4673696a2a5b724eaaab');
INSERT INTO public.custody_events VALUES (26, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:5', 'success', '{"message_id_collision":0,"parts":1}', '2959fd2e6ee75e3fb4bac38f80fcc65cc889d8c5120c4673696a2a5b724eaaab', 'c01a87a441a6a5c0c100c2b9d95388d267ae9413688bde8c95fdfe5847941003');
INSERT INTO public.custody_events VALUES (27, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0001-GF82', 'success', '{"by":"new_case"}', 'c01a87a441a6a5c0c100c2b9d95388d267ae9413688bde8c95fdfe5847941003', '01f0ac537f3af49743942a58ccc4bd69b67f6927e34e683083cd9581638a1f88');
INSERT INTO public.custody_events VALUES (28, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:5', 'success', '{"case":"2026-0001-GF82","rule":"new_case","state":"filed"}', '01f0ac537f3af49743942a58ccc4bd69b67f6927e34e683083cd9581638a1f88', '43dd8e087d35441845b793798bdeda11492c5d75c9a2fb466dfa8595a3163f58');
INSERT INTO public.custody_events VALUES (29, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"decision":"due","kind":"receipt"}', '43dd8e087d35441845b793798bdeda11492c5d75c9a2fb466dfa8595a3163f58', 'c534e6c45f30e622c30640c951e3ae08357f52e88cedb797032aca77c169e4d7');
INSERT INTO public.custody_events VALUES (30, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:6', 'success', '{"message_id_collision":0,"parts":1}', 'c534e6c45f30e622c30640c951e3ae08357f52e88cedb797032aca77c169e4d7', 'c29e7e534e2b587a65950c44ffb6b0e645985fa1712c1f6d18ada2940f5f867e');
INSERT INTO public.custody_events VALUES (31, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0002-P08P', 'success', '{"by":"new_case"}', 'c29e7e534e2b587a65950c44ffb6b0e645985fa1712c1f6d18ada2940f5f867e', '944b9b6b527446a2bb98f123fe0a9908b3b87b522c42578a3919010c8aafb2c6');
INSERT INTO public.custody_events VALUES (32, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:6', 'success', '{"case":"2026-0002-P08P","rule":"new_case","state":"filed"}', '944b9b6b527446a2bb98f123fe0a9908b3b87b522c42578a3919010c8aafb2c6', '3580564685fdd0539389fe8c9fac8921905f2a492184711aa915144ba4b38c07');
INSERT INTO public.custody_events VALUES (33, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:6', 'success', '{"decision":"too_many","kind":"receipt"}', '3580564685fdd0539389fe8c9fac8921905f2a492184711aa915144ba4b38c07', 'e6be192bd4aceb44180729fa5169baa07b3d9adfd0af3be1d6232a3f8cf01852');
INSERT INTO public.custody_events VALUES (34, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:7', 'success', '{"message_id_collision":0,"parts":1}', 'e6be192bd4aceb44180729fa5169baa07b3d9adfd0af3be1d6232a3f8cf01852', '6f69acffb479047e1357c48c20fd2926888d73395c9a952daaec5f72e976d4c9');
INSERT INTO public.custody_events VALUES (35, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0003-EMD7', 'success', '{"by":"new_case"}', '6f69acffb479047e1357c48c20fd2926888d73395c9a952daaec5f72e976d4c9', 'c5726b7a3fba08fc0958d2c5381b914e5537ab282d499a5027ec9d48ebd5e71e');
INSERT INTO public.custody_events VALUES (36, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:7', 'success', '{"case":"2026-0003-EMD7","rule":"new_case","state":"filed"}', 'c5726b7a3fba08fc0958d2c5381b914e5537ab282d499a5027ec9d48ebd5e71e', 'ffc83ccf2090fab2da5f0db5dc74486fd541512960a5db5257c5a6af6302381d');
INSERT INTO public.custody_events VALUES (37, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:7', 'success', '{"decision":"too_many","kind":"receipt"}', 'ffc83ccf2090fab2da5f0db5dc74486fd541512960a5db5257c5a6af6302381d', '54b6f09751749f03aaf273368dc8b2b1e61ac7758c1eb442921c9f219848fb9e');
INSERT INTO public.custody_events VALUES (38, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:5', 'success', '{"sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d"}', '54b6f09751749f03aaf273368dc8b2b1e61ac7758c1eb442921c9f219848fb9e', 'f1715d3d568603f3e2b3d0e37615277fa33b9abc09103ce239057249c3af5252');
INSERT INTO public.custody_events VALUES (39, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:6', 'success', '{"sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2"}', 'f1715d3d568603f3e2b3d0e37615277fa33b9abc09103ce239057249c3af5252', '9fd06ae5953b74b881c762d152f066f1ac1524c07a228217d0054f3a37607c24');
INSERT INTO public.custody_events VALUES (40, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:7', 'success', '{"sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78"}', '9fd06ae5953b74b881c762d152f066f1ac1524c07a228217d0054f3a37607c24', 'c10d7353b3c8fb6c15cfbee17027dc6f8551f3d532730daa380ff9b97181a836');
INSERT INTO public.custody_events VALUES (41, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":5,"uid":5,"uidvalidity":100}', 'c10d7353b3c8fb6c15cfbee17027dc6f8551f3d532730daa380ff9b97181a836', '59b1a30b275f95890fd6129bc80eb2500a3e9507cf81569a3f581ebcb5020a5c');
INSERT INTO public.custody_events VALUES (42, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":6,"uid":6,"uidvalidity":100}', '59b1a30b275f95890fd6129bc80eb2500a3e9507cf81569a3f581ebcb5020a5c', '7cb75722323b6bc85bbb70f07ef37380a81e74bc1b73e3d63204581d00ff0d1d');
INSERT INTO public.custody_events VALUES (43, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":7,"uid":7,"uidvalidity":100}', '7cb75722323b6bc85bbb70f07ef37380a81e74bc1b73e3d63204581d00ff0d1d', 'a8d76c9c5dccc24a0b382df2442e5ad094383546d926a271b0d2f4b17b2011fa');
INSERT INTO public.custody_events VALUES (44, '2026-11-23T08:00:00.000000Z', 'sighting', 'archiver', 'item:1', 'success', '{"folder":"INBOX","uid":8,"uidvalidity":100}', 'a8d76c9c5dccc24a0b382df2442e5ad094383546d926a271b0d2f4b17b2011fa', 'c22eb3be1301cf04ca7d60f68b28447c442b2445f4b5cc8fdae049fa8fd7e5a2');
INSERT INTO public.custody_events VALUES (45, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', 'c22eb3be1301cf04ca7d60f68b28447c442b2445f4b5cc8fdae049fa8fd7e5a2', '0a94c7a398a6b4063168a4f794d7bf146c941f4ae1cdd1e2c3a716dde7614aaf');
INSERT INTO public.custody_events VALUES (46, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"fate":"sent","kind":"receipt","letter":1}', '0a94c7a398a6b4063168a4f794d7bf146c941f4ae1cdd1e2c3a716dde7614aaf', 'bca699e456e31c2d803009025363f3202ea22812a0c3a9b4a12d2cd8bd771e30');
INSERT INTO public.custody_events VALUES (47, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"fate":"sent","kind":"receipt","letter":2}', 'bca699e456e31c2d803009025363f3202ea22812a0c3a9b4a12d2cd8bd771e30', '58f90faa43bd27f9b75aac2fb5394daf2c7feb3e1c88a271049df090a2720231');
INSERT INTO public.custody_events VALUES (48, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"fate":"sent","kind":"receipt","letter":4}', '58f90faa43bd27f9b75aac2fb5394daf2c7feb3e1c88a271049df090a2720231', 'a7c282b73396c549fe5fc05e8e74efc0d093a3522b9023b4197bc21b9ffb2c39');
INSERT INTO public.custody_events VALUES (49, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'digest:2026-W48', 'success', '{"decision":"due","kind":"digest","last_item":7}', 'a7c282b73396c549fe5fc05e8e74efc0d093a3522b9023b4197bc21b9ffb2c39', 'fc8e47a6ff0b070ac8656969a047c1a1e1bb92a6694c170d786201c6c78c266e');
INSERT INTO public.custody_events VALUES (50, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:7', 'success', '{"fate":"sent","kind":"digest","letter":7}', 'fc8e47a6ff0b070ac8656969a047c1a1e1bb92a6694c170d786201c6c78c266e', '1bc3cc74a151fd9a3badb5af61a5cd5fb3b9f1f4053e6a9eecff008f50f2f541');
INSERT INTO public.custody_events VALUES (51, '2026-11-30T08:00:00.000000Z', 'accession', 'archiver', 'item:8', 'success', '{"sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6","size":280}', '1bc3cc74a151fd9a3badb5af61a5cd5fb3b9f1f4053e6a9eecff008f50f2f541', '868a9c292e1b7feeac2f8c68e712f7418286af748f11402058db857e2a9715e9');
INSERT INTO public.custody_events VALUES (52, '2026-11-30T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:8', 'success', '{"message_id_collision":0,"parts":1}', '868a9c292e1b7feeac2f8c68e712f7418286af748f11402058db857e2a9715e9', 'eceed0d9a89d2f85e688d1f6adff65c4db271bcfbb94da40fa9b909d03806b37');
INSERT INTO public.custody_events VALUES (53, '2026-11-30T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0004-VW08', 'success', '{"by":"new_case"}', 'eceed0d9a89d2f85e688d1f6adff65c4db271bcfbb94da40fa9b909d03806b37', '5cef0175f1dd2752ef8f7bfc65930a8db6b4fd62124bd37ab694cc771b8b59d8');
INSERT INTO public.custody_events VALUES (54, '2026-11-30T08:00:00.000000Z', 'filing', 'archiver', 'item:8', 'success', '{"case":"2026-0004-VW08","rule":"new_case","state":"filed"}', '5cef0175f1dd2752ef8f7bfc65930a8db6b4fd62124bd37ab694cc771b8b59d8', 'dbbd58d2a7116206313061788ebddfa055c10870cc000bcc94de03826635eb5f');
INSERT INTO public.custody_events VALUES (55, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'item:8', 'success', '{"decision":"due","kind":"receipt"}', 'dbbd58d2a7116206313061788ebddfa055c10870cc000bcc94de03826635eb5f', '65fd19fb402718687637597651832ff18eaa283b4085c2cfab9ff24282ad1d9e');
INSERT INTO public.custody_events VALUES (56, '2026-11-30T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:8', 'success', '{"sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6"}', '65fd19fb402718687637597651832ff18eaa283b4085c2cfab9ff24282ad1d9e', 'ce20406fe7d37c56841ea193e50f57e7b3d2249756b5b6974fa5fdf5b68f70f6');
INSERT INTO public.custody_events VALUES (57, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":8,"uid":9,"uidvalidity":100}', 'ce20406fe7d37c56841ea193e50f57e7b3d2249756b5b6974fa5fdf5b68f70f6', '1e47ba083dc617ab001ee2fa9446f444ada7478e6c446b20e57bdbd638b93024');
INSERT INTO public.custody_events VALUES (58, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":9,"uid":8,"uidvalidity":100}', '1e47ba083dc617ab001ee2fa9446f444ada7478e6c446b20e57bdbd638b93024', '7021fe380051003057ad9adf0cfa650d223f91cb5116988beceb181dacd72ff5');


--
-- Data for Name: digest_issues; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.digest_issues VALUES (1, 'arkivar@kommune.example', 2026, 48, 1, 7, '2026-11-30 08:00:00+00', 48, 'a7c282b73396c549fe5fc05e8e74efc0d093a3522b9023b4197bc21b9ffb2c39');


--
-- Data for Name: filings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.filings VALUES (1, 1, 'unassigned', NULL, 'no_rule_matched', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (2, 2, 'unassigned', NULL, 'no_rule_matched', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (3, 3, 'external', NULL, 'outsider', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (4, 5, 'filed', 1, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (5, 6, 'filed', 2, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (6, 7, 'filed', 3, 'new_case', '{}', '2026-11-23 08:00:00+00', 'archiver');
INSERT INTO public.filings VALUES (7, 8, 'filed', 4, 'new_case', '{}', '2026-11-30 08:00:00+00', 'archiver');


--
-- Data for Name: folders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.folders VALUES ('arkiv', 'INBOX', false, 100, '2026-11-30 08:00:00+00', 2, 2, '{}');
INSERT INTO public.folders VALUES ('arkiv', 'Arkiveret', true, 900, '2026-11-30 08:00:00+00', 9, 9, '{}');


--
-- Data for Name: heads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.heads VALUES (1, 8, 58, '7021fe380051003057ad9adf0cfa650d223f91cb5116988beceb181dacd72ff5', NULL);


--
-- Data for Name: imports; Type: TABLE DATA; Schema: public; Owner: -
--



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
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.outbox VALUES (3, 'receipt', 'suppressed', 'not_a_colleague', 'borger@udbyder.example', '<receipt.3.e221e9c3299d24fe@kommune.example>', 3, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL);
INSERT INTO public.outbox VALUES (5, 'receipt', 'suppressed', 'too_many', 'jette.jensen@kommune.example', '<receipt.6.15d1141bb9b90b2d@kommune.example>', 6, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL);
INSERT INTO public.outbox VALUES (6, 'receipt', 'suppressed', 'too_many', 'jette.jensen@kommune.example', '<receipt.7.807aa587dc54629d@kommune.example>', 7, NULL, '{}', NULL, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 0, NULL, NULL);
INSERT INTO public.outbox VALUES (1, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.1.7a9a17dfabebcbce@kommune.example>', 1, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d3030303030310d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e312e37613961313764666162656263626365406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c6574406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c6574406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f6262666336326331313034656162373565643730333132386334353338313738220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137380d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20656e646e7520696b6b6520666f7264656c740d0a47656d743a2064696e206d61696c2c20696e67656e2062696c61670d0a4b6f6e74726f6c6b6f64653a2035613564203462363920336636312028626567796e64656c73656e206166205348412d323536290d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d43333d413673746520617262656a64736461673d0d0a2e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c69766572207265673d0d0a69737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e0d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137380d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d3030303030313c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4d6f6474616765743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e32332e206e6f76656d6265722032303236206b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e5361673c2f74683e3c7464207374796c653d33442276657274693d0d0a63616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e656e646e7520696b6b6520666f7264656c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e47656d743c2f74683e3c7464207374796c653d334422766572743d0d0a6963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e64696e206d61696c2c20696e67656e2062696c61673c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4b6f6e74726f6c6b6f64653c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e35613564203462363920336636312028626567796e64656c73656e206166205348412d323d0d0a3536293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d0d0a3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f67206876653d0d0a72207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c3e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e2037322074696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220643d0d0a6967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f62626663363263313130346561623735656437303331323863343533383137382d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00');
INSERT INTO public.outbox VALUES (2, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.2.dd6f99d40a918f7b@kommune.example>', 2, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d3030303030320d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e322e64643666393964343061393138663762406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3262616331396433313261323234346531386438363163646638326332346436220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464360d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20656e646e7520696b6b6520666f7264656c740d0a47656d743a2031206d61696c206d6564206f7072696e64656c69676520686561646572652c20312062696c61670d0a4b6f6e74726f6c6b6f64653a2038353238203438376120303865612028626567796e64656c73656e206166205348412d323536290d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d43333d413673746520617262656a64736461673d0d0a2e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c69766572207265673d0d0a69737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e0d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464360d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d3030303030323c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4d6f6474616765743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e32332e206e6f76656d6265722032303236206b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e5361673c2f74683e3c7464207374796c653d33442276657274693d0d0a63616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e656e646e7520696b6b6520666f7264656c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e47656d743c2f74683e3c7464207374796c653d334422766572743d0d0a6963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e31206d61696c206d6564206f7072696e64656c69676520686561646572652c20312062696c61673c2f74643e3d0d0a3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4b6f6e74726f6c6b6f64653c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e38353238203438376120303865612028626567796e64656c73656e206166205348412d323d0d0a3536293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d0d0a3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f67206876653d0d0a72207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c3e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e2037322074696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220643d0d0a6967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e20626c69766572206f67733d43333d41352067656d742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f32626163313964333132613232343465313864383631636466383263323464362d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00');
INSERT INTO public.outbox VALUES (4, 'receipt', 'sent', NULL, 'jette.jensen@kommune.example', '<receipt.5.55ff787e3003f7ff@kommune.example>', 5, NULL, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a206a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a204b766974746572696e67206e722e204b2d323032362d303030303035205b323032362d303030312d474638325d0d0a446174653a204d6f6e2c203233204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c726563656970742e352e35356666373837653330303366376666406b6f6d6d756e652e6578616d706c653e0d0a496e2d5265706c792d546f3a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a5265666572656e6365733a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d7265706c6965640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a507265636564656e63653a2062756c6b0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f6136656536333361663536353866613363643066633964346233626435343163220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431630d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e0d0a0d0a4d6f6474616765743a2032332e206e6f76656d6265722032303236206b6c2e2030392e30300d0a5361673a20323032362d303030312d474638320d0a47656d743a2064696e206d61696c2c20696e67656e2062696c61670d0a4b6f6e74726f6c6b6f64653a2032323464203665383620303962342028626567796e64656c73656e206166205348412d323536290d0a0d0a44657420736b6572206e753a2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d43333d413673746520617262656a64736461673d0d0a2e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f672068766572207669736e696e6720626c69766572207265673d0d0a69737472657265742e0d0a0d0a44657420736b616c20647520673d43333d423872653a0d0a3d45323d38303d413220536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e0d0a3d45323d38303d4132205376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e0d0a3d45323d38303d41322053656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e20536b72697620736167736e756d6d65726574206920656d6e65742e0d0a0d0a447520736b616c20696b6b652073743d43333d413520616c656e652e2054616c206d65642064696e206c656465722069206461672e204475206b616e206f67733d43333d4135206b6f6e74616b3d0d0a74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c696473726570723d43333d413673656e74616e742e0d0a0d0a457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f20416b75743a2072696e67203131322e20456c6c6572733a203131342e2056656e7420696b6b6520703d0d0a3d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e6d656c64656c736520696e64656e20373220743d0d0a696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220646967206d656420616e6d656c64656c73656e2e0d0a0d0a44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e206c3d43333d41366767657320692073616d6d65207361672e0d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431630d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4b766974746572696e67206e722e204b2d323032362d303030303035205b323032362d303030312d474638325d3c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e54616b2e20566920686172206d6f647461676574206f672067656d742064696e20646f6b756d656e746174696f6e2e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4d6f6474616765743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e32332e206e6f76656d6265722032303236206b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e5361673c2f74683e3c7464207374796c653d33442276657274693d0d0a63616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e323032362d303030312d474638323c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e47656d743c2f74683e3c7464207374796c653d334422766572743d0d0a6963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e64696e206d61696c2c20696e67656e2062696c61673c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4b6f6e74726f6c6b6f64653c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e32323464203665383620303962342028626567796e64656c73656e206166205348412d323d0d0a3536293c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e44657420736b6572206e753a3c2f7374726f6e673e2044656e2061726b6976616e737661726c6967652073657220703d43333d4135206465742073656e657374206e3d0d0a3d43333d413673746520617262656a64736461672e204b756e20663d43333d413520756470656765646520706572736f6e6572206b616e203d43333d4135626e65206465742c206f67206876653d0d0a72207669736e696e6720626c697665722072656769737472657265742e3c2f703e0d0a3c703e3c7374726f6e673e44657420736b616c20647520673d43333d423872653a3c2f7374726f6e673e3c2f703e0d0a3c756c3e0d0a3c6c693e536c657420696b6b652064656e206f7072696e64656c696765206d61696c20656c6c657220736d732e3c2f6c693e0d0a3c6c693e5376617220696b6b6520626f72676572656e2c20663d43333d423872206475206861722074616c74206d65642064696e206c656465722e3c2f6c693e0d0a3c6c693e53656e64206e79652068656e76656e64656c7365722074696c2073616d6d6520616472657373652e20536b72697620736167736e756d6d65726574206920656d6e65742e3c2f6c693e0d0a3c2f756c3e0d0a3c703e3c7374726f6e673e447520736b616c20696b6b652073743d43333d413520616c656e652e3c2f7374726f6e673e2054616c206d65642064696e206c656465722069206461672e204475203d0d0a6b616e206f67733d43333d4135206b6f6e74616b74652064696e20617262656a64736d696c6a3d43333d4238726570723d43333d413673656e74616e7420656c6c65722064696e2074696c6c693d0d0a6473726570723d43333d413673656e74616e742e3c2f703e0d0a3c703e3c7374726f6e673e457220647520747275657420656c6c6572206b6f6d6d65742074696c20736b6164653f3c2f7374726f6e673e20416b75743a2072696e67203131322e20456c6c65723d0d0a733a203131342e2056656e7420696b6b6520703d43333d4135206f733a204d756c696768656420666f72206572737461746e696e67206b616e206b723d43333d4136766520706f6c697469616e3d0d0a6d656c64656c736520696e64656e2037322074696d657220656674657220683d43333d41366e64656c73656e2e2044696e20617262656a6473706c61647320686a3d43333d41366c70657220643d0d0a6967206d656420616e6d656c64656c73656e2e3c2f703e0d0a3c703e44656e6e65206d61696c2065722073656e6474206175746f6d617469736b2e205376617220703d43333d41352064656e206c3d43333d41366767657320692073616d6d65207361672e3c3d0d0a2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f61366565363333616635363538666133636430666339643462336264353431632d2d0d0a', '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00', 1, '2026-11-23 08:00:00+00', '2026-11-23 08:00:00+00');
INSERT INTO public.outbox VALUES (7, 'digest', 'sent', NULL, 'arkivar@kommune.example', '<digest@kommune.example>', NULL, 1, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b69766172406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a205567656e73206f766572626c696b2c207567652034380d0a446174653a204d6f6e2c203330204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c646967657374406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3763323239353963633339356565653036613765316338613033616363383132220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a32332e3d45323d38303d393332392e206e6f76656d62657220323032362028756765203438292e0d0a0d0a536964656e20736964737465206f766572626c696b3a0d0a4d6f6474616765743a20370d0a55666f7264656c743a20320d0a456b737465726e743a20310d0a4b756e6e6520696b6b65206c3d43333d41367365733a20310d0a4c3d43333d423862656e756d72653a20313d45323d38303d3933370d0a5361676572206d6564206e79743a20323032362d303030312d474638322c20323032362d303030322d50303850206f6720323032362d303030332d454d44370d0a4b766974746572696e67657220686f6c64742074696c626167652c20666f72206d616e67652074696c2073616d6d6520696e6473656e6465723a20320d0a0d0a506f73746b61737365723a0d0a61726b69763a20494b4b452048454e54455420534944454e2032332f3131206b6c2e2030392e3030203d43323d42372037206e7965206d61696c730d0a0d0a41726b69766574732065676e65206d61696c733a0d0a4166766973743a20300d0a55766973742c206f6d206465206572206e3d43333d41356574206672656d3a20300d0a0d0a3d43333d3835626e6520616c61726d65723a20496e67656e2e0d0a0d0a53706f72626172686564736c6f673a0d0a416e74616c20706f737465723a2034380d0a5669646e656c696e6a653a2034383a61376332383262373333393663353439666535666330356538653734656663306430393361333532326239303233623431393762633231623966666232633d0d0a33390d0a0d0a47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e5567656e73206f766572626c696b2c207567652034383c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c703e32332e3d45323d38303d393332392e206e6f76656d62657220323032362028756765203438292e3c2f703e0d0a3c703e3c7374726f6e673e536964656e20736964737465206f766572626c696b3a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4d6f6474616765743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e373c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e55666f7264656c743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e323c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e456b737465726e743c2f74683e3c7464207374796c653d3344223d0d0a766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e313c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4b756e6e6520696b6b65206c3d43333d41367365733c2f74683e3d0d0a3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e313c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4c3d43333d423862656e756d72653c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e313d45323d38303d3933373c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e5361676572206d6564206e79743c2f74683e3c7464207374796c3d0d0a653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e323032362d303030312d474638322c20323032362d303030322d50303850206f6720323d0d0a3032362d303030332d454d44373c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4b766974746572696e67657220686f6c64742074696c626167653d0d0a2c20666f72206d616e67652074696c2073616d6d6520696e6473656e6465723c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673d0d0a3a203270782030223e323c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e506f73746b61737365723a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e61726b69763c2f74683e3c7464207374796c653d3344227665723d0d0a746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e494b4b452048454e54455420534944454e2032332f3131206b6c2e2030392e3030203d43323d42372037203d0d0a6e7965206d61696c733c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e41726b69766574732065676e65206d61696c733a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e4166766973743c2f74683e3c7464207374796c653d33442276653d0d0a72746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e55766973742c206f6d206465206572206e3d43333d41356574203d0d0a6672656d3c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e303c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e3d43333d3835626e6520616c61726d65723a3c2f7374726f6e673e20496e67656e2e3c2f703e0d0a3c703e3c7374726f6e673e53706f72626172686564736c6f673a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c617073653b207461626c652d6c61796f75743a2066697865643b2077696474683a2031303025223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e416e74616c20706f737465723c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e34383c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313270782032707820303b2077696474683a20343025223e5669646e656c696e6a653c2f74683e3c7464207374796c653d0d0a3d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a203270782030223e34383a6137633238326237333339366335343966653566633035653865373465666330643d0d0a303933613335323262393032336234313937626332316239666662326333393c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831322d2d0d0a', '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 1, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00');
INSERT INTO public.outbox VALUES (8, 'receipt', 'due', NULL, 'jette.jensen@kommune.example', '<receipt.8.c603f8d6cc1eb89f@kommune.example>', 8, NULL, '{}', NULL, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 0, NULL, NULL);


--
-- Data for Name: parts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.parts VALUES (1, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 15, 'e01aefd5fb99c7721601c6edce7d7f58239ca69fad234c69092d8988b4d1fc24', true, false);
INSERT INTO public.parts VALUES (2, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 21, '0a2d02b2e2240ef6ddf7c70efbfc72264236693d9d7c282234e0e1b8494924bf', true, false);
INSERT INTO public.parts VALUES (2, '2.1', 1, 'text/plain', 'text/plain', NULL, 'del-2.1.txt', NULL, NULL, 56, '65ea53e04ea080036d6d8c5c59873333d22ab6d78bd9d58f5acca89c4add65d4', true, false);
INSERT INTO public.parts VALUES (2, '3', 2, 'image/png', 'image/png', 'skærm.png', 'skærm.png', 'attachment', NULL, 70, '497790947d4666760ce38f3c00e852c71fdb66cae849bae8e9ede352719e1581', true, false);
INSERT INTO public.parts VALUES (3, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 36, 'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41', true, false);
INSERT INTO public.parts VALUES (5, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, '95a31c7a1f858927431bb0b5110f32cfff894f7e46a9d2d4f6319d9ac48df311', true, false);
INSERT INTO public.parts VALUES (6, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, '37645a5ea6d6a3d6ce15c027e7168b53a462baf3cf7898dd0609cda547e2ab97', true, false);
INSERT INTO public.parts VALUES (7, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 7, 'e3952b5ab7ae0eebb695bf3073cb55ebcb1b8d714c4d940601df8ed12d6d0f6c', true, false);
INSERT INTO public.parts VALUES (8, '1', 0, 'text/plain', 'text/plain', NULL, 'del-1.txt', NULL, NULL, 36, 'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41', true, false);


--
-- Data for Name: readings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.readings VALUES (1, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<et@kommune.example>', '27a7b1fb07bc375f50297ddef5ef21d0e4926981785e6fa34d6160e1ea63e08d', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<et@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (2, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<videresendt.1@kommune.example>', 'c36a42db15d7efe95839783bfa73449a94c4efd9527f0077590d4ba4a53a21fe', false, 'VS: I skal ikke sove trygt', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 1, '{"message_id": "<videresendt.1@kommune.example>", "subject": "VS: I skal ikke sove trygt", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (3, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<to@udbyder.example>', 'b996119df853db42fa19f507b1e066242d8f073a411a9ef37e219ff7d4a1ecfd', false, 'VS: endnu en mail', 'borger@udbyder.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<to@udbyder.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Borger", "address": "borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (4, 'quarantined', 'took too long', 1, '2026-11-23 08:00:00+00', NULL, NULL, false, '', '', NULL, '', 0, '{}', '[]');
INSERT INTO public.readings VALUES (5, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.0@kommune.example>', '78b68f2133f635bb41cd3ca96b45a93609c97bace940a79837580329ac6157b8', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.0@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (6, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.1@kommune.example>', 'bedac3e4760b2790588e85bc1d46a5244359df29e627acadf928baec33f3c70b', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.1@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (7, 'read', NULL, 1, '2026-11-23 08:00:00+00', '<sag.2@kommune.example>', '8b958569331da2fca4a4b47c728383a5978999a55c85ce5fa8a5b8c7cffbb21e', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sag.2@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');
INSERT INTO public.readings VALUES (8, 'read', NULL, 1, '2026-11-30 08:00:00+00', '<sidst@kommune.example>', '32ade49c5a07eb475a587ad4c996dab4bc8cb9369030574a99a0dd6cdab830a1', false, 'VS: endnu en mail', 'jette.jensen@kommune.example', '2026-11-20 13:32:00+00', 'Fri, 20 Nov 2026 14:32:00 +0100', 0, '{"message_id": "<sidst@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "received": []}', '[]');


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
-- Name: alarms_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.alarms_id_seq', 1, false);


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
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.outbox_id_seq', 8, true);


--
-- Name: sightings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sightings_id_seq', 9, true);


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
-- Name: digest_issues pk_digest_issues; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues
    ADD CONSTRAINT pk_digest_issues PRIMARY KEY (id);


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
-- Name: outbox pk_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT pk_outbox PRIMARY KEY (id);


--
-- Name: parts pk_parts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parts
    ADD CONSTRAINT pk_parts PRIMARY KEY (item, path);


--
-- Name: readings pk_readings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.readings
    ADD CONSTRAINT pk_readings PRIMARY KEY (item);


--
-- Name: sightings pk_sightings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT pk_sightings PRIMARY KEY (id);


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
-- Name: sightings uq_sightings_mailbox_folder_uidvalidity_uid_take; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT uq_sightings_mailbox_folder_uidvalidity_uid_take UNIQUE (mailbox, folder, uidvalidity, uid, take);


--
-- Name: ix_custody_events_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_custody_events_subject ON public.custody_events USING btree (subject);


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
-- Name: ix_outbox_recipient; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_recipient ON public.outbox USING btree (recipient, created_at);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (due_at) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text, 'uncertain'::text]));


--
-- Name: ix_readings_message_id_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_message_id_sha256 ON public.readings USING btree (message_id_sha256);


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
-- Name: uq_alarms_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_alarms_open ON public.alarms USING btree (kind, subject) WHERE (cleared_at IS NULL);


--
-- Name: uq_outbox_receipt_item; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_outbox_receipt_item ON public.outbox USING btree (item) WHERE (kind = 'receipt'::text);


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
-- Name: octets fk_octets_sha256; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.octets
    ADD CONSTRAINT fk_octets_sha256 FOREIGN KEY (sha256) REFERENCES public.items(sha256);


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
-- Name: sightings fk_sightings_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sightings
    ADD CONSTRAINT fk_sightings_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- PostgreSQL database dump complete
--


