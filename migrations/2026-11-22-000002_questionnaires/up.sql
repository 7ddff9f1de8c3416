CREATE TABLE questionnaire_version (
    hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    files jsonb NOT NULL,
    loaded_on date NOT NULL,
    live boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX questionnaire_version_one_live ON questionnaire_version (live) WHERE live;
COMMENT ON TABLE questionnaire_version IS 'The definition files as they were loaded, named by the SHA-256 of their content; never changed, one of them live';
COMMENT ON COLUMN questionnaire_version.files IS 'Path under survey-defs -> text of the file';

GRANT SELECT, INSERT, UPDATE (live) ON questionnaire_version TO heard_web;
GRANT SELECT ON questionnaire_version TO heard_mailer, heard_mixer, heard_reporter;
