//! The tables as Diesel knows them, written by hand beside `migrations/`, which hold the rules and
//! the comments: a column that changes there changes here in the same commit.

use diesel::{
    allow_columns_to_appear_in_same_group_by_clause, allow_tables_to_appear_in_same_query, joinable, table,
};

table! {
    questionnaire_version (hash) {
        hash -> Text,
        files -> Jsonb,
        loaded_on -> Date,
        live -> Bool,
    }
}

table! {
    wave (id) {
        id -> Uuid,
        name -> Text,
        quarter -> Text,
        fieldwork_from -> Date,
        fieldwork_to -> Date,
        state -> Text,
        contact_public_key -> Nullable<Bytea>,
    }
}

table! {
    cohort (id) {
        id -> Uuid,
        wave -> Uuid,
        family -> Text,
    }
}

table! {
    upload (id) {
        id -> Uuid,
        wave -> Uuid,
        state -> Text,
        sealed_data_key -> Nullable<Bytea>,
        uploaded_by -> Text,
        decided_by -> Nullable<Text>,
        uploaded_on -> Date,
        summary -> Jsonb,
        draw_seed -> Nullable<Text>,
    }
}

table! {
    staged_contact (id) {
        id -> Uuid,
        upload -> Uuid,
        family -> Text,
        email -> Bytea,
        language -> Text,
        safe_until -> Nullable<Date>,
        tag -> Nullable<Bytea>,
    }
}

table! {
    recent (month, tag) {
        month -> Text,
        tag -> Bytea,
    }
}

table! {
    contact (id) {
        id -> Uuid,
        wave -> Uuid,
        cohort -> Uuid,
        upload -> Uuid,
        email -> Bytea,
        language -> Text,
        safe_until -> Nullable<Date>,
    }
}

table! {
    frame_count (wave, family, stage, reason, sex, age_band) {
        wave -> Uuid,
        family -> Text,
        stage -> Text,
        reason -> Text,
        sex -> Text,
        age_band -> Text,
        count -> Integer,
    }
}

table! {
    outbox (contact, kind) {
        contact -> Uuid,
        kind -> Text,
        state -> Text,
        attempts -> SmallInt,
        lease_until -> Nullable<Timestamptz>,
    }
}

table! {
    opt_out (tag) {
        tag -> Bytea,
    }
}

table! {
    ledger (wave, family, measure) {
        wave -> Uuid,
        family -> Text,
        measure -> Text,
        count -> Integer,
    }
}

table! {
    /// A view: how many letters of a wave are in which state.
    fieldwork_progress (wave, kind, state) {
        wave -> Uuid,
        kind -> Text,
        state -> Text,
        count -> BigInt,
    }
}

table! {
    gate (hash) {
        hash -> Bytea,
        cohort -> Uuid,
        spent -> Bool,
    }
}

table! {
    stop (hash) {
        hash -> Bytea,
        cohort -> Uuid,
        stopped -> Bool,
    }
}

table! {
    draft (id) {
        id -> Uuid,
        link_tag -> Bytea,
        body -> Bytea,
        wrapped_key -> Bytea,
        found_by -> Nullable<Bytea>,
        expires_on -> Date,
        wrong_tries -> Nullable<SmallInt>,
    }
}

table! {
    epoch (id) {
        id -> Uuid,
        cohort -> Nullable<Uuid>,
        family -> Text,
        public_key -> Bytea,
        state -> Text,
        not_before -> Nullable<Date>,
    }
}

table! {
    ballot (id) {
        id -> Uuid,
        epoch -> Uuid,
        body -> Bytea,
    }
}

table! {
    /// Partitioned by wave; a partition is rewritten in random order at the close.
    response (wave, id) {
        id -> Uuid,
        wave -> Uuid,
        cohort -> Uuid,
        record_key -> BigInt,
        answers -> Jsonb,
    }
}

table! {
    slip (id) {
        id -> Uuid,
        cohort -> Uuid,
        record_key -> BigInt,
        characteristic -> Text,
        category -> Text,
        whole_experience -> Nullable<SmallInt>,
    }
}

table! {
    comment (id) {
        id -> Uuid,
        cohort -> Uuid,
        item -> Text,
        body -> Bytea,
    }
}

table! {
    edition (id) {
        id -> Uuid,
        number -> Nullable<Integer>,
        span -> Text,
        quarter -> Text,
        state -> Text,
        requested_by -> Text,
        released_by -> Nullable<Text>,
        requested_on -> Date,
        cut_off -> Nullable<Date>,
        released_on -> Nullable<Date>,
        refusal -> Nullable<Text>,
        facts -> Jsonb,
    }
}

table! {
    edition_file (edition, name) {
        edition -> Uuid,
        name -> Text,
        media_type -> Text,
        sha256 -> Text,
        bytes -> Bytea,
    }
}

table! {
    account (id) {
        id -> Uuid,
        username -> Text,
        role -> Text,
        password -> Text,
        totp_secret -> Nullable<Bytea>,
        totp_last_step -> Nullable<BigInt>,
        second_factor_exempt -> Bool,
        active -> Bool,
        failed_tries -> SmallInt,
        locked_until -> Nullable<Timestamptz>,
    }
}

table! {
    recovery_code (account, hash) {
        account -> Uuid,
        hash -> Bytea,
    }
}

table! {
    session (hash) {
        hash -> Bytea,
        account -> Uuid,
        stage -> Text,
        began_at -> Timestamptz,
        seen_at -> Timestamptz,
    }
}

table! {
    audit (id) {
        id -> BigInt,
        at -> Timestamptz,
        actor -> Text,
        act -> Text,
        object -> Text,
    }
}

table! {
    new_card (gate) {
        gate -> Bytea,
        cohort -> Uuid,
    }
}

table! {
    certificate (number) {
        number -> Integer,
        wave -> Uuid,
        event -> Text,
        statement -> Text,
        public_key -> Text,
        signature -> Text,
    }
}

table! {
    line_check (line, checked_by) {
        line -> Text,
        checked_by -> Text,
        shown -> Text,
        checked_on -> Date,
    }
}

table! {
    mixing_place (the_only) {
        the_only -> Bool,
        machine -> Text,
        keys -> Text,
        destruction -> Text,
    }
}

table! {
    self_check (day) {
        day -> Date,
        faults -> Array<Text>,
    }
}

table! {
    /// A view.
    self_check_count (measure) {
        measure -> Text,
        count -> BigInt,
    }
}

joinable!(cohort -> wave (wave));
joinable!(certificate -> wave (wave));
joinable!(upload -> wave (wave));
joinable!(staged_contact -> upload (upload));
joinable!(contact -> cohort (cohort));
joinable!(contact -> upload (upload));
joinable!(outbox -> contact (contact));
joinable!(gate -> cohort (cohort));
joinable!(stop -> cohort (cohort));
joinable!(ledger -> wave (wave));
joinable!(epoch -> cohort (cohort));
joinable!(ballot -> epoch (epoch));
joinable!(edition_file -> edition (edition));
joinable!(recovery_code -> account (account));
joinable!(session -> account (account));

allow_tables_to_appear_in_same_query!(wave, cohort, upload, staged_contact, contact, outbox);
allow_tables_to_appear_in_same_query!(wave, certificate);
allow_tables_to_appear_in_same_query!(cohort, response);
allow_tables_to_appear_in_same_query!(cohort, gate);
allow_tables_to_appear_in_same_query!(cohort, new_card);
allow_tables_to_appear_in_same_query!(wave, ledger);
allow_tables_to_appear_in_same_query!(wave, gate);
allow_tables_to_appear_in_same_query!(cohort, stop);
allow_tables_to_appear_in_same_query!(wave, stop);
allow_tables_to_appear_in_same_query!(gate, stop);
allow_tables_to_appear_in_same_query!(cohort, epoch, ballot);
allow_tables_to_appear_in_same_query!(wave, epoch);
allow_tables_to_appear_in_same_query!(wave, ballot);
allow_tables_to_appear_in_same_query!(edition, edition_file);
allow_tables_to_appear_in_same_query!(account, recovery_code, session);
allow_columns_to_appear_in_same_group_by_clause!(cohort::family, outbox::state);
