-- On these tables never: serial or identity, time-ordered ids, a timestamp, a now() default, an audit trigger.
-- draft.expires_on and epoch.not_before are dates, and the only ones.
CREATE TABLE gate (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    cohort uuid NOT NULL REFERENCES cohort,
    spent boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE gate IS 'SHA-256("gate" || link secret): opens the questionnaire once. Nothing refers from it to a contact';

CREATE TABLE stop (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    cohort uuid NOT NULL REFERENCES cohort,
    stopped boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE stop IS 'SHA-256("stop" || stop secret), made beside the gates in an order of its own; stopped: do not write again';

CREATE UNLOGGED TABLE draft (
    id uuid PRIMARY KEY,
    link_tag bytea NOT NULL,
    body bytea NOT NULL,
    wrapped_key bytea NOT NULL,
    found_by bytea,
    expires_on date NOT NULL
);
CREATE INDEX draft_of_link ON draft (link_tag);
ALTER TABLE draft
    ALTER COLUMN body SET STORAGE EXTERNAL,
    ALTER COLUMN link_tag SET STATISTICS 0,
    ALTER COLUMN body SET STATISTICS 0,
    ALTER COLUMN wrapped_key SET STATISTICS 0,
    ALTER COLUMN found_by SET STATISTICS 0;
COMMENT ON TABLE draft IS 'Answers so far, sealed under a key that lives only in the respondent''s cookie; one constant length';
COMMENT ON COLUMN draft.link_tag IS 'HMAC(pepper outside the database, link secret): counts the drafts of a link (at most five) without naming it';
COMMENT ON COLUMN draft.wrapped_key IS 'Always filled, with noise where there is no return code';

CREATE TABLE epoch (
    id uuid PRIMARY KEY,
    cohort uuid REFERENCES cohort,
    family text NOT NULL,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    state text NOT NULL CHECK (state IN ('open', 'complete', 'released')),
    not_before date
);
CREATE UNIQUE INDEX epoch_one_open_a_cohort ON epoch (cohort) WHERE state = 'open';
CREATE UNIQUE INDEX epoch_one_waiting_a_family ON epoch (family) WHERE cohort IS NULL;
COMMENT ON TABLE epoch IS 'A batch in the making for one cohort; its private key is a file of the mixer and never enters this database';
COMMENT ON COLUMN epoch.cohort IS 'Null: carried ballots that wait for the family''s next wave, which adopts the epoch';

CREATE TABLE ballot (
    id uuid PRIMARY KEY,
    epoch uuid NOT NULL REFERENCES epoch,
    body bytea NOT NULL
);
ALTER TABLE ballot ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN body SET STATISTICS 0;
CREATE INDEX ballot_of_epoch ON ballot (epoch);
COMMENT ON TABLE ballot IS 'Finished answers, padded to one length and sealed to the epoch; no gate hash';

CREATE TABLE response (
    id uuid NOT NULL,
    wave uuid NOT NULL,
    cohort uuid NOT NULL,
    record_key bigint NOT NULL,
    answers jsonb NOT NULL,
    PRIMARY KEY (wave, id)
) PARTITION BY LIST (wave);
COMMENT ON TABLE response IS 'What came out of a mix: codes only, no text, nobody''s. A partition a wave, rewritten in random order at the close';

CREATE TABLE slip (
    id uuid PRIMARY KEY,
    cohort uuid NOT NULL,
    record_key bigint NOT NULL,
    characteristic text NOT NULL,
    category text NOT NULL,
    whole_experience smallint CHECK (whole_experience BETWEEN 1 AND 3)
);
COMMENT ON TABLE slip IS 'One characteristic of somebody in a mix with the whole experience in three classes; tied to no response';

CREATE TABLE comment (
    id uuid PRIMARY KEY,
    cohort uuid NOT NULL,
    item text NOT NULL,
    body bytea NOT NULL
);
COMMENT ON TABLE comment IS 'Free text sealed to the reading bench; tied to no response and to no other comment';

ALTER TABLE response OWNER TO heard_mixer;
ALTER TABLE slip OWNER TO heard_mixer;
ALTER TABLE comment OWNER TO heard_mixer;

GRANT SELECT, UPDATE (spent) ON gate TO heard_web;
GRANT SELECT, UPDATE (stopped) ON stop TO heard_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO heard_web;
GRANT SELECT (id, cohort, public_key, state) ON epoch TO heard_web;
GRANT INSERT ON ballot TO heard_web;

-- The mailer makes the gates and counts them at the close; its role cannot ask whether one hash is spent.
GRANT SELECT (cohort, spent), INSERT, DELETE ON gate TO heard_mailer;
GRANT SELECT, INSERT, DELETE ON stop TO heard_mailer;
GRANT SELECT (expires_on), DELETE ON draft TO heard_mailer;

GRANT SELECT, INSERT, UPDATE, DELETE ON epoch TO heard_mixer;
GRANT SELECT, INSERT, DELETE ON ballot TO heard_mixer;

GRANT SELECT ON response, slip TO heard_reporter;
GRANT SELECT (cohort, item) ON comment TO heard_reporter;
