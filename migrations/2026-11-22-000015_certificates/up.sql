CREATE TABLE certificate (
    number integer PRIMARY KEY CHECK (number > 0),
    wave uuid NOT NULL REFERENCES wave,
    event text NOT NULL CHECK (event IN ('mix', 'close')),
    statement text NOT NULL,
    public_key text NOT NULL CHECK (public_key ~ '^[0-9a-f]{64}$'),
    signature text NOT NULL CHECK (signature ~ '^[0-9a-f]{128}$'),
    UNIQUE (wave, event)
);
COMMENT ON TABLE certificate IS 'The account of a wave''s ballots, rounded, signed by the mixer, each naming the hash of the one before: one at the mix with a total, one at the close by family';
COMMENT ON COLUMN certificate.statement IS 'The signed bytes: JSON; nothing in it is finer than a day';

GRANT SELECT, INSERT ON certificate TO heard_mixer;
GRANT SELECT ON certificate TO heard_web;
