//! See `hangtag::fuzzing::websocket_frame`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::websocket_frame(bytes));
