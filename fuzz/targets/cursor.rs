//! See `hangtag::fuzzing::cursor`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::cursor(bytes));
