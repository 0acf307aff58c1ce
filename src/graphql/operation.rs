//! A request on its way to the schema: guarded, parsed once, checked as far as that needs no schema.

use std::any::Any;
use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::{
    Name, Pos, ServerError, Value, Variables,
    parser::{
        self, parse_query,
        types::{ExecutableDocument, OperationType},
    },
};

use super::{document, error::Code, execute::Answer, guard, inputs::Inputs, known::Document, omitted, root::Root, variables};

/// What a caller sends, whatever the transport.
#[derive(Debug, Default)]
pub struct Request {
    /// The document.
    pub query: String,
    /// Which of its operations; may be left out if there is one.
    pub operation_name: Option<String>,
    /// By name, without `$`.
    pub variables: Variables,
}

/// An operation that may be run once.
pub struct Operation {
    /// A transport may not run every type.
    pub ty: OperationType,
    /// What it is counted as.
    pub root: Root,
    pub(super) document: Arc<Document>,
    pub(super) request: async_graphql::Request,
    /// Given up when it has run.
    pub(super) place: Option<Box<dyn Any + Send + Sync>>,
    /// The rules have nothing to find in it that they did not look for before.
    pub(super) is_known: bool,
}

impl Operation {
    /// Of a document whose variables were coerced; not known.
    pub(super) fn new(document: Arc<Document>, variables: Variables) -> Self {
        let absent = absent(&document, &variables);
        let mut parsed = document.parsed.clone();
        omitted::leave_out(&mut parsed, &absent);
        let request = request(&document, parsed, variables);
        Self { ty: document.ty, root: document.root, document, request, place: None, is_known: false }
    }

    /// As the rules look at it: the whole document. Of a variable without a value they are told that it is null, which it may be.
    pub(super) fn whole(&self) -> async_graphql::Request {
        let mut variables = self.request.variables.clone();
        for name in absent(&self.document, &variables) {
            variables.insert(name, Value::Null);
        }
        request(&self.document, self.document.parsed.clone(), variables)
    }

    /// With a place that it keeps until it has run, and no longer: not until somebody has read its answer.
    #[must_use]
    pub fn holding(self, place: impl Any + Send + Sync) -> Self {
        Self { place: Some(Box::new(place)), ..self }
    }
}

fn absent(document: &Document, variables: &Variables) -> HashSet<Name> {
    let operation = document::operation(&document.parsed.operations, document.operation_name.as_deref());
    operation.map(|operation| omitted::absent(&operation.variable_definitions, variables)).unwrap_or_default()
}

/// The document is handed over parsed; its text stays here.
fn request(document: &Document, parsed: ExecutableDocument, variables: Variables) -> async_graphql::Request {
    let mut request = async_graphql::Request::new(String::new()).variables(variables);
    request.operation_name.clone_from(&document.operation_name);
    request.set_parsed_query(parsed);
    request
}

/// Guards, parses and checks a document that is not known; the error is an answer that can be sent as it is.
pub fn prepare(request: Request) -> Result<Operation, Answer> {
    let Request { query, operation_name, variables } = request;
    guard::check(&query).map_err(|refusal| refused(refusal.code(), refusal.to_string()))?;
    let mut parsed = parse_query(&query).map_err(|error| Answer::refusal(vec![syntax(&error)]))?;
    let invalid = |message| refused(Code::GraphqlValidationFailed, message);

    let name = operation_name.as_deref();
    let cost = document::check_cost(&parsed).map_err(invalid)?;
    document::settle_root(&mut parsed, name).map_err(invalid)?;
    let operation = document::operation(&parsed.operations, name).map_err(invalid)?;
    let (ty, root) = (operation.ty, Root::of(operation));
    let document = Document { text: query.into_boxed_str(), operation_name, parsed, cost, ty, root };
    of_document(Arc::new(document), variables, None)
}

/// A document with a request's own variables. With the inputs of the schema that has found it valid, it is known if its
/// variables fit them.
pub(super) fn of_document(document: Arc<Document>, variables: Variables, inputs: Option<&Inputs>) -> Result<Operation, Answer> {
    let wrong = |message| refused(Code::BadUserInput, message);
    let name = document.operation_name.as_deref();
    let operation = document::operation(&document.parsed.operations, name);
    let operation = operation.map_err(|message| refused(Code::GraphqlValidationFailed, message))?;
    let variables = variables::coerce(operation, variables).map_err(wrong)?;
    variables::check_copies(&variables, document.cost.variable_uses).map_err(wrong)?;

    let is_known = inputs.is_some_and(|inputs| inputs.surely_fit(operation, &variables));
    Ok(Operation { is_known, ..Operation::new(document, variables) })
}

fn refused(code: Code, message: String) -> Answer {
    Answer::refused(code, message)
}

/// A syntax error without the line of the document that the parser's message quotes.
fn syntax(error: &parser::Error) -> ServerError {
    let message = match error {
        parser::Error::Syntax { message, start: Pos { line, column }, .. } => {
            // The last line of pest's message: "  = expected selection".
            let expected = message.rsplit("\n  = ").next().filter(|rest| !rest.contains('\n'));
            let expected = expected.map(|rest| format!(": {rest}")).unwrap_or_default();
            format!("Syntax error at line {line}, column {column}{expected}.")
        }
        other => format!("Syntax error: {other}."),
    };
    let mut error = ServerError { locations: error.positions().collect(), ..ServerError::new(message, None) };
    error.extensions = Some(Code::GraphqlParseFailed.extensions());
    error
}
