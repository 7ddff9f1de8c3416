CREATE TABLE wave (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    quarter text NOT NULL CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    fieldwork_from date NOT NULL,
    fieldwork_to date NOT NULL CHECK (fieldwork_to >= fieldwork_from),
    state text NOT NULL CHECK (state IN ('preparing', 'open', 'closed', 'mixed', 'purged')),
    contact_public_key bytea
);
COMMENT ON TABLE wave IS 'One round of fieldwork about the crimes recorded in one quarter';
COMMENT ON COLUMN wave.state IS 'preparing: keys are being made; open; closed: no answer is taken any more; mixed: responses are out; purged: contacts, gates, stops, outbox and keys are gone';
COMMENT ON COLUMN wave.contact_public_key IS 'Uploads seal their data key to it; its private half is a key file of the mailer, destroyed at the close';

CREATE TABLE cohort (
    id uuid PRIMARY KEY,
    wave uuid NOT NULL REFERENCES wave,
    family text NOT NULL,
    UNIQUE (wave, family)
);
COMMENT ON TABLE cohort IS 'Wave x survey family: the only attribute that travels with an answer';

CREATE TABLE upload (
    id uuid PRIMARY KEY,
    wave uuid NOT NULL REFERENCES wave,
    state text NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'gated')),
    sealed_data_key bytea,
    uploaded_by text NOT NULL,
    decided_by text,
    uploaded_on date NOT NULL,
    summary jsonb NOT NULL
);
COMMENT ON TABLE upload IS 'One contact file: pending until a commissioner''s account approves or refuses it, gated once the mailer has made its gates';
COMMENT ON COLUMN upload.summary IS 'Totals only: rows, faults by line and reason, frame counts, share of the largest private mail domain; never an address';
COMMENT ON COLUMN upload.sealed_data_key IS 'The key of this upload''s addresses, sealed to the wave''s contact key; null once refused or purged';

CREATE TABLE staged_contact (
    id uuid PRIMARY KEY,
    upload uuid NOT NULL REFERENCES upload,
    family text NOT NULL,
    email bytea NOT NULL,
    language text NOT NULL,
    safe_until date
);
COMMENT ON TABLE staged_contact IS 'Contacts of a pending upload; they move to contact at approval or go at refusal';

CREATE TABLE contact (
    id uuid PRIMARY KEY,
    wave uuid NOT NULL REFERENCES wave,
    cohort uuid NOT NULL REFERENCES cohort,
    upload uuid NOT NULL REFERENCES upload,
    email bytea NOT NULL,
    language text NOT NULL,
    safe_until date
);
CREATE INDEX contact_of_upload ON contact (upload);
COMMENT ON TABLE contact IS 'Whom to write to in one wave: no status, no link, no time of answering. Goes when the wave closes';
COMMENT ON COLUMN contact.email IS 'Sealed with the upload''s data key, padded to one length';
COMMENT ON COLUMN contact.safe_until IS 'When the mark that email is safe lapses; null where the family needs no positive mark';

CREATE TABLE frame_count (
    wave uuid NOT NULL REFERENCES wave,
    family text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('frame', 'excluded', 'invited', 'vawg_elsewhere')),
    reason text NOT NULL,
    sex text NOT NULL CHECK (sex IN ('female', 'male', 'other', 'any')),
    age_band text NOT NULL,
    count integer NOT NULL CHECK (count >= 0),
    PRIMARY KEY (wave, family, stage, reason, sex, age_band)
);
COMMENT ON TABLE frame_count IS 'All that is kept of a contact file: counted in the transaction that loads it and never later; classes under 10 merged, where sex and age band say any and a reason says several. vawg_elsewhere: cases of families outside the VAWG border that carry a VAWG code or flag';

CREATE TABLE outbox (
    contact uuid NOT NULL REFERENCES contact ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('invitation', 'reminder')),
    state text NOT NULL CHECK (state IN ('ready', 'claimed', 'sent', 'unknown', 'failed')),
    attempts smallint NOT NULL DEFAULT 0,
    lease_until timestamptz,
    PRIMARY KEY (contact, kind)
);
CREATE INDEX outbox_due ON outbox (state) WHERE state IN ('ready', 'claimed');
COMMENT ON TABLE outbox IS 'What is to be mailed and what was mailed, never what was answered; goes at the close';
COMMENT ON COLUMN outbox.lease_until IS 'ready: not before; claimed: until when; null once settled';

CREATE TABLE opt_out (
    tag bytea PRIMARY KEY
);
COMMENT ON TABLE opt_out IS 'Addresses that must not be written to again, as HMAC under a key outside the database';

CREATE TABLE ledger (
    wave uuid NOT NULL REFERENCES wave,
    family text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('invited', 'delivered', 'failed', 'stopped', 'spent', 'mixed', 'carried_in', 'carried_out')),
    count integer NOT NULL CHECK (count >= 0),
    PRIMARY KEY (wave, family, measure)
);
COMMENT ON TABLE ledger IS 'The account of a closed wave by family; written at the close, before what it counts is deleted';

CREATE VIEW fieldwork_progress AS
    SELECT contact.wave, outbox.kind, outbox.state, count(*) AS count
    FROM outbox JOIN contact ON contact.id = outbox.contact
    GROUP BY contact.wave, outbox.kind, outbox.state;
COMMENT ON VIEW fieldwork_progress IS 'How many letters of a wave are in which state; never who, and nothing of answers';

GRANT SELECT, INSERT ON wave, cohort TO heard_web;
GRANT SELECT, INSERT ON upload TO heard_web;
GRANT UPDATE (state, decided_by, sealed_data_key, summary) ON upload TO heard_web;
GRANT SELECT, INSERT, DELETE ON staged_contact TO heard_web;
GRANT INSERT ON contact TO heard_web;
GRANT SELECT, INSERT, UPDATE ON frame_count TO heard_web;
GRANT SELECT, INSERT ON opt_out TO heard_web;
GRANT SELECT ON ledger, fieldwork_progress TO heard_web;

GRANT SELECT, UPDATE (state, contact_public_key) ON wave TO heard_mailer;
GRANT SELECT ON cohort, frame_count, fieldwork_progress TO heard_mailer;
GRANT SELECT, UPDATE (state, sealed_data_key) ON upload TO heard_mailer;
GRANT SELECT, DELETE ON staged_contact, contact TO heard_mailer;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO heard_mailer;
GRANT SELECT, INSERT ON opt_out, ledger TO heard_mailer;

GRANT SELECT, UPDATE (state) ON wave TO heard_mixer;
-- The mixer makes the cohort of a parent under which very small cohorts are released together.
GRANT SELECT, INSERT ON cohort TO heard_mixer;
GRANT SELECT, INSERT, UPDATE ON ledger TO heard_mixer;
GRANT SELECT ON wave, cohort, frame_count, ledger TO heard_reporter, heard_selfcheck;
