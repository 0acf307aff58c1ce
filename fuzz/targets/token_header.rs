//! See `hangtag::fuzzing::token_header`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::token_header(bytes));
