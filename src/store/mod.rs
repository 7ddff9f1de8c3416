//! Postgres: one module a table family, free functions with the connection first. No decision, no transaction.
