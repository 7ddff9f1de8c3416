-- What the mixer says of itself when it begins: the anonymity page must not promise what is not so.
CREATE TABLE mixing_place (
    the_only boolean PRIMARY KEY CHECK (the_only),
    machine text NOT NULL CHECK (machine IN ('shared', 'own')),
    keys text NOT NULL CHECK (keys IN ('clear', 'locked')),
    destruction text NOT NULL CHECK (destruction IN ('immediate', 'after-backup'))
);
COMMENT ON TABLE mixing_place IS 'One row, written by the mixer when it begins: whether it runs on a machine of its own, whether its keys are locked, when they go';

GRANT SELECT, INSERT, UPDATE ON mixing_place TO heard_mixer;
GRANT SELECT ON mixing_place TO heard_web;
