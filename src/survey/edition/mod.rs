//! What an edition contains and the sentences it may say.
