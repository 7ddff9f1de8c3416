CREATE TABLE recent (
    month text NOT NULL CHECK (month ~ '^[0-9]{4}-[0-9]{2}$'),
    tag bytea NOT NULL CHECK (octet_length(tag) = 3),
    PRIMARY KEY (month, tag)
);
COMMENT ON TABLE recent IS 'Who was invited in the last 12 months, and at least as many decoys: one invitation a person a year. Of R rows in all, somebody new is taken for invited with a chance of R in 16,777,216: with 50,000 rows one person in 336. Rows and the month''s key go after 12 months';
COMMENT ON COLUMN recent.month IS 'The month in which the contact file was loaded; it counts whole';
COMMENT ON COLUMN recent.tag IS '24 bits of HMAC(key of the month, address); the keys are files of the web process. A decoy is 24 random bits';

ALTER TABLE staged_contact ADD COLUMN tag bytea CHECK (octet_length(tag) = 3);
COMMENT ON COLUMN staged_contact.tag IS 'As recent.tag, under the key of the month in which the file was loaded; null in files loaded before there were tags';
CREATE INDEX staged_contact_tag ON staged_contact (tag);

GRANT SELECT, INSERT ON recent TO heard_web;
GRANT SELECT (month), DELETE ON recent TO heard_mailer;
