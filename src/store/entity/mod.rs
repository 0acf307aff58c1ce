//! The tables, one file each. Private to the store: nobody else sees a row.

pub(super) mod consignor;
pub(super) mod item;
pub(super) mod journal;
pub(super) mod number_reservation;
pub(super) mod organization;
pub(super) mod outbox;
pub(super) mod owner;
pub(super) mod request;
pub(super) mod sale;
pub(super) mod sale_event;
pub(super) mod sale_line;
pub(super) mod sale_session;
pub(super) mod session_consignor;
pub(super) mod session_item;
pub(super) mod tender;
pub(super) mod token;
