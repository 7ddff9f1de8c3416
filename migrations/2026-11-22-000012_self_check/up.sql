CREATE TABLE self_check (
    day date PRIMARY KEY,
    faults text[] NOT NULL
);
COMMENT ON TABLE self_check IS 'The nightly look at the ballot box by its own role: the day and what was found, sentences that count and never name; a year of them is kept';

-- All that the self-check sees of the ballot box: how many, never which.
CREATE VIEW self_check_count AS
    SELECT 'lengths of drafts' AS measure, count(DISTINCT octet_length(body)) AS count FROM draft
    UNION ALL
    SELECT 'lengths of wrapped keys', count(DISTINCT octet_length(wrapped_key)) FROM draft
    UNION ALL
    SELECT 'lengths of ballots', count(DISTINCT octet_length(body)) FROM ballot
    UNION ALL
    SELECT 'ballots in released epochs', count(*)
    FROM ballot JOIN epoch ON epoch.id = ballot.epoch WHERE epoch.state = 'released'
    UNION ALL
    SELECT 'responses written with a used link', count(*)
    FROM response WHERE xmin::text IN (SELECT xmin::text FROM gate WHERE spent)
    UNION ALL
    SELECT 'responses written with a ballot', count(*)
    FROM response WHERE xmin::text IN (SELECT xmin::text FROM ballot)
    UNION ALL
    SELECT 'waves written in several transactions', count(*)
    FROM (
        SELECT response.wave
        FROM response JOIN wave ON wave.id = response.wave
        WHERE wave.state IN ('mixed', 'purged')
        GROUP BY response.wave
        HAVING count(DISTINCT response.xmin::text) > 1
    ) AS several;
COMMENT ON VIEW self_check_count IS 'Counts of what must not be there, or be there once';

GRANT SELECT ON self_check_count TO heard_selfcheck;
GRANT SELECT, INSERT, DELETE ON self_check TO heard_selfcheck;
GRANT SELECT ON self_check TO heard_web;
