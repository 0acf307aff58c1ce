//! See `hangtag::fuzzing::csv`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::csv(bytes));
