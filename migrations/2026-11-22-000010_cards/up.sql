CREATE TABLE new_card (
    gate bytea PRIMARY KEY CHECK (octet_length(gate) = 32),
    cohort uuid NOT NULL REFERENCES cohort
);
COMMENT ON TABLE new_card IS 'Gates of cards on their way: web, which knows the codes while it prints them, puts them in; the mailer alone makes gates of them, in an order of its own';

GRANT INSERT ON new_card TO heard_web;
GRANT SELECT, DELETE ON new_card TO heard_mailer;
