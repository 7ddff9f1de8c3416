//! Files in and out: readers of contact files, writers of editions. No database, no network.
