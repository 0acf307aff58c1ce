//! See `hangtag::fuzzing::journal_body`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::journal_body(bytes));
