//! The codes that an error of the API may carry, and how a resolver makes one.

use std::time::Duration;

use async_graphql::ErrorExtensionValues;

/// What `extensions.code` may say. Clients switch on it, so a code is never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document is not GraphQL, or too large, too deep or too long to be read.
    GraphqlParseFailed,
    /// The document is GraphQL, but not of this schema, or beyond a limit.
    GraphqlValidationFailed,
    /// A value that the caller sent is wrong; the message names it.
    BadUserInput,
    /// There is no token, or it is not valid (any more).
    Unauthenticated,
    /// The viewer's role never does this.
    Forbidden,
    /// Subscriptions only: there is no such thing, or it may not be seen.
    NotFound,
    /// Too many at once from this caller.
    RateLimited,
    /// A mailbox is full.
    Overloaded,
    /// The store did not answer; the outcome may be unknown: retry with the same key.
    StorageUnavailable,
    /// A fault of ours, told only to the log.
    InternalServerError,
}

impl Code {
    const ALL: [Self; 10] = [
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::BadUserInput,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::RateLimited,
        Self::Overloaded,
        Self::StorageUnavailable,
        Self::InternalServerError,
    ];

    /// As it stands in `extensions.code`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimited => "RATE_LIMITED",
            Self::Overloaded => "OVERLOADED",
            Self::StorageUnavailable => "STORAGE_UNAVAILABLE",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
        }
    }

    /// Whether the same request may succeed later.
    pub const fn retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Overloaded | Self::StorageUnavailable)
    }

    /// Every name there is.
    pub fn names() -> &'static [&'static str] {
        const NAMES: [&str; Code::ALL.len()] = {
            let mut names = [""; Code::ALL.len()];
            let mut at = 0;
            while at < names.len() {
                names[at] = Code::ALL[at].name();
                at += 1;
            }
            names
        };
        &NAMES
    }

    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    pub(crate) fn extensions(self) -> ErrorExtensionValues {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.name());
        extensions.set("retryable", self.retryable());
        extensions
    }

    pub(super) fn extensions_until(self, after: Duration) -> ErrorExtensionValues {
        let mut extensions = self.extensions();
        extensions.set("retryable", true);
        extensions.set("retryAfterMs", u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
        extensions
    }
}

/// An error that reaches the caller as it is. Anything else that a resolver fails with is masked.
pub fn error(code: Code, message: impl Into<String>) -> async_graphql::Error {
    let mut error = async_graphql::Error::new(message);
    error.extensions = Some(code.extensions());
    error
}

/// As `error`, and says when to try again.
pub fn error_retry_after(code: Code, message: impl Into<String>, after: Duration) -> async_graphql::Error {
    let mut error = async_graphql::Error::new(message);
    error.extensions = Some(code.extensions_until(after));
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_found_by_its_own_name() {
        for code in Code::ALL {
            assert_eq!(Code::of_name(code.name()), Some(code));
        }
        assert_eq!(Code::of_name("INTERNAL"), None);
    }

    #[test]
    fn a_full_mailbox_says_when_to_try_again() {
        let error = error_retry_after(Code::Overloaded, "The session is busy.", Duration::from_millis(250));
        let extensions = error.extensions.unwrap();
        assert_eq!(extensions.get("code"), Some(&"OVERLOADED".into()));
        assert_eq!(extensions.get("retryable"), Some(&true.into()));
        assert_eq!(extensions.get("retryAfterMs"), Some(&250.into()));
    }
}
