//! A request on its way to the schema: guarded, parsed once, checked as far as that needs no schema.

use async_graphql::{
    Pos, ServerError, Variables,
    parser::{self, parse_query, types::OperationType},
};

use super::{document, error::Code, execute::Answer, guard, variables};

/// What a caller sends, whatever the transport.
#[derive(Clone, Debug, Default)]
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
    /// The document, to find the argument that an error is about.
    pub(super) query: String,
    pub(super) request: async_graphql::Request,
}

/// Guards, parses and checks; the error is an answer that can be sent as it is.
pub fn prepare(request: Request) -> Result<Operation, Answer> {
    let Request { query, operation_name, variables } = request;
    guard::check(&query).map_err(|refusal| refused(refusal.code(), refusal.to_string()))?;
    let mut parsed = parse_query(&query).map_err(|error| Answer::refusal(vec![syntax(&error)]))?;
    let invalid = |message| refused(Code::GraphqlValidationFailed, message);
    let wrong = |message| refused(Code::BadUserInput, message);

    let name = operation_name.as_deref();
    let cost = document::check_cost(&parsed).map_err(invalid)?;
    document::settle_root(&mut parsed, name).map_err(invalid)?;
    let operation = document::operation(&mut parsed.operations, name).map_err(invalid)?;
    let ty = operation.ty;
    let variables = variables::coerce(operation, variables).map_err(wrong)?;
    variables::check_copies(&variables, cost.variable_uses).map_err(wrong)?;

    // The document is handed over parsed; its text stays here.
    let mut request = async_graphql::Request::new(String::new()).variables(variables);
    request.operation_name = operation_name;
    request.set_parsed_query(parsed);
    Ok(Operation { ty, query, request })
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
