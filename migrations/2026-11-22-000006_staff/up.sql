CREATE TABLE account (
    id uuid PRIMARY KEY,
    username text NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('provider', 'commissioner', 'administrator')),
    password text NOT NULL,
    totp_secret bytea,
    totp_last_step bigint,
    second_factor_exempt boolean NOT NULL DEFAULT false,
    active boolean NOT NULL DEFAULT true,
    failed_tries smallint NOT NULL DEFAULT 0,
    locked_until timestamptz
);
COMMENT ON TABLE account IS 'Staff of the provider and the commissioner';
COMMENT ON COLUMN account.password IS 'argon2id, PHC string';
COMMENT ON COLUMN account.totp_secret IS 'Sealed under a key outside the database; null until the second factor is set up';
COMMENT ON COLUMN account.totp_last_step IS 'The last time step used: each works once';
COMMENT ON COLUMN account.second_factor_exempt IS 'Only the demonstration''s accounts; serve refuses them outside demo';

CREATE TABLE recovery_code (
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    hash bytea NOT NULL,
    PRIMARY KEY (account, hash)
);
COMMENT ON TABLE recovery_code IS 'One-use codes for a lost second factor, as SHA-256; a used one is deleted';

CREATE TABLE session (
    hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    stage text NOT NULL CHECK (stage IN ('password', 'whole')),
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
COMMENT ON TABLE session IS 'Staff sessions on machine time: SHA-256 of the cookie; idle 30 minutes, 12 hours at most';

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    act text NOT NULL,
    object text NOT NULL
);
COMMENT ON TABLE audit IS 'What staff did and to what (a wave, an upload, an edition, an account), never about a respondent';

GRANT SELECT, INSERT, UPDATE ON account TO heard_web;
GRANT SELECT, INSERT, DELETE ON recovery_code TO heard_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO heard_web;
GRANT SELECT, INSERT ON audit TO heard_web;
GRANT INSERT ON audit TO heard_mailer, heard_mixer, heard_reporter;
