//! Key files: who may read which, their modes, making and destroying them.
