//! Fieldwork: letters that leave, and what becomes of those that do not.

mod invited_once;
mod mail_delivery;
mod mail_relay;
mod post;
mod questionnaires;
mod sample_commands;
mod sample_loading;
mod sample_room;
mod worker;
