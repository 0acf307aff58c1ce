//! See `hangtag::fuzzing::money`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::money(bytes));
