//! Documents that were seen before: parsed once, found valid once by every rule, and kept. A request that brings one pays for
//! its own variables and its own cost, and for nothing else.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use moka::sync::Cache;

use super::document::Cost;
use super::root::Root;

/// Of all texts together; parsed, a document weighs some ten times as much. An application has a few dozen of 1 kB.
const KNOWN_TEXT_BYTES_MAX: u64 = 4 << 20;

/// A document that passed all that needs no schema, with the operation that is meant.
pub(super) struct Document {
    pub text: Box<str>,
    pub operation_name: Option<String>,
    /// With its root settled.
    pub parsed: ExecutableDocument,
    pub cost: Cost,
    pub ty: OperationType,
    /// What it is counted as.
    pub root: Root,
}

/// The documents that every rule has passed, the ones asked for lately.
pub(super) struct Known {
    hasher: RandomState,
    documents: Cache<u64, Arc<Document>>,
}

impl Known {
    pub(super) fn new() -> Self {
        let weight = |_: &u64, document: &Arc<Document>| u32::try_from(document.text.len()).unwrap_or(u32::MAX);
        Self {
            hasher: RandomState::new(),
            documents: Cache::builder().max_capacity(KNOWN_TEXT_BYTES_MAX).weigher(weight).build(),
        }
    }

    /// The document of exactly this text, if it was learned.
    pub(super) fn find(&self, text: &str, operation_name: Option<&str>) -> Option<Arc<Document>> {
        let document = self.documents.get(&self.hash(text, operation_name))?;
        // Two texts may have one hash.
        (&*document.text == text && document.operation_name.as_deref() == operation_name).then_some(document)
    }

    /// Keeps a document that the strict rules have passed.
    pub(super) fn learn(&self, document: Arc<Document>) {
        self.documents.insert(self.hash(&document.text, document.operation_name.as_deref()), document);
    }

    fn hash(&self, text: &str, operation_name: Option<&str>) -> u64 {
        self.hasher.hash_one((text, operation_name))
    }
}
