BEGIN TRANSACTION;
CREATE TABLE alarms (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	raised_at DATETIME NOT NULL, 
	cleared_at DATETIME, 
	told_raised BOOLEAN NOT NULL, 
	told_cleared BOOLEAN NOT NULL, 
	CONSTRAINT pk_alarms PRIMARY KEY (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0015');
CREATE TABLE carriers (
	item BIGINT NOT NULL, 
	derivation INTEGER DEFAULT 1 NOT NULL, 
	path TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	cuts TEXT NOT NULL, 
	message_id_sha256 VARCHAR(64), 
	envelope TEXT NOT NULL, 
	CONSTRAINT pk_carriers PRIMARY KEY (item, derivation, path), 
	CONSTRAINT fk_carriers_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT fk_carriers_sha256 FOREIGN KEY(sha256) REFERENCES enclosed_messages (sha256)
);
INSERT INTO "carriers" VALUES(2,1,'2',0,'38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8','[[430, 488, ""]]','8129aa4d8dfda32c0c399af4b71e4b61aeb3276629cea28332a6a1becebb793e','{"message_id": "<vrede.1@udbyder.example>", "subject": "I skal ikke sove trygt", "date": "2026-11-19T21:14:00+01:00", "date_text": "Thu, 19 Nov 2026 21:14:00 +0100", "from_": [{"name": "Borger", "address": "vred.borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}');
CREATE TABLE case_acts (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	case_id BIGINT NOT NULL, 
	other_id BIGINT, 
	undoes BIGINT, 
	closed_before DATETIME, 
	reason TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	CONSTRAINT pk_case_acts PRIMARY KEY (id), 
	CONSTRAINT ck_case_acts_undo_undoes_something CHECK ((kind = 'undo') = (undoes IS NOT NULL)), 
	CONSTRAINT ck_case_acts_kind_is_known CHECK (kind IN ('file', 'split', 'merge', 'close', 'reopen', 'undo')), 
	CONSTRAINT fk_case_acts_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_acts_other_id FOREIGN KEY(other_id) REFERENCES cases (id), 
	CONSTRAINT fk_case_acts_undoes FOREIGN KEY(undoes) REFERENCES case_acts (id), 
	CONSTRAINT uq_case_acts_undoes UNIQUE (undoes)
);
CREATE TABLE case_deadlines (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	code TEXT NOT NULL, 
	starts_at DATETIME NOT NULL, 
	due_at DATETIME, 
	due_on TEXT, 
	assumed BOOLEAN NOT NULL, 
	about TEXT NOT NULL, 
	state TEXT NOT NULL, 
	ended_on TEXT, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_case_deadlines PRIMARY KEY (id), 
	CONSTRAINT ck_case_deadlines_ends CHECK (due_at IS NOT NULL OR due_on IS NOT NULL), 
	CONSTRAINT ck_case_deadlines_state_is_known CHECK (state IN ('running', 'met', 'waived')), 
	CONSTRAINT ck_case_deadlines_waived_with_a_reason CHECK (state <> 'waived' OR reason <> ''), 
	CONSTRAINT ck_case_deadlines_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_deadlines_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_deadlines_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_dialogues (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	step TEXT NOT NULL, 
	taken_on TEXT NOT NULL, 
	responsible TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	CONSTRAINT pk_case_dialogues PRIMARY KEY (id), 
	CONSTRAINT ck_case_dialogues_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_dialogues_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_dialogues_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_help (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	employee TEXT NOT NULL, 
	offered_on TEXT, 
	answer TEXT NOT NULL, 
	began_on TEXT, 
	responsible TEXT NOT NULL, 
	follow_up_on TEXT, 
	done_on TEXT, 
	remark TEXT NOT NULL, 
	CONSTRAINT pk_case_help PRIMARY KEY (id), 
	CONSTRAINT ck_case_help_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_help_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_help_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_information (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	status TEXT NOT NULL, 
	decided_on TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	paragraph TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	reassess_on TEXT, 
	CONSTRAINT pk_case_information PRIMARY KEY (id), 
	CONSTRAINT ck_case_information_exempt_by_law_and_reason CHECK (status = 'OPLYST' OR paragraph <> '' AND reason <> ''), 
	CONSTRAINT ck_case_information_there_is_one CHECK (entry = 1), 
	CONSTRAINT ck_case_information_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_information_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_information_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_legal_notes (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	lawyer TEXT NOT NULL, 
	assessed_on TEXT NOT NULL, 
	category TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	note TEXT NOT NULL, 
	to_be_shared BOOLEAN NOT NULL, 
	CONSTRAINT pk_case_legal_notes PRIMARY KEY (id), 
	CONSTRAINT ck_case_legal_notes_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_legal_notes_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_legal_notes_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_limits (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	decided_on TEXT NOT NULL, 
	responsible TEXT NOT NULL, 
	until TEXT, 
	endless_because TEXT NOT NULL, 
	reviewed_on TEXT, 
	lifted_on TEXT, 
	CONSTRAINT pk_case_limits PRIMARY KEY (id), 
	CONSTRAINT ck_case_limits_ends_or_says_why_not CHECK (until IS NOT NULL OR endless_because <> ''), 
	CONSTRAINT ck_case_limits_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_limits_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_limits_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_measures (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	learned TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	responsible TEXT NOT NULL, 
	due_on TEXT, 
	done_on TEXT, 
	CONSTRAINT pk_case_measures PRIMARY KEY (id), 
	CONSTRAINT ck_case_measures_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_measures_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_measures_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_notes (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	way TEXT NOT NULL, 
	held_at DATETIME NOT NULL, 
	people TEXT NOT NULL, 
	author TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_case_notes PRIMARY KEY (id), 
	CONSTRAINT ck_case_notes_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_notes_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_notes_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_reports (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	responsible TEXT NOT NULL, 
	sent_on TEXT, 
	journal TEXT NOT NULL, 
	follow_up_on TEXT, 
	followed_up_on TEXT, 
	outcome TEXT NOT NULL, 
	closed_on TEXT, 
	CONSTRAINT pk_case_reports PRIMARY KEY (id), 
	CONSTRAINT ck_case_reports_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_reports_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_reports_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_screenshots (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	in_item BIGINT NOT NULL, 
	url TEXT NOT NULL, 
	user_name TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	taken_by TEXT NOT NULL, 
	taken_at DATETIME, 
	witness TEXT NOT NULL, 
	CONSTRAINT pk_case_screenshots PRIMARY KEY (id), 
	CONSTRAINT fk_case_screenshots_in_item FOREIGN KEY(in_item) REFERENCES items (number), 
	CONSTRAINT ck_case_screenshots_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_screenshots_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_screenshots_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE case_wishes (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	entry INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	employee TEXT NOT NULL, 
	wished_on TEXT NOT NULL, 
	wish TEXT NOT NULL, 
	CONSTRAINT pk_case_wishes PRIMARY KEY (id), 
	CONSTRAINT ck_case_wishes_counts_from_one CHECK (entry > 0 AND version > 0), 
	CONSTRAINT fk_case_wishes_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT uq_case_wishes_case_id_entry_version UNIQUE (case_id, entry, version)
);
CREATE TABLE cases (
	id INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	reference TEXT NOT NULL, 
	state TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	opened_by TEXT NOT NULL, merged_into BIGINT CONSTRAINT fk_cases_merged_into REFERENCES cases (id) CONSTRAINT ck_cases_merged_is_closed CHECK (merged_into IS NULL OR state = 'closed'), closed_at DATETIME, 
	CONSTRAINT pk_cases PRIMARY KEY (id), 
	CONSTRAINT ck_cases_state_is_known CHECK (state IN ('open', 'closed')), 
	CONSTRAINT uq_cases_reference UNIQUE (reference), 
	CONSTRAINT uq_cases_year_number UNIQUE (year, number)
);
INSERT INTO "cases" VALUES(1,2026,1,'2026-0001-GF82','open','2026-11-23 08:00:00.000000','new_case',NULL,NULL);
INSERT INTO "cases" VALUES(2,2026,2,'2026-0002-P08P','open','2026-11-23 08:00:00.000000','new_case',NULL,NULL);
INSERT INTO "cases" VALUES(3,2026,3,'2026-0003-EMD7','open','2026-11-23 08:00:00.000000','new_case',NULL,NULL);
INSERT INTO "cases" VALUES(4,2026,4,'2026-0004-VW08','open','2026-11-30 08:00:00.000000','new_case',NULL,NULL);
CREATE TABLE "custody_events" (
	seq INTEGER NOT NULL, 
	at VARCHAR(27) NOT NULL, 
	act TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_custody_events PRIMARY KEY (seq), 
	CONSTRAINT ck_custody_events_links_are_whole CHECK (length(hash) = 64 AND length(previous) = 64), 
	CONSTRAINT ck_custody_events_seq_counts_from_one CHECK (seq > 0)
);
INSERT INTO "custody_events" VALUES(1,'2026-11-23T08:00:00.000000Z','accession','archiver','item:1','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f","sighting":1,"size":256,"take":0,"uid":1,"uidvalidity":100}','0000000000000000000000000000000000000000000000000000000000000000','580d3f16d9eea2d6b18b0c9a60116c6fb72b5cc9efd0966109c8a2f9192911d7');
INSERT INTO "custody_events" VALUES(2,'2026-11-23T08:00:00.000000Z','accession','archiver','item:2','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5","sighting":2,"size":1187,"take":0,"uid":2,"uidvalidity":100}','580d3f16d9eea2d6b18b0c9a60116c6fb72b5cc9efd0966109c8a2f9192911d7','880e5f54d072a9cabcb2304c5842e1b60e10a310f91693b1e6dfe68aed6e0ae2');
INSERT INTO "custody_events" VALUES(3,'2026-11-23T08:00:00.000000Z','accession','archiver','item:3','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703","sighting":3,"size":265,"take":0,"uid":3,"uidvalidity":100}','880e5f54d072a9cabcb2304c5842e1b60e10a310f91693b1e6dfe68aed6e0ae2','aaffada5940eb6c3d92699f4eac50c456bd18f81516465f0c1c9daa68ef07bbf');
INSERT INTO "custody_events" VALUES(4,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:1','success','{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}','aaffada5940eb6c3d92699f4eac50c456bd18f81516465f0c1c9daa68ef07bbf','f196ecf437c4c9772f8b01f02a3dbbfeb70adab2ddc45d54a5ac1fa6f3c63b41');
INSERT INTO "custody_events" VALUES(5,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:2','success','{"sha256":"8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5"}','f196ecf437c4c9772f8b01f02a3dbbfeb70adab2ddc45d54a5ac1fa6f3c63b41','052244015b7ccd921eaef95456cb7b81e5694dc7a121e46b0a2de00d95c33e92');
INSERT INTO "custody_events" VALUES(6,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:3','success','{"sha256":"62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703"}','052244015b7ccd921eaef95456cb7b81e5694dc7a121e46b0a2de00d95c33e92','e8a5d52cac41f0bab729d72df78ecd9489cf5b97a81e83247908c8436a19cd5f');
INSERT INTO "custody_events" VALUES(7,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":1,"uid":1,"uidvalidity":100}','e8a5d52cac41f0bab729d72df78ecd9489cf5b97a81e83247908c8436a19cd5f','3ee641f252dc9b5df943aaad5de513b540edbc96e63feb93797a66a6ba112a80');
INSERT INTO "custody_events" VALUES(8,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":2,"uid":2,"uidvalidity":100}','3ee641f252dc9b5df943aaad5de513b540edbc96e63feb93797a66a6ba112a80','4bf371150846c5a2df16370f1f9f24f0c0a96bc72ec28b653ed99753b1712053');
INSERT INTO "custody_events" VALUES(9,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":3,"uid":3,"uidvalidity":100}','4bf371150846c5a2df16370f1f9f24f0c0a96bc72ec28b653ed99753b1712053','7ca739e44f3d9a442b431f56335ad7138d89ad1612c9a82383db81d87fd4ee66');
INSERT INTO "custody_events" VALUES(10,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:1','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"75567a4455911e7e2368539d94f35e833db43e3b25b86ed3cd50eaec6fb03a37","reader":3,"reading_sha256":"86ac7dde697cc7e0b60e9788987f9004793a69df9615b6fa803754d521ff365f","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"ede46111db7daadbdfba55caae8888a45943dfa938e4023ed4e5623137d07180","strength":0}','7ca739e44f3d9a442b431f56335ad7138d89ad1612c9a82383db81d87fd4ee66','0c66f11d44814a0a27492211bb21f1c93cc5a4666b0cb4eff002000f1d4f20ea');
INSERT INTO "custody_events" VALUES(11,'2026-11-23T08:00:00.000000Z','filing','archiver','item:1','success','{"case":null,"row":1,"rule":"no_rule_matched","state":"unassigned"}','0c66f11d44814a0a27492211bb21f1c93cc5a4666b0cb4eff002000f1d4f20ea','603f4b28fd6df3925ad3bb24ff9c2bc503626e4bcd06ca0a82f7862258616c24');
INSERT INTO "custody_events" VALUES(12,'2026-11-23T08:00:00.000000Z','letter','archiver','item:1','success','{"decision":"due","kind":"receipt","letter":1,"sha256":"0f163cb0b129044f6fdca9a33f51c8e501249cfcb6670bb69f7d2abc11e1d5d1"}','603f4b28fd6df3925ad3bb24ff9c2bc503626e4bcd06ca0a82f7862258616c24','6c92ed21cc1f876aae0e1bcb116dd21926cb0976ab84006a92d8b76173fd5d8b');
INSERT INTO "custody_events" VALUES(13,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:2','success','{"carriers_sha256":"e03dd03bc1dbe9620809a6493f1774e51583f12e72109d0f8be612eb6cf05e1c","derivation":1,"enclosed":1,"message_id_collision":0,"originals":1,"originals_sha256":"846de0249bd777d2f8f137bc46f97f9e37e9f2e489ba45c4c14dbdfaf566ec86","parts":3,"parts_sha256":"ba97c0e360008eb3fd1a672f13fb4f2d52412abda4e7d0d3933dde62b4082084","reader":3,"reading_sha256":"b3dcee584b0c4e5b6e7e9b693b72a5f39f810cf099383a762ad6af55256c09a6","reports_sha256":"04966a9aab9642ff53cfcefdb35c40fb374ca9bfbe63e748245ec34fd0b8dfa0","sender":"af7f96aa37d1849272de4b3fb937987bf8f101acc49ccfcdbba72ab4a53aeb6d","strength":3}','6c92ed21cc1f876aae0e1bcb116dd21926cb0976ab84006a92d8b76173fd5d8b','fa26da37a1befe37ed0f24d6fd153a14c35b27cfe2623932f6c629e9a459c38e');
INSERT INTO "custody_events" VALUES(14,'2026-11-23T08:00:00.000000Z','unpacking','archiver','item:2','success','{"path":"2","sha256":"38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8","size":488}','fa26da37a1befe37ed0f24d6fd153a14c35b27cfe2623932f6c629e9a459c38e','7f8a5f1782fb5546037514be5e9967102851b94f10bc50b23ab759f8b193cef6');
INSERT INTO "custody_events" VALUES(15,'2026-11-23T08:00:00.000000Z','filing','archiver','item:2','success','{"case":null,"row":2,"rule":"no_rule_matched","state":"unassigned"}','7f8a5f1782fb5546037514be5e9967102851b94f10bc50b23ab759f8b193cef6','8b59ecfa6473f22d017bfd699c5f5e792344a2e905a4699a3ae98664803e0934');
INSERT INTO "custody_events" VALUES(16,'2026-11-23T08:00:00.000000Z','letter','archiver','item:2','success','{"decision":"due","kind":"receipt","letter":2,"sha256":"b0b2f2b4b06aff95a95331de61d6a7f4e26411ae07b30c7aa12beae1efda1d99"}','8b59ecfa6473f22d017bfd699c5f5e792344a2e905a4699a3ae98664803e0934','7e4c23f6cc1e6c08d2bba7441ef6f51363cfb789ff2134c7ed58efb618305906');
INSERT INTO "custody_events" VALUES(17,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:3','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"2b6ea513499e006f1659d08e6df0a4499f8e1555ae79ee5af472f9e0312efe82","reader":3,"reading_sha256":"cfa3fa748d08eb88b793e788b790f2078a5779a54c7fc81328559a03d9df4710","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"934e54fd269accedb0934dbab733b525d66844be764fb6131ac6181c8861bf28","strength":2}','7e4c23f6cc1e6c08d2bba7441ef6f51363cfb789ff2134c7ed58efb618305906','d974264bf51f5c49b1ef197b89d6dfccac11d2e06f3bac64c6d13061eb0be719');
INSERT INTO "custody_events" VALUES(18,'2026-11-23T08:00:00.000000Z','filing','archiver','item:3','success','{"case":null,"row":3,"rule":"outsider","state":"external"}','d974264bf51f5c49b1ef197b89d6dfccac11d2e06f3bac64c6d13061eb0be719','56acb03ad65b559b595b58ea40a745007a4755b124c76cf372859e3c23af291b');
INSERT INTO "custody_events" VALUES(19,'2026-11-23T08:00:00.000000Z','letter','archiver','item:3','success','{"decision":"not_a_colleague","kind":"receipt","letter":3,"sha256":"150f9b8d219a3c2f09ad709e1701c0e61874f9bbaa5f680311ec2d456169a36e"}','56acb03ad65b559b595b58ea40a745007a4755b124c76cf372859e3c23af291b','4f085ae75d322515cd75464f67e711b8d6744cc0bebeafb3241370ff2f9fe03b');
INSERT INTO "custody_events" VALUES(20,'2026-11-23T08:00:00.000000Z','accession','archiver','item:4','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4","sighting":4,"size":278,"take":0,"uid":4,"uidvalidity":100}','4f085ae75d322515cd75464f67e711b8d6744cc0bebeafb3241370ff2f9fe03b','95b940651e18699ed4f4a4d9ff57c7f95306315db18aefb9cd787a3d592e9a51');
INSERT INTO "custody_events" VALUES(21,'2026-11-23T08:00:00.000000Z','quarantine','archiver','item:4','success','{"reading_sha256":"e25e8e9411dc30b112cf8afccd1823c9d6e037e4d4da73ee1bc1f78496461f9e","reason":"took too long"}','95b940651e18699ed4f4a4d9ff57c7f95306315db18aefb9cd787a3d592e9a51','93fdd5429abfbf1a7ab9f17e46452e204ef97a0c38c670976832bf46e595e1b3');
INSERT INTO "custody_events" VALUES(22,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:4','success','{"sha256":"62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4"}','93fdd5429abfbf1a7ab9f17e46452e204ef97a0c38c670976832bf46e595e1b3','f6008f839d69a2172f96629b083f96a2152147d50f084a19c9153ffa85323ca7');
INSERT INTO "custody_events" VALUES(23,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":4,"uid":4,"uidvalidity":100}','f6008f839d69a2172f96629b083f96a2152147d50f084a19c9153ffa85323ca7','46376370d872913437b8ce6c91b986a680a01b55f0f873ebdb3b74822f065c4b');
INSERT INTO "custody_events" VALUES(24,'2026-11-23T08:00:00.000000Z','accession','archiver','item:5','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d","sighting":5,"size":251,"take":0,"uid":5,"uidvalidity":100}','46376370d872913437b8ce6c91b986a680a01b55f0f873ebdb3b74822f065c4b','485db33636934fd67e3a6419f3737954c97c01c9527d84826b7ce3faa5f46565');
INSERT INTO "custody_events" VALUES(25,'2026-11-23T08:00:00.000000Z','accession','archiver','item:6','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2","sighting":6,"size":251,"take":0,"uid":6,"uidvalidity":100}','485db33636934fd67e3a6419f3737954c97c01c9527d84826b7ce3faa5f46565','2760385169cc3eca51ee50750824c065ad1c06b4ddda6e02044c4fa89aac7767');
INSERT INTO "custody_events" VALUES(26,'2026-11-23T08:00:00.000000Z','accession','archiver','item:7','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-23T08:00:00.000000Z","sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78","sighting":7,"size":251,"take":0,"uid":7,"uidvalidity":100}','2760385169cc3eca51ee50750824c065ad1c06b4ddda6e02044c4fa89aac7767','17ed4e1e616237b9a25c458a00881a08edafd3a7e81f0a537cbd5411fb22f261');
INSERT INTO "custody_events" VALUES(27,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:5','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"5131dd33453d5cf22d381ec4700db3473f035b6ff3f49b7dd38b4698309a8e08","reader":3,"reading_sha256":"d93a5b7f08dae3f153bdf6527349fbbdeecfcd5d63418abd07d84ba69905baa1","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"10117147a1bbe1c1fc5df1ac11bb5b2e34b80a7e92ad8f94d8a7f0de0ca4b53f","strength":0}','17ed4e1e616237b9a25c458a00881a08edafd3a7e81f0a537cbd5411fb22f261','ce01516e15f82f6f2af1ef4a614a50fdd779b92dada3817997b18db384313c9c');
INSERT INTO "custody_events" VALUES(28,'2026-11-23T08:00:00.000000Z','case opening','archiver','case:2026-0001-GF82','success','{"by":"new_case","row":1}','ce01516e15f82f6f2af1ef4a614a50fdd779b92dada3817997b18db384313c9c','aa9a0b57760f6e935410da624a5bf010864db95bf524cf4a1b671bf27a8a8bad');
INSERT INTO "custody_events" VALUES(29,'2026-11-23T08:00:00.000000Z','filing','archiver','item:5','success','{"case":"2026-0001-GF82","row":4,"rule":"new_case","state":"filed"}','aa9a0b57760f6e935410da624a5bf010864db95bf524cf4a1b671bf27a8a8bad','75a8d573d766b383c28e7873c18fc462a97524f8bba9f7a4bb386526b7d426ee');
INSERT INTO "custody_events" VALUES(30,'2026-11-23T08:00:00.000000Z','letter','archiver','item:5','success','{"decision":"due","kind":"receipt","letter":4,"sha256":"d8ec8fc68dfc48f2ee13643117ebb21c6e3f428bedbf99417844114751cf68a1"}','75a8d573d766b383c28e7873c18fc462a97524f8bba9f7a4bb386526b7d426ee','6dbe622a8f6dd4498642c4fa2acf7a86fd90cf6113aadabe0619139af08b0d45');
INSERT INTO "custody_events" VALUES(31,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:6','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"29ead7b67c9374b4ab28f47314766b474f1198b891bdd80ba9e6f6e86a53ce4a","reader":3,"reading_sha256":"29ca7aaa27dbf4742364136691bc94ee74eb7618e656ac8a6fea2f3a45e380e4","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"d02e2a87dc008fc1aacbc6c8bca70db0d9a1b6436b98b21bc432fee523552e20","strength":0}','6dbe622a8f6dd4498642c4fa2acf7a86fd90cf6113aadabe0619139af08b0d45','892b6d666b8a7b8e82abea80d15b6c1bc83dfe46d64c51cb80ad83745eeadbe7');
INSERT INTO "custody_events" VALUES(32,'2026-11-23T08:00:00.000000Z','case opening','archiver','case:2026-0002-P08P','success','{"by":"new_case","row":2}','892b6d666b8a7b8e82abea80d15b6c1bc83dfe46d64c51cb80ad83745eeadbe7','4aa883c0ee12c47ad689df0236034cb0d354210255975e074d215ed8aedcd771');
INSERT INTO "custody_events" VALUES(33,'2026-11-23T08:00:00.000000Z','filing','archiver','item:6','success','{"case":"2026-0002-P08P","row":5,"rule":"new_case","state":"filed"}','4aa883c0ee12c47ad689df0236034cb0d354210255975e074d215ed8aedcd771','bc3bed2b04995ac95a8e696567c6bbddd0439e6e44bae7e5cfd35c4e2671b731');
INSERT INTO "custody_events" VALUES(34,'2026-11-23T08:00:00.000000Z','letter','archiver','item:6','success','{"decision":"too_many","kind":"receipt","letter":5,"sha256":"c3e973022d19fdf3384ad447df4dd4750bdaa4b7eaeaeba6881388885b3791fa"}','bc3bed2b04995ac95a8e696567c6bbddd0439e6e44bae7e5cfd35c4e2671b731','1347a6434f8362e5b63ba72860223ada46e813081a2a6338dc4f5bc48f6e74e9');
INSERT INTO "custody_events" VALUES(35,'2026-11-23T08:00:00.000000Z','metadata extraction','archiver','item:7','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"245750eb90ecbd611248a65e0d92fb147fbcc293c82cae531c4d5e3f0739843e","reader":3,"reading_sha256":"d4814eee446865f82176b85c53476cebbde8f800f1138d76839d9d3b3db5b319","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"bd33d3c1dc7adc23f862aa0b51a6c1d461163c3e234469807de3315806dca22e","strength":0}','1347a6434f8362e5b63ba72860223ada46e813081a2a6338dc4f5bc48f6e74e9','3a64493e3d7f7c001cdd093c4cf29b2240d699a0f8f082d967f94587fe0c9f86');
INSERT INTO "custody_events" VALUES(36,'2026-11-23T08:00:00.000000Z','case opening','archiver','case:2026-0003-EMD7','success','{"by":"new_case","row":3}','3a64493e3d7f7c001cdd093c4cf29b2240d699a0f8f082d967f94587fe0c9f86','339a156450e53e16c1697cda6b0932a6606ad16db6a69376c99954589f852bd3');
INSERT INTO "custody_events" VALUES(37,'2026-11-23T08:00:00.000000Z','filing','archiver','item:7','success','{"case":"2026-0003-EMD7","row":6,"rule":"new_case","state":"filed"}','339a156450e53e16c1697cda6b0932a6606ad16db6a69376c99954589f852bd3','340a6631fa8f58bd7e7184a03955ed95927e439bacee802f21a882354dc1534d');
INSERT INTO "custody_events" VALUES(38,'2026-11-23T08:00:00.000000Z','letter','archiver','item:7','success','{"decision":"too_many","kind":"receipt","letter":6,"sha256":"750415db5648897793ecdb026c05a8f683da6538ea22d60e2480e7fff78bcac0"}','340a6631fa8f58bd7e7184a03955ed95927e439bacee802f21a882354dc1534d','f27cfd064363eb3bd210702865d74e5c46c1188a6765544524314fa8dea07f86');
INSERT INTO "custody_events" VALUES(39,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:5','success','{"sha256":"224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d"}','f27cfd064363eb3bd210702865d74e5c46c1188a6765544524314fa8dea07f86','020f2c2b420383c2dbc36dcc9d15ccbfaac325bb826bed8967c32830f8ec9644');
INSERT INTO "custody_events" VALUES(40,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:6','success','{"sha256":"38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2"}','020f2c2b420383c2dbc36dcc9d15ccbfaac325bb826bed8967c32830f8ec9644','5b398509357847192bedb39b12eb756e9d98bfefec24c9db1fc16ccae9de1f6d');
INSERT INTO "custody_events" VALUES(41,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:7','success','{"sha256":"4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78"}','5b398509357847192bedb39b12eb756e9d98bfefec24c9db1fc16ccae9de1f6d','86879f83e3cb92ef51d8ab451665078995f9fc2f65b1f9f3e437c8aff083d7cd');
INSERT INTO "custody_events" VALUES(42,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":5,"uid":5,"uidvalidity":100}','86879f83e3cb92ef51d8ab451665078995f9fc2f65b1f9f3e437c8aff083d7cd','aafc7bc1204ccbc8cf17da030df8ec870dca6c2722333730013301ebcf5730a7');
INSERT INTO "custody_events" VALUES(43,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":6,"uid":6,"uidvalidity":100}','aafc7bc1204ccbc8cf17da030df8ec870dca6c2722333730013301ebcf5730a7','f7b897e9d02006da59185a5a81227df8a522839c8d190ecd10f3f26ac9a2285f');
INSERT INTO "custody_events" VALUES(44,'2026-11-23T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":7,"uid":7,"uidvalidity":100}','f7b897e9d02006da59185a5a81227df8a522839c8d190ecd10f3f26ac9a2285f','c3ce614a86def6bbd1a3c12efbf8f8919d294c294bc893e39d12b4326cb02549');
INSERT INTO "custody_events" VALUES(45,'2026-11-23T08:00:00.000000Z','sighting','archiver','item:1','success','{"fetched_at":"2026-11-23T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","seen_at":"2026-11-23T08:00:00.000000Z","sighting":8,"take":0,"uid":8,"uidvalidity":100}','c3ce614a86def6bbd1a3c12efbf8f8919d294c294bc893e39d12b4326cb02549','c803b6bf44f5527ae0130b7bee13840022531db91f0f4b97d12e50e597db9f89');
INSERT INTO "custody_events" VALUES(46,'2026-11-23T08:00:00.000000Z','message digest calculation','archiver','item:1','success','{"sha256":"5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f"}','c803b6bf44f5527ae0130b7bee13840022531db91f0f4b97d12e50e597db9f89','07aa7441ac1c790676bc925657b01d98c92c7834eb6e8d78495e48d4755e287f');
INSERT INTO "custody_events" VALUES(47,'2026-11-23T08:00:00.000000Z','letter','archiver','item:1','success','{"fate":"sent","kind":"receipt","letter":1,"octets_sha256":"4f8c9aaf5812261fbb02a6f11ec3705905ad798ba2fe5b05b375fd3818dbc2ba"}','07aa7441ac1c790676bc925657b01d98c92c7834eb6e8d78495e48d4755e287f','b211f1b3aefe2195ccdaac364e5242964ff90f1b1cc34f03bb9c7f18bd9bb557');
INSERT INTO "custody_events" VALUES(48,'2026-11-23T08:00:00.000000Z','letter','archiver','item:2','success','{"fate":"sent","kind":"receipt","letter":2,"octets_sha256":"71077b8d38b280db36978551841db6e297c489699ba5061a5d386df90bf4a128"}','b211f1b3aefe2195ccdaac364e5242964ff90f1b1cc34f03bb9c7f18bd9bb557','799c5da499562e62ac2cd67d71b31f7f665a123a824858895793766115ca7dd7');
INSERT INTO "custody_events" VALUES(49,'2026-11-23T08:00:00.000000Z','letter','archiver','item:5','success','{"fate":"sent","kind":"receipt","letter":4,"octets_sha256":"427fdbb3143259dedc1518fa5a49fb22b3d74cf0457d17fd167567169e9419c5"}','799c5da499562e62ac2cd67d71b31f7f665a123a824858895793766115ca7dd7','a03fde19b003a60024d50f2e732f4e635988fa7d75ec9899d7ea871ecd9972ca');
INSERT INTO "custody_events" VALUES(50,'2026-11-30T08:00:00.000000Z','letter','archiver','digest:2026-W48','success','{"chain_count":49,"chain_head":"a03fde19b003a60024d50f2e732f4e635988fa7d75ec9899d7ea871ecd9972ca","decision":"due","first_item":1,"issue":1,"kind":"digest","last_item":7,"letters_sha256":"edea860a7ba7a9efe83339aa4b2087476956586c70bc6daa3661365cf523b065","officer_sha256":"a48122ed49e3d9b54065cbd0805d52bb276ffb645120761585b409a25c71c04e"}','a03fde19b003a60024d50f2e732f4e635988fa7d75ec9899d7ea871ecd9972ca','e0e069142e45087390998a995c9f7f106ccd86e932ee7e32ecd9cc61d2ae3aab');
INSERT INTO "custody_events" VALUES(51,'2026-11-30T08:00:00.000000Z','letter','archiver','letter:8','success','{"decision":"due","first_item":6,"kind":"collected","last_item":7,"receipts":2,"sha256":"0cf0d80d37d6ca29042dc9a4b73e3d463ec7bac64856c0e9bf0f41f725d2c066"}','e0e069142e45087390998a995c9f7f106ccd86e932ee7e32ecd9cc61d2ae3aab','9f4638898edfe49f721aaa043c26906ee8ba36c6f51c397d01c20bd33b226a6e');
INSERT INTO "custody_events" VALUES(52,'2026-11-30T08:00:00.000000Z','letter','archiver','letter:7','success','{"fate":"sent","kind":"digest","letter":7,"octets_sha256":"a9b49a95e965897aecfe9df5f5ee636a3c5d2c7bf10529ff5dfc123b311f4eef"}','9f4638898edfe49f721aaa043c26906ee8ba36c6f51c397d01c20bd33b226a6e','ac6f095dee50bf07f8ff9c03baae080e116304e6ac2589160b13612bcab580a5');
INSERT INTO "custody_events" VALUES(53,'2026-11-30T08:00:00.000000Z','letter','archiver','letter:8','success','{"fate":"sent","kind":"collected","letter":8,"octets_sha256":"133e5cc8ddec4019c1954d19f6af06f72d1f16a15e30b489650057d9cd886ad9"}','ac6f095dee50bf07f8ff9c03baae080e116304e6ac2589160b13612bcab580a5','fcb2ae7d3d2eab200fd54efcccda8c81d058d69caaf082c4d543915217c44143');
INSERT INTO "custody_events" VALUES(54,'2026-11-30T08:00:00.000000Z','accession','archiver','item:8','success','{"fetched_at":"2026-11-30T08:00:00.000000Z","folder":"INBOX","internal_date":"2026-11-23T08:00:00.000000Z","mailbox":"arkiv","provenance":"imap","seen_at":"2026-11-30T08:00:00.000000Z","sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6","sighting":9,"size":280,"take":0,"uid":9,"uidvalidity":100}','fcb2ae7d3d2eab200fd54efcccda8c81d058d69caaf082c4d543915217c44143','5fcd33d9c92cb142f880c97cd05e4e28e49a61da9479024c668184759b5ad421');
INSERT INTO "custody_events" VALUES(55,'2026-11-30T08:00:00.000000Z','metadata extraction','archiver','item:8','success','{"carriers_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","derivation":1,"enclosed":0,"message_id_collision":0,"originals":0,"originals_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","parts":1,"parts_sha256":"e3f20d75eea4501f5e11f628206854ef45dca8680c2d331000d74e29a49729c6","reader":3,"reading_sha256":"b6e2d31a1122a263b5cce0ea7232b704a5a2ce92849373e5e5014ec3a8a6a8cb","reports_sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","sender":"180db9b516d64f6a1e15acd25b1f1d8d1b6ef60e92b0b4e35732bb248922bd5b","strength":0}','5fcd33d9c92cb142f880c97cd05e4e28e49a61da9479024c668184759b5ad421','b60568a2b801402131963ba7ff6994b3da21f7b9f50371ced7343165244203ce');
INSERT INTO "custody_events" VALUES(56,'2026-11-30T08:00:00.000000Z','case opening','archiver','case:2026-0004-VW08','success','{"by":"new_case","row":4}','b60568a2b801402131963ba7ff6994b3da21f7b9f50371ced7343165244203ce','c9b5c45b0d80bcf40ccd313531c9a1cc27f5aeb596e6c6a24995a431157307ec');
INSERT INTO "custody_events" VALUES(57,'2026-11-30T08:00:00.000000Z','filing','archiver','item:8','success','{"case":"2026-0004-VW08","row":7,"rule":"new_case","state":"filed"}','c9b5c45b0d80bcf40ccd313531c9a1cc27f5aeb596e6c6a24995a431157307ec','df4e25e4704c0c60fa2749872143118e89920af32ec0d3f84fc8679354621032');
INSERT INTO "custody_events" VALUES(58,'2026-11-30T08:00:00.000000Z','letter','archiver','item:8','success','{"decision":"due","kind":"receipt","letter":9,"sha256":"0cb1b7f15fbf70148d2bb5e112a793a5ffb6e84456e09dce791b2b9fc7619136"}','df4e25e4704c0c60fa2749872143118e89920af32ec0d3f84fc8679354621032','6927b35cf64fb016acabaaaba86425898eb651e4af3cec9c1cb5c528d15c3a26');
INSERT INTO "custody_events" VALUES(59,'2026-11-30T08:00:00.000000Z','message digest calculation','archiver','item:8','success','{"sha256":"373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6"}','6927b35cf64fb016acabaaaba86425898eb651e4af3cec9c1cb5c528d15c3a26','f624f50d4a4bf81a05245adaafecca4f5d4cce62b9a14788d67d0ca55c03c1ca');
INSERT INTO "custody_events" VALUES(60,'2026-11-30T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":8,"uid":9,"uidvalidity":100}','f624f50d4a4bf81a05245adaafecca4f5d4cce62b9a14788d67d0ca55c03c1ca','ec7caf5665cdba90076ebb9e158d965637ba52b32a42f2956efb4bff2c27beb6');
INSERT INTO "custody_events" VALUES(61,'2026-11-30T08:00:00.000000Z','transfer','archiver','mailbox:arkiv','success','{"folder":"INBOX","to":9,"uid":8,"uidvalidity":100}','ec7caf5665cdba90076ebb9e158d965637ba52b32a42f2956efb4bff2c27beb6','0ec18c232eecd9052ae631a4ea3ade19cdbd542d7c3ef6b8dde4eec6bf8e93ee');
CREATE TABLE definitions (
	version INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_definitions PRIMARY KEY (version), 
	CONSTRAINT ck_definitions_version_counts_from_one CHECK (version > 0)
);
CREATE TABLE depots (
	name TEXT NOT NULL, 
	place TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	CONSTRAINT pk_depots PRIMARY KEY (name), 
	CONSTRAINT uq_depots_place UNIQUE (place)
);
CREATE TABLE digest_issues (
	id INTEGER NOT NULL, 
	officer TEXT NOT NULL, 
	iso_year INTEGER NOT NULL, 
	iso_week INTEGER NOT NULL, 
	first_item BIGINT NOT NULL, 
	last_item BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	chain_count BIGINT NOT NULL, 
	chain_head VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_digest_issues PRIMARY KEY (id), 
	CONSTRAINT ck_digest_issues_range_is_ordered CHECK (first_item <= last_item + 1), 
	CONSTRAINT uq_digest_issues_officer_iso_year_iso_week UNIQUE (officer, iso_year, iso_week)
);
INSERT INTO "digest_issues" VALUES(1,'arkivar@kommune.example',2026,48,1,7,'2026-11-30 08:00:00.000000',49,'a03fde19b003a60024d50f2e732f4e635988fa7d75ec9899d7ea871ecd9972ca');
CREATE TABLE dispositions (
	id INTEGER NOT NULL, 
	step TEXT NOT NULL, 
	proposal BIGINT, 
	name VARCHAR(32), 
	scope TEXT, 
	number BIGINT, 
	outcome TEXT, 
	covers VARCHAR(64), 
	until DATETIME, 
	journal TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	person TEXT NOT NULL, 
	agent TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_dispositions PRIMARY KEY (id), 
	CONSTRAINT uq_dispositions_proposal UNIQUE (proposal), 
	CONSTRAINT uq_dispositions_name UNIQUE (name), 
	CONSTRAINT fk_dispositions_proposal FOREIGN KEY(proposal) REFERENCES dispositions (id), 
	CONSTRAINT ck_dispositions_step_is_known CHECK (step IN ('proposed', 'approved', 'rejected')), 
	CONSTRAINT ck_dispositions_decides_a_proposal CHECK ((step = 'proposed') = (proposal IS NULL)), 
	CONSTRAINT ck_dispositions_proposes_something CHECK (proposal IS NOT NULL OR (name IS NOT NULL AND number IS NOT NULL AND scope IN ('item', 'case') AND outcome IN ('extend', 'hand_over', 'dispose'))), 
	CONSTRAINT ck_dispositions_extension_has_an_end CHECK (outcome <> 'extend' OR until IS NOT NULL)
);
CREATE TABLE enclosed_messages (
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	committed_at DATETIME NOT NULL, 
	CONSTRAINT pk_enclosed_messages PRIMARY KEY (sha256), 
	CONSTRAINT ck_enclosed_messages_sha256_is_whole CHECK (length(sha256) = 64), 
	CONSTRAINT ck_enclosed_messages_size_is_not_negative CHECK (size >= 0)
);
INSERT INTO "enclosed_messages" VALUES('38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8',488,'2026-11-23 08:00:00.000000');
CREATE TABLE erasures (
	scope VARCHAR(10) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	number BIGINT, 
	size BIGINT, 
	came_at DATETIME NOT NULL, 
	disposition VARCHAR(32) NOT NULL, 
	basis TEXT NOT NULL, 
	people TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	erased_at DATETIME, 
	forgotten_at DATETIME, 
	CONSTRAINT pk_erasures PRIMARY KEY (scope, name), 
	CONSTRAINT ck_erasures_scope_is_known CHECK (scope IN ('item', 'case')), 
	CONSTRAINT ck_erasures_sha256_is_whole CHECK (scope = 'case' OR length(name) = 64)
);
CREATE TABLE "filings" (
	id INTEGER NOT NULL, 
	item BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	case_id BIGINT, 
	rule TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	filed_at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	rejected TEXT DEFAULT '[]' NOT NULL, 
	act BIGINT, 
	CONSTRAINT pk_filings PRIMARY KEY (id), 
	CONSTRAINT ck_filings_filed_means_a_case CHECK ((state = 'filed') = (case_id IS NOT NULL)), 
	CONSTRAINT fk_filings_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_filings_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT ck_filings_state_is_known CHECK (state IN ('filed', 'unassigned', 'external')), 
	CONSTRAINT fk_filings_act FOREIGN KEY(act) REFERENCES case_acts (id)
);
INSERT INTO "filings" VALUES(1,1,'unassigned',NULL,'no_rule_matched','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(2,2,'unassigned',NULL,'no_rule_matched','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(3,3,'external',NULL,'outsider','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(4,5,'filed',1,'new_case','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(5,6,'filed',2,'new_case','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(6,7,'filed',3,'new_case','{}','2026-11-23 08:00:00.000000','archiver','[]',NULL);
INSERT INTO "filings" VALUES(7,8,'filed',4,'new_case','{}','2026-11-30 08:00:00.000000','archiver','[]',NULL);
CREATE TABLE fixity (
	id INTEGER NOT NULL, 
	position BIGINT NOT NULL, 
	began DATETIME NOT NULL, 
	night DATETIME, 
	checked BIGINT NOT NULL, 
	reread BIGINT NOT NULL, 
	faults TEXT NOT NULL, 
	CONSTRAINT pk_fixity PRIMARY KEY (id), 
	CONSTRAINT ck_fixity_there_is_one CHECK (id = 1)
);
CREATE TABLE folders (
	mailbox TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	is_archive BOOLEAN NOT NULL, 
	uidvalidity BIGINT NOT NULL, 
	last_good_poll DATETIME, 
	server INTEGER NOT NULL, 
	archived INTEGER NOT NULL, 
	reasons TEXT NOT NULL, 
	CONSTRAINT pk_folders PRIMARY KEY (mailbox, folder)
);
INSERT INTO "folders" VALUES('arkiv','INBOX',0,100,'2026-11-30 08:00:00.000000',2,2,'{}');
INSERT INTO "folders" VALUES('arkiv','Arkiveret',1,900,'2026-11-30 08:00:00.000000',9,9,'{}');
CREATE TABLE heads (
	id INTEGER NOT NULL, 
	items BIGINT NOT NULL, 
	events BIGINT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	key_fingerprint TEXT, sealed_at DATETIME, unassigned BIGINT DEFAULT 0 NOT NULL, letters_sent BIGINT DEFAULT 0 NOT NULL, letters_suppressed BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_heads PRIMARY KEY (id), 
	CONSTRAINT ck_heads_there_is_one CHECK (id = 1)
);
INSERT INTO "heads" VALUES(1,8,61,'0ec18c232eecd9052ae631a4ea3ade19cdbd542d7c3ef6b8dde4eec6bf8e93ee',NULL,NULL,2,5,3);
CREATE TABLE holds (
	id INTEGER NOT NULL, 
	hold BIGINT, 
	scope TEXT, 
	number BIGINT, 
	address TEXT NOT NULL, 
	kind TEXT, 
	reason TEXT NOT NULL, 
	person TEXT, 
	agent TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_holds PRIMARY KEY (id), 
	CONSTRAINT uq_holds_hold UNIQUE (hold), 
	CONSTRAINT fk_holds_hold FOREIGN KEY(hold) REFERENCES holds (id), 
	CONSTRAINT ck_holds_releases_a_hold CHECK ((hold IS NULL) = (scope IS NOT NULL)), 
	CONSTRAINT ck_holds_scope_is_known CHECK (scope IS NULL OR scope IN ('item', 'case', 'address', 'archive')), 
	CONSTRAINT ck_holds_kind_is_known CHECK (scope IS NULL OR kind IN ('legal', 'access')), 
	CONSTRAINT ck_holds_names_its_target CHECK ((number IS NOT NULL) = (scope IN ('item', 'case')))
);
CREATE TABLE imports (
	id INTEGER NOT NULL, 
	item BIGINT NOT NULL, 
	source TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	imported_at DATETIME NOT NULL, 
	CONSTRAINT pk_imports PRIMARY KEY (id), 
	CONSTRAINT fk_imports_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT uq_imports_item_source_ordinal UNIQUE (item, source, ordinal)
);
CREATE TABLE incident_reports (
	item BIGINT NOT NULL, 
	derivation INTEGER DEFAULT 1 NOT NULL, 
	ordinal INTEGER NOT NULL, 
	incident BIGINT NOT NULL, 
	reporter TEXT NOT NULL, 
	sha256 VARCHAR(64), 
	likeness VARCHAR(64), 
	CONSTRAINT pk_incident_reports PRIMARY KEY (item, derivation, ordinal), 
	CONSTRAINT fk_incident_reports_incident FOREIGN KEY(incident) REFERENCES incidents (id), 
	CONSTRAINT fk_incident_reports_item FOREIGN KEY(item) REFERENCES items (number)
);
INSERT INTO "incident_reports" VALUES(2,1,0,1,'jette.jensen@kommune.example','38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8','39add4ea1aee7b58a122c5aec92e6309db63a9bd16090619ae253c897c3d2308');
CREATE TABLE incidents (
	id INTEGER NOT NULL, 
	noted_at DATETIME NOT NULL, 
	CONSTRAINT pk_incidents PRIMARY KEY (id)
);
INSERT INTO "incidents" VALUES(1,'2026-11-23 08:00:00.000000');
CREATE TABLE items (
	number INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	committed_at DATETIME NOT NULL, 
	provenance TEXT NOT NULL, 
	CONSTRAINT pk_items PRIMARY KEY (number), 
	CONSTRAINT ck_items_provenance_is_known CHECK (provenance IN ('imap', 'import')), 
	CONSTRAINT ck_items_sha256_is_whole CHECK (length(sha256) = 64), 
	CONSTRAINT ck_items_number_counts_from_one CHECK (number > 0), 
	CONSTRAINT ck_items_size_is_not_negative CHECK (size >= 0), 
	CONSTRAINT uq_items_sha256 UNIQUE (sha256)
);
INSERT INTO "items" VALUES(1,'5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f',256,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(2,'8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5',1187,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(3,'62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703',265,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(4,'62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4',278,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(5,'224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d',251,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(6,'38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2',251,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(7,'4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78',251,'2026-11-23 08:00:00.000000','imap');
INSERT INTO "items" VALUES(8,'373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6',280,'2026-11-30 08:00:00.000000','imap');
CREATE TABLE keys (
	scope VARCHAR(10) NOT NULL, 
	number BIGINT NOT NULL, 
	binding VARCHAR(64) NOT NULL, 
	master VARCHAR(16) NOT NULL, 
	wrapped TEXT NOT NULL, 
	CONSTRAINT pk_keys PRIMARY KEY (scope, number), 
	CONSTRAINT ck_keys_scope_is_known CHECK (scope IN ('item', 'case', 'archive'))
);
CREATE TABLE leases (
	mailbox TEXT NOT NULL, 
	holder TEXT NOT NULL, 
	fence BIGINT NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_leases PRIMARY KEY (mailbox)
);
INSERT INTO "leases" VALUES('arkiv','host-a/1',1,'2026-11-30 08:01:00.000000');
CREATE TABLE objects (
	sha256 VARCHAR(64) NOT NULL, 
	depot TEXT NOT NULL, 
	name TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	sealed BOOLEAN DEFAULT false NOT NULL, 
	put_at DATETIME NOT NULL, 
	CONSTRAINT pk_objects PRIMARY KEY (sha256), 
	CONSTRAINT fk_objects_sha256 FOREIGN KEY(sha256) REFERENCES items (sha256), 
	CONSTRAINT fk_objects_depot FOREIGN KEY(depot) REFERENCES depots (name), 
	CONSTRAINT ck_objects_size_is_positive CHECK (size > 0)
);
CREATE TABLE octets (
	sha256 VARCHAR(64) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	content BLOB NOT NULL, sealed BOOLEAN DEFAULT false NOT NULL, 
	CONSTRAINT pk_octets PRIMARY KEY (sha256, ordinal), 
	CONSTRAINT ck_octets_ordinal_is_not_negative CHECK (ordinal >= 0), 
	CONSTRAINT fk_octets_sha256 FOREIGN KEY(sha256) REFERENCES items (sha256)
);
INSERT INTO "octets" VALUES('5a5d4b693f61199c1df5da3f0bc3a61ca76005069f9238b5abd9def200fe374f',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C6574406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A4E722E20313A20C3A6C3B8C3A50D0A',0);
INSERT INTO "octets" VALUES('8528487a08ea8645d0a6304b2380d00feafccf75e4657902e2444673ba7fc0e5',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A204920736B616C20696B6B6520736F76652074727967740D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C76696465726573656E64742E31406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D22736B696C6C652D312D220D0A0D0A2D2D736B696C6C652D312D0D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A44656E20686572206B6F6D20692067C3A5722E0D0A0D0A2D2D736B696C6C652D312D0D0A436F6E74656E742D547970653A206D6573736167652F7266633832320D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E740D0A0D0A52656365697665643A2066726F6D20756462796465722E6578616D706C652028756462796465722E6578616D706C65205B3139322E302E322E375D29206279206D782E6B6F6D6D756E652E6578616D706C6520776974682045534D545020696420373B205468752C203139204E6F7620323032362032313A31343A3033202B303130300D0A46726F6D3A20426F72676572203C767265642E626F7267657240756462796465722E6578616D706C653E0D0A546F3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A5375626A6563743A204920736B616C20696B6B6520736F76652074727967740D0A446174653A205468752C203139204E6F7620323032362032313A31343A3030202B303130300D0A4D6573736167652D49443A203C76726564652E3140756462796465722E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20386269740D0A0D0A4A6567207665642C2068766F7220492067C3A57220686A656D2E2048696C73656E20656E20626F726765722070C3A520C38672C3B82E0D0A0D0A2D2D736B696C6C652D312D0D0A436F6E74656E742D547970653A20696D6167652F706E673B206E616D653D22736BC3A6726D2E706E67220D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D22736BC3A6726D2E706E67220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A6956424F5277304B47676F414141414E5355684555674141414145414141414243415941414141664663534A4141414144556C4551565234326D4E6B595068664477414368774741363065360D0A6B6741414141424A52553545726B4A6767673D3D0D0A0D0A2D2D736B696C6C652D312D2D2D0D0A',0);
INSERT INTO "octets" VALUES('62c5d76716ec2a93b3dd4a2b90a65101756da716c403e01d5bdb364f128bd703',0,X'46726F6D3A20426F72676572203C626F7267657240756462796465722E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C746F40756462796465722E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A4BC3A672652061726B69762E2053652076656E6C69677374206E6564656E666F722E0D0A',0);
INSERT INTO "octets" VALUES('62f2c8dd2ad5ab8eb17c50ea88f69a56ee2a850481700ad56bb2a1c414d7afe4',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C747265406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A4BC3A672652061726B69762E2053652076656E6C69677374206E6564656E666F722E0D0A',0);
INSERT INTO "octets" VALUES('224d6e8609b4ca26bd21ef4a7502c23b64ddd9a9fc045f84c9da5d52f6a50a6d',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C7361672E30406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A53616720300D0A',0);
INSERT INTO "octets" VALUES('38ff603940b7d840eea8be14a6d24ecadf4298efe1f57a08588576998c835ec2',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C7361672E31406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A53616720310D0A',0);
INSERT INTO "octets" VALUES('4fd6f7da80960441c4fd01859e1172c9067a1136614409f72ccb6e3a582ebf78',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C7361672E32406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A53616720320D0A',0);
INSERT INTO "octets" VALUES('373867e7a77da47ecfccfbc0f0d4a384a8dd5aa7eebbdfd675ddac8a846a55c6',0,X'46726F6D3A204A65747465204A656E73656E203C6A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B6976406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2056533A20656E646E7520656E206D61696C0D0A446174653A204672692C203230204E6F7620323032362031343A33323A3030202B303130300D0A4D6573736167652D49443A203C7369647374406B6F6D6D756E652E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A0D0A4BC3A672652061726B69762E2053652076656E6C69677374206E6564656E666F722E0D0A',0);
CREATE TABLE originals (
	item BIGINT NOT NULL, 
	derivation INTEGER DEFAULT 1 NOT NULL, 
	ordinal INTEGER NOT NULL, 
	parent INTEGER, 
	depth INTEGER NOT NULL, 
	provenance TEXT NOT NULL, 
	confidence TEXT NOT NULL, 
	choice TEXT, 
	path TEXT NOT NULL, 
	message_id TEXT, 
	subject TEXT NOT NULL, 
	from_name TEXT, 
	from_address TEXT, 
	recipients TEXT NOT NULL, 
	sent_at DATETIME, 
	sent_offset INTEGER, 
	date_text TEXT NOT NULL, 
	date_zone TEXT NOT NULL, 
	text TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR(64), 
	attachments TEXT NOT NULL, 
	has_trace BOOLEAN NOT NULL, 
	is_authenticated BOOLEAN NOT NULL, 
	CONSTRAINT pk_originals PRIMARY KEY (item, derivation, ordinal), 
	CONSTRAINT ck_originals_provenance_is_known CHECK (provenance IN ('attached', 'eml', 'msg', 'tnef', 'smime', 'resent', 'inline-html', 'inline-text')), 
	CONSTRAINT ck_originals_confidence_is_known CHECK (confidence IN ('high', 'medium', 'low')), 
	CONSTRAINT ck_originals_date_zone_is_known CHECK (date_zone IN ('given', 'assumed', 'none')), 
	CONSTRAINT ck_originals_choice_is_known CHECK (choice IS NULL OR choice IN ('first_outside', 'whole_twin', 'first_unknown', 'below_last_forward')), 
	CONSTRAINT ck_originals_parent_comes_first CHECK (parent IS NULL OR parent < ordinal), 
	CONSTRAINT ck_originals_depth_counts_from_one CHECK (depth > 0), 
	CONSTRAINT fk_originals_item FOREIGN KEY(item) REFERENCES items (number)
);
INSERT INTO "originals" VALUES(2,1,0,NULL,1,'attached','high','first_outside','2','<vrede.1@udbyder.example>','I skal ikke sove trygt','Borger','vred.borger@udbyder.example','{"to": [["Jette Jensen", "jette.jensen@kommune.example"]], "cc": []}','2026-11-19 20:14:00.000000',60,'Thu, 19 Nov 2026 21:14:00 +0100','given','Jeg ved, hvor I går hjem. Hilsen en borger på Ærø.',488,'38d44844eed9b0de3fb33503aefe1767e97d185c924eda2eb46348ce9288a5c8','[]',1,0);
CREATE TABLE "outbox" (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT, 
	recipient TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	item BIGINT, 
	digest_id BIGINT, 
	facts TEXT NOT NULL, 
	octets BLOB, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	claimed_at DATETIME, 
	sent_at DATETIME, 
	mailbox TEXT, 
	collected_in BIGINT, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT ck_outbox_state_is_known CHECK (state IN ('due', 'sending', 'sent', 'failed', 'uncertain', 'suppressed')), 
	CONSTRAINT fk_outbox_digest_id FOREIGN KEY(digest_id) REFERENCES digest_issues (id), 
	CONSTRAINT uq_outbox_message_id UNIQUE (message_id), 
	CONSTRAINT fk_outbox_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT ck_outbox_kind_is_known CHECK (kind IN ('receipt', 'collected', 'digest', 'alarm')), 
	CONSTRAINT ck_outbox_thanks_are_counted CHECK (mailbox IS NOT NULL OR kind NOT IN ('receipt', 'collected')), 
	CONSTRAINT fk_outbox_collected_in FOREIGN KEY(collected_in) REFERENCES outbox (id)
);
INSERT INTO "outbox" VALUES(1,'receipt','sent',NULL,'jette.jensen@kommune.example','<receipt.1.7a9a17dfabebcbce@kommune.example>',1,NULL,'{}',X'46726F6D3A204B6F6D6D756E656E203C61726B6976406B6F6D6D756E652E6578616D706C653E0D0A546F3A206A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A204B766974746572696E67206E722E204B2D323032362D3030303030310D0A446174653A204D6F6E2C203233204E6F7620323032362030393A30303A3030202B303130300D0A4D6573736167652D49443A203C726563656970742E312E37613961313764666162656263626365406B6F6D6D756E652E6578616D706C653E0D0A496E2D5265706C792D546F3A203C6574406B6F6D6D756E652E6578616D706C653E0D0A5265666572656E6365733A203C6574406B6F6D6D756E652E6578616D706C653E0D0A4175746F2D5375626D69747465643A206175746F2D7265706C6965640D0A582D4175746F2D526573706F6E73652D53757070726573733A20416C6C0D0A507265636564656E63653A2062756C6B0D0A582D417263686976652D4C6F6F703A20663934393966346239626166316432330D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B0D0A20626F756E646172793D223D5F6262666336326331313034656162373565643730333132386334353338313738220D0A436F6E74656E742D4C616E67756167653A2064610D0A0D0A2D2D3D5F62626663363263313130346561623735656437303331323863343533383137380D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E0D0A0D0A4D6F6474616765743A2032332E206E6F76656D6265722032303236206B6C2E2030392E30300D0A5361673A20656E646E7520696B6B6520666F7264656C740D0A47656D743A2064696E206D61696C2C20696E67656E2062696C61670D0A4B6F6E74726F6C6B6F64653A2035613564203462363920336636312028626567796E64656C73656E206166205348412D323536290D0A0D0A4265766973737479726B653A203020616620332E2041726B697665742068617220663D43333D413565742064696E206567656E2062657265746E696E672C206D656E20696B6B652073656C76653D0D0A206D61696C656E2C206265736B6564656E20656C6C6572206F70736C616765742E2044696E2062657265746E696E67206572206F67733D43333D413520646F6B756D656E746174696F6E2E0D0A0D0A486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E20456E206D61696C2073656E64657320626564737420736F6D20766564683D0D0A3D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C6564652E2044657420737479726B6572206265763D0D0A6973763D43333D4136726469656E2E0D0A0D0A44657420736B6572206E753A2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D4136676765722064657420703D43333D413520653D0D0A6E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D413520756470656765646520706572736F6E6572206B616E203D43333D4135623D0D0A6E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E0D0A0D0A44657420736B616C20647520673D43333D423872653A0D0A3D45323D38303D413220536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E0D0A3D45323D38303D4132205376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E0D0A3D45323D38303D41322053656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E0D0A0D0A447520736B616C20696B6B652073743D43333D413520616C656E652E2054616C206D65642064696E206C656465722069206461672E204475206B616E206F67733D43333D4135206B6F6E74616B3D0D0A74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C696473726570723D43333D413673656E74616E742E0D0A0D0A457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F20416B75743A2072696E67203131322E20456C6C6572733A203131342E2056656E7420696B6B6520703D0D0A3D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E6D656C64656C736520696E64656E20373220743D0D0A696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C70657220646967206D656420616E6D656C64656C73656E2E0D0A0D0A44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E0D0A0D0A2D2D3D5F62626663363263313130346561623735656437303331323863343533383137380D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344226461223E0D0A3C686561643E0D0A3C6D65746120636861727365743D3344227574662D38223E0D0A3C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D334431223E0D0A3C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A3C7469746C653E4B766974746572696E67206E722E204B2D323032362D3030303030313C2F7469746C653E0D0A3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A2030206175746F3B2070616464696E673A20313670783B206D61782D77696474683A203336656D3B20666F6E743A20313670782F312E353D0D0A2073616E732D73657269663B206F766572666C6F772D777261703A20627265616B2D776F7264223E0D0A3C703E54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4D6F6474616765743C2F74683E3C7464203D0D0A7374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32332E206E6F3D0D0A76656D6265722032303236266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E5361673C2F74683E3C7464207374796C653D0D0A3D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E656E646E7520696B6B65203D0D0A666F7264656C743C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E47656D743C2F74683E3C7464207374796C3D0D0A653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E64696E206D61696C2C203D0D0A696E67656E2062696C61673C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4B6F6E74726F6C6B6F64653C2F74683E3C3D0D0A7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3561353D0D0A64203462363920336636312028626567796E64656C73656E206166203C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E5348412D3235363C2F7370616E3D0D0A3E293C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C703E3C7374726F6E673E4265766973737479726B653A203020616620332E3C2F7374726F6E673E2041726B697665742068617220663D43333D413565742064696E206567656E2062657265743D0D0A6E696E672C206D656E20696B6B652073656C7665206D61696C656E2C206265736B6564656E20656C6C6572206F70736C616765742E2044696E2062657265746E696E67206572206F67733D43333D0D0A3D413520646F6B756D656E746174696F6E2E3C2F703E0D0A3C703E3C7374726F6E673E486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E3C2F7374726F6E673E20456E206D61696C2073653D0D0A6E64657320626564737420736F6D20766564683D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C653D0D0A64652E2044657420737479726B6572206265766973763D43333D4136726469656E2E3C2F703E0D0A3C703E3C7374726F6E673E44657420736B6572206E753A3C2F7374726F6E673E2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D0D0A3D4136676765722064657420703D43333D413520656E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D41352075647065676564653D0D0A20706572736F6E6572206B616E203D43333D4135626E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E3C2F703E0D0A3C70207374796C653D3344226D617267696E2D626F74746F6D3A20347078223E3C7374726F6E673E44657420736B616C20647520673D43333D423872653A3C2F7374726F6E673E3C2F703E0D0A3C756C207374796C653D3344226D617267696E2D746F703A203470783B2070616464696E672D6C6566743A2032347078223E0D0A3C6C693E536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E3C2F6C693E0D0A3C6C693E5376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E3C2F6C693E0D0A3C6C693E53656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E3C2F6C693E0D0A3C2F756C3E0D0A3C703E3C7374726F6E673E447520736B616C20696B6B652073743D43333D413520616C656E652E3C2F7374726F6E673E2054616C206D65642064696E206C656465722069206461672E204475203D0D0A6B616E206F67733D43333D4135206B6F6E74616B74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C693D0D0A6473726570723D43333D413673656E74616E742E3C2F703E0D0A3C703E3C7374726F6E673E457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F3C2F7374726F6E673E20416B75743A2072696E67203131322E20456C6C65723D0D0A733A203131342E2056656E7420696B6B6520703D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E3D0D0A6D656C64656C736520696E64656E203732266E6273703B74696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C3D0D0A70657220646967206D656420616E6D656C64656C73656E2E3C2F703E0D0A3C703E44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E3C2F703E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F62626663363263313130346561623735656437303331323863343533383137382D2D0D0A','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',1,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','jette.jensen@kommune.example',NULL);
INSERT INTO "outbox" VALUES(2,'receipt','sent',NULL,'jette.jensen@kommune.example','<receipt.2.dd6f99d40a918f7b@kommune.example>',2,NULL,'{}',X'46726F6D3A204B6F6D6D756E656E203C61726B6976406B6F6D6D756E652E6578616D706C653E0D0A546F3A206A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A204B766974746572696E67206E722E204B2D323032362D3030303030320D0A446174653A204D6F6E2C203233204E6F7620323032362030393A30303A3030202B303130300D0A4D6573736167652D49443A203C726563656970742E322E64643666393964343061393138663762406B6F6D6D756E652E6578616D706C653E0D0A496E2D5265706C792D546F3A203C76696465726573656E64742E31406B6F6D6D756E652E6578616D706C653E0D0A5265666572656E6365733A203C76696465726573656E64742E31406B6F6D6D756E652E6578616D706C653E0D0A4175746F2D5375626D69747465643A206175746F2D7265706C6965640D0A582D4175746F2D526573706F6E73652D53757070726573733A20416C6C0D0A507265636564656E63653A2062756C6B0D0A582D417263686976652D4C6F6F703A20663934393966346239626166316432330D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B0D0A20626F756E646172793D223D5F3262616331396433313261323234346531386438363163646638326332346436220D0A436F6E74656E742D4C616E67756167653A2064610D0A0D0A2D2D3D5F32626163313964333132613232343465313864383631636466383263323464360D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E0D0A0D0A4D6F6474616765743A2032332E206E6F76656D6265722032303236206B6C2E2030392E30300D0A5361673A20656E646E7520696B6B6520666F7264656C740D0A47656D743A2031206D61696C206D6564206F7072696E64656C69676520686561646572652C20312062696C61670D0A4B6F6E74726F6C6B6F64653A2038353238203438376120303865612028626567796E64656C73656E206166205348412D323536290D0A0D0A4265766973737479726B653A203320616620332E204F726967696E616C656E20657220766564683D43333D413666746574206D65642073696E652074656B6E69736B65206F706C79736E696E673D0D0A65722C20733D43333D4135206D616E206B616E20663D43333D42386C67652064656E732076656A2066726120616673656E646572656E2E2044657420737479726B6572206265766973763D43333D0D0A3D4136726469656E2E0D0A0D0A44657420736B6572206E753A2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D4136676765722064657420703D43333D413520653D0D0A6E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D413520756470656765646520706572736F6E6572206B616E203D43333D4135623D0D0A6E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E0D0A0D0A44657420736B616C20647520673D43333D423872653A0D0A3D45323D38303D413220536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E0D0A3D45323D38303D4132205376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E0D0A3D45323D38303D41322053656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E0D0A0D0A447520736B616C20696B6B652073743D43333D413520616C656E652E2054616C206D65642064696E206C656465722069206461672E204475206B616E206F67733D43333D4135206B6F6E74616B3D0D0A74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C696473726570723D43333D413673656E74616E742E0D0A0D0A457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F20416B75743A2072696E67203131322E20456C6C6572733A203131342E2056656E7420696B6B6520703D0D0A3D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E6D656C64656C736520696E64656E20373220743D0D0A696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C70657220646967206D656420616E6D656C64656C73656E2E0D0A0D0A44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E0D0A0D0A2D2D3D5F32626163313964333132613232343465313864383631636466383263323464360D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344226461223E0D0A3C686561643E0D0A3C6D65746120636861727365743D3344227574662D38223E0D0A3C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D334431223E0D0A3C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A3C7469746C653E4B766974746572696E67206E722E204B2D323032362D3030303030323C2F7469746C653E0D0A3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A2030206175746F3B2070616464696E673A20313670783B206D61782D77696474683A203336656D3B20666F6E743A20313670782F312E353D0D0A2073616E732D73657269663B206F766572666C6F772D777261703A20627265616B2D776F7264223E0D0A3C703E54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4D6F6474616765743C2F74683E3C7464203D0D0A7374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32332E206E6F3D0D0A76656D6265722032303236266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E5361673C2F74683E3C7464207374796C653D0D0A3D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E656E646E7520696B6B65203D0D0A666F7264656C743C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E47656D743C2F74683E3C7464207374796C3D0D0A653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E31266E6273703B6D61693D0D0A6C206D6564206F7072696E64656C69676520686561646572652C2031266E6273703B62696C61673C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4B6F6E74726F6C6B6F64653C2F74683E3C3D0D0A7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3835323D0D0A38203438376120303865612028626567796E64656C73656E206166203C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E5348412D3235363C2F7370616E3D0D0A3E293C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C703E3C7374726F6E673E4265766973737479726B653A203320616620332E3C2F7374726F6E673E204F726967696E616C656E20657220766564683D43333D413666746574206D65642073696E3D0D0A652074656B6E69736B65206F706C79736E696E6765722C20733D43333D4135206D616E206B616E20663D43333D42386C67652064656E732076656A2066726120616673656E646572656E2E20443D0D0A657420737479726B6572206265766973763D43333D4136726469656E2E3C2F703E0D0A3C703E3C7374726F6E673E44657420736B6572206E753A3C2F7374726F6E673E2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D0D0A3D4136676765722064657420703D43333D413520656E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D41352075647065676564653D0D0A20706572736F6E6572206B616E203D43333D4135626E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E3C2F703E0D0A3C70207374796C653D3344226D617267696E2D626F74746F6D3A20347078223E3C7374726F6E673E44657420736B616C20647520673D43333D423872653A3C2F7374726F6E673E3C2F703E0D0A3C756C207374796C653D3344226D617267696E2D746F703A203470783B2070616464696E672D6C6566743A2032347078223E0D0A3C6C693E536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E3C2F6C693E0D0A3C6C693E5376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E3C2F6C693E0D0A3C6C693E53656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E3C2F6C693E0D0A3C2F756C3E0D0A3C703E3C7374726F6E673E447520736B616C20696B6B652073743D43333D413520616C656E652E3C2F7374726F6E673E2054616C206D65642064696E206C656465722069206461672E204475203D0D0A6B616E206F67733D43333D4135206B6F6E74616B74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C693D0D0A6473726570723D43333D413673656E74616E742E3C2F703E0D0A3C703E3C7374726F6E673E457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F3C2F7374726F6E673E20416B75743A2072696E67203131322E20456C6C65723D0D0A733A203131342E2056656E7420696B6B6520703D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E3D0D0A6D656C64656C736520696E64656E203732266E6273703B74696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C3D0D0A70657220646967206D656420616E6D656C64656C73656E2E3C2F703E0D0A3C703E44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E3C2F703E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F32626163313964333132613232343465313864383631636466383263323464362D2D0D0A','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',1,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','jette.jensen@kommune.example',NULL);
INSERT INTO "outbox" VALUES(3,'receipt','suppressed','not_a_colleague','borger@udbyder.example','<receipt.3.e221e9c3299d24fe@kommune.example>',3,NULL,'{}',NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',0,NULL,NULL,'borger@udbyder.example',NULL);
INSERT INTO "outbox" VALUES(4,'receipt','sent',NULL,'jette.jensen@kommune.example','<receipt.5.55ff787e3003f7ff@kommune.example>',5,NULL,'{}',X'46726F6D3A204B6F6D6D756E656E203C61726B6976406B6F6D6D756E652E6578616D706C653E0D0A546F3A206A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A204B766974746572696E67206E722E204B2D323032362D303030303035205B323032362D303030312D474638325D0D0A446174653A204D6F6E2C203233204E6F7620323032362030393A30303A3030202B303130300D0A4D6573736167652D49443A203C726563656970742E352E35356666373837653330303366376666406B6F6D6D756E652E6578616D706C653E0D0A496E2D5265706C792D546F3A203C7361672E30406B6F6D6D756E652E6578616D706C653E0D0A5265666572656E6365733A203C7361672E30406B6F6D6D756E652E6578616D706C653E0D0A4175746F2D5375626D69747465643A206175746F2D7265706C6965640D0A582D4175746F2D526573706F6E73652D53757070726573733A20416C6C0D0A507265636564656E63653A2062756C6B0D0A582D417263686976652D4C6F6F703A20663934393966346239626166316432330D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B0D0A20626F756E646172793D223D5F6136656536333361663536353866613363643066633964346233626435343163220D0A436F6E74656E742D4C616E67756167653A2064610D0A0D0A2D2D3D5F61366565363333616635363538666133636430666339643462336264353431630D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E0D0A0D0A4D6F6474616765743A2032332E206E6F76656D6265722032303236206B6C2E2030392E30300D0A5361673A20323032362D303030312D474638320D0A47656D743A2064696E206D61696C2C20696E67656E2062696C61670D0A4B6F6E74726F6C6B6F64653A2032323464203665383620303962342028626567796E64656C73656E206166205348412D323536290D0A0D0A4265766973737479726B653A203020616620332E2041726B697665742068617220663D43333D413565742064696E206567656E2062657265746E696E672C206D656E20696B6B652073656C76653D0D0A206D61696C656E2C206265736B6564656E20656C6C6572206F70736C616765742E2044696E2062657265746E696E67206572206F67733D43333D413520646F6B756D656E746174696F6E2E0D0A0D0A486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E20456E206D61696C2073656E64657320626564737420736F6D20766564683D0D0A3D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C6564652E2044657420737479726B6572206265763D0D0A6973763D43333D4136726469656E2E0D0A0D0A44657420736B6572206E753A2044656E2061726B6976616E737661726C6967652073657220703D43333D4135206465742073656E657374206E3D43333D413673746520617262656A64736461673D0D0A2E204B756E20663D43333D413520756470656765646520706572736F6E6572206B616E203D43333D4135626E65206465742C206F672068766572207669736E696E6720626C69766572207265673D0D0A69737472657265742E0D0A0D0A44657420736B616C20647520673D43333D423872653A0D0A3D45323D38303D413220536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E0D0A3D45323D38303D4132205376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E0D0A3D45323D38303D41322053656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E20536B72697620736167736E756D6D65726574206920656D6E65742E0D0A0D0A447520736B616C20696B6B652073743D43333D413520616C656E652E2054616C206D65642064696E206C656465722069206461672E204475206B616E206F67733D43333D4135206B6F6E74616B3D0D0A74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C696473726570723D43333D413673656E74616E742E0D0A0D0A457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F20416B75743A2072696E67203131322E20456C6C6572733A203131342E2056656E7420696B6B6520703D0D0A3D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E6D656C64656C736520696E64656E20373220743D0D0A696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C70657220646967206D656420616E6D656C64656C73656E2E0D0A0D0A44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E206C3D43333D41366767657320703D43333D41352073616D6D652073613D0D0A672E0D0A0D0A2D2D3D5F61366565363333616635363538666133636430666339643462336264353431630D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344226461223E0D0A3C686561643E0D0A3C6D65746120636861727365743D3344227574662D38223E0D0A3C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D334431223E0D0A3C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A3C7469746C653E4B766974746572696E67206E722E204B2D323032362D303030303035205B323032362D303030312D474638325D3C2F7469746C653E0D0A3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A2030206175746F3B2070616464696E673A20313670783B206D61782D77696474683A203336656D3B20666F6E743A20313670782F312E353D0D0A2073616E732D73657269663B206F766572666C6F772D777261703A20627265616B2D776F7264223E0D0A3C703E54616B2E20566920686172206D6F647461676574206F672067656D742064696E20646F6B756D656E746174696F6E2E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4D6F6474616765743C2F74683E3C7464203D0D0A7374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32332E206E6F3D0D0A76656D6265722032303236266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E5361673C2F74683E3C7464207374796C653D0D0A3D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3C7370616E207374796C653D0D0A3D33442277686974652D73706163653A206E6F77726170223E323032362D303030312D474638323C2F7370616E3E3C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E47656D743C2F74683E3C7464207374796C3D0D0A653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E64696E206D61696C2C203D0D0A696E67656E2062696C61673C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4B6F6E74726F6C6B6F64653C2F74683E3C3D0D0A7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3232343D0D0A64203665383620303962342028626567796E64656C73656E206166203C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E5348412D3235363C2F7370616E3D0D0A3E293C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C703E3C7374726F6E673E4265766973737479726B653A203020616620332E3C2F7374726F6E673E2041726B697665742068617220663D43333D413565742064696E206567656E2062657265743D0D0A6E696E672C206D656E20696B6B652073656C7665206D61696C656E2C206265736B6564656E20656C6C6572206F70736C616765742E2044696E2062657265746E696E67206572206F67733D43333D0D0A3D413520646F6B756D656E746174696F6E2E3C2F703E0D0A3C703E3C7374726F6E673E486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E3C2F7374726F6E673E20456E206D61696C2073653D0D0A6E64657320626564737420736F6D20766564683D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C653D0D0A64652E2044657420737479726B6572206265766973763D43333D4136726469656E2E3C2F703E0D0A3C703E3C7374726F6E673E44657420736B6572206E753A3C2F7374726F6E673E2044656E2061726B6976616E737661726C6967652073657220703D43333D4135206465742073656E657374206E3D0D0A3D43333D413673746520617262656A64736461672E204B756E20663D43333D413520756470656765646520706572736F6E6572206B616E203D43333D4135626E65206465742C206F67206876653D0D0A72207669736E696E6720626C697665722072656769737472657265742E3C2F703E0D0A3C70207374796C653D3344226D617267696E2D626F74746F6D3A20347078223E3C7374726F6E673E44657420736B616C20647520673D43333D423872653A3C2F7374726F6E673E3C2F703E0D0A3C756C207374796C653D3344226D617267696E2D746F703A203470783B2070616464696E672D6C6566743A2032347078223E0D0A3C6C693E536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E3C2F6C693E0D0A3C6C693E5376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E3C2F6C693E0D0A3C6C693E53656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E20536B72697620736167736E756D6D65726574206920656D6E65742E3C2F6C693E0D0A3C2F756C3E0D0A3C703E3C7374726F6E673E447520736B616C20696B6B652073743D43333D413520616C656E652E3C2F7374726F6E673E2054616C206D65642064696E206C656465722069206461672E204475203D0D0A6B616E206F67733D43333D4135206B6F6E74616B74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C693D0D0A6473726570723D43333D413673656E74616E742E3C2F703E0D0A3C703E3C7374726F6E673E457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F3C2F7374726F6E673E20416B75743A2072696E67203131322E20456C6C65723D0D0A733A203131342E2056656E7420696B6B6520703D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E3D0D0A6D656C64656C736520696E64656E203732266E6273703B74696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C3D0D0A70657220646967206D656420616E6D656C64656C73656E2E3C2F703E0D0A3C703E44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E206C3D43333D41366767657320703D43333D41352073616D6D653D0D0A207361672E3C2F703E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F61366565363333616635363538666133636430666339643462336264353431632D2D0D0A','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',1,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','jette.jensen@kommune.example',NULL);
INSERT INTO "outbox" VALUES(5,'receipt','suppressed','too_many','jette.jensen@kommune.example','<receipt.6.15d1141bb9b90b2d@kommune.example>',6,NULL,'{}',NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',0,NULL,NULL,'jette.jensen@kommune.example',8);
INSERT INTO "outbox" VALUES(6,'receipt','suppressed','too_many','jette.jensen@kommune.example','<receipt.7.807aa587dc54629d@kommune.example>',7,NULL,'{}',NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',0,NULL,NULL,'jette.jensen@kommune.example',8);
INSERT INTO "outbox" VALUES(7,'digest','sent',NULL,'arkivar@kommune.example','<digest@kommune.example>',NULL,1,'{}',X'46726F6D3A204B6F6D6D756E656E203C61726B6976406B6F6D6D756E652E6578616D706C653E0D0A546F3A2061726B69766172406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A205567656E73206F766572626C696B2C207567652034380D0A446174653A204D6F6E2C203330204E6F7620323032362030393A30303A3030202B303130300D0A4D6573736167652D49443A203C646967657374406B6F6D6D756E652E6578616D706C653E0D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A20416C6C0D0A582D417263686976652D4C6F6F703A20663934393966346239626166316432330D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B0D0A20626F756E646172793D223D5F3763323239353963633339356565653036613765316338613033616363383132220D0A436F6E74656E742D4C616E67756167653A2064610D0A0D0A2D2D3D5F37633232393539636333393565656530366137653163386130336163633831320D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A506572696F64653A2032332E3D45323D38303D393332392E206E6F76656D62657220323032362028756765203438290D0A53696473742068656E7465743A2032332F3131206B6C2E2030392E30300D0A466F7262696E64656C73653A20494B4B45204F4B2C207365206E6564656E666F720D0A0D0A4E797420736964656E20736964737465206F766572626C696B3A0D0A4D6F6474616765743A20370D0A55666F7264656C743A2032206E7965203D43323D42372032206920616C740D0A456B737465726E3A20310D0A4B756E6E6520696B6B65206C3D43333D41367365733A2031206E79203D43323D42372031206920616C740D0A56656E74657220703D43333D413520736572766572656E3A20300D0A4C3D43333D423862656E756D72653A20313D45323D38303D3933370D0A446F6B756D656E746174696F6E3A2031206D6564206F7072696E64656C6967652068656164657265203D43323D423720342067656E666F7274616C740D0A5361676572206D6564206E79743A20323032362D303030312D474638322C20323032362D303030322D50303850206F6720323032362D303030332D454D44370D0A0D0A506F73746B61737365723A0D0A61726B69763A20494B4B452048454E54455420534944454E2032332F3131206B6C2E2030392E3030203D43323D42372037206E7965206D61696C730D0A0D0A44726966743A0D0A47656D742C20656E646E7520696B6B65206C3D43333D413673743A20300D0A45676E65206D61696C732C206166766973743A20300D0A45676E65206D61696C732C207576697374206F6D206465206572206E3D43333D41356574206672656D3A20300D0A53656E65737465206261636B75703A20696E67656E206C617665742061662061726B697665742073656C760D0A0D0A3D43333D3835626E6520616C61726D65723A20496E67656E2E0D0A0D0A53706F72626172686564736C6F673A0D0A416E74616C20706F737465723A2034390D0A5669646E656C696E6A653A2034393A61303366646531396230303361363030323464353066326537333266346536333539383866613764373565633938393964376561383731656364393937323D0D0A63610D0A0D0A47656D2064656E6E65206D61696C3A205669646E656C696E6A656E206B616E2073656E65726520766973652C206F6D206C6F6767656E206572203D43333D41366E647265742E0D0A0D0A2D2D3D5F37633232393539636333393565656530366137653163386130336163633831320D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344226461223E0D0A3C686561643E0D0A3C6D65746120636861727365743D3344227574662D38223E0D0A3C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D334431223E0D0A3C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A3C7469746C653E5567656E73206F766572626C696B2C207567652034383C2F7469746C653E0D0A3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A2030206175746F3B2070616464696E673A20313670783B206D61782D77696474683A203336656D3B20666F6E743A20313670782F312E353D0D0A2073616E732D73657269663B206F766572666C6F772D777261703A20627265616B2D776F7264223E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E506572696F64653C2F74683E3C746420733D0D0A74796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32332E3D45323D0D0A3D38303D393332392E206E6F76656D62657220323032362028756765203438293C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E53696473742068656E7465743C2F74683E3D0D0A3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32333D0D0A2F3131266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E466F7262696E64656C73653C2F74683E3C3D0D0A7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E494B4B3D0D0A45204F4B2C207365206E6564656E666F723C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C70207374796C653D3344226D617267696E3A2032307078203020347078223E3C7374726F6E673E4E797420736964656E20736964737465206F766572626C696B3A3C2F7374726F6E673E3C2F3D0D0A703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4D6F6474616765743C2F74683E3C7464203D0D0A7374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E373C2F74643E3D0D0A3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E55666F7264656C743C2F74683E3C7464203D0D0A7374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E32266E6273703D0D0A3B6E7965266E6273703B3D43323D42372032266E6273703B6920616C743C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E456B737465726E3C2F74683E3C746420733D0D0A74796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E313C2F74643E3C3D0D0A2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4B756E6E6520696B6B65206C3D43333D0D0A3D41367365733C2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20613D0D0A6E797768657265223E31266E6273703B6E79266E6273703B3D43323D42372031266E6273703B6920616C743C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E56656E74657220703D43333D41352073653D0D0A72766572656E3C2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20613D0D0A6E797768657265223E303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4C3D43333D423862656E756D72653C2F743D0D0A683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3D0D0A3C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E313D45323D38303D3933373C2F7370616E3E3C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E446F6B756D656E746174696F6E3C2F74683D0D0A3E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E313D0D0A266E6273703B6D6564206F7072696E64656C6967652068656164657265266E6273703B3D43323D42372034266E6273703B67656E666F7274616C743C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E5361676572206D6564206E79743C2F74683D0D0A3E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3C3D0D0A7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E323032362D303030312D474638323C2F7370616E3E2C203C7370616E207374796C653D334422776869743D0D0A652D73706163653A206E6F77726170223E323032362D303030322D503038503C2F7370616E3E206F67203C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223D0D0A3E323032362D303030332D454D44373C2F7370616E3E3C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C70207374796C653D3344226D617267696E3A2032307078203020347078223E3C7374726F6E673E506F73746B61737365723A3C2F7374726F6E673E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E61726B69763C2F74683E3C7464207374793D0D0A6C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E494B4B452048454E543D0D0A455420534944454E2032332F3131266E6273703B6B6C2E2030392E3030266E6273703B3D43323D42372037266E6273703B6E7965206D61696C733C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C70207374796C653D3344226D617267696E3A2032307078203020347078223E3C7374726F6E673E44726966743A3C2F7374726F6E673E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A203270782031367078203270782030223E47656D742C20656E646E7520696B6B65206C3D43333D413673743C2F74683E3C7464207374793D0D0A6C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E303C2F74643E3C2F743D0D0A723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E45676E65206D61696C732C2061667669733D0D0A743C2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768653D0D0A7265223E303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A203270782031367078203270782030223E45676E65206D61696C732C207576697374206F6D206465206572206E3D43333D4135657420663D0D0A72656D3C2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E79773D0D0A68657265223E303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E53656E65737465206261636B75703C2F743D0D0A683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3D0D0A696E67656E206C617665742061662061726B697665742073656C763C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C703E3C7374726F6E673E3D43333D3835626E6520616C61726D65723A3C2F7374726F6E673E20496E67656E2E3C2F703E0D0A3C70207374796C653D3344226D617267696E3A2032307078203020347078223E3C7374726F6E673E53706F72626172686564736C6F673A3C2F7374726F6E673E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E416E74616C20706F737465723C2F74683E3D0D0A3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E34393D0D0A3C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E5669646E656C696E6A653C2F74683E3C743D0D0A64207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E34393A613D0D0A3033666465313962303033613630303234643530663265373332663465363335393838666137643735656339383939643765613837316563643939373263613C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C703E47656D2064656E6E65206D61696C3A205669646E656C696E6A656E206B616E2073656E65726520766973652C206F6D206C6F6767656E206572203D43333D41366E647265742E3C2F703E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F37633232393539636333393565656530366137653163386130336163633831322D2D0D0A','2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000',1,'2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000',NULL,NULL);
INSERT INTO "outbox" VALUES(8,'collected','sent',NULL,'jette.jensen@kommune.example','<receipt.collected.6-7.7e05f2bdbb8ac2f9@kommune.example>',NULL,NULL,'{}',X'46726F6D3A204B6F6D6D756E656E203C61726B6976406B6F6D6D756E652E6578616D706C653E0D0A546F3A206A657474652E6A656E73656E406B6F6D6D756E652E6578616D706C650D0A5375626A6563743A2053616D6C6574206B766974746572696E673A2032206D61696C730D0A446174653A204D6F6E2C203330204E6F7620323032362030393A30303A3030202B303130300D0A4D6573736167652D49443A203C726563656970742E636F6C6C65637465642E362D372E37653035663262646262386163326639406B6F6D6D756E652E6578616D706C653E0D0A4175746F2D5375626D69747465643A206175746F2D7265706C6965640D0A582D4175746F2D526573706F6E73652D53757070726573733A20416C6C0D0A507265636564656E63653A2062756C6B0D0A582D417263686976652D4C6F6F703A20663934393966346239626166316432330D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B0D0A20626F756E646172793D223D5F3835346338653335313835393631646565333835623364323536633933653164220D0A436F6E74656E742D4C616E67756167653A2064610D0A0D0A2D2D3D5F38353463386533353138353936316465653338356233643235366339336531640D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A54616B2E20566920686172206D6F647461676574206F672067656D742032206D61696C7320667261206469672E20447520663D43333D413572203D43333D41396E206B766974746572696E67203D0D0A666F722064656D20616C6C652C20666F72646920646572206B6F6D206D616E67652E0D0A0D0A463D43333D4238727374206D6F6474616765743A2032332E206E6F76656D6265722032303236206B6C2E2030392E30300D0A53656E657374206D6F6474616765743A2032332E206E6F76656D6265722032303236206B6C2E2030392E30300D0A4B766974746572696E67736E756D72653A204B2D323032362D3030303030363D45323D38303D39333030303030370D0A53616765723A20323032362D303030322D50303850202831292C20323032362D303030332D454D4437202831290D0A0D0A4265766973737479726B653A0D0A3D45323D38303D4132203020616620333A2064696E206567656E2062657265746E696E67202832206D61696C73290D0A0D0A486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E20456E206D61696C2073656E64657320626564737420736F6D20766564683D0D0A3D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C6564652E2044657420737479726B6572206265763D0D0A6973763D43333D4136726469656E2E0D0A0D0A44657420736B6572206E753A2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D4136676765722064657420703D43333D413520653D0D0A6E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D413520756470656765646520706572736F6E6572206B616E203D43333D4135623D0D0A6E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E0D0A0D0A44657420736B616C20647520673D43333D423872653A0D0A3D45323D38303D413220536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E0D0A3D45323D38303D4132205376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E0D0A3D45323D38303D41322053656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E0D0A0D0A447520736B616C20696B6B652073743D43333D413520616C656E652E2054616C206D65642064696E206C656465722069206461672E204475206B616E206F67733D43333D4135206B6F6E74616B3D0D0A74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C696473726570723D43333D413673656E74616E742E0D0A0D0A457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F20416B75743A2072696E67203131322E20456C6C6572733A203131342E2056656E7420696B6B6520703D0D0A3D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E6D656C64656C736520696E64656E20373220743D0D0A696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C70657220646967206D656420616E6D656C64656C73656E2E0D0A0D0A44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E0D0A0D0A2D2D3D5F38353463386533353138353936316465653338356233643235366339336531640D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D227574662D38220D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A4D494D452D56657273696F6E3A20312E300D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344226461223E0D0A3C686561643E0D0A3C6D65746120636861727365743D3344227574662D38223E0D0A3C6D657461206E616D653D33442276696577706F72742220636F6E74656E743D33442277696474683D33446465766963652D77696474682C20696E697469616C2D7363616C653D334431223E0D0A3C6D657461206E616D653D334422636F6C6F722D736368656D652220636F6E74656E743D3344226C69676874206461726B223E0D0A3C7469746C653E53616D6C6574206B766974746572696E673A2032206D61696C733C2F7469746C653E0D0A3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A2030206175746F3B2070616464696E673A20313670783B206D61782D77696474683A203336656D3B20666F6E743A20313670782F312E353D0D0A2073616E732D73657269663B206F766572666C6F772D777261703A20627265616B2D776F7264223E0D0A3C703E54616B2E20566920686172206D6F647461676574206F672067656D742032266E6273703B6D61696C7320667261206469672E20447520663D43333D413572203D43333D41396E206B76693D0D0A74746572696E6720666F722064656D20616C6C652C20666F72646920646572206B6F6D206D616E67652E3C2F703E0D0A3C7461626C65207374796C653D334422626F726465722D636F6C6C617073653A20636F6C6C61707365223E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E463D43333D4238727374206D6F647461673D0D0A65743C2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E7977683D0D0A657265223E32332E206E6F76656D6265722032303236266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E53656E657374206D6F6474616765743C2F3D0D0A74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223D0D0A3E32332E206E6F76656D6265722032303236266E6273703B6B6C2E2030392E30303C2F74643E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E4B766974746572696E67736E756D72653C3D0D0A2F74683E3C7464207374796C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E7977686572653D0D0A223E3C7370616E207374796C653D33442277686974652D73706163653A206E6F77726170223E4B2D323032362D3030303030363D45323D38303D39333030303030373C2F7370616E3E3C2F74643D0D0A3E3C2F74723E0D0A3C74723E3C74682073636F70653D334422726F7722207374796C653D334422746578742D616C69676E3A206C6566743B20766572746963616C2D616C69676E3A20746F703B20666F6E742D77653D0D0A696768743A206E6F726D616C3B2070616464696E673A2032707820313670782032707820303B2077686974652D73706163653A206E6F77726170223E53616765723C2F74683E3C7464207374793D0D0A6C653D334422766572746963616C2D616C69676E3A20746F703B2070616464696E673A2032707820303B206F766572666C6F772D777261703A20616E797768657265223E3C7370616E207374793D0D0A6C653D33442277686974652D73706163653A206E6F77726170223E323032362D303030322D503038503C2F7370616E3E202831292C203C7370616E207374796C653D33442277686974652D73703D0D0A6163653A206E6F77726170223E323032362D303030332D454D44373C2F7370616E3E202831293C2F74643E3C2F74723E0D0A3C2F7461626C653E0D0A3C70207374796C653D3344226D617267696E2D626F74746F6D3A20347078223E3C7374726F6E673E4265766973737479726B653A3C2F7374726F6E673E3C2F703E0D0A3C756C207374796C653D3344226D617267696E2D746F703A203470783B2070616464696E672D6C6566743A2032347078223E0D0A3C6C693E30266E6273703B616620333A2064696E206567656E2062657265746E696E67202832266E6273703B6D61696C73293C2F6C693E0D0A3C2F756C3E0D0A3C703E3C7374726F6E673E486172206475206F726967696E616C656E2C20733D43333D41352073656E642064656E206F67733D43333D41352E3C2F7374726F6E673E20456E206D61696C2073653D0D0A6E64657320626564737420736F6D20766564683D43333D4136667465742066696C2C20656E20736D7320656C6C6572206574206F70736C616720736F6D20736B3D43333D4136726D62696C6C653D0D0A64652E2044657420737479726B6572206265766973763D43333D4136726469656E2E3C2F703E0D0A3C703E3C7374726F6E673E44657420736B6572206E753A3C2F7374726F6E673E2044656E2061726B6976616E737661726C6967652073657220703D43333D413520646574206F67206C3D43333D0D0A3D4136676765722064657420703D43333D413520656E207361672073656E657374206E3D43333D413673746520617262656A64736461672E204B756E20663D43333D41352075647065676564653D0D0A20706572736F6E6572206B616E203D43333D4135626E65206465742C206F672068766572207669736E696E6720626C697665722072656769737472657265742E3C2F703E0D0A3C70207374796C653D3344226D617267696E2D626F74746F6D3A20347078223E3C7374726F6E673E44657420736B616C20647520673D43333D423872653A3C2F7374726F6E673E3C2F703E0D0A3C756C207374796C653D3344226D617267696E2D746F703A203470783B2070616464696E672D6C6566743A2032347078223E0D0A3C6C693E536C657420696B6B652064656E206F7072696E64656C696765206D61696C20656C6C657220736D732E3C2F6C693E0D0A3C6C693E5376617220696B6B6520626F72676572656E2C20663D43333D423872206475206861722074616C74206D65642064696E206C656465722E3C2F6C693E0D0A3C6C693E53656E64206E79652068656E76656E64656C7365722074696C2073616D6D6520616472657373652E3C2F6C693E0D0A3C2F756C3E0D0A3C703E3C7374726F6E673E447520736B616C20696B6B652073743D43333D413520616C656E652E3C2F7374726F6E673E2054616C206D65642064696E206C656465722069206461672E204475203D0D0A6B616E206F67733D43333D4135206B6F6E74616B74652064696E20617262656A64736D696C6A3D43333D4238726570723D43333D413673656E74616E7420656C6C65722064696E2074696C6C693D0D0A6473726570723D43333D413673656E74616E742E3C2F703E0D0A3C703E3C7374726F6E673E457220647520747275657420656C6C6572206B6F6D6D65742074696C20736B6164653F3C2F7374726F6E673E20416B75743A2072696E67203131322E20456C6C65723D0D0A733A203131342E2056656E7420696B6B6520703D43333D4135206F733A204D756C696768656420666F72206572737461746E696E67206B616E206B723D43333D4136766520706F6C697469616E3D0D0A6D656C64656C736520696E64656E203732266E6273703B74696D657220656674657220683D43333D41366E64656C73656E2E2044696E20617262656A6473706C61647320686A3D43333D41366C3D0D0A70657220646967206D656420616E6D656C64656C73656E2E3C2F703E0D0A3C703E44656E6E65206D61696C2065722073656E6474206175746F6D617469736B2E205376617220703D43333D41352064656E20626C69766572206F67733D43333D41352067656D742E3C2F703E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F38353463386533353138353936316465653338356233643235366339336531642D2D0D0A','2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000',1,'2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000','jette.jensen@kommune.example',NULL);
INSERT INTO "outbox" VALUES(9,'receipt','due',NULL,'jette.jensen@kommune.example','<receipt.8.c603f8d6cc1eb89f@kommune.example>',8,NULL,'{}',NULL,'2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000',0,NULL,NULL,'jette.jensen@kommune.example',NULL);
CREATE TABLE "parts" (
	item BIGINT NOT NULL, 
	path TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	content_type TEXT NOT NULL, 
	sniffed_type TEXT NOT NULL, 
	filename TEXT, 
	safe_filename TEXT NOT NULL, 
	content_disposition TEXT, 
	content_id TEXT, 
	size BIGINT NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	decode_ok BOOLEAN NOT NULL, 
	enclosed BOOLEAN NOT NULL, 
	derivation INTEGER DEFAULT 1 NOT NULL, 
	cuts TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_parts PRIMARY KEY (item, derivation, path), 
	CONSTRAINT fk_parts_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT ck_parts_sha256_is_whole CHECK (length(sha256) = 64)
);
INSERT INTO "parts" VALUES(1,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,15,'e01aefd5fb99c7721601c6edce7d7f58239ca69fad234c69092d8988b4d1fc24',1,0,1,'[[241, 15, ""]]');
INSERT INTO "parts" VALUES(2,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,21,'0a2d02b2e2240ef6ddf7c70efbfc72264236693d9d7c282234e0e1b8494924bf',1,0,1,'[[329, 21, ""]]');
INSERT INTO "parts" VALUES(2,'2.1',1,'text/plain','text/plain',NULL,'del-2.1.txt',NULL,NULL,56,'65ea53e04ea080036d6d8c5c59873333d22ab6d78bd9d58f5acca89c4add65d4',1,1,1,'[[862, 56, ""]]');
INSERT INTO "parts" VALUES(2,'3',2,'image/png','image/png','skærm.png','skærm.png','attachment',NULL,70,'497790947d4666760ce38f3c00e852c71fdb66cae849bae8e9ede352719e1581',1,0,1,'[[1070, 100, "base64"]]');
INSERT INTO "parts" VALUES(3,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,36,'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41',1,0,1,'[[229, 36, ""]]');
INSERT INTO "parts" VALUES(5,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,7,'95a31c7a1f858927431bb0b5110f32cfff894f7e46a9d2d4f6319d9ac48df311',1,0,1,'[[244, 7, ""]]');
INSERT INTO "parts" VALUES(6,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,7,'37645a5ea6d6a3d6ce15c027e7168b53a462baf3cf7898dd0609cda547e2ab97',1,0,1,'[[244, 7, ""]]');
INSERT INTO "parts" VALUES(7,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,7,'e3952b5ab7ae0eebb695bf3073cb55ebcb1b8d714c4d940601df8ed12d6d0f6c',1,0,1,'[[244, 7, ""]]');
INSERT INTO "parts" VALUES(8,'1',0,'text/plain','text/plain',NULL,'del-1.txt',NULL,NULL,36,'aa08385aa364783c8f8e265c37fd9c1a24a64e2d40e1c791c0c83137cf713e41',1,0,1,'[[244, 36, ""]]');
CREATE TABLE pending (
	item BIGINT NOT NULL, 
	CONSTRAINT pk_pending PRIMARY KEY (item), 
	CONSTRAINT fk_pending_item FOREIGN KEY(item) REFERENCES items (number)
);
CREATE TABLE probes (
	id INTEGER NOT NULL, 
	mailbox TEXT NOT NULL, 
	reference VARCHAR(32) NOT NULL, 
	sent_at DATETIME NOT NULL, 
	outcome TEXT, 
	came_at DATETIME, 
	server_at DATETIME, 
	put_aside_at DATETIME, 
	CONSTRAINT pk_probes PRIMARY KEY (id), 
	CONSTRAINT ck_probes_outcome_is_known CHECK (outcome IS NULL OR outcome IN ('well', 'smtp', 'delivery', 'imap', 'parser')), 
	CONSTRAINT uq_probes_reference UNIQUE (reference)
);
CREATE TABLE "readings" (
	item BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT, 
	attempts INTEGER NOT NULL, 
	read_at DATETIME NOT NULL, 
	message_id TEXT, 
	message_id_sha256 VARCHAR(64), 
	message_id_collision BOOLEAN NOT NULL, 
	subject TEXT NOT NULL, 
	from_address TEXT NOT NULL, 
	claimed_at DATETIME, 
	claimed_text TEXT NOT NULL, 
	enclosed INTEGER NOT NULL, 
	envelope TEXT NOT NULL, 
	findings TEXT NOT NULL, 
	derivation INTEGER DEFAULT 1 NOT NULL, 
	reader INTEGER DEFAULT 1 NOT NULL, 
	strength INTEGER, 
	strength_reasons TEXT DEFAULT '[]' NOT NULL, 
	standing TEXT, 
	standing_reason TEXT, 
	client TEXT, 
	signatures_due DATETIME, 
	CONSTRAINT pk_readings PRIMARY KEY (item), 
	CONSTRAINT fk_readings_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT ck_readings_standing_is_known CHECK (standing IS NULL OR standing IN ('colleague', 'unverified', 'external', 'nobody')), 
	CONSTRAINT ck_readings_strength_is_a_level CHECK (strength IS NULL OR strength BETWEEN 0 AND 3), 
	CONSTRAINT ck_readings_client_is_known CHECK (client IS NULL OR client IN ('outlook', 'outlook_web', 'gmail', 'apple_mail', 'phone')), 
	CONSTRAINT ck_readings_state_is_known CHECK (state IN ('read', 'quarantined', 'erased')), 
	CONSTRAINT ck_readings_quarantine_has_a_reason CHECK (state <> 'quarantined' OR reason IS NOT NULL)
);
INSERT INTO "readings" VALUES(1,'read',NULL,1,'2026-11-23 08:00:00.000000','<et@kommune.example>','27a7b1fb07bc375f50297ddef5ef21d0e4926981785e6fa34d6160e1ea63e08d',0,'VS: endnu en mail','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<et@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,0,'["Nothing but a colleague''s own words.", "Missing: original headers."]','colleague','from_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(2,'read',NULL,1,'2026-11-23 08:00:00.000000','<videresendt.1@kommune.example>','c36a42db15d7efe95839783bfa73449a94c4efd9527f0077590d4ba4a53a21fe',0,'VS: I skal ikke sove trygt','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',1,'{"message_id": "<videresendt.1@kommune.example>", "subject": "VS: I skal ikke sove trygt", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,3,'["The original is attached with its header.", "Missing: what the receiving server checked (Authentication-Results)."]','colleague','from_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(3,'read',NULL,1,'2026-11-23 08:00:00.000000','<to@udbyder.example>','b996119df853db42fa19f507b1e066242d8f073a411a9ef37e219ff7d4a1ecfd',0,'VS: endnu en mail','borger@udbyder.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<to@udbyder.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Borger", "address": "borger@udbyder.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,2,'["The mail is the original itself, sent here by its author.", "Missing: the Received fields, which show the way it came."]','external','other_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(4,'quarantined','took too long',1,'2026-11-23 08:00:00.000000',NULL,NULL,0,'','',NULL,'',0,'{"message_id": null, "subject": "", "date": null, "date_text": "", "from_": [], "sender": [], "reply_to": [], "to": [], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 0, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,NULL,'[]',NULL,NULL,NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(5,'read',NULL,1,'2026-11-23 08:00:00.000000','<sag.0@kommune.example>','78b68f2133f635bb41cd3ca96b45a93609c97bace940a79837580329ac6157b8',0,'VS: endnu en mail','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<sag.0@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,0,'["Nothing but a colleague''s own words.", "Missing: original headers."]','colleague','from_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(6,'read',NULL,1,'2026-11-23 08:00:00.000000','<sag.1@kommune.example>','bedac3e4760b2790588e85bc1d46a5244359df29e627acadf928baec33f3c70b',0,'VS: endnu en mail','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<sag.1@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,0,'["Nothing but a colleague''s own words.", "Missing: original headers."]','colleague','from_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(7,'read',NULL,1,'2026-11-23 08:00:00.000000','<sag.2@kommune.example>','8b958569331da2fca4a4b47c728383a5978999a55c85ce5fa8a5b8c7cffbb21e',0,'VS: endnu en mail','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<sag.2@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,0,'["Nothing but a colleague''s own words.", "Missing: original headers."]','colleague','from_domain',NULL,'2026-11-23 08:00:00.000000');
INSERT INTO "readings" VALUES(8,'read',NULL,1,'2026-11-30 08:00:00.000000','<sidst@kommune.example>','32ade49c5a07eb475a587ad4c996dab4bc8cb9369030574a99a0dd6cdab830a1',0,'VS: endnu en mail','jette.jensen@kommune.example','2026-11-20 13:32:00.000000','Fri, 20 Nov 2026 14:32:00 +0100',0,'{"message_id": "<sidst@kommune.example>", "subject": "VS: endnu en mail", "date": "2026-11-20T14:32:00+01:00", "date_text": "Fri, 20 Nov 2026 14:32:00 +0100", "from_": [{"name": "Jette Jensen", "address": "jette.jensen@kommune.example"}], "sender": [], "reply_to": [], "to": [{"name": "", "address": "arkiv@kommune.example"}], "cc": [], "resent_from": [], "delivered_to": [], "in_reply_to": [], "references": [], "from_count": 1, "machine_marks": [], "archive_loop": [], "authentication": [], "auth_as": [], "is_ambiguous": false, "resent_count": 0, "received": []}','[]',1,3,0,'["Nothing but a colleague''s own words.", "Missing: original headers."]','colleague','from_domain',NULL,'2026-11-30 08:00:00.000000');
CREATE TABLE registrations (
	id INTEGER NOT NULL, 
	case_id BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	definition INTEGER, 
	incident_at DATETIME, 
	medium TEXT NOT NULL, 
	categories TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	affected TEXT NOT NULL, 
	relation TEXT NOT NULL, 
	theme TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	agent TEXT NOT NULL, 
	CONSTRAINT pk_registrations PRIMARY KEY (id), 
	CONSTRAINT ck_registrations_version_counts_from_one CHECK (version > 0), 
	CONSTRAINT fk_registrations_case_id FOREIGN KEY(case_id) REFERENCES cases (id), 
	CONSTRAINT fk_registrations_definition FOREIGN KEY(definition) REFERENCES definitions (version), 
	CONSTRAINT uq_registrations_case_id_version UNIQUE (case_id, version)
);
CREATE TABLE replicas (
	name TEXT NOT NULL, 
	label TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	able TEXT NOT NULL, 
	CONSTRAINT pk_replicas PRIMARY KEY (name)
);
CREATE TABLE scans (
	item BIGINT NOT NULL, 
	verdict TEXT NOT NULL, 
	trouble TEXT, 
	attempts INTEGER NOT NULL, 
	due_at DATETIME, 
	CONSTRAINT pk_scans PRIMARY KEY (item), 
	CONSTRAINT ck_scans_verdict_is_known CHECK (verdict IN ('clean', 'infected', 'unscanned')), 
	CONSTRAINT fk_scans_item FOREIGN KEY(item) REFERENCES items (number)
);
CREATE TABLE search_documents (
	item BIGINT NOT NULL, 
	due_at DATETIME, 
	indexer INTEGER NOT NULL, 
	is_keyed BOOLEAN NOT NULL, 
	words BLOB, 
	CONSTRAINT pk_search_documents PRIMARY KEY (item), 
	CONSTRAINT fk_search_documents_item FOREIGN KEY(item) REFERENCES items (number)
);
INSERT INTO "search_documents" VALUES(1,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(2,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(3,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(5,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(6,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(7,'2026-11-23 08:00:00.000000',0,0,NULL);
INSERT INTO "search_documents" VALUES(8,'2026-11-30 08:00:00.000000',0,0,NULL);
CREATE TABLE sightings (
	id INTEGER NOT NULL, 
	mailbox TEXT NOT NULL, 
	folder TEXT NOT NULL, 
	uidvalidity BIGINT NOT NULL, 
	uid BIGINT NOT NULL, 
	take INTEGER NOT NULL, 
	item BIGINT, 
	state TEXT NOT NULL, 
	reason TEXT, 
	attempts INTEGER NOT NULL, 
	retry_at DATETIME, 
	seen_at DATETIME NOT NULL, 
	internal_date DATETIME, 
	fetched_at DATETIME, 
	moved_at DATETIME, 
	archive_uidvalidity BIGINT, 
	archive_uidnext BIGINT, 
	archive_uid BIGINT, 
	CONSTRAINT pk_sightings PRIMARY KEY (id), 
	CONSTRAINT ck_sightings_stored_has_an_item CHECK (state IN ('seen', 'quarantined', 'vanished') OR item IS NOT NULL), 
	CONSTRAINT ck_sightings_state_is_known CHECK (state IN ('seen', 'stored', 'moved', 'quarantined', 'vanished')), 
	CONSTRAINT ck_sightings_uid_is_positive CHECK (uid > 0), 
	CONSTRAINT ck_sightings_uidvalidity_is_positive CHECK (uidvalidity > 0), 
	CONSTRAINT fk_sightings_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT uq_sightings_mailbox_folder_uidvalidity_uid_take UNIQUE (mailbox, folder, uidvalidity, uid, take)
);
INSERT INTO "sightings" VALUES(1,'arkiv','INBOX',100,1,0,1,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,1,1);
INSERT INTO "sightings" VALUES(2,'arkiv','INBOX',100,2,0,2,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,1,2);
INSERT INTO "sightings" VALUES(3,'arkiv','INBOX',100,3,0,3,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,1,3);
INSERT INTO "sightings" VALUES(4,'arkiv','INBOX',100,4,0,4,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,4,4);
INSERT INTO "sightings" VALUES(5,'arkiv','INBOX',100,5,0,5,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,5,5);
INSERT INTO "sightings" VALUES(6,'arkiv','INBOX',100,6,0,6,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,5,6);
INSERT INTO "sightings" VALUES(7,'arkiv','INBOX',100,7,0,7,'moved',NULL,0,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000',900,5,7);
INSERT INTO "sightings" VALUES(8,'arkiv','INBOX',100,8,0,1,'moved',NULL,1,NULL,'2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-30 08:00:00.000000',900,8,9);
INSERT INTO "sightings" VALUES(9,'arkiv','INBOX',100,9,0,8,'moved',NULL,0,NULL,'2026-11-30 08:00:00.000000','2026-11-23 08:00:00.000000','2026-11-30 08:00:00.000000','2026-11-30 08:00:00.000000',900,8,8);
CREATE TABLE signatures (
	item BIGINT NOT NULL, 
	path TEXT NOT NULL, 
	scheme TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	domain TEXT NOT NULL, 
	selector TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	signed_octets BIGINT, 
	key_record TEXT, 
	checked_at DATETIME NOT NULL, 
	CONSTRAINT pk_signatures PRIMARY KEY (item, path, scheme, ordinal, attempt), 
	CONSTRAINT ck_signatures_attempt_counts_from_one CHECK (attempt > 0), 
	CONSTRAINT fk_signatures_item FOREIGN KEY(item) REFERENCES items (number)
);
CREATE TABLE stamp_requests (
	id INTEGER NOT NULL, 
	authority TEXT NOT NULL, 
	chain_count BIGINT NOT NULL, 
	chain_head VARCHAR(64) NOT NULL, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	trouble TEXT, 
	done_at DATETIME, 
	CONSTRAINT pk_stamp_requests PRIMARY KEY (id), 
	CONSTRAINT ck_stamp_requests_stamps_an_event CHECK (chain_count > 0), 
	CONSTRAINT uq_stamp_requests_authority_chain_count UNIQUE (authority, chain_count)
);
CREATE TABLE stamps (
	request INTEGER NOT NULL, 
	authority TEXT NOT NULL, 
	chain_count BIGINT NOT NULL, 
	chain_head VARCHAR(64) NOT NULL, 
	stamped_at DATETIME NOT NULL, 
	obtained_at DATETIME NOT NULL, 
	policy TEXT NOT NULL, 
	serial TEXT NOT NULL, 
	response BLOB NOT NULL, 
	certificates TEXT NOT NULL, 
	is_checked BOOLEAN NOT NULL, 
	CONSTRAINT pk_stamps PRIMARY KEY (request), 
	CONSTRAINT fk_stamps_request FOREIGN KEY(request) REFERENCES stamp_requests (id)
);
CREATE TABLE strengthenings (
	item BIGINT NOT NULL, 
	weaker BIGINT NOT NULL, 
	noted_at DATETIME NOT NULL, 
	CONSTRAINT pk_strengthenings PRIMARY KEY (item, weaker), 
	CONSTRAINT ck_strengthenings_weaker_came_first CHECK (weaker < item), 
	CONSTRAINT fk_strengthenings_item FOREIGN KEY(item) REFERENCES items (number), 
	CONSTRAINT fk_strengthenings_weaker FOREIGN KEY(weaker) REFERENCES items (number)
);
CREATE UNIQUE INDEX uq_alarms_open ON alarms (kind, subject) WHERE cleared_at IS NULL;
CREATE INDEX ix_sightings_item ON sightings (item);
CREATE INDEX ix_sightings_open ON sightings (mailbox, folder, uidvalidity) WHERE state IN ('seen', 'stored', 'quarantined');
CREATE INDEX ix_carriers_sha256 ON carriers (sha256);
CREATE INDEX ix_carriers_message_id_sha256 ON carriers (message_id_sha256);
CREATE INDEX ix_case_acts_case ON case_acts (case_id);
CREATE INDEX ix_case_acts_other ON case_acts (other_id);
CREATE INDEX ix_incident_reports_incident ON incident_reports (incident);
CREATE INDEX ix_incident_reports_likeness ON incident_reports (likeness);
CREATE INDEX ix_incident_reports_sha256 ON incident_reports (sha256);
CREATE INDEX ix_signatures_domain ON signatures (domain);
CREATE INDEX ix_filings_item ON filings (item, id);
CREATE INDEX ix_filings_unassigned ON filings (item, id) WHERE state = 'unassigned';
CREATE INDEX ix_filings_case ON filings (case_id);
CREATE INDEX ix_filings_act ON filings (act);
CREATE UNIQUE INDEX uq_outbox_receipt_item ON outbox (item) WHERE kind = 'receipt';
CREATE INDEX ix_outbox_mailbox ON outbox (mailbox, created_at);
CREATE INDEX ix_outbox_collected_in ON outbox (collected_in) WHERE collected_in IS NOT NULL;
CREATE INDEX ix_outbox_held_back ON outbox (mailbox, created_at) WHERE state = 'suppressed' AND reason = 'too_many' AND collected_in IS NULL;
CREATE INDEX ix_stamp_requests_waiting ON stamp_requests (authority, due_at) WHERE done_at IS NULL;
CREATE INDEX ix_readings_message_id_sha256 ON readings (message_id_sha256);
CREATE INDEX ix_readings_reader ON readings (reader);
CREATE INDEX ix_readings_signatures_due ON readings (signatures_due, item) WHERE signatures_due IS NOT NULL;
CREATE INDEX ix_dispositions_target ON dispositions (scope, number);
CREATE INDEX ix_erasures_number ON erasures (scope, number);
CREATE INDEX ix_custody_events_subject ON custody_events (subject);
CREATE INDEX ix_items_committed_at ON items (committed_at);
CREATE INDEX ix_registrations_categories ON registrations (categories, case_id);
CREATE INDEX ix_readings_from_address ON readings (from_address, item);
CREATE INDEX ix_cases_year ON cases (year, opened_at);
CREATE INDEX ix_erasures_disposition ON erasures (disposition);
CREATE INDEX ix_readings_quarantined ON readings (item) WHERE state = 'quarantined';
CREATE INDEX ix_readings_erased ON readings (item) WHERE state = 'erased';
CREATE INDEX ix_sightings_moved ON sightings (mailbox, archive_uidvalidity, archive_uid) WHERE state = 'moved';
CREATE INDEX ix_filings_external ON filings (item, id) WHERE state = 'external';
CREATE INDEX ix_cases_closed ON cases (closed_at) WHERE closed_at IS NOT NULL AND merged_into IS NULL;
CREATE INDEX ix_cases_merged_into ON cases (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ix_erasures_unfinished ON erasures (decided_at) WHERE forgotten_at IS NULL OR erased_at IS NULL AND number IS NOT NULL;
CREATE INDEX ix_outbox_waiting ON outbox (due_at, id) WHERE state IN ('due', 'sending', 'uncertain');
CREATE INDEX ix_outbox_not_sent_to ON outbox (mailbox) WHERE state IN ('due', 'sending', 'uncertain', 'failed');
CREATE INDEX ix_outbox_failed ON outbox (id) WHERE state = 'failed';
CREATE INDEX ix_outbox_sent ON outbox (sent_at) WHERE state = 'sent';
CREATE INDEX ix_outbox_alarms ON outbox (id) WHERE kind = 'alarm';
CREATE INDEX ix_outbox_digest ON outbox (digest_id, id) WHERE digest_id IS NOT NULL;
CREATE INDEX ix_outbox_sent_to ON outbox (mailbox, sent_at) WHERE state = 'sent';
CREATE INDEX ix_objects_depot ON objects (depot, name);
CREATE INDEX ix_scans_due ON scans (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX ix_scans_infected ON scans (item) WHERE verdict = 'infected';
CREATE INDEX ix_probes_mailbox ON probes (mailbox, id);
CREATE INDEX ix_cases_open ON cases (id) WHERE state = 'open';
CREATE INDEX ix_search_documents_due ON search_documents (item) WHERE due_at IS NOT NULL;
CREATE INDEX ix_search_documents_indexer ON search_documents (indexer, is_keyed);
CREATE TRIGGER items_written_once BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER octets_written_once BEFORE UPDATE ON octets WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.sha256 IS NEW.sha256) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.content IS NEW.content OR coalesce(NOT OLD.sealed AND NEW.sealed, 0)) AND (OLD.sealed IS NEW.sealed OR coalesce(NOT OLD.sealed AND NEW.sealed, 0)) AND ((NOT OLD.sealed AND NEW.sealed) OR (NOT OLD.sealed AND NEW.sealed)), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER enclosed_messages_written_once BEFORE UPDATE ON enclosed_messages BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER parts_written_once BEFORE UPDATE ON parts WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NEW.item) AND (OLD.derivation IS NEW.derivation) AND (OLD.path IS NEW.path) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.content_type IS NEW.content_type) AND (OLD.sniffed_type IS NEW.sniffed_type) AND (OLD.filename IS NEW.filename OR coalesce(substr(OLD.filename, 1, 4) <> '§s1:' AND substr(NEW.filename, 1, 4) = '§s1:', 0)) AND (OLD.safe_filename IS NEW.safe_filename OR coalesce(substr(OLD.safe_filename, 1, 4) <> '§s1:' AND substr(NEW.safe_filename, 1, 4) = '§s1:', 0)) AND (OLD.content_disposition IS NEW.content_disposition) AND (OLD.content_id IS NEW.content_id OR coalesce(substr(OLD.content_id, 1, 4) <> '§s1:' AND substr(NEW.content_id, 1, 4) = '§s1:', 0)) AND (OLD.size IS NEW.size) AND (OLD.sha256 IS NEW.sha256) AND (OLD.decode_ok IS NEW.decode_ok) AND (OLD.enclosed IS NEW.enclosed) AND (OLD.cuts IS NEW.cuts) AND ((substr(OLD.filename, 1, 4) <> '§s1:' AND substr(NEW.filename, 1, 4) = '§s1:') OR (substr(OLD.safe_filename, 1, 4) <> '§s1:' AND substr(NEW.safe_filename, 1, 4) = '§s1:') OR (substr(OLD.content_id, 1, 4) <> '§s1:' AND substr(NEW.content_id, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER carriers_written_once BEFORE UPDATE ON carriers WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NEW.item) AND (OLD.derivation IS NEW.derivation) AND (OLD.path IS NEW.path) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.sha256 IS NEW.sha256) AND (OLD.cuts IS NEW.cuts) AND (OLD.message_id_sha256 IS NEW.message_id_sha256) AND (OLD.envelope IS NEW.envelope OR coalesce(substr(OLD.envelope, 1, 4) <> '§s1:' AND substr(NEW.envelope, 1, 4) = '§s1:', 0)) AND ((substr(OLD.envelope, 1, 4) <> '§s1:' AND substr(NEW.envelope, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER originals_written_once BEFORE UPDATE ON originals WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NEW.item) AND (OLD.derivation IS NEW.derivation) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.parent IS NEW.parent) AND (OLD.depth IS NEW.depth) AND (OLD.provenance IS NEW.provenance) AND (OLD.confidence IS NEW.confidence) AND (OLD.choice IS NEW.choice) AND (OLD.path IS NEW.path) AND (OLD.message_id IS NEW.message_id OR coalesce(substr(OLD.message_id, 1, 4) <> '§s1:' AND substr(NEW.message_id, 1, 4) = '§s1:', 0)) AND (OLD.subject IS NEW.subject OR coalesce(substr(OLD.subject, 1, 4) <> '§s1:' AND substr(NEW.subject, 1, 4) = '§s1:', 0)) AND (OLD.from_name IS NEW.from_name OR coalesce(substr(OLD.from_name, 1, 4) <> '§s1:' AND substr(NEW.from_name, 1, 4) = '§s1:', 0)) AND (OLD.from_address IS NEW.from_address OR coalesce(substr(OLD.from_address, 1, 4) <> '§s1:' AND substr(NEW.from_address, 1, 4) = '§s1:', 0)) AND (OLD.recipients IS NEW.recipients OR coalesce(substr(OLD.recipients, 1, 4) <> '§s1:' AND substr(NEW.recipients, 1, 4) = '§s1:', 0)) AND (OLD.sent_at IS NEW.sent_at) AND (OLD.sent_offset IS NEW.sent_offset) AND (OLD.date_text IS NEW.date_text OR coalesce(substr(OLD.date_text, 1, 4) <> '§s1:' AND substr(NEW.date_text, 1, 4) = '§s1:', 0)) AND (OLD.date_zone IS NEW.date_zone) AND (OLD.text IS NEW.text OR coalesce(substr(OLD.text, 1, 4) <> '§s1:' AND substr(NEW.text, 1, 4) = '§s1:', 0)) AND (OLD.size IS NEW.size) AND (OLD.sha256 IS NEW.sha256) AND (OLD.attachments IS NEW.attachments) AND (OLD.has_trace IS NEW.has_trace) AND (OLD.is_authenticated IS NEW.is_authenticated) AND ((substr(OLD.message_id, 1, 4) <> '§s1:' AND substr(NEW.message_id, 1, 4) = '§s1:') OR (substr(OLD.subject, 1, 4) <> '§s1:' AND substr(NEW.subject, 1, 4) = '§s1:') OR (substr(OLD.from_name, 1, 4) <> '§s1:' AND substr(NEW.from_name, 1, 4) = '§s1:') OR (substr(OLD.from_address, 1, 4) <> '§s1:' AND substr(NEW.from_address, 1, 4) = '§s1:') OR (substr(OLD.recipients, 1, 4) <> '§s1:' AND substr(NEW.recipients, 1, 4) = '§s1:') OR (substr(OLD.date_text, 1, 4) <> '§s1:' AND substr(NEW.date_text, 1, 4) = '§s1:') OR (substr(OLD.text, 1, 4) <> '§s1:' AND substr(NEW.text, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER imports_written_once BEFORE UPDATE ON imports WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NEW.id) AND (OLD.item IS NEW.item) AND (OLD.source IS NEW.source OR coalesce(substr(OLD.source, 1, 4) <> '§k1:' AND substr(NEW.source, 1, 4) = '§k1:', 0)) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.imported_at IS NEW.imported_at) AND ((substr(OLD.source, 1, 4) <> '§k1:' AND substr(NEW.source, 1, 4) = '§k1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER custody_events_written_once BEFORE UPDATE ON custody_events BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER filings_written_once BEFORE UPDATE ON filings BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_acts_written_once BEFORE UPDATE ON case_acts WHEN NOT ((NEW.reason = '' AND OLD.id IS NEW.id AND OLD.kind IS NEW.kind AND OLD.case_id IS NEW.case_id AND OLD.other_id IS NEW.other_id AND OLD.undoes IS NEW.undoes AND OLD.closed_before IS NEW.closed_before AND OLD.at IS NEW.at AND OLD.agent IS NEW.agent AND (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)
    OR OLD.kind IN ('split', 'merge') AND EXISTS (
        SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.other_id)
    OR EXISTS (SELECT 1 FROM filings f WHERE f.act = OLD.id) AND NOT EXISTS (
        SELECT 1 FROM filings f WHERE f.act = OLD.id AND NOT EXISTS (
            SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = f.item)))) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NEW.id) AND (OLD.kind IS NEW.kind) AND (OLD.case_id IS NEW.case_id) AND (OLD.other_id IS NEW.other_id) AND (OLD.undoes IS NEW.undoes) AND (OLD.closed_before IS NEW.closed_before) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', 0)) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER registrations_written_once BEFORE UPDATE ON registrations WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.version IS NEW.version) AND (OLD.definition IS NEW.definition) AND (OLD.incident_at IS NEW.incident_at) AND (OLD.medium IS NEW.medium) AND (OLD.categories IS NEW.categories) AND (OLD.unit IS NEW.unit OR coalesce(substr(OLD.unit, 1, 4) <> '§s1:' AND substr(NEW.unit, 1, 4) = '§s1:', 0)) AND (OLD.affected IS NEW.affected OR coalesce(substr(OLD.affected, 1, 4) <> '§s1:' AND substr(NEW.affected, 1, 4) = '§s1:', 0)) AND (OLD.relation IS NEW.relation) AND (OLD.theme IS NEW.theme OR coalesce(substr(OLD.theme, 1, 4) <> '§s1:' AND substr(NEW.theme, 1, 4) = '§s1:', 0)) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', 0)) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.unit, 1, 4) <> '§s1:' AND substr(NEW.unit, 1, 4) = '§s1:') OR (substr(OLD.affected, 1, 4) <> '§s1:' AND substr(NEW.affected, 1, 4) = '§s1:') OR (substr(OLD.theme, 1, 4) <> '§s1:' AND substr(NEW.theme, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER definitions_written_once BEFORE UPDATE ON definitions BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incidents_written_once BEFORE UPDATE ON incidents BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incident_reports_written_once BEFORE UPDATE ON incident_reports WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NEW.item) AND (OLD.derivation IS NEW.derivation) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.incident IS NEW.incident) AND (OLD.reporter IS NEW.reporter OR coalesce(substr(OLD.reporter, 1, 4) <> '§k1:' AND substr(NEW.reporter, 1, 4) = '§k1:', 0)) AND (OLD.sha256 IS NEW.sha256) AND (OLD.likeness IS NEW.likeness) AND ((substr(OLD.reporter, 1, 4) <> '§k1:' AND substr(NEW.reporter, 1, 4) = '§k1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER strengthenings_written_once BEFORE UPDATE ON strengthenings BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER signatures_written_once BEFORE UPDATE ON signatures WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.item IS NEW.item) AND (OLD.path IS NEW.path) AND (OLD.scheme IS NEW.scheme) AND (OLD.ordinal IS NEW.ordinal) AND (OLD.attempt IS NEW.attempt) AND (OLD.domain IS NEW.domain OR coalesce(substr(OLD.domain, 1, 4) <> '§k1:' AND substr(NEW.domain, 1, 4) = '§k1:', 0)) AND (OLD.selector IS NEW.selector OR coalesce(substr(OLD.selector, 1, 4) <> '§k1:' AND substr(NEW.selector, 1, 4) = '§k1:', 0)) AND (OLD.verdict IS NEW.verdict) AND (OLD.reason IS NEW.reason) AND (OLD.signed_octets IS NEW.signed_octets) AND (OLD.key_record IS NEW.key_record OR coalesce(substr(OLD.key_record, 1, 4) <> '§k1:' AND substr(NEW.key_record, 1, 4) = '§k1:', 0)) AND (OLD.checked_at IS NEW.checked_at) AND ((substr(OLD.domain, 1, 4) <> '§k1:' AND substr(NEW.domain, 1, 4) = '§k1:') OR (substr(OLD.selector, 1, 4) <> '§k1:' AND substr(NEW.selector, 1, 4) = '§k1:') OR (substr(OLD.key_record, 1, 4) <> '§k1:' AND substr(NEW.key_record, 1, 4) = '§k1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER digest_issues_written_once BEFORE UPDATE ON digest_issues BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamps_written_once BEFORE UPDATE ON stamps BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER dispositions_written_once BEFORE UPDATE ON dispositions WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NEW.id) AND (OLD.step IS NEW.step) AND (OLD.proposal IS NEW.proposal) AND (OLD.name IS NEW.name) AND (OLD.scope IS NEW.scope) AND (OLD.number IS NEW.number) AND (OLD.outcome IS NEW.outcome) AND (OLD.covers IS NEW.covers) AND (OLD.until IS NEW.until) AND (OLD.journal IS NEW.journal OR coalesce(substr(OLD.journal, 1, 4) <> '§k1:' AND substr(NEW.journal, 1, 4) = '§k1:', 0)) AND (OLD.basis IS NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:', 0)) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:', 0)) AND (OLD.person IS NEW.person) AND (OLD.agent IS NEW.agent) AND (OLD.at IS NEW.at) AND ((substr(OLD.journal, 1, 4) <> '§k1:' AND substr(NEW.journal, 1, 4) = '§k1:') OR (substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:') OR (substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER holds_written_once BEFORE UPDATE ON holds WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.id IS NEW.id) AND (OLD.hold IS NEW.hold) AND (OLD.scope IS NEW.scope) AND (OLD.number IS NEW.number) AND (OLD.address IS NEW.address OR coalesce(substr(OLD.address, 1, 4) <> '§k1:' AND substr(NEW.address, 1, 4) = '§k1:', 0)) AND (OLD.kind IS NEW.kind) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:', 0)) AND (OLD.person IS NEW.person) AND (OLD.agent IS NEW.agent) AND (OLD.at IS NEW.at) AND ((substr(OLD.address, 1, 4) <> '§k1:' AND substr(NEW.address, 1, 4) = '§k1:') OR (substr(OLD.reason, 1, 4) <> '§k1:' AND substr(NEW.reason, 1, 4) = '§k1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_deadlines_written_once BEFORE UPDATE ON case_deadlines WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.code IS NEW.code) AND (OLD.starts_at IS NEW.starts_at) AND (OLD.due_at IS NEW.due_at) AND (OLD.due_on IS NEW.due_on) AND (OLD.assumed IS NEW.assumed) AND (OLD.about IS NEW.about OR coalesce(substr(OLD.about, 1, 4) <> '§s1:' AND substr(NEW.about, 1, 4) = '§s1:', 0)) AND (OLD.state IS NEW.state) AND (OLD.ended_on IS NEW.ended_on) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.about, 1, 4) <> '§s1:' AND substr(NEW.about, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_reports_written_once BEFORE UPDATE ON case_reports WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.recipient IS NEW.recipient) AND (OLD.responsible IS NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', 0)) AND (OLD.sent_on IS NEW.sent_on) AND (OLD.journal IS NEW.journal OR coalesce(substr(OLD.journal, 1, 4) <> '§s1:' AND substr(NEW.journal, 1, 4) = '§s1:', 0)) AND (OLD.follow_up_on IS NEW.follow_up_on) AND (OLD.followed_up_on IS NEW.followed_up_on) AND (OLD.outcome IS NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', 0)) AND (OLD.closed_on IS NEW.closed_on) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.journal, 1, 4) <> '§s1:' AND substr(NEW.journal, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_dialogues_written_once BEFORE UPDATE ON case_dialogues WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.step IS NEW.step) AND (OLD.taken_on IS NEW.taken_on) AND (OLD.responsible IS NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', 0)) AND (OLD.outcome IS NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_limits_written_once BEFORE UPDATE ON case_limits WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.scope IS NEW.scope OR coalesce(substr(OLD.scope, 1, 4) <> '§s1:' AND substr(NEW.scope, 1, 4) = '§s1:', 0)) AND (OLD.basis IS NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§s1:' AND substr(NEW.basis, 1, 4) = '§s1:', 0)) AND (OLD.decided_on IS NEW.decided_on) AND (OLD.responsible IS NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', 0)) AND (OLD.until IS NEW.until) AND (OLD.endless_because IS NEW.endless_because OR coalesce(substr(OLD.endless_because, 1, 4) <> '§s1:' AND substr(NEW.endless_because, 1, 4) = '§s1:', 0)) AND (OLD.reviewed_on IS NEW.reviewed_on) AND (OLD.lifted_on IS NEW.lifted_on) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.scope, 1, 4) <> '§s1:' AND substr(NEW.scope, 1, 4) = '§s1:') OR (substr(OLD.basis, 1, 4) <> '§s1:' AND substr(NEW.basis, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.endless_because, 1, 4) <> '§s1:' AND substr(NEW.endless_because, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_help_written_once BEFORE UPDATE ON case_help WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.kind IS NEW.kind OR coalesce(substr(OLD.kind, 1, 4) <> '§s1:' AND substr(NEW.kind, 1, 4) = '§s1:', 0)) AND (OLD.employee IS NEW.employee OR coalesce(substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:', 0)) AND (OLD.offered_on IS NEW.offered_on) AND (OLD.answer IS NEW.answer OR coalesce(substr(OLD.answer, 1, 4) <> '§s1:' AND substr(NEW.answer, 1, 4) = '§s1:', 0)) AND (OLD.began_on IS NEW.began_on) AND (OLD.responsible IS NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', 0)) AND (OLD.follow_up_on IS NEW.follow_up_on) AND (OLD.done_on IS NEW.done_on) AND (OLD.remark IS NEW.remark OR coalesce(substr(OLD.remark, 1, 4) <> '§s1:' AND substr(NEW.remark, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.kind, 1, 4) <> '§s1:' AND substr(NEW.kind, 1, 4) = '§s1:') OR (substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:') OR (substr(OLD.answer, 1, 4) <> '§s1:' AND substr(NEW.answer, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:') OR (substr(OLD.remark, 1, 4) <> '§s1:' AND substr(NEW.remark, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_wishes_written_once BEFORE UPDATE ON case_wishes WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.employee IS NEW.employee OR coalesce(substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:', 0)) AND (OLD.wished_on IS NEW.wished_on) AND (OLD.wish IS NEW.wish OR coalesce(substr(OLD.wish, 1, 4) <> '§s1:' AND substr(NEW.wish, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.employee, 1, 4) <> '§s1:' AND substr(NEW.employee, 1, 4) = '§s1:') OR (substr(OLD.wish, 1, 4) <> '§s1:' AND substr(NEW.wish, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_legal_notes_written_once BEFORE UPDATE ON case_legal_notes WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.lawyer IS NEW.lawyer OR coalesce(substr(OLD.lawyer, 1, 4) <> '§s1:' AND substr(NEW.lawyer, 1, 4) = '§s1:', 0)) AND (OLD.assessed_on IS NEW.assessed_on) AND (OLD.category IS NEW.category OR coalesce(substr(OLD.category, 1, 4) <> '§s1:' AND substr(NEW.category, 1, 4) = '§s1:', 0)) AND (OLD.outcome IS NEW.outcome OR coalesce(substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:', 0)) AND (OLD.note IS NEW.note OR coalesce(substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:', 0)) AND (OLD.to_be_shared IS NEW.to_be_shared) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.lawyer, 1, 4) <> '§s1:' AND substr(NEW.lawyer, 1, 4) = '§s1:') OR (substr(OLD.category, 1, 4) <> '§s1:' AND substr(NEW.category, 1, 4) = '§s1:') OR (substr(OLD.outcome, 1, 4) <> '§s1:' AND substr(NEW.outcome, 1, 4) = '§s1:') OR (substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_information_written_once BEFORE UPDATE ON case_information WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.status IS NEW.status) AND (OLD.decided_on IS NEW.decided_on) AND (OLD.decided_by IS NEW.decided_by OR coalesce(substr(OLD.decided_by, 1, 4) <> '§s1:' AND substr(NEW.decided_by, 1, 4) = '§s1:', 0)) AND (OLD.paragraph IS NEW.paragraph OR coalesce(substr(OLD.paragraph, 1, 4) <> '§s1:' AND substr(NEW.paragraph, 1, 4) = '§s1:', 0)) AND (OLD.reason IS NEW.reason OR coalesce(substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:', 0)) AND (OLD.reassess_on IS NEW.reassess_on) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.decided_by, 1, 4) <> '§s1:' AND substr(NEW.decided_by, 1, 4) = '§s1:') OR (substr(OLD.paragraph, 1, 4) <> '§s1:' AND substr(NEW.paragraph, 1, 4) = '§s1:') OR (substr(OLD.reason, 1, 4) <> '§s1:' AND substr(NEW.reason, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_measures_written_once BEFORE UPDATE ON case_measures WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.learned IS NEW.learned OR coalesce(substr(OLD.learned, 1, 4) <> '§s1:' AND substr(NEW.learned, 1, 4) = '§s1:', 0)) AND (OLD.measure IS NEW.measure OR coalesce(substr(OLD.measure, 1, 4) <> '§s1:' AND substr(NEW.measure, 1, 4) = '§s1:', 0)) AND (OLD.responsible IS NEW.responsible OR coalesce(substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:', 0)) AND (OLD.due_on IS NEW.due_on) AND (OLD.done_on IS NEW.done_on) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.learned, 1, 4) <> '§s1:' AND substr(NEW.learned, 1, 4) = '§s1:') OR (substr(OLD.measure, 1, 4) <> '§s1:' AND substr(NEW.measure, 1, 4) = '§s1:') OR (substr(OLD.responsible, 1, 4) <> '§s1:' AND substr(NEW.responsible, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_notes_written_once BEFORE UPDATE ON case_notes WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.way IS NEW.way) AND (OLD.held_at IS NEW.held_at) AND (OLD.people IS NEW.people OR coalesce(substr(OLD.people, 1, 4) <> '§s1:' AND substr(NEW.people, 1, 4) = '§s1:', 0)) AND (OLD.author IS NEW.author OR coalesce(substr(OLD.author, 1, 4) <> '§s1:' AND substr(NEW.author, 1, 4) = '§s1:', 0)) AND (OLD.note IS NEW.note OR coalesce(substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.people, 1, 4) <> '§s1:' AND substr(NEW.people, 1, 4) = '§s1:') OR (substr(OLD.author, 1, 4) <> '§s1:' AND substr(NEW.author, 1, 4) = '§s1:') OR (substr(OLD.note, 1, 4) <> '§s1:' AND substr(NEW.note, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_screenshots_written_once BEFORE UPDATE ON case_screenshots WHEN NOT ((EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND coalesce((OLD.in_item IS NEW.in_item) AND (OLD.url IS NEW.url OR coalesce(substr(OLD.url, 1, 4) <> '§s1:' AND substr(NEW.url, 1, 4) = '§s1:', 0)) AND (OLD.user_name IS NEW.user_name OR coalesce(substr(OLD.user_name, 1, 4) <> '§s1:' AND substr(NEW.user_name, 1, 4) = '§s1:', 0)) AND (OLD.platform IS NEW.platform OR coalesce(substr(OLD.platform, 1, 4) <> '§s1:' AND substr(NEW.platform, 1, 4) = '§s1:', 0)) AND (OLD.taken_by IS NEW.taken_by OR coalesce(substr(OLD.taken_by, 1, 4) <> '§s1:' AND substr(NEW.taken_by, 1, 4) = '§s1:', 0)) AND (OLD.taken_at IS NEW.taken_at) AND (OLD.witness IS NEW.witness OR coalesce(substr(OLD.witness, 1, 4) <> '§s1:' AND substr(NEW.witness, 1, 4) = '§s1:', 0)) AND (OLD.id IS NEW.id) AND (OLD.case_id IS NEW.case_id) AND (OLD.entry IS NEW.entry) AND (OLD.version IS NEW.version) AND (OLD.at IS NEW.at) AND (OLD.agent IS NEW.agent) AND ((substr(OLD.url, 1, 4) <> '§s1:' AND substr(NEW.url, 1, 4) = '§s1:') OR (substr(OLD.user_name, 1, 4) <> '§s1:' AND substr(NEW.user_name, 1, 4) = '§s1:') OR (substr(OLD.platform, 1, 4) <> '§s1:' AND substr(NEW.platform, 1, 4) = '§s1:') OR (substr(OLD.taken_by, 1, 4) <> '§s1:' AND substr(NEW.taken_by, 1, 4) = '§s1:') OR (substr(OLD.witness, 1, 4) <> '§s1:' AND substr(NEW.witness, 1, 4) = '§s1:')), 0))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER items_never_deleted BEFORE DELETE ON items BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER octets_never_deleted BEFORE DELETE ON octets WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = OLD.sha256) OR EXISTS (SELECT 1 FROM objects o WHERE o.sha256 = OLD.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER enclosed_messages_never_deleted BEFORE DELETE ON enclosed_messages WHEN NOT (NOT EXISTS (SELECT 1 FROM carriers c WHERE c.sha256 = OLD.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER parts_never_deleted BEFORE DELETE ON parts WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER carriers_never_deleted BEFORE DELETE ON carriers WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER originals_never_deleted BEFORE DELETE ON originals WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER imports_never_deleted BEFORE DELETE ON imports WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER custody_events_never_deleted BEFORE DELETE ON custody_events BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER filings_never_deleted BEFORE DELETE ON filings BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_acts_never_deleted BEFORE DELETE ON case_acts BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER registrations_never_deleted BEFORE DELETE ON registrations WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER definitions_never_deleted BEFORE DELETE ON definitions BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incidents_never_deleted BEFORE DELETE ON incidents WHEN NOT (NOT EXISTS (SELECT 1 FROM incident_reports r WHERE r.incident = OLD.id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incident_reports_never_deleted BEFORE DELETE ON incident_reports WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER strengthenings_never_deleted BEFORE DELETE ON strengthenings BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER signatures_never_deleted BEFORE DELETE ON signatures WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER digest_issues_never_deleted BEFORE DELETE ON digest_issues BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamps_never_deleted BEFORE DELETE ON stamps BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER dispositions_never_deleted BEFORE DELETE ON dispositions BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER holds_never_deleted BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_deadlines_never_deleted BEFORE DELETE ON case_deadlines WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_reports_never_deleted BEFORE DELETE ON case_reports WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_dialogues_never_deleted BEFORE DELETE ON case_dialogues WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_limits_never_deleted BEFORE DELETE ON case_limits WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_help_never_deleted BEFORE DELETE ON case_help WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_wishes_never_deleted BEFORE DELETE ON case_wishes WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_legal_notes_never_deleted BEFORE DELETE ON case_legal_notes WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_information_never_deleted BEFORE DELETE ON case_information WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_measures_never_deleted BEFORE DELETE ON case_measures WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_notes_never_deleted BEFORE DELETE ON case_notes WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_screenshots_never_deleted BEFORE DELETE ON case_screenshots WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = OLD.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER cases_never_deleted BEFORE DELETE ON cases BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_never_deleted BEFORE DELETE ON sightings BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER outbox_never_deleted BEFORE DELETE ON outbox WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = OLD.item) OR OLD.kind = 'collected' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.collected_in = OLD.id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamp_requests_never_deleted BEFORE DELETE ON stamp_requests BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER heads_never_deleted BEFORE DELETE ON heads BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER keys_never_deleted BEFORE DELETE ON keys WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = OLD.scope AND e.number = OLD.number)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_never_deleted BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER objects_never_deleted BEFORE DELETE ON objects WHEN NOT (EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = OLD.sha256) OR EXISTS (SELECT 1 FROM octets o WHERE o.sha256 = OLD.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER dispositions_by_another BEFORE INSERT ON dispositions WHEN NOT (NEW.step <> 'approved' OR EXISTS (
    SELECT 1 FROM dispositions p WHERE p.id = NEW.proposal AND p.step = 'proposed' AND p.person <> NEW.person)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_approved BEFORE INSERT ON erasures WHEN NOT ((
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
            SELECT 1 FROM filings f WHERE f.item = NEW.number AND f.case_id = h.number)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_number_fits BEFORE UPDATE ON erasures WHEN NOT (OLD.number IS NEW.number OR (
    NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.name)
    OR NEW.scope = 'case' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number AND c.reference = NEW.name))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_in_order BEFORE UPDATE ON erasures WHEN (NEW.forgotten_at IS NOT NULL AND NEW.erased_at IS NULL AND NEW.number IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER readings_stay_erased BEFORE UPDATE ON readings WHEN (OLD.state = 'erased') BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER parts_stays_away BEFORE INSERT ON parts WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER carriers_stays_away BEFORE INSERT ON carriers WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER originals_stays_away BEFORE INSERT ON originals WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER imports_stays_away BEFORE INSERT ON imports WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incident_reports_stays_away BEFORE INSERT ON incident_reports WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER signatures_stays_away BEFORE INSERT ON signatures WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.number = NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER octets_stays_away BEFORE INSERT ON octets WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = NEW.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER objects_stays_away BEFORE INSERT ON objects WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'item' AND e.name = NEW.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER registrations_stays_away BEFORE INSERT ON registrations WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_deadlines_stays_away BEFORE INSERT ON case_deadlines WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_reports_stays_away BEFORE INSERT ON case_reports WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_dialogues_stays_away BEFORE INSERT ON case_dialogues WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_limits_stays_away BEFORE INSERT ON case_limits WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_help_stays_away BEFORE INSERT ON case_help WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_wishes_stays_away BEFORE INSERT ON case_wishes WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_legal_notes_stays_away BEFORE INSERT ON case_legal_notes WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_information_stays_away BEFORE INSERT ON case_information WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_measures_stays_away BEFORE INSERT ON case_measures WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_notes_stays_away BEFORE INSERT ON case_notes WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_screenshots_stays_away BEFORE INSERT ON case_screenshots WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = 'case' AND e.number = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER keys_stays_away BEFORE INSERT ON keys WHEN NOT (NOT EXISTS (SELECT 1 FROM erasures e WHERE e.scope = NEW.scope AND e.number = NEW.number)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER readings_never_deleted BEFORE DELETE ON readings WHEN (OLD.state <> 'quarantined') BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER cases_is_fixed BEFORE UPDATE ON cases WHEN (NOT (OLD.id IS NEW.id AND OLD.year IS NEW.year AND OLD.number IS NEW.number AND OLD.reference IS NEW.reference AND OLD.opened_at IS NEW.opened_at AND OLD.opened_by IS NEW.opened_by)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_is_fixed BEFORE UPDATE ON sightings WHEN (NOT (OLD.id IS NEW.id AND OLD.mailbox IS NEW.mailbox AND OLD.folder IS NEW.folder AND OLD.uidvalidity IS NEW.uidvalidity AND OLD.uid IS NEW.uid AND OLD.take IS NEW.take AND OLD.seen_at IS NEW.seen_at)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER outbox_is_fixed BEFORE UPDATE ON outbox WHEN NOT ((OLD.id IS NEW.id AND OLD.kind IS NEW.kind AND OLD.message_id IS NEW.message_id AND OLD.item IS NEW.item AND OLD.digest_id IS NEW.digest_id AND OLD.recipient IS NEW.recipient AND OLD.created_at IS NEW.created_at) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND (OLD.id IS NEW.id) AND (OLD.kind IS NEW.kind) AND (OLD.message_id IS NEW.message_id) AND (OLD.item IS NEW.item) AND (OLD.digest_id IS NEW.digest_id) AND (OLD.recipient IS NEW.recipient OR coalesce(substr(OLD.recipient, 1, 4) <> '§k1:' AND substr(NEW.recipient, 1, 4) = '§k1:', 0)) AND (OLD.created_at IS NEW.created_at))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamp_requests_is_fixed BEFORE UPDATE ON stamp_requests WHEN (NOT (OLD.id IS NEW.id AND OLD.authority IS NEW.authority AND OLD.chain_count IS NEW.chain_count AND OLD.chain_head IS NEW.chain_head AND OLD.created_at IS NEW.created_at)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER readings_is_fixed BEFORE UPDATE ON readings WHEN (NOT (OLD.item IS NEW.item)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER keys_is_fixed BEFORE UPDATE ON keys WHEN (NOT (OLD.scope IS NEW.scope AND OLD.number IS NEW.number AND OLD.binding IS NEW.binding)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER objects_is_fixed BEFORE UPDATE ON objects WHEN (NOT (OLD.sha256 IS NEW.sha256)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_is_fixed BEFORE UPDATE ON erasures WHEN NOT ((OLD.scope IS NEW.scope AND OLD.name IS NEW.name AND OLD.size IS NEW.size AND OLD.came_at IS NEW.came_at AND OLD.disposition IS NEW.disposition AND OLD.basis IS NEW.basis AND OLD.people IS NEW.people AND OLD.decided_at IS NEW.decided_at) OR (EXISTS (SELECT 1 FROM keys k WHERE k.scope = 'archive')
    AND EXISTS (SELECT 1 FROM heads h WHERE h.sealed_at IS NULL) AND (OLD.scope IS NEW.scope) AND (OLD.name IS NEW.name) AND (OLD.size IS NEW.size) AND (OLD.came_at IS NEW.came_at) AND (OLD.disposition IS NEW.disposition) AND (OLD.basis IS NEW.basis OR coalesce(substr(OLD.basis, 1, 4) <> '§k1:' AND substr(NEW.basis, 1, 4) = '§k1:', 0)) AND (OLD.people IS NEW.people) AND (OLD.decided_at IS NEW.decided_at))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER keys_fit BEFORE INSERT ON keys WHEN NOT (NEW.scope = 'archive' AND NEW.number = 0 AND NEW.binding = ''
    OR NEW.scope = 'item' AND EXISTS (SELECT 1 FROM items i WHERE i.number = NEW.number AND i.sha256 = NEW.binding)
    OR NEW.scope = 'case' AND NEW.binding = '' AND EXISTS (SELECT 1 FROM cases c WHERE c.id = NEW.number)) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER heads_only_grow BEFORE UPDATE ON heads WHEN (NEW.items < OLD.items OR NEW.events < OLD.events) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER heads_stay_sealed BEFORE UPDATE ON heads WHEN (OLD.sealed_at IS NOT NULL AND OLD.sealed_at IS NOT NEW.sealed_at) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_keep_item BEFORE UPDATE ON sightings WHEN (OLD.item IS NOT NULL AND OLD.item IS NOT NEW.item) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_keep_internal_date BEFORE UPDATE ON sightings WHEN (OLD.internal_date IS NOT NULL AND OLD.internal_date IS NOT NEW.internal_date AND OLD.state IN ('moved', 'vanished')) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_keep_fetched_at BEFORE UPDATE ON sightings WHEN (OLD.fetched_at IS NOT NULL AND OLD.fetched_at IS NOT NEW.fetched_at AND OLD.state IN ('moved', 'vanished')) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_keep_number BEFORE UPDATE ON erasures WHEN (OLD.number IS NOT NULL AND OLD.number IS NOT NEW.number) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_keep_erased_at BEFORE UPDATE ON erasures WHEN (OLD.erased_at IS NOT NULL AND OLD.erased_at IS NOT NEW.erased_at) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_keep_forgotten_at BEFORE UPDATE ON erasures WHEN (OLD.forgotten_at IS NOT NULL AND OLD.forgotten_at IS NOT NEW.forgotten_at) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER items_not_replaced BEFORE INSERT ON items WHEN NOT (NOT ((EXISTS (SELECT 1 FROM items t WHERE t.number = NEW.number)) OR (EXISTS (SELECT 1 FROM items t WHERE t.sha256 = NEW.sha256)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER octets_not_replaced BEFORE INSERT ON octets WHEN NOT (NOT ((EXISTS (SELECT 1 FROM octets t WHERE t.sha256 = NEW.sha256 AND t.ordinal = NEW.ordinal)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER enclosed_messages_not_replaced BEFORE INSERT ON enclosed_messages WHEN NOT (NOT ((EXISTS (SELECT 1 FROM enclosed_messages t WHERE t.sha256 = NEW.sha256)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER parts_not_replaced BEFORE INSERT ON parts WHEN NOT (NOT ((EXISTS (SELECT 1 FROM parts t WHERE t.item = NEW.item AND t.derivation = NEW.derivation AND t.path = NEW.path)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER carriers_not_replaced BEFORE INSERT ON carriers WHEN NOT (NOT ((EXISTS (SELECT 1 FROM carriers t WHERE t.item = NEW.item AND t.derivation = NEW.derivation AND t.path = NEW.path)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER originals_not_replaced BEFORE INSERT ON originals WHEN NOT (NOT ((EXISTS (SELECT 1 FROM originals t WHERE t.item = NEW.item AND t.derivation = NEW.derivation AND t.ordinal = NEW.ordinal)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER imports_not_replaced BEFORE INSERT ON imports WHEN NOT (NOT ((EXISTS (SELECT 1 FROM imports t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM imports t WHERE t.item = NEW.item AND t.source = NEW.source AND t.ordinal = NEW.ordinal)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER custody_events_not_replaced BEFORE INSERT ON custody_events WHEN NOT (NOT ((EXISTS (SELECT 1 FROM custody_events t WHERE t.seq = NEW.seq)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER filings_not_replaced BEFORE INSERT ON filings WHEN NOT (NOT ((EXISTS (SELECT 1 FROM filings t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_acts_not_replaced BEFORE INSERT ON case_acts WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_acts t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM case_acts t WHERE t.undoes = NEW.undoes)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER registrations_not_replaced BEFORE INSERT ON registrations WHEN NOT (NOT ((EXISTS (SELECT 1 FROM registrations t WHERE t.case_id = NEW.case_id AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM registrations t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER definitions_not_replaced BEFORE INSERT ON definitions WHEN NOT (NOT ((EXISTS (SELECT 1 FROM definitions t WHERE t.version = NEW.version)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incidents_not_replaced BEFORE INSERT ON incidents WHEN NOT (NOT ((EXISTS (SELECT 1 FROM incidents t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER incident_reports_not_replaced BEFORE INSERT ON incident_reports WHEN NOT (NOT ((EXISTS (SELECT 1 FROM incident_reports t WHERE t.item = NEW.item AND t.derivation = NEW.derivation AND t.ordinal = NEW.ordinal)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER strengthenings_not_replaced BEFORE INSERT ON strengthenings WHEN NOT (NOT ((EXISTS (SELECT 1 FROM strengthenings t WHERE t.item = NEW.item AND t.weaker = NEW.weaker)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER signatures_not_replaced BEFORE INSERT ON signatures WHEN NOT (NOT ((EXISTS (SELECT 1 FROM signatures t WHERE t.item = NEW.item AND t.path = NEW.path AND t.scheme = NEW.scheme AND t.ordinal = NEW.ordinal AND t.attempt = NEW.attempt)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER digest_issues_not_replaced BEFORE INSERT ON digest_issues WHEN NOT (NOT ((EXISTS (SELECT 1 FROM digest_issues t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM digest_issues t WHERE t.officer = NEW.officer AND t.iso_year = NEW.iso_year AND t.iso_week = NEW.iso_week)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamps_not_replaced BEFORE INSERT ON stamps WHEN NOT (NOT ((EXISTS (SELECT 1 FROM stamps t WHERE t.request = NEW.request)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER dispositions_not_replaced BEFORE INSERT ON dispositions WHEN NOT (NOT ((EXISTS (SELECT 1 FROM dispositions t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM dispositions t WHERE t.name = NEW.name)) OR (EXISTS (SELECT 1 FROM dispositions t WHERE t.proposal = NEW.proposal)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER holds_not_replaced BEFORE INSERT ON holds WHEN NOT (NOT ((EXISTS (SELECT 1 FROM holds t WHERE t.hold = NEW.hold)) OR (EXISTS (SELECT 1 FROM holds t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_deadlines_not_replaced BEFORE INSERT ON case_deadlines WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_deadlines t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_deadlines t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_reports_not_replaced BEFORE INSERT ON case_reports WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_reports t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_reports t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_dialogues_not_replaced BEFORE INSERT ON case_dialogues WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_dialogues t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_dialogues t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_limits_not_replaced BEFORE INSERT ON case_limits WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_limits t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_limits t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_help_not_replaced BEFORE INSERT ON case_help WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_help t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_help t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_wishes_not_replaced BEFORE INSERT ON case_wishes WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_wishes t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_wishes t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_legal_notes_not_replaced BEFORE INSERT ON case_legal_notes WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_legal_notes t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_legal_notes t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_information_not_replaced BEFORE INSERT ON case_information WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_information t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_information t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_measures_not_replaced BEFORE INSERT ON case_measures WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_measures t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_measures t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_notes_not_replaced BEFORE INSERT ON case_notes WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_notes t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_notes t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER case_screenshots_not_replaced BEFORE INSERT ON case_screenshots WHEN NOT (NOT ((EXISTS (SELECT 1 FROM case_screenshots t WHERE t.case_id = NEW.case_id AND t.entry = NEW.entry AND t.version = NEW.version)) OR (EXISTS (SELECT 1 FROM case_screenshots t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER cases_not_replaced BEFORE INSERT ON cases WHEN NOT (NOT ((EXISTS (SELECT 1 FROM cases t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM cases t WHERE t.reference = NEW.reference)) OR (EXISTS (SELECT 1 FROM cases t WHERE t.year = NEW.year AND t.number = NEW.number)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER sightings_not_replaced BEFORE INSERT ON sightings WHEN NOT (NOT ((EXISTS (SELECT 1 FROM sightings t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM sightings t WHERE t.mailbox = NEW.mailbox AND t.folder = NEW.folder AND t.uidvalidity = NEW.uidvalidity AND t.uid = NEW.uid AND t.take = NEW.take)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER outbox_not_replaced BEFORE INSERT ON outbox WHEN NOT (NOT ((EXISTS (SELECT 1 FROM outbox t WHERE t.id = NEW.id)) OR (EXISTS (SELECT 1 FROM outbox t WHERE t.item = NEW.item AND kind = 'receipt')) OR (EXISTS (SELECT 1 FROM outbox t WHERE t.message_id = NEW.message_id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER stamp_requests_not_replaced BEFORE INSERT ON stamp_requests WHEN NOT (NOT ((EXISTS (SELECT 1 FROM stamp_requests t WHERE t.authority = NEW.authority AND t.chain_count = NEW.chain_count)) OR (EXISTS (SELECT 1 FROM stamp_requests t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER heads_not_replaced BEFORE INSERT ON heads WHEN NOT (NOT ((EXISTS (SELECT 1 FROM heads t WHERE t.id = NEW.id)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER keys_not_replaced BEFORE INSERT ON keys WHEN NOT (NOT ((EXISTS (SELECT 1 FROM keys t WHERE t.scope = NEW.scope AND t.number = NEW.number)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER erasures_not_replaced BEFORE INSERT ON erasures WHEN NOT (NOT ((EXISTS (SELECT 1 FROM erasures t WHERE t.scope = NEW.scope AND t.name = NEW.name)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE TRIGGER objects_not_replaced BEFORE INSERT ON objects WHEN NOT (NOT ((EXISTS (SELECT 1 FROM objects t WHERE t.sha256 = NEW.sha256)))) BEGIN SELECT RAISE(ABORT, 'archive: evidence is never changed and never deleted'); END;
CREATE VIRTUAL TABLE search_words USING fts5(words, content='', columnsize=0, tokenize="ascii tokenchars '_'");
COMMIT;
