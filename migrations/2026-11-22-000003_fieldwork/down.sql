DROP VIEW fieldwork_progress;
DROP TABLE ledger, opt_out, outbox, frame_count, contact, staged_contact, upload, cohort, wave;
