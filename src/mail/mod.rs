//! Letters and how they leave: SMTP, a folder, or memory. Only text/plain, only neutral words.
