//! filled soon
