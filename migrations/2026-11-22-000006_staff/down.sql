DROP TABLE audit, session, recovery_code, account;
