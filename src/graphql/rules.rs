//! What looks at a document with every rule of the strict validation, and executes nothing.

use std::sync::Arc;

use async_graphql::{
    Response, Value,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};

/// Makes of a schema one that only looks: a request that breaks no rule is answered with null.
pub(super) struct RulesAlone;

impl ExtensionFactory for RulesAlone {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for RulesAlone {
    async fn execute(&self, _ctx: &ExtensionContext<'_>, _operation_name: Option<&str>, _next: NextExecute<'_>) -> Response {
        Response::new(Value::Null)
    }
}
