CREATE TABLE edition (
    id uuid PRIMARY KEY,
    number integer UNIQUE,
    span text NOT NULL CHECK (span IN ('quarter', 'rolling_year')),
    quarter text NOT NULL CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    state text NOT NULL CHECK (state IN ('requested', 'candidate', 'released', 'refused')),
    requested_by text NOT NULL,
    released_by text CHECK (released_by <> requested_by),
    requested_on date NOT NULL,
    cut_off date,
    released_on date,
    refusal text,
    facts jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE edition IS 'What is published about a closed period: asked for by one commissioner''s account, released by another';
COMMENT ON COLUMN edition.quarter IS 'The quarter, or the last quarter of the rolling 12 months';
COMMENT ON COLUMN edition.facts IS 'Rule versions, thresholds and headline sentences that the lists and pages show';

CREATE TABLE edition_file (
    edition uuid NOT NULL REFERENCES edition,
    name text NOT NULL,
    media_type text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes bytea NOT NULL,
    PRIMARY KEY (edition, name)
);
COMMENT ON TABLE edition_file IS 'The frozen bytes of an edition: every download is these';

GRANT SELECT, INSERT ON edition TO heard_web;
GRANT UPDATE (state, released_by, released_on, refusal) ON edition TO heard_web;
GRANT SELECT ON edition_file TO heard_web;
GRANT SELECT ON edition TO heard_reporter;
GRANT UPDATE (number, state, cut_off, refusal, facts) ON edition TO heard_reporter;
GRANT SELECT, INSERT ON edition_file TO heard_reporter;
