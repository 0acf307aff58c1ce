//! See `hangtag::fuzzing::graphql_body`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hangtag::fuzzing::graphql_body(bytes));
