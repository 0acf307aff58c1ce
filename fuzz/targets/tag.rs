//! See `hangtag::fuzzing::tag`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::tag(bytes));
