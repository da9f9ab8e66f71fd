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
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_carriers_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_carriers_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_carriers_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_carriers_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_carriers_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_carriers_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.derivation IS NOT DISTINCT FROM NEW.derivation) AND (OLD.path IS NOT DISTINCT FROM NEW.path) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.sha256 IS NOT DISTINCT FROM NEW.sha256) AND (OLD.cuts IS NOT DISTINCT FROM NEW.cuts) AND (OLD.message_id_sha256 IS NOT DISTINCT FROM NEW.message_id_sha256) AND (OLD.envelope IS NOT DISTINCT FROM NEW.envelope OR coalesce(substr(OLD.envelope, 1, 4) <> '§s1:' AND substr(NEW.envelope, 1, 4) = '§s1:', false)) AND ((substr(OLD.envelope, 1, 4) <> '§s1:' AND substr(NEW.envelope, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_acts_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_acts_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((NEW.reason = '' AND OLD.id IS NOT DISTINCT FROM NEW.id AND OLD.kind IS NOT DISTINCT FROM NEW.kind AND OLD.case_id IS NOT DISTINCT FROM NEW.case_id AND OLD.other_id IS NOT DISTINCT FROM NEW.other_id AND OLD.undoes IS NOT DISTINCT FROM NEW.undoes AND OLD.closed_before IS NOT DISTINCT FROM NEW.closed_before AND OLD.at IS NOT DISTINCT FROM NEW.at AND OLD.agent IS NOT DISTINCT FROM NEW.agent AND (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)
    OR OLD.kind IN ('split', 'merge') AND EXISTS (
        SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.other_id)
    OR EXISTS (SELECT 1 FROM filings f WHERE f.act = OLD.id) AND NOT EXISTS (
        SELECT 1 FROM filings f WHERE f.act = OLD.id AND NOT EXISTS (
            SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = f.item)))) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.kind IS NOT DISTINCT FROM NEW.kind) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.other_id IS NOT DISTINCT FROM NEW.other_id) AND (OLD.undoes IS NOT DISTINCT FROM NEW.undoes) AND (OLD.closed_before IS NOT DISTINCT FROM NEW.closed_before) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', false)) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_deadlines_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_deadlines_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_deadlines_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_deadlines_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_deadlines_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_deadlines_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.code IS NOT DISTINCT FROM NEW.code) AND (OLD.starts_at IS NOT DISTINCT FROM NEW.starts_at) AND (OLD.due_at IS NOT DISTINCT FROM NEW.due_at) AND (OLD.due_on IS NOT DISTINCT FROM NEW.due_on) AND (OLD.assumed IS NOT DISTINCT FROM NEW.assumed) AND (OLD.about IS NOT DISTINCT FROM NEW.about OR coalesce(substr(OLD.about, 1, 4) <> '§s1:' AND substr(NEW.about, 1, 4) = '§s1:', false)) AND (OLD.state IS NOT DISTINCT FROM NEW.state) AND (OLD.ended_on IS NOT DISTINCT FROM NEW.ended_on) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.about, 1, 4) <> '§s1:' AND substr(NEW.about, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_dialogues_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_dialogues_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_dialogues_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_dialogues_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_dialogues_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_dialogues_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.step IS NOT DISTINCT FROM NEW.step) AND (OLD.taken_on IS NOT DISTINCT FROM NEW.taken_on) AND (OLD.responsible IS NOT DISTINCT FROM NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', false)) AND (OLD.outcome IS NOT DISTINCT FROM NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_help_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_help_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_help_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_help_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_help_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_help_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.kind IS NOT DISTINCT FROM NEW.kind OR coalesce(substr(OLD.kind, 1, 4) <> '§s1:' AND substr(NEW.kind, 1, 4) = '§s1:', false)) AND (OLD.employee IS NOT DISTINCT FROM NEW.employee OR coalesce(substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:', false)) AND (OLD.offered_on IS NOT DISTINCT FROM NEW.offered_on) AND (OLD.answer IS NOT DISTINCT FROM NEW.answer OR coalesce(substr(OLD.answer, 1, 4) <> '§s1:' AND substr(NEW.answer, 1, 4) = '§s1:', false)) AND (OLD.began_on IS NOT DISTINCT FROM NEW.began_on) AND (OLD.responsible IS NOT DISTINCT FROM NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', false)) AND (OLD.follow_up_on IS NOT DISTINCT FROM NEW.follow_up_on) AND (OLD.done_on IS NOT DISTINCT FROM NEW.done_on) AND (OLD.remark IS NOT DISTINCT FROM NEW.remark OR coalesce(substr(OLD.remark, 1, 4) <> '§s1:' AND substr(NEW.remark, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.kind, 1, 4) <> '§s1:' AND substr(NEW.kind, 1, 4) = '§s1:') OR (substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:') OR (substr(OLD.answer, 1, 4) <> '§s1:' AND substr(NEW.answer, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.remark, 1, 4) <> '§s1:' AND substr(NEW.remark, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_information_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_information_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_information_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_information_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_information_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_information_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.status IS NOT DISTINCT FROM NEW.status) AND (OLD.decided_on IS NOT DISTINCT FROM NEW.decided_on) AND (OLD.decided_by IS NOT DISTINCT FROM NEW.decided_by OR coalesce(substr(OLD.decided_by, 1, 4) <> '§s1:' AND substr(NEW.decided_by, 1, 4) = '§s1:', false)) AND (OLD.paragraph IS NOT DISTINCT FROM NEW.paragraph OR coalesce(substr(OLD.paragraph, 1, 4) <> '§s1:' AND substr(NEW.paragraph, 1, 4) = '§s1:', false)) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', false)) AND (OLD.reassess_on IS NOT DISTINCT FROM NEW.reassess_on) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.decided_by, 1, 4) <> '§s1:' AND substr(NEW.decided_by, 1, 4) = '§s1:') OR (substr(OLD.paragraph, 1, 4) <> '§s1:' AND substr(NEW.paragraph, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_legal_notes_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_legal_notes_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_legal_notes_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_legal_notes_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_legal_notes_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_legal_notes_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.lawyer IS NOT DISTINCT FROM NEW.lawyer OR coalesce(substr(OLD.lawyer, 1, 4) <> '§s1:' AND substr(NEW.lawyer, 1, 4) = '§s1:', false)) AND (OLD.assessed_on IS NOT DISTINCT FROM NEW.assessed_on) AND (OLD.category IS NOT DISTINCT FROM NEW.category OR coalesce(substr(OLD.category, 1, 4) <> '§s1:' AND substr(NEW.category, 1, 4) = '§s1:', false)) AND (OLD.outcome IS NOT DISTINCT FROM NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', false)) AND (OLD.note IS NOT DISTINCT FROM NEW.note OR coalesce(substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:', false)) AND (OLD.to_be_shared IS NOT DISTINCT FROM NEW.to_be_shared) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.lawyer, 1, 4) <> '§s1:' AND substr(NEW.lawyer, 1, 4) = '§s1:') OR (substr(OLD.category, 1, 4) <> '§s1:' AND substr(NEW.category, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:') OR (substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_limits_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_limits_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_limits_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_limits_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_limits_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_limits_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.scope IS NOT DISTINCT FROM NEW.scope OR coalesce(substr(OLD.scope, 1, 4) <> '§s1:' AND substr(NEW.scope, 1, 4) = '§s1:', false)) AND (OLD.basis IS NOT DISTINCT FROM NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§s1:' AND substr(NEW.basis, 1, 4) = '§s1:', false)) AND (OLD.decided_on IS NOT DISTINCT FROM NEW.decided_on) AND (OLD.responsible IS NOT DISTINCT FROM NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', false)) AND (OLD.until IS NOT DISTINCT FROM NEW.until) AND (OLD.endless_because IS NOT DISTINCT FROM NEW.endless_because OR coalesce(substr(OLD.endless_because, 1, 4) <> '§s1:' AND substr(NEW.endless_because, 1, 4) = '§s1:', false)) AND (OLD.reviewed_on IS NOT DISTINCT FROM NEW.reviewed_on) AND (OLD.lifted_on IS NOT DISTINCT FROM NEW.lifted_on) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.scope, 1, 4) <> '§s1:' AND substr(NEW.scope, 1, 4) = '§s1:') OR (substr(OLD.basis, 1, 4) <> '§s1:' AND substr(NEW.basis, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.endless_because, 1, 4) <> '§s1:' AND substr(NEW.endless_because, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_measures_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_measures_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_measures_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_measures_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_measures_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_measures_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.learned IS NOT DISTINCT FROM NEW.learned OR coalesce(substr(OLD.learned, 1, 4) <> '§s1:' AND substr(NEW.learned, 1, 4) = '§s1:', false)) AND (OLD.measure IS NOT DISTINCT FROM NEW.measure OR coalesce(substr(OLD.measure, 1, 4) <> '§s1:' AND substr(NEW.measure, 1, 4) = '§s1:', false)) AND (OLD.responsible IS NOT DISTINCT FROM NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', false)) AND (OLD.due_on IS NOT DISTINCT FROM NEW.due_on) AND (OLD.done_on IS NOT DISTINCT FROM NEW.done_on) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.learned, 1, 4) <> '§s1:' AND substr(NEW.learned, 1, 4) = '§s1:') OR (substr(OLD.measure, 1, 4) <> '§s1:' AND substr(NEW.measure, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_notes_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_notes_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_notes_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_notes_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_notes_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_notes_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.way IS NOT DISTINCT FROM NEW.way) AND (OLD.held_at IS NOT DISTINCT FROM NEW.held_at) AND (OLD.people IS NOT DISTINCT FROM NEW.people OR coalesce(substr(OLD.people, 1, 4) <> '§s1:' AND substr(NEW.people, 1, 4) = '§s1:', false)) AND (OLD.author IS NOT DISTINCT FROM NEW.author OR coalesce(substr(OLD.author, 1, 4) <> '§s1:' AND substr(NEW.author, 1, 4) = '§s1:', false)) AND (OLD.note IS NOT DISTINCT FROM NEW.note OR coalesce(substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.people, 1, 4) <> '§s1:' AND substr(NEW.people, 1, 4) = '§s1:') OR (substr(OLD.author, 1, 4) <> '§s1:' AND substr(NEW.author, 1, 4) = '§s1:') OR (substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_reports_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_reports_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_reports_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_reports_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_reports_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_reports_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.recipient IS NOT DISTINCT FROM NEW.recipient) AND (OLD.responsible IS NOT DISTINCT FROM NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', false)) AND (OLD.sent_on IS NOT DISTINCT FROM NEW.sent_on) AND (OLD.journal IS NOT DISTINCT FROM NEW.journal OR coalesce(substr(OLD.journal, 1, 4) <> '§s1:' AND substr(NEW.journal, 1, 4) = '§s1:', false)) AND (OLD.follow_up_on IS NOT DISTINCT FROM NEW.follow_up_on) AND (OLD.followed_up_on IS NOT DISTINCT FROM NEW.followed_up_on) AND (OLD.outcome IS NOT DISTINCT FROM NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', false)) AND (OLD.closed_on IS NOT DISTINCT FROM NEW.closed_on) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.journal, 1, 4) <> '§s1:' AND substr(NEW.journal, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_screenshots_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_screenshots_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_screenshots_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_screenshots_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_screenshots_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_screenshots_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.in_item IS NOT DISTINCT FROM NEW.in_item) AND (OLD.url IS NOT DISTINCT FROM NEW.url OR coalesce(substr(OLD.url, 1, 4) <> '§s1:' AND substr(NEW.url, 1, 4) = '§s1:', false)) AND (OLD.user_name IS NOT DISTINCT FROM NEW.user_name OR coalesce(substr(OLD.user_name, 1, 4) <> '§s1:' AND substr(NEW.user_name, 1, 4) = '§s1:', false)) AND (OLD.platform IS NOT DISTINCT FROM NEW.platform OR coalesce(substr(OLD.platform, 1, 4) <> '§s1:' AND substr(NEW.platform, 1, 4) = '§s1:', false)) AND (OLD.taken_by IS NOT DISTINCT FROM NEW.taken_by OR coalesce(substr(OLD.taken_by, 1, 4) <> '§s1:' AND substr(NEW.taken_by, 1, 4) = '§s1:', false)) AND (OLD.taken_at IS NOT DISTINCT FROM NEW.taken_at) AND (OLD.witness IS NOT DISTINCT FROM NEW.witness OR coalesce(substr(OLD.witness, 1, 4) <> '§s1:' AND substr(NEW.witness, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.url, 1, 4) <> '§s1:' AND substr(NEW.url, 1, 4) = '§s1:') OR (substr(OLD.user_name, 1, 4) <> '§s1:' AND substr(NEW.user_name, 1, 4) = '§s1:') OR (substr(OLD.platform, 1, 4) <> '§s1:' AND substr(NEW.platform, 1, 4) = '§s1:') OR (substr(OLD.taken_by, 1, 4) <> '§s1:' AND substr(NEW.taken_by, 1, 4) = '§s1:') OR (substr(OLD.witness, 1, 4) <> '§s1:' AND substr(NEW.witness, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_wishes_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_wishes_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_wishes_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_wishes_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_case_wishes_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_case_wishes_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.employee IS NOT DISTINCT FROM NEW.employee OR coalesce(substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:', false)) AND (OLD.wished_on IS NOT DISTINCT FROM NEW.wished_on) AND (OLD.wish IS NOT DISTINCT FROM NEW.wish OR coalesce(substr(OLD.wish, 1, 4) <> '§s1:' AND substr(NEW.wish, 1, 4) = '§s1:', false)) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.entry IS NOT DISTINCT FROM NEW.entry) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:') OR (substr(OLD.wish, 1, 4) <> '§s1:' AND substr(NEW.wish, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_cases_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_cases_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.id IS NOT DISTINCT FROM NEW.id AND OLD.year IS NOT DISTINCT FROM NEW.year AND OLD.number IS NOT DISTINCT FROM NEW.number AND OLD.reference IS NOT DISTINCT FROM NEW.reference AND OLD.opened_at IS NOT DISTINCT FROM NEW.opened_at AND OLD.opened_by IS NOT DISTINCT FROM NEW.opened_by)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_dispositions_by_another(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_dispositions_by_another() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.step <> 'approved' OR EXISTS (
    SELECT 1 FROM dispositions p WHERE p.id = NEW.proposal AND p.step = 'proposed' AND p.person <> NEW.person)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_dispositions_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_dispositions_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.step IS NOT DISTINCT FROM NEW.step) AND (OLD.proposal IS NOT DISTINCT FROM NEW.proposal) AND (OLD.name IS NOT DISTINCT FROM NEW.name) AND (OLD.scope IS NOT DISTINCT FROM NEW.scope) AND (OLD.number IS NOT DISTINCT FROM NEW.number) AND (OLD.outcome IS NOT DISTINCT FROM NEW.outcome) AND (OLD.covers IS NOT DISTINCT FROM NEW.covers) AND (OLD.until IS NOT DISTINCT FROM NEW.until) AND (OLD.journal IS NOT DISTINCT FROM NEW.journal OR coalesce(substr(OLD.journal, 1, 4) <> '§k1:' AND substr(NEW.journal, 1, 4) = '§k1:', false)) AND (OLD.basis IS NOT DISTINCT FROM NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:', false)) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:', false)) AND (OLD.person IS NOT DISTINCT FROM NEW.person) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND ((substr(OLD.journal, 1, 4) <> '§k1:' AND substr(NEW.journal, 1, 4) = '§k1:') OR (substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:') OR (substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_enclosed_messages_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_enclosed_messages_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM carriers c WHERE c.sha256 = OLD.sha256)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_approved(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_approved() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((
    NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.name)
    OR NEW.scope = 'case' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number AND c.reference = NEW.name)) AND EXISTS (
    SELECT 1 FROM dispositions p JOIN dispositions a ON a.proposal = p.id
    WHERE p.name = NEW.disposition AND p.outcome = 'dispose' AND a.step = 'approved' AND a.person <> p.person AND (
        p.scope = NEW.scope AND p.number = NEW.number
        OR p.scope = 'case' AND NEW.scope = 'case' AND EXISTS (
            SELECT 1 FROM cases c JOIN erasures e ON e.scope = 'case' AND e.number = c.merged_into
            WHERE c.id = NEW.number AND e.disposition = NEW.disposition)
        OR p.scope = 'case' AND NEW.scope = 'item' AND EXISTS (
            SELECT 1 FROM filings f JOIN erasures e ON e.scope = 'case' AND e.number = f.case_id
            WHERE f.item = NEW.number AND e.disposition = NEW.disposition
            AND NOT EXISTS (SELECT 1 FROM filings n WHERE n.item = f.item AND n.id > f.id)))) AND NOT EXISTS (
    SELECT 1 FROM holds h WHERE h.hold IS NULL AND NOT EXISTS (SELECT 1 FROM holds r WHERE r.hold = h.id) AND (
        h.scope = 'archive' OR h.scope = NEW.scope AND h.number = NEW.number
        OR h.scope = 'item' AND NEW.scope = 'case' AND EXISTS (
            SELECT 1 FROM filings f WHERE f.item = h.number AND f.case_id = NEW.number)
        OR h.scope = 'case' AND NEW.scope = 'item' AND EXISTS (
            SELECT 1 FROM filings f WHERE f.item = NEW.number AND f.case_id = h.number)))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_in_order(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_in_order() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.forgotten_at IS NOT NULL AND NEW.erased_at IS NULL AND NEW.number IS NOT NULL) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((OLD.scope IS NOT DISTINCT FROM NEW.scope AND OLD.name IS NOT DISTINCT FROM NEW.name AND OLD.size IS NOT DISTINCT FROM NEW.size AND OLD.came_at IS NOT DISTINCT FROM NEW.came_at AND OLD.disposition IS NOT DISTINCT FROM NEW.disposition AND OLD.basis IS NOT DISTINCT FROM NEW.basis AND OLD.people IS NOT DISTINCT FROM NEW.people AND OLD.decided_at IS NOT DISTINCT FROM NEW.decided_at) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND (OLD.scope IS NOT DISTINCT FROM NEW.scope) AND (OLD.name IS NOT DISTINCT FROM NEW.name) AND (OLD.size IS NOT DISTINCT FROM NEW.size) AND (OLD.came_at IS NOT DISTINCT FROM NEW.came_at) AND (OLD.disposition IS NOT DISTINCT FROM NEW.disposition) AND (OLD.basis IS NOT DISTINCT FROM NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:', false)) AND (OLD.people IS NOT DISTINCT FROM NEW.people) AND (OLD.decided_at IS NOT DISTINCT FROM NEW.decided_at))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_keep_erased_at(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_keep_erased_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.erased_at IS NOT NULL AND OLD.erased_at IS DISTINCT FROM NEW.erased_at) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_keep_forgotten_at(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_keep_forgotten_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.forgotten_at IS NOT NULL AND OLD.forgotten_at IS DISTINCT FROM NEW.forgotten_at) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_keep_number(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_keep_number() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_erasures_number_fits(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_erasures_number_fits() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.number IS NOT DISTINCT FROM NEW.number OR (
    NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.name)
    OR NEW.scope = 'case' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number AND c.reference = NEW.name))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_heads_only_grow(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_heads_only_grow() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.items < OLD.items OR NEW.events < OLD.events) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_heads_stay_sealed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_heads_stay_sealed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.sealed_at IS NOT NULL AND OLD.sealed_at IS DISTINCT FROM NEW.sealed_at) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_holds_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_holds_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.hold IS NOT DISTINCT FROM NEW.hold) AND (OLD.scope IS NOT DISTINCT FROM NEW.scope) AND (OLD.number IS NOT DISTINCT FROM NEW.number) AND (OLD.address IS NOT DISTINCT FROM NEW.address OR coalesce(substr(OLD.address, 1, 4) <> '§k1:' AND substr(NEW.address, 1, 4) = '§k1:', false)) AND (OLD.kind IS NOT DISTINCT FROM NEW.kind) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:', false)) AND (OLD.person IS NOT DISTINCT FROM NEW.person) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND ((substr(OLD.address, 1, 4) <> '§k1:' AND substr(NEW.address, 1, 4) = '§k1:') OR (substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_imports_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_imports_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_imports_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_imports_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_imports_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_imports_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.source IS NOT DISTINCT FROM NEW.source OR coalesce(substr(OLD.source, 1, 4) <> '§k1:' AND substr(NEW.source, 1, 4) = '§k1:', false)) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.imported_at IS NOT DISTINCT FROM NEW.imported_at) AND ((substr(OLD.source, 1, 4) <> '§k1:' AND substr(NEW.source, 1, 4) = '§k1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_incident_reports_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_incident_reports_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_incident_reports_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_incident_reports_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_incident_reports_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_incident_reports_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.derivation IS NOT DISTINCT FROM NEW.derivation) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.incident IS NOT DISTINCT FROM NEW.incident) AND (OLD.reporter IS NOT DISTINCT FROM NEW.reporter OR coalesce(substr(OLD.reporter, 1, 4) <> '§k1:' AND substr(NEW.reporter, 1, 4) = '§k1:', false)) AND (OLD.sha256 IS NOT DISTINCT FROM NEW.sha256) AND (OLD.likeness IS NOT DISTINCT FROM NEW.likeness) AND ((substr(OLD.reporter, 1, 4) <> '§k1:' AND substr(NEW.reporter, 1, 4) = '§k1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_incidents_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_incidents_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM incident_reports r WHERE r.incident = OLD.id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_keys_fit(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_keys_fit() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NEW.scope = 'archive' AND NEW.number = 0 AND NEW.binding = ''
    OR NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.binding)
    OR NEW.scope = 'case' AND NEW.binding = '' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_keys_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_keys_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.scope IS NOT DISTINCT FROM NEW.scope AND OLD.number IS NOT DISTINCT FROM NEW.number AND OLD.binding IS NOT DISTINCT FROM NEW.binding)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_keys_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_keys_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = OLD.scope AND e.number = OLD.number)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_keys_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_keys_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = NEW.scope AND e.number = NEW.number)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_objects_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_objects_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.sha256 IS NOT DISTINCT FROM NEW.sha256)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_objects_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_objects_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = OLD.sha256) OR EXISTS (SELECT 1 FROM octets o WHERE o.sha256 = OLD.sha256)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_objects_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_objects_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = NEW.sha256)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_octets_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_octets_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = OLD.sha256) OR EXISTS (SELECT 1 FROM objects o WHERE o.sha256 = OLD.sha256)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_octets_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_octets_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = NEW.sha256)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_octets_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_octets_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.sha256 IS NOT DISTINCT FROM NEW.sha256) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.content IS NOT DISTINCT FROM NEW.content OR coalesce(NOT OLD.sealed AND NEW.sealed, false)) AND (OLD.sealed IS NOT DISTINCT FROM NEW.sealed OR coalesce(NOT OLD.sealed AND NEW.sealed, false)) AND ((NOT OLD.sealed AND NEW.sealed) OR (NOT OLD.sealed AND NEW.sealed)), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_originals_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_originals_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_originals_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_originals_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_originals_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_originals_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.derivation IS NOT DISTINCT FROM NEW.derivation) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.parent IS NOT DISTINCT FROM NEW.parent) AND (OLD.depth IS NOT DISTINCT FROM NEW.depth) AND (OLD.provenance IS NOT DISTINCT FROM NEW.provenance) AND (OLD.confidence IS NOT DISTINCT FROM NEW.confidence) AND (OLD.choice IS NOT DISTINCT FROM NEW.choice) AND (OLD.path IS NOT DISTINCT FROM NEW.path) AND (OLD.message_id IS NOT DISTINCT FROM NEW.message_id OR coalesce(substr(OLD.message_id, 1, 4) <> '§s1:' AND substr(NEW.message_id, 1, 4) = '§s1:', false)) AND (OLD.subject IS NOT DISTINCT FROM NEW.subject OR coalesce(substr(OLD.subject, 1, 4) <> '§s1:' AND substr(NEW.subject, 1, 4) = '§s1:', false)) AND (OLD.from_name IS NOT DISTINCT FROM NEW.from_name OR coalesce(substr(OLD.from_name, 1, 4) <> '§s1:' AND substr(NEW.from_name, 1, 4) = '§s1:', false)) AND (OLD.from_address IS NOT DISTINCT FROM NEW.from_address OR coalesce(substr(OLD.from_address, 1, 4) <> '§s1:' AND substr(NEW.from_address, 1, 4) = '§s1:', false)) AND (OLD.recipients IS NOT DISTINCT FROM NEW.recipients OR coalesce(substr(OLD.recipients, 1, 4) <> '§s1:' AND substr(NEW.recipients, 1, 4) = '§s1:', false)) AND (OLD.sent_at IS NOT DISTINCT FROM NEW.sent_at) AND (OLD.sent_offset IS NOT DISTINCT FROM NEW.sent_offset) AND (OLD.date_text IS NOT DISTINCT FROM NEW.date_text OR coalesce(substr(OLD.date_text, 1, 4) <> '§s1:' AND substr(NEW.date_text, 1, 4) = '§s1:', false)) AND (OLD.date_zone IS NOT DISTINCT FROM NEW.date_zone) AND (OLD.text IS NOT DISTINCT FROM NEW.text OR coalesce(substr(OLD.text, 1, 4) <> '§s1:' AND substr(NEW.text, 1, 4) = '§s1:', false)) AND (OLD.size IS NOT DISTINCT FROM NEW.size) AND (OLD.sha256 IS NOT DISTINCT FROM NEW.sha256) AND (OLD.attachments IS NOT DISTINCT FROM NEW.attachments) AND (OLD.has_trace IS NOT DISTINCT FROM NEW.has_trace) AND (OLD.is_authenticated IS NOT DISTINCT FROM NEW.is_authenticated) AND ((substr(OLD.message_id, 1, 4) <> '§s1:' AND substr(NEW.message_id, 1, 4) = '§s1:') OR (substr(OLD.subject, 1, 4) <> '§s1:' AND substr(NEW.subject, 1, 4) = '§s1:') OR (substr(OLD.from_name, 1, 4) <> '§s1:' AND substr(NEW.from_name, 1, 4) = '§s1:') OR (substr(OLD.from_address, 1, 4) <> '§s1:' AND substr(NEW.from_address, 1, 4) = '§s1:') OR (substr(OLD.recipients, 1, 4) <> '§s1:' AND substr(NEW.recipients, 1, 4) = '§s1:') OR (substr(OLD.date_text, 1, 4) <> '§s1:' AND substr(NEW.date_text, 1, 4) = '§s1:') OR (substr(OLD.text, 1, 4) <> '§s1:' AND substr(NEW.text, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_outbox_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_outbox_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((OLD.id IS NOT DISTINCT FROM NEW.id AND OLD.kind IS NOT DISTINCT FROM NEW.kind AND OLD.message_id IS NOT DISTINCT FROM NEW.message_id AND OLD.item IS NOT DISTINCT FROM NEW.item AND OLD.digest_id IS NOT DISTINCT FROM NEW.digest_id AND OLD.recipient IS NOT DISTINCT FROM NEW.recipient AND OLD.created_at IS NOT DISTINCT FROM NEW.created_at) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND (OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.kind IS NOT DISTINCT FROM NEW.kind) AND (OLD.message_id IS NOT DISTINCT FROM NEW.message_id) AND (OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.digest_id IS NOT DISTINCT FROM NEW.digest_id) AND (OLD.recipient IS NOT DISTINCT FROM NEW.recipient OR coalesce(substr(OLD.recipient, 1, 4) <> '§k1:' AND substr(NEW.recipient, 1, 4) = '§k1:', false)) AND (OLD.created_at IS NOT DISTINCT FROM NEW.created_at))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_outbox_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_outbox_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item) OR OLD.kind = 'collected' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.collected_in = OLD.id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_parts_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_parts_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_parts_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_parts_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_parts_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_parts_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.derivation IS NOT DISTINCT FROM NEW.derivation) AND (OLD.path IS NOT DISTINCT FROM NEW.path) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.content_type IS NOT DISTINCT FROM NEW.content_type) AND (OLD.sniffed_type IS NOT DISTINCT FROM NEW.sniffed_type) AND (OLD.filename IS NOT DISTINCT FROM NEW.filename OR coalesce(substr(OLD.filename, 1, 4) <> '§s1:' AND substr(NEW.filename, 1, 4) = '§s1:', false)) AND (OLD.safe_filename IS NOT DISTINCT FROM NEW.safe_filename OR coalesce(substr(OLD.safe_filename, 1, 4) <> '§s1:' AND substr(NEW.safe_filename, 1, 4) = '§s1:', false)) AND (OLD.content_disposition IS NOT DISTINCT FROM NEW.content_disposition) AND (OLD.content_id IS NOT DISTINCT FROM NEW.content_id OR coalesce(substr(OLD.content_id, 1, 4) <> '§s1:' AND substr(NEW.content_id, 1, 4) = '§s1:', false)) AND (OLD.size IS NOT DISTINCT FROM NEW.size) AND (OLD.sha256 IS NOT DISTINCT FROM NEW.sha256) AND (OLD.decode_ok IS NOT DISTINCT FROM NEW.decode_ok) AND (OLD.enclosed IS NOT DISTINCT FROM NEW.enclosed) AND (OLD.cuts IS NOT DISTINCT FROM NEW.cuts) AND ((substr(OLD.filename, 1, 4) <> '§s1:' AND substr(NEW.filename, 1, 4) = '§s1:') OR (substr(OLD.safe_filename, 1, 4) <> '§s1:' AND substr(NEW.safe_filename, 1, 4) = '§s1:') OR (substr(OLD.content_id, 1, 4) <> '§s1:' AND substr(NEW.content_id, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_readings_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_readings_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.item IS NOT DISTINCT FROM NEW.item)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_readings_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_readings_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.state <> 'quarantined') IS NOT TRUE THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_readings_stay_erased(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_readings_stay_erased() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.state = 'erased') IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_registrations_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_registrations_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_registrations_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_registrations_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_registrations_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_registrations_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NOT DISTINCT FROM NEW.id) AND (OLD.case_id IS NOT DISTINCT FROM NEW.case_id) AND (OLD.version IS NOT DISTINCT FROM NEW.version) AND (OLD.definition IS NOT DISTINCT FROM NEW.definition) AND (OLD.incident_at IS NOT DISTINCT FROM NEW.incident_at) AND (OLD.medium IS NOT DISTINCT FROM NEW.medium) AND (OLD.categories IS NOT DISTINCT FROM NEW.categories) AND (OLD.unit IS NOT DISTINCT FROM NEW.unit OR coalesce(substr(OLD.unit, 1, 4) <> '§s1:' AND substr(NEW.unit, 1, 4) = '§s1:', false)) AND (OLD.affected IS NOT DISTINCT FROM NEW.affected OR coalesce(substr(OLD.affected, 1, 4) <> '§s1:' AND substr(NEW.affected, 1, 4) = '§s1:', false)) AND (OLD.relation IS NOT DISTINCT FROM NEW.relation) AND (OLD.theme IS NOT DISTINCT FROM NEW.theme OR coalesce(substr(OLD.theme, 1, 4) <> '§s1:' AND substr(NEW.theme, 1, 4) = '§s1:', false)) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', false)) AND (OLD.at IS NOT DISTINCT FROM NEW.at) AND (OLD.agent IS NOT DISTINCT FROM NEW.agent) AND ((substr(OLD.unit, 1, 4) <> '§s1:' AND substr(NEW.unit, 1, 4) = '§s1:') OR (substr(OLD.affected, 1, 4) <> '§s1:' AND substr(NEW.affected, 1, 4) = '§s1:') OR (substr(OLD.theme, 1, 4) <> '§s1:' AND substr(NEW.theme, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_sightings_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_sightings_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.id IS NOT DISTINCT FROM NEW.id AND OLD.mailbox IS NOT DISTINCT FROM NEW.mailbox AND OLD.folder IS NOT DISTINCT FROM NEW.folder AND OLD.uidvalidity IS NOT DISTINCT FROM NEW.uidvalidity AND OLD.uid IS NOT DISTINCT FROM NEW.uid AND OLD.take IS NOT DISTINCT FROM NEW.take AND OLD.seen_at IS NOT DISTINCT FROM NEW.seen_at)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_sightings_keep_fetched_at(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_sightings_keep_fetched_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.fetched_at IS NOT NULL AND OLD.fetched_at IS DISTINCT FROM NEW.fetched_at AND OLD.state IN ('moved', 'vanished')) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_sightings_keep_internal_date(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_sightings_keep_internal_date() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.internal_date IS NOT NULL AND OLD.internal_date IS DISTINCT FROM NEW.internal_date AND OLD.state IN ('moved', 'vanished')) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_sightings_keep_item(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_sightings_keep_item() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (OLD.item IS NOT NULL AND OLD.item IS DISTINCT FROM NEW.item) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_signatures_never_deleted(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_signatures_never_deleted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_signatures_stays_away(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_signatures_stays_away() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_signatures_written_once(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_signatures_written_once() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NOT DISTINCT FROM NEW.item) AND (OLD.path IS NOT DISTINCT FROM NEW.path) AND (OLD.scheme IS NOT DISTINCT FROM NEW.scheme) AND (OLD.ordinal IS NOT DISTINCT FROM NEW.ordinal) AND (OLD.attempt IS NOT DISTINCT FROM NEW.attempt) AND (OLD.domain IS NOT DISTINCT FROM NEW.domain OR coalesce(substr(OLD.domain, 1, 4) <> '§k1:' AND substr(NEW.domain, 1, 4) = '§k1:', false)) AND (OLD.selector IS NOT DISTINCT FROM NEW.selector OR coalesce(substr(OLD.selector, 1, 4) <> '§k1:' AND substr(NEW.selector, 1, 4) = '§k1:', false)) AND (OLD.verdict IS NOT DISTINCT FROM NEW.verdict) AND (OLD.reason IS NOT DISTINCT FROM NEW.reason) AND (OLD.signed_octets IS NOT DISTINCT FROM NEW.signed_octets) AND (OLD.key_record IS NOT DISTINCT FROM NEW.key_record OR coalesce(substr(OLD.key_record, 1, 4) <> '§k1:' AND substr(NEW.key_record, 1, 4) = '§k1:', false)) AND (OLD.checked_at IS NOT DISTINCT FROM NEW.checked_at) AND ((substr(OLD.domain, 1, 4) <> '§k1:' AND substr(NEW.domain, 1, 4) = '§k1:') OR (substr(OLD.selector, 1, 4) <> '§k1:' AND substr(NEW.selector, 1, 4) = '§k1:') OR (substr(OLD.key_record, 1, 4) <> '§k1:' AND substr(NEW.key_record, 1, 4) = '§k1:')), false))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'archive: evidence is never changed and never deleted' USING ERRCODE = 'AR001', TABLE = TG_TABLE_NAME;
END $$;


--
-- Name: archive_refuse_stamp_requests_is_fixed(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.archive_refuse_stamp_requests_is_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (NOT (OLD.id IS NOT DISTINCT FROM NEW.id AND OLD.authority IS NOT DISTINCT FROM NEW.authority AND OLD.chain_count IS NOT DISTINCT FROM NEW.chain_count AND OLD.chain_head IS NOT DISTINCT FROM NEW.chain_head AND OLD.created_at IS NOT DISTINCT FROM NEW.created_at)) IS NOT TRUE THEN
        RETURN NEW;
    END IF;
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
-- Name: case_deadlines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_deadlines (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    code text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    due_on text,
    assumed boolean NOT NULL,
    about text NOT NULL,
    state text NOT NULL,
    ended_on text,
    reason text NOT NULL,
    CONSTRAINT ck_case_deadlines_counts_from_one CHECK (((entry > 0) AND (version > 0))),
    CONSTRAINT ck_case_deadlines_ends CHECK (((due_at IS NOT NULL) OR (due_on IS NOT NULL))),
    CONSTRAINT ck_case_deadlines_state_is_known CHECK ((state = ANY (ARRAY['running'::text, 'met'::text, 'waived'::text]))),
    CONSTRAINT ck_case_deadlines_waived_with_a_reason CHECK (((state <> 'waived'::text) OR (reason <> ''::text)))
);


--
-- Name: case_deadlines_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_deadlines_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_deadlines_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_deadlines_id_seq OWNED BY public.case_deadlines.id;


--
-- Name: case_dialogues; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_dialogues (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    step text NOT NULL,
    taken_on text NOT NULL,
    responsible text NOT NULL,
    outcome text NOT NULL,
    CONSTRAINT ck_case_dialogues_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_dialogues_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_dialogues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_dialogues_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_dialogues_id_seq OWNED BY public.case_dialogues.id;


--
-- Name: case_help; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_help (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    kind text NOT NULL,
    employee text NOT NULL,
    offered_on text,
    answer text NOT NULL,
    began_on text,
    responsible text NOT NULL,
    follow_up_on text,
    done_on text,
    remark text NOT NULL,
    CONSTRAINT ck_case_help_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_help_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_help_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_help_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_help_id_seq OWNED BY public.case_help.id;


--
-- Name: case_information; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_information (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    status text NOT NULL,
    decided_on text NOT NULL,
    decided_by text NOT NULL,
    paragraph text NOT NULL,
    reason text NOT NULL,
    reassess_on text,
    CONSTRAINT ck_case_information_counts_from_one CHECK (((entry > 0) AND (version > 0))),
    CONSTRAINT ck_case_information_exempt_by_law_and_reason CHECK (((status = 'OPLYST'::text) OR ((paragraph <> ''::text) AND (reason <> ''::text)))),
    CONSTRAINT ck_case_information_there_is_one CHECK ((entry = 1))
);


--
-- Name: case_information_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_information_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_information_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_information_id_seq OWNED BY public.case_information.id;


--
-- Name: case_legal_notes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_legal_notes (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    lawyer text NOT NULL,
    assessed_on text NOT NULL,
    category text NOT NULL,
    outcome text NOT NULL,
    note text NOT NULL,
    to_be_shared boolean NOT NULL,
    CONSTRAINT ck_case_legal_notes_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_legal_notes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_legal_notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_legal_notes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_legal_notes_id_seq OWNED BY public.case_legal_notes.id;


--
-- Name: case_limits; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_limits (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    scope text NOT NULL,
    basis text NOT NULL,
    decided_on text NOT NULL,
    responsible text NOT NULL,
    until text,
    endless_because text NOT NULL,
    reviewed_on text,
    lifted_on text,
    CONSTRAINT ck_case_limits_counts_from_one CHECK (((entry > 0) AND (version > 0))),
    CONSTRAINT ck_case_limits_ends_or_says_why_not CHECK (((until IS NOT NULL) OR (endless_because <> ''::text)))
);


--
-- Name: case_limits_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_limits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_limits_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_limits_id_seq OWNED BY public.case_limits.id;


--
-- Name: case_measures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_measures (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    learned text NOT NULL,
    measure text NOT NULL,
    responsible text NOT NULL,
    due_on text,
    done_on text,
    CONSTRAINT ck_case_measures_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_measures_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_measures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_measures_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_measures_id_seq OWNED BY public.case_measures.id;


--
-- Name: case_notes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_notes (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    way text NOT NULL,
    held_at timestamp with time zone NOT NULL,
    people text NOT NULL,
    author text NOT NULL,
    note text NOT NULL,
    CONSTRAINT ck_case_notes_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_notes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_notes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_notes_id_seq OWNED BY public.case_notes.id;


--
-- Name: case_reports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_reports (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    recipient text NOT NULL,
    responsible text NOT NULL,
    sent_on text,
    journal text NOT NULL,
    follow_up_on text,
    followed_up_on text,
    outcome text NOT NULL,
    closed_on text,
    CONSTRAINT ck_case_reports_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_reports_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_reports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_reports_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_reports_id_seq OWNED BY public.case_reports.id;


--
-- Name: case_screenshots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_screenshots (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    in_item bigint NOT NULL,
    url text NOT NULL,
    user_name text NOT NULL,
    platform text NOT NULL,
    taken_by text NOT NULL,
    taken_at timestamp with time zone,
    witness text NOT NULL,
    CONSTRAINT ck_case_screenshots_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_screenshots_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_screenshots_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_screenshots_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_screenshots_id_seq OWNED BY public.case_screenshots.id;


--
-- Name: case_wishes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_wishes (
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    entry integer NOT NULL,
    version integer NOT NULL,
    at timestamp with time zone NOT NULL,
    agent text NOT NULL,
    employee text NOT NULL,
    wished_on text NOT NULL,
    wish text NOT NULL,
    CONSTRAINT ck_case_wishes_counts_from_one CHECK (((entry > 0) AND (version > 0)))
);


--
-- Name: case_wishes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.case_wishes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: case_wishes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.case_wishes_id_seq OWNED BY public.case_wishes.id;


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
-- Name: depots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.depots (
    name text NOT NULL,
    place text NOT NULL,
    opened_at timestamp with time zone NOT NULL
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
-- Name: dispositions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.dispositions (
    id bigint NOT NULL,
    step text NOT NULL,
    proposal bigint,
    name character varying(32),
    scope text,
    number bigint,
    outcome text,
    covers character varying(64),
    until timestamp with time zone,
    journal text NOT NULL,
    basis text NOT NULL,
    reason text NOT NULL,
    person text NOT NULL,
    agent text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_dispositions_decides_a_proposal CHECK (((step = 'proposed'::text) = (proposal IS NULL))),
    CONSTRAINT ck_dispositions_extension_has_an_end CHECK (((outcome <> 'extend'::text) OR (until IS NOT NULL))),
    CONSTRAINT ck_dispositions_proposes_something CHECK (((proposal IS NOT NULL) OR ((name IS NOT NULL) AND (number IS NOT NULL) AND (scope = ANY (ARRAY['item'::text, 'case'::text])) AND (outcome = ANY (ARRAY['extend'::text, 'hand_over'::text, 'dispose'::text]))))),
    CONSTRAINT ck_dispositions_step_is_known CHECK ((step = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text])))
);


--
-- Name: dispositions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.dispositions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: dispositions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.dispositions_id_seq OWNED BY public.dispositions.id;


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
-- Name: erasures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.erasures (
    scope character varying(10) NOT NULL,
    name character varying(64) NOT NULL,
    number bigint,
    size bigint,
    came_at timestamp with time zone NOT NULL,
    disposition character varying(32) NOT NULL,
    basis text NOT NULL,
    people text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    forgotten_at timestamp with time zone,
    CONSTRAINT ck_erasures_scope_is_known CHECK (((scope)::text = ANY ((ARRAY['item'::character varying, 'case'::character varying])::text[]))),
    CONSTRAINT ck_erasures_sha256_is_whole CHECK ((((scope)::text = 'case'::text) OR (length((name)::text) = 64)))
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
-- Name: fixity; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.fixity (
    id integer NOT NULL,
    "position" bigint NOT NULL,
    began timestamp with time zone NOT NULL,
    night timestamp with time zone,
    checked bigint NOT NULL,
    reread bigint NOT NULL,
    faults text NOT NULL,
    CONSTRAINT ck_fixity_there_is_one CHECK ((id = 1))
);


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
    sealed_at timestamp with time zone,
    unassigned bigint DEFAULT 0 NOT NULL,
    letters_sent bigint DEFAULT 0 NOT NULL,
    letters_suppressed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT ck_heads_there_is_one CHECK ((id = 1))
);


--
-- Name: holds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.holds (
    id bigint NOT NULL,
    hold bigint,
    scope text,
    number bigint,
    address text NOT NULL,
    kind text,
    reason text NOT NULL,
    person text,
    agent text NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT ck_holds_kind_is_known CHECK (((scope IS NULL) OR (kind = ANY (ARRAY['legal'::text, 'access'::text])))),
    CONSTRAINT ck_holds_names_its_target CHECK (((number IS NOT NULL) = (scope = ANY (ARRAY['item'::text, 'case'::text])))),
    CONSTRAINT ck_holds_releases_a_hold CHECK (((hold IS NULL) = (scope IS NOT NULL))),
    CONSTRAINT ck_holds_scope_is_known CHECK (((scope IS NULL) OR (scope = ANY (ARRAY['item'::text, 'case'::text, 'address'::text, 'archive'::text]))))
);


--
-- Name: holds_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.holds_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: holds_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.holds_id_seq OWNED BY public.holds.id;


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
-- Name: keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.keys (
    scope character varying(10) NOT NULL,
    number bigint NOT NULL,
    binding character varying(64) NOT NULL,
    master character varying(16) NOT NULL,
    wrapped text NOT NULL,
    CONSTRAINT ck_keys_scope_is_known CHECK (((scope)::text = ANY ((ARRAY['item'::character varying, 'case'::character varying, 'archive'::character varying])::text[])))
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
-- Name: objects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.objects (
    sha256 character varying(64) NOT NULL,
    depot text NOT NULL,
    name text NOT NULL,
    size bigint NOT NULL,
    sealed boolean DEFAULT false NOT NULL,
    put_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_objects_size_is_positive CHECK ((size > 0))
);


--
-- Name: octets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.octets (
    sha256 character varying(64) NOT NULL,
    ordinal integer NOT NULL,
    content bytea NOT NULL,
    sealed boolean DEFAULT false NOT NULL,
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
-- Name: pending; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.pending (
    item bigint NOT NULL
);


--
-- Name: probes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.probes (
    id bigint NOT NULL,
    mailbox text NOT NULL,
    reference character varying(32) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    outcome text,
    came_at timestamp with time zone,
    server_at timestamp with time zone,
    put_aside_at timestamp with time zone,
    CONSTRAINT ck_probes_outcome_is_known CHECK (((outcome IS NULL) OR (outcome = ANY (ARRAY['well'::text, 'smtp'::text, 'delivery'::text, 'imap'::text, 'parser'::text]))))
);


--
-- Name: probes_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.probes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: probes_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.probes_id_seq OWNED BY public.probes.id;


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
    CONSTRAINT ck_readings_quarantine_has_a_reason CHECK (((state <> 'quarantined'::text) OR (reason IS NOT NULL))),
    CONSTRAINT ck_readings_standing_is_known CHECK (((standing IS NULL) OR (standing = ANY (ARRAY['colleague'::text, 'unverified'::text, 'external'::text, 'nobody'::text])))),
    CONSTRAINT ck_readings_state_is_known CHECK ((state = ANY (ARRAY['read'::text, 'quarantined'::text, 'erased'::text]))),
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
-- Name: replicas; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.replicas (
    name text NOT NULL,
    label text NOT NULL,
    since timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    able text NOT NULL
);


--
-- Name: scans; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.scans (
    item bigint NOT NULL,
    verdict text NOT NULL,
    trouble text,
    attempts integer NOT NULL,
    due_at timestamp with time zone,
    CONSTRAINT ck_scans_verdict_is_known CHECK ((verdict = ANY (ARRAY['clean'::text, 'infected'::text, 'unscanned'::text])))
);


--
-- Name: search_documents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.search_documents (
    item bigint NOT NULL,
    due_at timestamp with time zone,
    indexer integer NOT NULL,
    is_keyed boolean NOT NULL,
    words tsvector
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
-- Name: case_deadlines id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_deadlines ALTER COLUMN id SET DEFAULT nextval('public.case_deadlines_id_seq'::regclass);


--
-- Name: case_dialogues id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_dialogues ALTER COLUMN id SET DEFAULT nextval('public.case_dialogues_id_seq'::regclass);


--
-- Name: case_help id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_help ALTER COLUMN id SET DEFAULT nextval('public.case_help_id_seq'::regclass);


--
-- Name: case_information id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_information ALTER COLUMN id SET DEFAULT nextval('public.case_information_id_seq'::regclass);


--
-- Name: case_legal_notes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_legal_notes ALTER COLUMN id SET DEFAULT nextval('public.case_legal_notes_id_seq'::regclass);


--
-- Name: case_limits id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_limits ALTER COLUMN id SET DEFAULT nextval('public.case_limits_id_seq'::regclass);


--
-- Name: case_measures id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_measures ALTER COLUMN id SET DEFAULT nextval('public.case_measures_id_seq'::regclass);


--
-- Name: case_notes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_notes ALTER COLUMN id SET DEFAULT nextval('public.case_notes_id_seq'::regclass);


--
-- Name: case_reports id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_reports ALTER COLUMN id SET DEFAULT nextval('public.case_reports_id_seq'::regclass);


--
-- Name: case_screenshots id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_screenshots ALTER COLUMN id SET DEFAULT nextval('public.case_screenshots_id_seq'::regclass);


--
-- Name: case_wishes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_wishes ALTER COLUMN id SET DEFAULT nextval('public.case_wishes_id_seq'::regclass);


--
-- Name: cases id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases ALTER COLUMN id SET DEFAULT nextval('public.cases_id_seq'::regclass);


--
-- Name: digest_issues id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues ALTER COLUMN id SET DEFAULT nextval('public.digest_issues_id_seq'::regclass);


--
-- Name: dispositions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispositions ALTER COLUMN id SET DEFAULT nextval('public.dispositions_id_seq'::regclass);


--
-- Name: filings id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings ALTER COLUMN id SET DEFAULT nextval('public.filings_id_seq'::regclass);


--
-- Name: holds id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds ALTER COLUMN id SET DEFAULT nextval('public.holds_id_seq'::regclass);


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
-- Name: probes id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.probes ALTER COLUMN id SET DEFAULT nextval('public.probes_id_seq'::regclass);


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

INSERT INTO public.alembic_version VALUES ('0015');


--
-- Data for Name: carriers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.carriers VALUES (2, 1, '2', 0, '38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', '[[430, 488, ""]]', '8129aa4d8dfda32c0c399af4b71e4b61aeb3276629cea28332a6a1becebb793e', '{"message_id": "<vrede.1@udbyder.example>", "subject": "I skal ikke sove trygt", "date": "2026-11-19T21:14:00+01:00", "date_text": "Thu, 19 Nov 2026 21:14:00 +0100", "from_": [{"name": "Borger", "address": "vred.borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}');


--
-- Data for Name: case_acts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_deadlines; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_dialogues; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_help; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_information; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_legal_notes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_limits; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_measures; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_notes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_reports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_screenshots; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_wishes; Type: TABLE DATA; Schema: public; Owner: -
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

INSERT INTO public.custody_events VALUES (1, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:1', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f","sighting":1,"size":256,"take":0,"uid":1,"uidvalidity":100}', '0000000000000000000000000000000000000000000000000000000000000000', '580d3f16d9eea2d6b18b0c9a60116c6fb72b5cc9efd0966109c8a2f9192911d7');
INSERT INTO public.custody_events VALUES (2, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:2', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5","sighting":2,"size":1187,"take":0,"uid":2,"uidvalidity":100}', '580d3f16d9eea2d6b18b0c9a60116c6fb72b5cc9efd0966109c8a2f9192911d7', '880e5f54d072a9cabcb2304c5842e1b60e10a310f91693b1e6dfe68aed6e0ae2');
INSERT INTO public.custody_events VALUES (3, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:3', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703","sighting":3,"size":265,"take":0,"uid":3,"uidvalidity":100}', '880e5f54d072a9cabcb2304c5842e1b60e10a310f91693b1e6dfe68aed6e0ae2', 'aaffada5940eb6c3d92699f4eac50c456bd18f81516465f0c1c9daa68ef07bbf');
INSERT INTO public.custody_events VALUES (4, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:1', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"75567a4455911e7e2368539d94f35e833db43e3b25b86ed3cd50eaec6fb03a37","reader":3,"reading_sha256":"86ac7dde697cc7e0b60e9788987f9004793a69df9615b6fa803754d521ff365f","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"ede46111db7daadbdfba55caae8888a45943dfa938e4023ed4e5623137d07180","strength":0}', 'aaffada5940eb6c3d92699f4eac50c456bd18f81516465f0c1c9daa68ef07bbf', '3fcaacfa3c28682c80b5f76879ffdb2959f7f03fa30e62457169d92f6bb79614');
INSERT INTO public.custody_events VALUES (5, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:1', 'success', '{"case":null,"row":1,"rule":"no_rule_matched","state":"unassigned"}', '3fcaacfa3c28682c80b5f76879ffdb2959f7f03fa30e62457169d92f6bb79614', '207b7ea11945a9a9a4589b19469a3ce3d3942c387d46c51612430614adcfc93f');
INSERT INTO public.custody_events VALUES (6, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"decision":"due","kind":"receipt","letter":1,"sha256":"0f163cb0b129044f6fdca9a33f51c8e501249cfcb6670bb69f7d2abc11e1d5d1"}', '207b7ea11945a9a9a4589b19469a3ce3d3942c387d46c51612430614adcfc93f', '3ed1963a3a7be4de5fa5ce0dee487fe3e74357494d9c9d303c8330b46b2d6f16');
INSERT INTO public.custody_events VALUES (7, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:2', 'success', '{"carriers_sha256":"e03dd03bc1dbe9620809a6493f1774e51583f12e72109d0f8be612eb6cf05e1c","derivation":1,"enclosed":1,"message_id_collision":0,"originals":1,"originals_sha256":"846de0249bd777d2f8f137bc46f97f9e37e9f2e489ba45c4c14dbdfaf566ec86","parts":3,"parts_sha256":"ba97c0e360008eb3fd1a672f13fb4f2d52412abda4e7d0d3933dde62b4082084","reader":3,"reading_sha256":"b3dcee584b0c4e5b6e7e9b693b72a5f39f810cf099383a762ad6af55256c09a6","reports_sha256":"04966a9aab9642ff53cfcefdb35c40fb374ca9bfbe63e748245ec34fd0b8dfa0","sender":"af7f96aa37d1849272de4b3fb937987bf8f101acc49ccfcdbba72ab4a53aeb6d","strength":3}', '3ed1963a3a7be4de5fa5ce0dee487fe3e74357494d9c9d303c8330b46b2d6f16', '5341371ab98ce529ba4640b9b11152ec4f8c52974bfa5c8420c08ed939078d94');
INSERT INTO public.custody_events VALUES (8, '2026-11-23T08:00:00.000000Z', 'unpacking', 'archiver', 'item:2', 'success', '{"path":"2","sha256":"38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8","size":488}', '5341371ab98ce529ba4640b9b11152ec4f8c52974bfa5c8420c08ed939078d94', 'a17bbc46f80cb27d120473fe8ce5bf3cc78edc3b1ecbcda06356734baa83680b');
INSERT INTO public.custody_events VALUES (9, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:2', 'success', '{"case":null,"row":2,"rule":"no_rule_matched","state":"unassigned"}', 'a17bbc46f80cb27d120473fe8ce5bf3cc78edc3b1ecbcda06356734baa83680b', 'f661aeb670cc98fb38cac81dfbb1b230fb8160a63f761adc8cc30d56263cc53d');
INSERT INTO public.custody_events VALUES (10, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"decision":"due","kind":"receipt","letter":2,"sha256":"b0b2f2b4b06aff95a95331de61d6a7f4e26411ae07b30c7aa12beae1efda1d99"}', 'f661aeb670cc98fb38cac81dfbb1b230fb8160a63f761adc8cc30d56263cc53d', '14d679395c6afd9edf39e51c68a466f164f7379aea4e67596d777585cbdfb101');
INSERT INTO public.custody_events VALUES (11, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:3', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"2b6ea513499e006f1659d08e6df0a4499f8e1555ae79ee5af472f9e0312efe82","reader":3,"reading_sha256":"cfa3fa748d08eb88b793e788b790f2078a5779a54c7fc81328559a03d9df4710","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"934e54fd269accedb0934dbab733b525d66844be764fb6131ac6181c8861bf28","strength":2}', '14d679395c6afd9edf39e51c68a466f164f7379aea4e67596d777585cbdfb101', '1c8f60acf9d043839bab0cd807da5990a1af1a3f5cefbc5ebf53baed487fc088');
INSERT INTO public.custody_events VALUES (12, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:3', 'success', '{"case":null,"row":3,"rule":"outsider","state":"external"}', '1c8f60acf9d043839bab0cd807da5990a1af1a3f5cefbc5ebf53baed487fc088', 'f922a4e2ba2e9447775f253edaa5c56b3b467ffc3c7a096def863c9163a302aa');
INSERT INTO public.custody_events VALUES (13, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:3', 'success', '{"decision":"not_a_colleague","kind":"receipt","letter":3,"sha256":"150f9b8d219a3c2f09ad709e1701c0e61874f9bbaa5f680311ec2d456169a36e"}', 'f922a4e2ba2e9447775f253edaa5c56b3b467ffc3c7a096def863c9163a302aa', '025cb19dd740fca2893a755a2911ad38426cfef74fc98fe4be9c3f1227ce479a');
INSERT INTO public.custody_events VALUES (14, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', '025cb19dd740fca2893a755a2911ad38426cfef74fc98fe4be9c3f1227ce479a', '381004d4a1bf7ed931a772849473ab63f2c1dd17ef5c02186b9517b664299aa9');
INSERT INTO public.custody_events VALUES (15, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:2', 'success', '{"sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5"}', '381004d4a1bf7ed931a772849473ab63f2c1dd17ef5c02186b9517b664299aa9', '079a8c247d02746c0699ae79b17742d4df218724cb73b180d974c164edb6ed8f');
INSERT INTO public.custody_events VALUES (16, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:3', 'success', '{"sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703"}', '079a8c247d02746c0699ae79b17742d4df218724cb73b180d974c164edb6ed8f', '84aa5cdefd552674d4c139b23489cc95389e70af06111e8a502a2e16d4ce0b25');
INSERT INTO public.custody_events VALUES (17, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":1,"uid":1,"uidvalidity":100}', '84aa5cdefd552674d4c139b23489cc95389e70af06111e8a502a2e16d4ce0b25', '414be146009b7180da775f469f0d79218a0ad4d986aef2e0768f4aa6734eb1c7');
INSERT INTO public.custody_events VALUES (18, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":2,"uid":2,"uidvalidity":100}', '414be146009b7180da775f469f0d79218a0ad4d986aef2e0768f4aa6734eb1c7', 'b587f69f782778ce08d9f3df0ac35530b61bdda0d5e14575f3ba374b194b1fde');
INSERT INTO public.custody_events VALUES (19, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":3,"uid":3,"uidvalidity":100}', 'b587f69f782778ce08d9f3df0ac35530b61bdda0d5e14575f3ba374b194b1fde', 'd4aacb204615d21070e84af1517badb466aee0fd08f50dff8e9393e5b3e01f51');
INSERT INTO public.custody_events VALUES (20, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:4', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4","sighting":4,"size":278,"take":0,"uid":4,"uidvalidity":100}', 'd4aacb204615d21070e84af1517badb466aee0fd08f50dff8e9393e5b3e01f51', 'b90f1781ab77784e39db796ae4afa68dcdbb0cd8dbd1682a3718a41a7e811d15');
INSERT INTO public.custody_events VALUES (22, '2026-11-23T08:00:00.000000Z', 'quarantine', 'archiver', 'item:4', 'success', '{"reading_sha256":"e25e8e9411dc30b112cf8afccd1823c9d6e037e4d4da73ee1bc1f78496461f9e","reason":"took too long"}', '1020ef3eec9c0f22937e37156294085478dcf24fd61a59f7f14ed0ea4b43ad4e', '62c32fffdfede2776f51bea00a2386ef96ed409955dcfc7a74e0bf8cd01cb06f');
INSERT INTO public.custody_events VALUES (27, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:5', 'success', '{"sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d"}', '6bf4a3492eaf25e33c5cf1ce1c56598f20321d0930694a773588879e80a27c08', '5601a924d782d0dfbde194b7203d3e41d1b9c74338c62b93921775f48e82932c');
INSERT INTO public.custody_events VALUES (28, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:6', 'success', '{"sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2"}', '5601a924d782d0dfbde194b7203d3e41d1b9c74338c62b93921775f48e82932c', '96ff088b0ca3a2253adf33f90825e62ff2d06f425445cf3d5e86380078e2acd8');
INSERT INTO public.custody_events VALUES (29, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:7', 'success', '{"sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78"}', '96ff088b0ca3a2253adf33f90825e62ff2d06f425445cf3d5e86380078e2acd8', '97958b6c04ca40b13d323834429a3e9a6c92caffd36223547c73a8387d89ae79');
INSERT INTO public.custody_events VALUES (42, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":5,"uid":5,"uidvalidity":100}', 'df82b8f7ae1d9d4e0ce5b9b5f3cb564881e45f6b251922e9c703ed20ccd1df79', 'cf5183d158ccc1f9c5410a897a03be2b284ce96594868a48df994320a13b3ce6');
INSERT INTO public.custody_events VALUES (43, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":6,"uid":6,"uidvalidity":100}', 'cf5183d158ccc1f9c5410a897a03be2b284ce96594868a48df994320a13b3ce6', 'e6bc5414e0131c90438ec3c0a73402b44581f51d5f605ccfc6737e7b01b930c0');
INSERT INTO public.custody_events VALUES (44, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":7,"uid":7,"uidvalidity":100}', 'e6bc5414e0131c90438ec3c0a73402b44581f51d5f605ccfc6737e7b01b930c0', '61d91d110df0bfe77429eb188f7d67ebb1651e7219e5d4cfc46e562c9573de01');
INSERT INTO public.custody_events VALUES (45, '2026-11-23T08:00:00.000000Z', 'sighting', 'archiver', 'item:1', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","seen_at":"2026-11-23T08:00:00.000000Z","sighting":8,"take":0,"uid":8,"uidvalidity":100}', '61d91d110df0bfe77429eb188f7d67ebb1651e7219e5d4cfc46e562c9573de01', '77f36454954cdc5c574b2c38725def5122232a5d24e708a2bb69f5bdca9abb5b');
INSERT INTO public.custody_events VALUES (46, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:1', 'success', '{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}', '77f36454954cdc5c574b2c38725def5122232a5d24e708a2bb69f5bdca9abb5b', 'a503007e398f46e8f67d3d4a0c20b860dc6622db14eea6abe0ff812a3661c3e7');
INSERT INTO public.custody_events VALUES (50, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'digest:2026-W48', 'success', '{"chain_count":49,"chain_head":"c30f49b022fb0bb1f97fa8651dd32de6bc8a7323524e74b0bab8165f737933d3","decision":"due","first_item":1,"issue":1,"kind":"digest","last_item":7,"letters_sha256":"edea860a7ba7a9efe83339aa4b2087476956586c70bc6daa3661365cf523b065","officer_sha256":"a48122ed49e3d9b54065cbd0805d52bb276ffb645120761585b409a25c71c04e"}', 'c30f49b022fb0bb1f97fa8651dd32de6bc8a7323524e74b0bab8165f737933d3', 'bd9a920d01b29aaf75a3f4b3c6ad8110e034a39ed4ba9a337d643cbb72c95809');
INSERT INTO public.custody_events VALUES (51, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:8', 'success', '{"decision":"due","first_item":6,"kind":"collected","last_item":7,"receipts":2,"sha256":"0cf0d80d37d6ca29042dc9a4b73e3d463ec7bac64856c0e9bf0f41f725d2c066"}', 'bd9a920d01b29aaf75a3f4b3c6ad8110e034a39ed4ba9a337d643cbb72c95809', '60d75b41a3e60660fd1ea8061d47651d157727054f0fc1a0dd0e05777c4c1270');
INSERT INTO public.custody_events VALUES (54, '2026-11-30T08:00:00.000000Z', 'accession', 'archiver', 'item:8', 'success', '{"fetched_at":"2026-11-30T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-30T08:00:00.000000Z","sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6","sighting":9,"size":280,"take":0,"uid":9,"uidvalidity":100}', '614f3be7053150fdb25d8a2bcbf50e5083ec04df8fa9a36647c233e46f944e2d', '1bea755a0acd5152731f9271025ab92f22bcb963875d69973a223a0a0e3741fd');
INSERT INTO public.custody_events VALUES (55, '2026-11-30T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:8', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"e3f20d75eea4501f5e11f628206854ef45dca8680c2d331000d74e29a49729c6","reader":3,"reading_sha256":"b6e2d31a1122a263b5cce0ea7232b704a5a2ce92849373e5e5014ec3a8a6a8cb","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"180db9b516d64f6a1e15acd25b1f1d8d1b6ef60e92b0b4e35732bb248922bd5b","strength":0}', '1bea755a0acd5152731f9271025ab92f22bcb963875d69973a223a0a0e3741fd', 'ff520236e93efdd0cd7e61d7e0aa51f3624771b3257ab89ffa970c577e99664a');
INSERT INTO public.custody_events VALUES (56, '2026-11-30T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0004-VW08', 'success', '{"by":"new_case","row":4}', 'ff520236e93efdd0cd7e61d7e0aa51f3624771b3257ab89ffa970c577e99664a', 'e52fe462c7faaa6c61c3fb07c063e5b651ffab6ff959cdc7e2b187586c431d5d');
INSERT INTO public.custody_events VALUES (57, '2026-11-30T08:00:00.000000Z', 'filing', 'archiver', 'item:8', 'success', '{"case":"2026-0004-VW08","row":7,"rule":"new_case","state":"filed"}', 'e52fe462c7faaa6c61c3fb07c063e5b651ffab6ff959cdc7e2b187586c431d5d', '059343d958604ae0553f2c18feef71afb2c67ad1987cdaa55daf15e2bc3dd7a0');
INSERT INTO public.custody_events VALUES (58, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'item:8', 'success', '{"decision":"due","kind":"receipt","letter":9,"sha256":"0cb1b7f15fbf70148d2bb5e112a793a5ffb6e84456e09dce791b2b9fc7619136"}', '059343d958604ae0553f2c18feef71afb2c67ad1987cdaa55daf15e2bc3dd7a0', '1d55dcfbbb0479a625e874ffc8903dcad5d3cb884e3ebf159c37e4856731600e');
INSERT INTO public.custody_events VALUES (21, '2026-11-23T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:4', 'success', '{"sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4"}', 'b90f1781ab77784e39db796ae4afa68dcdbb0cd8dbd1682a3718a41a7e811d15', '1020ef3eec9c0f22937e37156294085478dcf24fd61a59f7f14ed0ea4b43ad4e');
INSERT INTO public.custody_events VALUES (23, '2026-11-23T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":4,"uid":4,"uidvalidity":100}', '62c32fffdfede2776f51bea00a2386ef96ed409955dcfc7a74e0bf8cd01cb06f', '578b5a78649afaf1d2041ca19550ca64e062179ee78911a2615a8c18deffa7ed');
INSERT INTO public.custody_events VALUES (24, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:5', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d","sighting":5,"size":251,"take":0,"uid":5,"uidvalidity":100}', '578b5a78649afaf1d2041ca19550ca64e062179ee78911a2615a8c18deffa7ed', '5e659983cae20f00f37175fc04caf7b84a68fbe17022c2fc0c79700e2feaa7cd');
INSERT INTO public.custody_events VALUES (25, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:6', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2","sighting":6,"size":251,"take":0,"uid":6,"uidvalidity":100}', '5e659983cae20f00f37175fc04caf7b84a68fbe17022c2fc0c79700e2feaa7cd', '27b466b0b8cc00495afc0fcef3ea091960caa2fc18d6512816bbc1cd6f986d75');
INSERT INTO public.custody_events VALUES (26, '2026-11-23T08:00:00.000000Z', 'accession', 'archiver', 'item:7', 'success', '{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78","sighting":7,"size":251,"take":0,"uid":7,"uidvalidity":100}', '27b466b0b8cc00495afc0fcef3ea091960caa2fc18d6512816bbc1cd6f986d75', '6bf4a3492eaf25e33c5cf1ce1c56598f20321d0930694a773588879e80a27c08');
INSERT INTO public.custody_events VALUES (30, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:5', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"5131dd33453d5cf22d381ec4700db3473f035b6ff3f49b7dd38b4698309a8e08","reader":3,"reading_sha256":"d93a5b7f08dae3f153bdf6527349fbbdeecfcd5d63418abd07d84ba69905baa1","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"10117147a1bbe1c1fc5df1ac11bb5b2e34b80a7e92ad8f94d8a7f0de0ca4b53f","strength":0}', '97958b6c04ca40b13d323834429a3e9a6c92caffd36223547c73a8387d89ae79', 'a482dd3d2ea060e2dbf98e6391fab7cce59ec96a1bf634bf9daf11ee593a1e54');
INSERT INTO public.custody_events VALUES (31, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0001-GF82', 'success', '{"by":"new_case","row":1}', 'a482dd3d2ea060e2dbf98e6391fab7cce59ec96a1bf634bf9daf11ee593a1e54', '970ed022de82123837a31e46045eac1743021fd95b3e20cbc25f812743e8d1f3');
INSERT INTO public.custody_events VALUES (32, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:5', 'success', '{"case":"2026-0001-GF82","row":4,"rule":"new_case","state":"filed"}', '970ed022de82123837a31e46045eac1743021fd95b3e20cbc25f812743e8d1f3', 'a04059e55bd5b792538018120273b69fee17aa3a8ca66539c9ef08b8697ff777');
INSERT INTO public.custody_events VALUES (33, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"decision":"due","kind":"receipt","letter":4,"sha256":"d8ec8fc68dfc48f2ee13643117ebb21c6e3f428bedbf99417844114751cf68a1"}', 'a04059e55bd5b792538018120273b69fee17aa3a8ca66539c9ef08b8697ff777', '7fc808895ac484c8622388300679fad617359e14d10675697f3567f86fbef88f');
INSERT INTO public.custody_events VALUES (34, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:6', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"29ead7b67c9374b4ab28f47314766b474f1198b891bdd80ba9e6f6e86a53ce4a","reader":3,"reading_sha256":"29ca7aaa27dbf4742364136691bc94ee74eb7618e656ac8a6fea2f3a45e380e4","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"d02e2a87dc008fc1aacbc6c8bca70db0d9a1b6436b98b21bc432fee523552e20","strength":0}', '7fc808895ac484c8622388300679fad617359e14d10675697f3567f86fbef88f', 'd17388eb067453d20179aa0b5bdb288e128aa245511ef4d599e8ce266a868767');
INSERT INTO public.custody_events VALUES (35, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0002-P08P', 'success', '{"by":"new_case","row":2}', 'd17388eb067453d20179aa0b5bdb288e128aa245511ef4d599e8ce266a868767', '202fd1d81e1c6bc2c72234ec2c5cb5da1b844ee3147b51b97c8f7d8c5e5cbf91');
INSERT INTO public.custody_events VALUES (36, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:6', 'success', '{"case":"2026-0002-P08P","row":5,"rule":"new_case","state":"filed"}', '202fd1d81e1c6bc2c72234ec2c5cb5da1b844ee3147b51b97c8f7d8c5e5cbf91', 'd04795416a3464b166afc1a7e3cc3f1754d5a314feb52482905ceb439e4fba50');
INSERT INTO public.custody_events VALUES (37, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:6', 'success', '{"decision":"too_many","kind":"receipt","letter":5,"sha256":"c3e973022d19fdf3384ad447df4dd4750bdaa4b7eaeaeba6881388885b3791fa"}', 'd04795416a3464b166afc1a7e3cc3f1754d5a314feb52482905ceb439e4fba50', '332042d44557f9b1d9b57d9f0d378d26aaf5a576b9aa8bb915d8a6aa8e24e78b');
INSERT INTO public.custody_events VALUES (38, '2026-11-23T08:00:00.000000Z', 'metadata extraction', 'archiver', 'item:7', 'success', '{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"245750eb90ecbd611248a65e0d92fb147fbcc293c82cae531c4d5e3f0739843e","reader":3,"reading_sha256":"d4814eee446865f82176b85c53476cebbde8f800f1138d76839d9d3b3db5b319","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"bd33d3c1dc7adc23f862aa0b51a6c1d461163c3e234469807de3315806dca22e","strength":0}', '332042d44557f9b1d9b57d9f0d378d26aaf5a576b9aa8bb915d8a6aa8e24e78b', '5972b9e69bc4e4823d788bc6477ce144e212ade934bed24828b5f497640ba573');
INSERT INTO public.custody_events VALUES (39, '2026-11-23T08:00:00.000000Z', 'case opening', 'archiver', 'case:2026-0003-EMD7', 'success', '{"by":"new_case","row":3}', '5972b9e69bc4e4823d788bc6477ce144e212ade934bed24828b5f497640ba573', '32ad3f459d99634277a14b17d748a8210504e4716a2f072a460d7cccd19484ff');
INSERT INTO public.custody_events VALUES (40, '2026-11-23T08:00:00.000000Z', 'filing', 'archiver', 'item:7', 'success', '{"case":"2026-0003-EMD7","row":6,"rule":"new_case","state":"filed"}', '32ad3f459d99634277a14b17d748a8210504e4716a2f072a460d7cccd19484ff', '87096daa141ee481af6919d85f3563bed6993e54e6d2e86022aefcaba2540ed8');
INSERT INTO public.custody_events VALUES (41, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:7', 'success', '{"decision":"too_many","kind":"receipt","letter":6,"sha256":"750415db5648897793ecdb026c05a8f683da6538ea22d60e2480e7fff78bcac0"}', '87096daa141ee481af6919d85f3563bed6993e54e6d2e86022aefcaba2540ed8', 'df82b8f7ae1d9d4e0ce5b9b5f3cb564881e45f6b251922e9c703ed20ccd1df79');
INSERT INTO public.custody_events VALUES (47, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:1', 'success', '{"fate":"sent","kind":"receipt","letter":1,"octets_sha256":"4f8c9aaf5812261fbb02a6f11ec3705905ad798ba2fe5b05b375fd3818dbc2ba"}', 'a503007e398f46e8f67d3d4a0c20b860dc6622db14eea6abe0ff812a3661c3e7', '59aad2baa1f9b57dba5e2c601785d8aa2e6c8189e71d5dfef78f4e6a7ff3be7c');
INSERT INTO public.custody_events VALUES (48, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:2', 'success', '{"fate":"sent","kind":"receipt","letter":2,"octets_sha256":"71077b8d38b280db36978551841db6e297c489699ba5061a5d386df90bf4a128"}', '59aad2baa1f9b57dba5e2c601785d8aa2e6c8189e71d5dfef78f4e6a7ff3be7c', '14c0a4de0d583e0850b194658a489ef5855a07f7965574d9cd25b7aa367c469e');
INSERT INTO public.custody_events VALUES (49, '2026-11-23T08:00:00.000000Z', 'letter', 'archiver', 'item:5', 'success', '{"fate":"sent","kind":"receipt","letter":4,"octets_sha256":"427fdbb3143259dedc1518fa5a49fb22b3d74cf0457d17fd167567169e9419c5"}', '14c0a4de0d583e0850b194658a489ef5855a07f7965574d9cd25b7aa367c469e', 'c30f49b022fb0bb1f97fa8651dd32de6bc8a7323524e74b0bab8165f737933d3');
INSERT INTO public.custody_events VALUES (52, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:7', 'success', '{"fate":"sent","kind":"digest","letter":7,"octets_sha256":"ea67fd2133f9d8df9d8fb2ca1335567e9e5e0edcb861ec8a53c215e1adc53f84"}', '60d75b41a3e60660fd1ea8061d47651d157727054f0fc1a0dd0e05777c4c1270', '86d4efaab91c13a78bd52f15a6973bf646b2925e12998ce1d9aa412013eaa708');
INSERT INTO public.custody_events VALUES (53, '2026-11-30T08:00:00.000000Z', 'letter', 'archiver', 'letter:8', 'success', '{"fate":"sent","kind":"collected","letter":8,"octets_sha256":"133e5cc8ddec4019c1954d19f6af06f72d1f16a15e30b489650057d9cd886ad9"}', '86d4efaab91c13a78bd52f15a6973bf646b2925e12998ce1d9aa412013eaa708', '614f3be7053150fdb25d8a2bcbf50e5083ec04df8fa9a36647c233e46f944e2d');
INSERT INTO public.custody_events VALUES (59, '2026-11-30T08:00:00.000000Z', 'message digest calculation', 'archiver', 'item:8', 'success', '{"sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6"}', '1d55dcfbbb0479a625e874ffc8903dcad5d3cb884e3ebf159c37e4856731600e', 'f9f9bfed35428317bd15f58f756ed6503de833bdc9cd9fc4bb038fb17919b9ca');
INSERT INTO public.custody_events VALUES (60, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":8,"uid":9,"uidvalidity":100}', 'f9f9bfed35428317bd15f58f756ed6503de833bdc9cd9fc4bb038fb17919b9ca', '6cb0c99b0c0150dec312cc07d9547423940ea9660608c0ad9e473337ddc117f6');
INSERT INTO public.custody_events VALUES (61, '2026-11-30T08:00:00.000000Z', 'transfer', 'archiver', 'mailbox:arkiv', 'success', '{"folder":"INBOX","to":9,"uid":8,"uidvalidity":100}', '6cb0c99b0c0150dec312cc07d9547423940ea9660608c0ad9e473337ddc117f6', '6b86b10340c824e14a63d019d788ef0080cc6f682caa8a90fe26dbe56c650a90');


--
-- Data for Name: definitions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: depots; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: digest_issues; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.digest_issues VALUES (1, 'arkivar@kommune.example', 2026, 48, 1, 7, '2026-11-30 08:00:00+00', 49, 'c30f49b022fb0bb1f97fa8651dd32de6bc8a7323524e74b0bab8165f737933d3');


--
-- Data for Name: dispositions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: enclosed_messages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.enclosed_messages VALUES ('38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8', 488, '2026-11-23 08:00:00+00');


--
-- Data for Name: erasures; Type: TABLE DATA; Schema: public; Owner: -
--



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
-- Data for Name: fixity; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: folders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.folders VALUES ('arkiv', 'INBOX', false, 100, '2026-11-30 08:00:00+00', 2, 2, '{}');
INSERT INTO public.folders VALUES ('arkiv', 'Arkiveret', true, 900, '2026-11-30 08:00:00+00', 9, 9, '{}');


--
-- Data for Name: heads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.heads VALUES (1, 8, 61, '6b86b10340c824e14a63d019d788ef0080cc6f682caa8a90fe26dbe56c650a90', NULL, NULL, 2, 5, 3);


--
-- Data for Name: holds; Type: TABLE DATA; Schema: public; Owner: -
--



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
-- Data for Name: keys; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: leases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.leases VALUES ('arkiv', 'host-a/1', 1, '2026-11-30 08:01:00+00');


--
-- Data for Name: objects; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: octets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.octets VALUES ('5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c6574406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4e722e20313a20c3a6c3b8c3a50d0a', false);
INSERT INTO public.octets VALUES ('8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a204920736b616c20696b6b6520736f76652074727967740d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c76696465726573656e64742e31406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b20626f756e646172793d22736b696c6c652d312d220d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a44656e20686572206b6f6d20692067c3a5722e0d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a206d6573736167652f7266633832320d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e740d0a0d0a52656365697665643a2066726f6d20756462796465722e6578616d706c652028756462796465722e6578616d706c65205b3139322e302e322e375d29206279206d782e6b6f6d6d756e652e6578616d706c6520776974682045534d545020696420373b205468752c203139204e6f7620323032362032313a31343a3033202b303130300d0a46726f6d3a20426f72676572203c767265642e626f7267657240756462796465722e6578616d706c653e0d0a546f3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a5375626a6563743a204920736b616c20696b6b6520736f76652074727967740d0a446174653a205468752c203139204e6f7620323032362032313a31343a3030202b303130300d0a4d6573736167652d49443a203c76726564652e3140756462796465722e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a436f6e74656e742d5472616e736665722d456e636f64696e673a20386269740d0a0d0a4a6567207665642c2068766f7220492067c3a57220686a656d2e2048696c73656e20656e20626f726765722070c3a520c38672c3b82e0d0a0d0a2d2d736b696c6c652d312d0d0a436f6e74656e742d547970653a20696d6167652f706e673b206e616d653d22736bc3a6726d2e706e67220d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d22736bc3a6726d2e706e67220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a0d0a6956424f5277304b47676f414141414e5355684555674141414145414141414243415941414141664663534a4141414144556c4551565234326d4e6b595068664477414368774741363065360d0a6b6741414141424a52553545726b4a6767673d3d0d0a0d0a2d2d736b696c6c652d312d2d2d0d0a', false);
INSERT INTO public.octets VALUES ('62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703', 0, '\x46726f6d3a20426f72676572203c626f7267657240756462796465722e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c746f40756462796465722e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a', false);
INSERT INTO public.octets VALUES ('62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c747265406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a', false);
INSERT INTO public.octets VALUES ('224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e30406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720300d0a', false);
INSERT INTO public.octets VALUES ('38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e31406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720310d0a', false);
INSERT INTO public.octets VALUES ('4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7361672e32406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a53616720320d0a', false);
INSERT INTO public.octets VALUES ('373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6', 0, '\x46726f6d3a204a65747465204a656e73656e203c6a657474652e6a656e73656e406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b6976406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a2056533a20656e646e7520656e206d61696c0d0a446174653a204672692c203230204e6f7620323032362031343a33323a3030202b303130300d0a4d6573736167652d49443a203c7369647374406b6f6d6d756e652e6578616d706c653e0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d7574662d380d0a0d0a4bc3a672652061726b69762e2053652076656e6c69677374206e6564656e666f722e0d0a', false);


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
INSERT INTO public.outbox VALUES (7, 'digest', 'sent', NULL, 'arkivar@kommune.example', '<digest@kommune.example>', NULL, 1, '{}', '\x46726f6d3a204b6f6d6d756e656e203c61726b6976406b6f6d6d756e652e6578616d706c653e0d0a546f3a2061726b69766172406b6f6d6d756e652e6578616d706c650d0a5375626a6563743a205567656e73206f766572626c696b2c207567652034380d0a446174653a204d6f6e2c203330204e6f7620323032362030393a30303a3030202b303130300d0a4d6573736167652d49443a203c646967657374406b6f6d6d756e652e6578616d706c653e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a582d417263686976652d4c6f6f703a20663934393966346239626166316432330d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f3763323239353963633339356565653036613765316338613033616363383132220d0a436f6e74656e742d4c616e67756167653a2064610d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a506572696f64653a2032332e3d45323d38303d393332392e206e6f76656d62657220323032362028756765203438290d0a53696473742068656e7465743a2032332f3131206b6c2e2030392e30300d0a466f7262696e64656c73653a20494b4b45204f4b2c207365206e6564656e666f720d0a0d0a4e797420736964656e20736964737465206f766572626c696b3a0d0a4d6f6474616765743a20370d0a55666f7264656c743a2032206e7965203d43323d42372032206920616c740d0a456b737465726e3a20310d0a4b756e6e6520696b6b65206c3d43333d41367365733a2031206e79203d43323d42372031206920616c740d0a56656e74657220703d43333d413520736572766572656e3a20300d0a4c3d43333d423862656e756d72653a20313d45323d38303d3933370d0a446f6b756d656e746174696f6e3a2031206d6564206f7072696e64656c6967652068656164657265203d43323d423720342067656e666f7274616c740d0a5361676572206d6564206e79743a20323032362d303030312d474638322c20323032362d303030322d50303850206f6720323032362d303030332d454d44370d0a0d0a506f73746b61737365723a0d0a61726b69763a20494b4b452048454e54455420534944454e2032332f3131206b6c2e2030392e3030203d43323d42372037206e7965206d61696c730d0a0d0a44726966743a0d0a47656d742c20656e646e7520696b6b65206c3d43333d413673743a20300d0a45676e65206d61696c732c206166766973743a20300d0a45676e65206d61696c732c207576697374206f6d206465206572206e3d43333d41356574206672656d3a20300d0a53656e65737465206261636b75703a20696e67656e206c617665742061662061726b697665742073656c760d0a0d0a3d43333d3835626e6520616c61726d65723a20496e67656e2e0d0a0d0a53706f72626172686564736c6f673a0d0a416e74616c20706f737465723a2034390d0a5669646e656c696e6a653a2034393a63333066343962303232666230626231663937666138363531646433326465366263386137333233353234653734623062616238313635663733373933333d0d0a64330d0a0d0a47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831320d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a4d494d452d56657273696f6e3a20312e300d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226461223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e5567656e73206f766572626c696b2c207567652034383c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a2030206175746f3b2070616464696e673a20313670783b206d61782d77696474683a203336656d3b20666f6e743a20313670782f312e353d0d0a2073616e732d73657269663b206f766572666c6f772d777261703a20627265616b2d776f7264223e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e506572696f64653c2f74683e3c746420733d0d0a74796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32332e3d45323d0d0a3d38303d393332392e206e6f76656d62657220323032362028756765203438293c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e53696473742068656e7465743c2f74683e3d0d0a3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32333d0d0a2f3131266e6273703b6b6c2e2030392e30303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e466f7262696e64656c73653c2f74683e3c3d0d0a7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e494b4b3d0d0a45204f4b2c207365206e6564656e666f723c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e4e797420736964656e20736964737465206f766572626c696b3a3c2f7374726f6e673e3c2f3d0d0a703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4d6f6474616765743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e373c2f74643e3d0d0a3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e55666f7264656c743c2f74683e3c7464203d0d0a7374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e32266e6273703d0d0a3b6e7965266e6273703b3d43323d42372032266e6273703b6920616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e456b737465726e3c2f74683e3c746420733d0d0a74796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e313c2f74643e3c3d0d0a2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4b756e6e6520696b6b65206c3d43333d0d0a3d41367365733c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20613d0d0a6e797768657265223e31266e6273703b6e79266e6273703b3d43323d42372031266e6273703b6920616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e56656e74657220703d43333d41352073653d0d0a72766572656e3c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20613d0d0a6e797768657265223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e4c3d43333d423862656e756d72653c2f743d0d0a683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3d0d0a3c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e313d45323d38303d3933373c2f7370616e3e3c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e446f6b756d656e746174696f6e3c2f74683d0d0a3e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e313d0d0a266e6273703b6d6564206f7072696e64656c6967652068656164657265266e6273703b3d43323d42372034266e6273703b67656e666f7274616c743c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5361676572206d6564206e79743c2f74683d0d0a3e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3c3d0d0a7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223e323032362d303030312d474638323c2f7370616e3e2c203c7370616e207374796c653d334422776869743d0d0a652d73706163653a206e6f77726170223e323032362d303030322d503038503c2f7370616e3e206f67203c7370616e207374796c653d33442277686974652d73706163653a206e6f77726170223d0d0a3e323032362d303030332d454d44373c2f7370616e3e3c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e506f73746b61737365723a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e61726b69763c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e494b4b452048454e543d0d0a455420534944454e2032332f3131266e6273703b6b6c2e2030392e3030266e6273703b3d43323d42372037266e6273703b6e7965206d61696c733c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e44726966743a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a203270782031367078203270782030223e47656d742c20656e646e7520696b6b65206c3d43333d413673743c2f74683e3c7464207374793d0d0a6c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e303c2f74643e3c2f743d0d0a723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e45676e65206d61696c732c2061667669733d0d0a743c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768653d0d0a7265223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a203270782031367078203270782030223e45676e65206d61696c732c207576697374206f6d206465206572206e3d43333d4135657420663d0d0a72656d3c2f74683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e79773d0d0a68657265223e303c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e53656e65737465206261636b75703c2f743d0d0a683e3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e3d0d0a696e67656e206c617665742061662061726b697665742073656c763c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e3c7374726f6e673e3d43333d3835626e6520616c61726d65723a3c2f7374726f6e673e20496e67656e2e3c2f703e0d0a3c70207374796c653d3344226d617267696e3a2032307078203020347078223e3c7374726f6e673e53706f72626172686564736c6f673a3c2f7374726f6e673e3c2f703e0d0a3c7461626c65207374796c653d334422626f726465722d636f6c6c617073653a20636f6c6c61707365223e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e416e74616c20706f737465723c2f74683e3d0d0a3c7464207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e34393d0d0a3c2f74643e3c2f74723e0d0a3c74723e3c74682073636f70653d334422726f7722207374796c653d334422746578742d616c69676e3a206c6566743b20766572746963616c2d616c69676e3a20746f703b20666f6e742d77653d0d0a696768743a206e6f726d616c3b2070616464696e673a2032707820313670782032707820303b2077686974652d73706163653a206e6f77726170223e5669646e656c696e6a653c2f74683e3c743d0d0a64207374796c653d334422766572746963616c2d616c69676e3a20746f703b2070616464696e673a2032707820303b206f766572666c6f772d777261703a20616e797768657265223e34393a633d0d0a3330663439623032326662306262316639376661383635316464333264653662633861373332333532346537346230626162383136356637333739333364333c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c703e47656d2064656e6e65206d61696c3a205669646e656c696e6a656e206b616e2073656e65726520766973652c206f6d206c6f6767656e206572203d43333d41366e647265742e3c2f703e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f37633232393539636333393565656530366137653163386130336163633831322d2d0d0a', '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', 1, '2026-11-30 08:00:00+00', '2026-11-30 08:00:00+00', NULL, NULL);
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
-- Data for Name: pending; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: probes; Type: TABLE DATA; Schema: public; Owner: -
--



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
-- Data for Name: replicas; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: scans; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: search_documents; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.search_documents VALUES (1, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (2, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (3, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (5, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (6, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (7, '2026-11-23 08:00:00+00', 0, false, NULL);
INSERT INTO public.search_documents VALUES (8, '2026-11-30 08:00:00+00', 0, false, NULL);


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
-- Name: case_deadlines_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_deadlines_id_seq', 1, false);


--
-- Name: case_dialogues_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_dialogues_id_seq', 1, false);


--
-- Name: case_help_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_help_id_seq', 1, false);


--
-- Name: case_information_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_information_id_seq', 1, false);


--
-- Name: case_legal_notes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_legal_notes_id_seq', 1, false);


--
-- Name: case_limits_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_limits_id_seq', 1, false);


--
-- Name: case_measures_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_measures_id_seq', 1, false);


--
-- Name: case_notes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_notes_id_seq', 1, false);


--
-- Name: case_reports_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_reports_id_seq', 1, false);


--
-- Name: case_screenshots_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_screenshots_id_seq', 1, false);


--
-- Name: case_wishes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.case_wishes_id_seq', 1, false);


--
-- Name: cases_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.cases_id_seq', 4, true);


--
-- Name: digest_issues_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.digest_issues_id_seq', 1, true);


--
-- Name: dispositions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.dispositions_id_seq', 1, false);


--
-- Name: filings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.filings_id_seq', 7, true);


--
-- Name: holds_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.holds_id_seq', 1, false);


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
-- Name: probes_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.probes_id_seq', 1, false);


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
-- Name: case_deadlines pk_case_deadlines; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_deadlines
    ADD CONSTRAINT pk_case_deadlines PRIMARY KEY (id);


--
-- Name: case_dialogues pk_case_dialogues; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_dialogues
    ADD CONSTRAINT pk_case_dialogues PRIMARY KEY (id);


--
-- Name: case_help pk_case_help; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_help
    ADD CONSTRAINT pk_case_help PRIMARY KEY (id);


--
-- Name: case_information pk_case_information; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_information
    ADD CONSTRAINT pk_case_information PRIMARY KEY (id);


--
-- Name: case_legal_notes pk_case_legal_notes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_legal_notes
    ADD CONSTRAINT pk_case_legal_notes PRIMARY KEY (id);


--
-- Name: case_limits pk_case_limits; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_limits
    ADD CONSTRAINT pk_case_limits PRIMARY KEY (id);


--
-- Name: case_measures pk_case_measures; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_measures
    ADD CONSTRAINT pk_case_measures PRIMARY KEY (id);


--
-- Name: case_notes pk_case_notes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_notes
    ADD CONSTRAINT pk_case_notes PRIMARY KEY (id);


--
-- Name: case_reports pk_case_reports; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_reports
    ADD CONSTRAINT pk_case_reports PRIMARY KEY (id);


--
-- Name: case_screenshots pk_case_screenshots; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_screenshots
    ADD CONSTRAINT pk_case_screenshots PRIMARY KEY (id);


--
-- Name: case_wishes pk_case_wishes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_wishes
    ADD CONSTRAINT pk_case_wishes PRIMARY KEY (id);


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
-- Name: depots pk_depots; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.depots
    ADD CONSTRAINT pk_depots PRIMARY KEY (name);


--
-- Name: digest_issues pk_digest_issues; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues
    ADD CONSTRAINT pk_digest_issues PRIMARY KEY (id);


--
-- Name: dispositions pk_dispositions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispositions
    ADD CONSTRAINT pk_dispositions PRIMARY KEY (id);


--
-- Name: enclosed_messages pk_enclosed_messages; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enclosed_messages
    ADD CONSTRAINT pk_enclosed_messages PRIMARY KEY (sha256);


--
-- Name: erasures pk_erasures; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT pk_erasures PRIMARY KEY (scope, name);


--
-- Name: filings pk_filings; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT pk_filings PRIMARY KEY (id);


--
-- Name: fixity pk_fixity; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.fixity
    ADD CONSTRAINT pk_fixity PRIMARY KEY (id);


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
-- Name: holds pk_holds; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT pk_holds PRIMARY KEY (id);


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
-- Name: keys pk_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.keys
    ADD CONSTRAINT pk_keys PRIMARY KEY (scope, number);


--
-- Name: leases pk_leases; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.leases
    ADD CONSTRAINT pk_leases PRIMARY KEY (mailbox);


--
-- Name: objects pk_objects; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT pk_objects PRIMARY KEY (sha256);


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
-- Name: pending pk_pending; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending
    ADD CONSTRAINT pk_pending PRIMARY KEY (item);


--
-- Name: probes pk_probes; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.probes
    ADD CONSTRAINT pk_probes PRIMARY KEY (id);


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
-- Name: replicas pk_replicas; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.replicas
    ADD CONSTRAINT pk_replicas PRIMARY KEY (name);


--
-- Name: scans pk_scans; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scans
    ADD CONSTRAINT pk_scans PRIMARY KEY (item);


--
-- Name: search_documents pk_search_documents; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT pk_search_documents PRIMARY KEY (item);


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
-- Name: case_deadlines uq_case_deadlines_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_deadlines
    ADD CONSTRAINT uq_case_deadlines_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_dialogues uq_case_dialogues_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_dialogues
    ADD CONSTRAINT uq_case_dialogues_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_help uq_case_help_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_help
    ADD CONSTRAINT uq_case_help_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_information uq_case_information_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_information
    ADD CONSTRAINT uq_case_information_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_legal_notes uq_case_legal_notes_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_legal_notes
    ADD CONSTRAINT uq_case_legal_notes_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_limits uq_case_limits_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_limits
    ADD CONSTRAINT uq_case_limits_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_measures uq_case_measures_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_measures
    ADD CONSTRAINT uq_case_measures_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_notes uq_case_notes_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_notes
    ADD CONSTRAINT uq_case_notes_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_reports uq_case_reports_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_reports
    ADD CONSTRAINT uq_case_reports_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_screenshots uq_case_screenshots_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_screenshots
    ADD CONSTRAINT uq_case_screenshots_case_id_entry_version UNIQUE (case_id, entry, version);


--
-- Name: case_wishes uq_case_wishes_case_id_entry_version; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_wishes
    ADD CONSTRAINT uq_case_wishes_case_id_entry_version UNIQUE (case_id, entry, version);


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
-- Name: depots uq_depots_place; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.depots
    ADD CONSTRAINT uq_depots_place UNIQUE (place);


--
-- Name: digest_issues uq_digest_issues_officer_iso_year_iso_week; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.digest_issues
    ADD CONSTRAINT uq_digest_issues_officer_iso_year_iso_week UNIQUE (officer, iso_year, iso_week);


--
-- Name: dispositions uq_dispositions_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispositions
    ADD CONSTRAINT uq_dispositions_name UNIQUE (name);


--
-- Name: dispositions uq_dispositions_proposal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispositions
    ADD CONSTRAINT uq_dispositions_proposal UNIQUE (proposal);


--
-- Name: holds uq_holds_hold; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT uq_holds_hold UNIQUE (hold);


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
-- Name: probes uq_probes_reference; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.probes
    ADD CONSTRAINT uq_probes_reference UNIQUE (reference);


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
-- Name: ix_cases_closed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_closed ON public.cases USING btree (closed_at) WHERE ((closed_at IS NOT NULL) AND (merged_into IS NULL));


--
-- Name: ix_cases_merged_into; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_merged_into ON public.cases USING btree (merged_into) WHERE (merged_into IS NOT NULL);


--
-- Name: ix_cases_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_open ON public.cases USING btree (id) WHERE (state = 'open'::text);


--
-- Name: ix_cases_year; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cases_year ON public.cases USING btree (year, opened_at);


--
-- Name: ix_custody_events_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_custody_events_subject ON public.custody_events USING btree (subject);


--
-- Name: ix_dispositions_target; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_dispositions_target ON public.dispositions USING btree (scope, number);


--
-- Name: ix_erasures_disposition; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_erasures_disposition ON public.erasures USING btree (disposition);


--
-- Name: ix_erasures_number; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_erasures_number ON public.erasures USING btree (scope, number);


--
-- Name: ix_erasures_unfinished; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_erasures_unfinished ON public.erasures USING btree (decided_at) WHERE ((forgotten_at IS NULL) OR ((erased_at IS NULL) AND (number IS NOT NULL)));


--
-- Name: ix_filings_act; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_act ON public.filings USING btree (act);


--
-- Name: ix_filings_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_case ON public.filings USING btree (case_id);


--
-- Name: ix_filings_external; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_filings_external ON public.filings USING btree (item, id) WHERE (state = 'external'::text);


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
-- Name: ix_items_committed_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_items_committed_at ON public.items USING btree (committed_at);


--
-- Name: ix_objects_depot; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_objects_depot ON public.objects USING btree (depot, name);


--
-- Name: ix_outbox_alarms; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_alarms ON public.outbox USING btree (id) WHERE (kind = 'alarm'::text);


--
-- Name: ix_outbox_collected_in; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_collected_in ON public.outbox USING btree (collected_in) WHERE (collected_in IS NOT NULL);


--
-- Name: ix_outbox_digest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_digest ON public.outbox USING btree (digest_id, id) WHERE (digest_id IS NOT NULL);


--
-- Name: ix_outbox_failed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_failed ON public.outbox USING btree (id) WHERE (state = 'failed'::text);


--
-- Name: ix_outbox_held_back; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_held_back ON public.outbox USING btree (mailbox, created_at) WHERE ((state = 'suppressed'::text) AND (reason = 'too_many'::text) AND (collected_in IS NULL));


--
-- Name: ix_outbox_mailbox; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_mailbox ON public.outbox USING btree (mailbox, created_at);


--
-- Name: ix_outbox_not_sent_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_not_sent_to ON public.outbox USING btree (mailbox) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text, 'uncertain'::text, 'failed'::text]));


--
-- Name: ix_outbox_sent; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_sent ON public.outbox USING btree (sent_at) WHERE (state = 'sent'::text);


--
-- Name: ix_outbox_sent_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_sent_to ON public.outbox USING btree (mailbox, sent_at) WHERE (state = 'sent'::text);


--
-- Name: ix_outbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (due_at, id) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text, 'uncertain'::text]));


--
-- Name: ix_probes_mailbox; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_probes_mailbox ON public.probes USING btree (mailbox, id);


--
-- Name: ix_readings_erased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_erased ON public.readings USING btree (item) WHERE (state = 'erased'::text);


--
-- Name: ix_readings_from_address; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_from_address ON public.readings USING btree (from_address, item);


--
-- Name: ix_readings_message_id_sha256; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_message_id_sha256 ON public.readings USING btree (message_id_sha256);


--
-- Name: ix_readings_quarantined; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_quarantined ON public.readings USING btree (item) WHERE (state = 'quarantined'::text);


--
-- Name: ix_readings_reader; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_reader ON public.readings USING btree (reader);


--
-- Name: ix_readings_signatures_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_readings_signatures_due ON public.readings USING btree (signatures_due, item) WHERE (signatures_due IS NOT NULL);


--
-- Name: ix_registrations_categories; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_registrations_categories ON public.registrations USING btree (categories, case_id);


--
-- Name: ix_scans_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_scans_due ON public.scans USING btree (due_at) WHERE (due_at IS NOT NULL);


--
-- Name: ix_scans_infected; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_scans_infected ON public.scans USING btree (item) WHERE (verdict = 'infected'::text);


--
-- Name: ix_search_documents_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_search_documents_due ON public.search_documents USING btree (item) WHERE (due_at IS NOT NULL);


--
-- Name: ix_search_documents_indexer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_search_documents_indexer ON public.search_documents USING btree (indexer, is_keyed);


--
-- Name: ix_search_documents_words; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_search_documents_words ON public.search_documents USING gin (words);


--
-- Name: ix_sightings_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sightings_item ON public.sightings USING btree (item);


--
-- Name: ix_sightings_moved; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_sightings_moved ON public.sightings USING btree (mailbox, archive_uidvalidity, archive_uid) WHERE (state = 'moved'::text);


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

CREATE TRIGGER carriers_never_deleted BEFORE DELETE ON public.carriers FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_carriers_never_deleted();


--
-- Name: carriers carriers_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_not_emptied BEFORE TRUNCATE ON public.carriers FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: carriers carriers_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_stays_away BEFORE INSERT ON public.carriers FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_carriers_stays_away();


--
-- Name: carriers carriers_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER carriers_written_once BEFORE UPDATE ON public.carriers FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_carriers_written_once();


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

CREATE TRIGGER case_acts_written_once BEFORE UPDATE ON public.case_acts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_acts_written_once();


--
-- Name: case_deadlines case_deadlines_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_deadlines_never_deleted BEFORE DELETE ON public.case_deadlines FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_deadlines_never_deleted();


--
-- Name: case_deadlines case_deadlines_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_deadlines_not_emptied BEFORE TRUNCATE ON public.case_deadlines FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_deadlines case_deadlines_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_deadlines_stays_away BEFORE INSERT ON public.case_deadlines FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_deadlines_stays_away();


--
-- Name: case_deadlines case_deadlines_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_deadlines_written_once BEFORE UPDATE ON public.case_deadlines FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_deadlines_written_once();


--
-- Name: case_dialogues case_dialogues_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_dialogues_never_deleted BEFORE DELETE ON public.case_dialogues FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_dialogues_never_deleted();


--
-- Name: case_dialogues case_dialogues_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_dialogues_not_emptied BEFORE TRUNCATE ON public.case_dialogues FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_dialogues case_dialogues_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_dialogues_stays_away BEFORE INSERT ON public.case_dialogues FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_dialogues_stays_away();


--
-- Name: case_dialogues case_dialogues_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_dialogues_written_once BEFORE UPDATE ON public.case_dialogues FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_dialogues_written_once();


--
-- Name: case_help case_help_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_help_never_deleted BEFORE DELETE ON public.case_help FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_help_never_deleted();


--
-- Name: case_help case_help_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_help_not_emptied BEFORE TRUNCATE ON public.case_help FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_help case_help_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_help_stays_away BEFORE INSERT ON public.case_help FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_help_stays_away();


--
-- Name: case_help case_help_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_help_written_once BEFORE UPDATE ON public.case_help FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_help_written_once();


--
-- Name: case_information case_information_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_information_never_deleted BEFORE DELETE ON public.case_information FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_information_never_deleted();


--
-- Name: case_information case_information_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_information_not_emptied BEFORE TRUNCATE ON public.case_information FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_information case_information_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_information_stays_away BEFORE INSERT ON public.case_information FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_information_stays_away();


--
-- Name: case_information case_information_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_information_written_once BEFORE UPDATE ON public.case_information FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_information_written_once();


--
-- Name: case_legal_notes case_legal_notes_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_legal_notes_never_deleted BEFORE DELETE ON public.case_legal_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_legal_notes_never_deleted();


--
-- Name: case_legal_notes case_legal_notes_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_legal_notes_not_emptied BEFORE TRUNCATE ON public.case_legal_notes FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_legal_notes case_legal_notes_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_legal_notes_stays_away BEFORE INSERT ON public.case_legal_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_legal_notes_stays_away();


--
-- Name: case_legal_notes case_legal_notes_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_legal_notes_written_once BEFORE UPDATE ON public.case_legal_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_legal_notes_written_once();


--
-- Name: case_limits case_limits_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_limits_never_deleted BEFORE DELETE ON public.case_limits FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_limits_never_deleted();


--
-- Name: case_limits case_limits_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_limits_not_emptied BEFORE TRUNCATE ON public.case_limits FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_limits case_limits_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_limits_stays_away BEFORE INSERT ON public.case_limits FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_limits_stays_away();


--
-- Name: case_limits case_limits_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_limits_written_once BEFORE UPDATE ON public.case_limits FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_limits_written_once();


--
-- Name: case_measures case_measures_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_measures_never_deleted BEFORE DELETE ON public.case_measures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_measures_never_deleted();


--
-- Name: case_measures case_measures_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_measures_not_emptied BEFORE TRUNCATE ON public.case_measures FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_measures case_measures_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_measures_stays_away BEFORE INSERT ON public.case_measures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_measures_stays_away();


--
-- Name: case_measures case_measures_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_measures_written_once BEFORE UPDATE ON public.case_measures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_measures_written_once();


--
-- Name: case_notes case_notes_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_notes_never_deleted BEFORE DELETE ON public.case_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_notes_never_deleted();


--
-- Name: case_notes case_notes_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_notes_not_emptied BEFORE TRUNCATE ON public.case_notes FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_notes case_notes_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_notes_stays_away BEFORE INSERT ON public.case_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_notes_stays_away();


--
-- Name: case_notes case_notes_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_notes_written_once BEFORE UPDATE ON public.case_notes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_notes_written_once();


--
-- Name: case_reports case_reports_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_reports_never_deleted BEFORE DELETE ON public.case_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_reports_never_deleted();


--
-- Name: case_reports case_reports_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_reports_not_emptied BEFORE TRUNCATE ON public.case_reports FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_reports case_reports_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_reports_stays_away BEFORE INSERT ON public.case_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_reports_stays_away();


--
-- Name: case_reports case_reports_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_reports_written_once BEFORE UPDATE ON public.case_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_reports_written_once();


--
-- Name: case_screenshots case_screenshots_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_screenshots_never_deleted BEFORE DELETE ON public.case_screenshots FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_screenshots_never_deleted();


--
-- Name: case_screenshots case_screenshots_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_screenshots_not_emptied BEFORE TRUNCATE ON public.case_screenshots FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_screenshots case_screenshots_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_screenshots_stays_away BEFORE INSERT ON public.case_screenshots FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_screenshots_stays_away();


--
-- Name: case_screenshots case_screenshots_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_screenshots_written_once BEFORE UPDATE ON public.case_screenshots FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_screenshots_written_once();


--
-- Name: case_wishes case_wishes_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_wishes_never_deleted BEFORE DELETE ON public.case_wishes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_wishes_never_deleted();


--
-- Name: case_wishes case_wishes_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_wishes_not_emptied BEFORE TRUNCATE ON public.case_wishes FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: case_wishes case_wishes_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_wishes_stays_away BEFORE INSERT ON public.case_wishes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_wishes_stays_away();


--
-- Name: case_wishes case_wishes_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER case_wishes_written_once BEFORE UPDATE ON public.case_wishes FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_case_wishes_written_once();


--
-- Name: cases cases_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER cases_is_fixed BEFORE UPDATE ON public.cases FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_cases_is_fixed();


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
-- Name: dispositions dispositions_by_another; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispositions_by_another BEFORE INSERT ON public.dispositions FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_dispositions_by_another();


--
-- Name: dispositions dispositions_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispositions_never_deleted BEFORE DELETE ON public.dispositions FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: dispositions dispositions_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispositions_not_emptied BEFORE TRUNCATE ON public.dispositions FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: dispositions dispositions_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER dispositions_written_once BEFORE UPDATE ON public.dispositions FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_dispositions_written_once();


--
-- Name: enclosed_messages enclosed_messages_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_never_deleted BEFORE DELETE ON public.enclosed_messages FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_enclosed_messages_never_deleted();


--
-- Name: enclosed_messages enclosed_messages_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_not_emptied BEFORE TRUNCATE ON public.enclosed_messages FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: enclosed_messages enclosed_messages_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER enclosed_messages_written_once BEFORE UPDATE ON public.enclosed_messages FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: erasures erasures_approved; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_approved BEFORE INSERT ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_approved();


--
-- Name: erasures erasures_in_order; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_in_order BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_in_order();


--
-- Name: erasures erasures_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_is_fixed BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_is_fixed();


--
-- Name: erasures erasures_keep_erased_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_keep_erased_at BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_keep_erased_at();


--
-- Name: erasures erasures_keep_forgotten_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_keep_forgotten_at BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_keep_forgotten_at();


--
-- Name: erasures erasures_keep_number; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_keep_number BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_keep_number();


--
-- Name: erasures erasures_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_never_deleted BEFORE DELETE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: erasures erasures_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_not_emptied BEFORE TRUNCATE ON public.erasures FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: erasures erasures_number_fits; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER erasures_number_fits BEFORE UPDATE ON public.erasures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_erasures_number_fits();


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

CREATE TRIGGER heads_only_grow BEFORE UPDATE ON public.heads FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_heads_only_grow();


--
-- Name: heads heads_stay_sealed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER heads_stay_sealed BEFORE UPDATE ON public.heads FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_heads_stay_sealed();


--
-- Name: holds holds_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER holds_never_deleted BEFORE DELETE ON public.holds FOR EACH ROW EXECUTE FUNCTION public.archive_refuse();


--
-- Name: holds holds_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER holds_not_emptied BEFORE TRUNCATE ON public.holds FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: holds holds_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER holds_written_once BEFORE UPDATE ON public.holds FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_holds_written_once();


--
-- Name: imports imports_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_never_deleted BEFORE DELETE ON public.imports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_imports_never_deleted();


--
-- Name: imports imports_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_not_emptied BEFORE TRUNCATE ON public.imports FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: imports imports_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_stays_away BEFORE INSERT ON public.imports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_imports_stays_away();


--
-- Name: imports imports_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER imports_written_once BEFORE UPDATE ON public.imports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_imports_written_once();


--
-- Name: incident_reports incident_reports_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_never_deleted BEFORE DELETE ON public.incident_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_incident_reports_never_deleted();


--
-- Name: incident_reports incident_reports_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_not_emptied BEFORE TRUNCATE ON public.incident_reports FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: incident_reports incident_reports_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_stays_away BEFORE INSERT ON public.incident_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_incident_reports_stays_away();


--
-- Name: incident_reports incident_reports_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incident_reports_written_once BEFORE UPDATE ON public.incident_reports FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_incident_reports_written_once();


--
-- Name: incidents incidents_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER incidents_never_deleted BEFORE DELETE ON public.incidents FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_incidents_never_deleted();


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
-- Name: keys keys_fit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keys_fit BEFORE INSERT ON public.keys FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_keys_fit();


--
-- Name: keys keys_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keys_is_fixed BEFORE UPDATE ON public.keys FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_keys_is_fixed();


--
-- Name: keys keys_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keys_never_deleted BEFORE DELETE ON public.keys FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_keys_never_deleted();


--
-- Name: keys keys_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keys_not_emptied BEFORE TRUNCATE ON public.keys FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: keys keys_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keys_stays_away BEFORE INSERT ON public.keys FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_keys_stays_away();


--
-- Name: objects objects_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER objects_is_fixed BEFORE UPDATE ON public.objects FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_objects_is_fixed();


--
-- Name: objects objects_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER objects_never_deleted BEFORE DELETE ON public.objects FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_objects_never_deleted();


--
-- Name: objects objects_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER objects_not_emptied BEFORE TRUNCATE ON public.objects FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: objects objects_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER objects_stays_away BEFORE INSERT ON public.objects FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_objects_stays_away();


--
-- Name: octets octets_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_never_deleted BEFORE DELETE ON public.octets FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_octets_never_deleted();


--
-- Name: octets octets_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_not_emptied BEFORE TRUNCATE ON public.octets FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: octets octets_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_stays_away BEFORE INSERT ON public.octets FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_octets_stays_away();


--
-- Name: octets octets_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER octets_written_once BEFORE UPDATE ON public.octets FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_octets_written_once();


--
-- Name: originals originals_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_never_deleted BEFORE DELETE ON public.originals FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_originals_never_deleted();


--
-- Name: originals originals_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_not_emptied BEFORE TRUNCATE ON public.originals FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: originals originals_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_stays_away BEFORE INSERT ON public.originals FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_originals_stays_away();


--
-- Name: originals originals_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER originals_written_once BEFORE UPDATE ON public.originals FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_originals_written_once();


--
-- Name: outbox outbox_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_is_fixed BEFORE UPDATE ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_outbox_is_fixed();


--
-- Name: outbox outbox_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON public.outbox FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_outbox_never_deleted();


--
-- Name: outbox outbox_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER outbox_not_emptied BEFORE TRUNCATE ON public.outbox FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: parts parts_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_never_deleted BEFORE DELETE ON public.parts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_parts_never_deleted();


--
-- Name: parts parts_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_not_emptied BEFORE TRUNCATE ON public.parts FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: parts parts_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_stays_away BEFORE INSERT ON public.parts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_parts_stays_away();


--
-- Name: parts parts_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER parts_written_once BEFORE UPDATE ON public.parts FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_parts_written_once();


--
-- Name: readings readings_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_is_fixed BEFORE UPDATE ON public.readings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_readings_is_fixed();


--
-- Name: readings readings_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_never_deleted BEFORE DELETE ON public.readings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_readings_never_deleted();


--
-- Name: readings readings_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_not_emptied BEFORE TRUNCATE ON public.readings FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: readings readings_stay_erased; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER readings_stay_erased BEFORE UPDATE ON public.readings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_readings_stay_erased();


--
-- Name: registrations registrations_never_deleted; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_never_deleted BEFORE DELETE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_registrations_never_deleted();


--
-- Name: registrations registrations_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_not_emptied BEFORE TRUNCATE ON public.registrations FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: registrations registrations_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_stays_away BEFORE INSERT ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_registrations_stays_away();


--
-- Name: registrations registrations_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER registrations_written_once BEFORE UPDATE ON public.registrations FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_registrations_written_once();


--
-- Name: sightings sightings_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_is_fixed BEFORE UPDATE ON public.sightings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_sightings_is_fixed();


--
-- Name: sightings sightings_keep_fetched_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_keep_fetched_at BEFORE UPDATE ON public.sightings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_sightings_keep_fetched_at();


--
-- Name: sightings sightings_keep_internal_date; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_keep_internal_date BEFORE UPDATE ON public.sightings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_sightings_keep_internal_date();


--
-- Name: sightings sightings_keep_item; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sightings_keep_item BEFORE UPDATE ON public.sightings FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_sightings_keep_item();


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

CREATE TRIGGER signatures_never_deleted BEFORE DELETE ON public.signatures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_signatures_never_deleted();


--
-- Name: signatures signatures_not_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_not_emptied BEFORE TRUNCATE ON public.signatures FOR EACH STATEMENT EXECUTE FUNCTION public.archive_refuse();


--
-- Name: signatures signatures_stays_away; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_stays_away BEFORE INSERT ON public.signatures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_signatures_stays_away();


--
-- Name: signatures signatures_written_once; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signatures_written_once BEFORE UPDATE ON public.signatures FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_signatures_written_once();


--
-- Name: stamp_requests stamp_requests_is_fixed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER stamp_requests_is_fixed BEFORE UPDATE ON public.stamp_requests FOR EACH ROW EXECUTE FUNCTION public.archive_refuse_stamp_requests_is_fixed();


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
-- Name: case_deadlines fk_case_deadlines_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_deadlines
    ADD CONSTRAINT fk_case_deadlines_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_dialogues fk_case_dialogues_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_dialogues
    ADD CONSTRAINT fk_case_dialogues_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_help fk_case_help_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_help
    ADD CONSTRAINT fk_case_help_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_information fk_case_information_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_information
    ADD CONSTRAINT fk_case_information_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_legal_notes fk_case_legal_notes_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_legal_notes
    ADD CONSTRAINT fk_case_legal_notes_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_limits fk_case_limits_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_limits
    ADD CONSTRAINT fk_case_limits_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_measures fk_case_measures_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_measures
    ADD CONSTRAINT fk_case_measures_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_notes fk_case_notes_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_notes
    ADD CONSTRAINT fk_case_notes_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_reports fk_case_reports_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_reports
    ADD CONSTRAINT fk_case_reports_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_screenshots fk_case_screenshots_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_screenshots
    ADD CONSTRAINT fk_case_screenshots_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_screenshots fk_case_screenshots_in_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_screenshots
    ADD CONSTRAINT fk_case_screenshots_in_item FOREIGN KEY (in_item) REFERENCES public.items(number);


--
-- Name: case_wishes fk_case_wishes_case_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_wishes
    ADD CONSTRAINT fk_case_wishes_case_id FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: cases fk_cases_merged_into; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT fk_cases_merged_into FOREIGN KEY (merged_into) REFERENCES public.cases(id);


--
-- Name: dispositions fk_dispositions_proposal; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.dispositions
    ADD CONSTRAINT fk_dispositions_proposal FOREIGN KEY (proposal) REFERENCES public.dispositions(id);


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
-- Name: holds fk_holds_hold; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT fk_holds_hold FOREIGN KEY (hold) REFERENCES public.holds(id);


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
-- Name: objects fk_objects_depot; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT fk_objects_depot FOREIGN KEY (depot) REFERENCES public.depots(name);


--
-- Name: objects fk_objects_sha256; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.objects
    ADD CONSTRAINT fk_objects_sha256 FOREIGN KEY (sha256) REFERENCES public.items(sha256);


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
-- Name: pending fk_pending_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.pending
    ADD CONSTRAINT fk_pending_item FOREIGN KEY (item) REFERENCES public.items(number);


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
-- Name: scans fk_scans_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scans
    ADD CONSTRAINT fk_scans_item FOREIGN KEY (item) REFERENCES public.items(number);


--
-- Name: search_documents fk_search_documents_item; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.search_documents
    ADD CONSTRAINT fk_search_documents_item FOREIGN KEY (item) REFERENCES public.items(number);


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


