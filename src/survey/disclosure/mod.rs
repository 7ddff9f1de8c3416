//! What may be published: cell-key rounding, base rules, and `protect`, the only maker of a `ReleasedTable`.
