//! From a bearer token to a viewer. Tokens are never logged.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use futures_util::future::BoxFuture;

use crate::domain::access::Viewer;

/// The store did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

/// Who knows the tokens.
pub trait Authenticate: Send + Sync {
    /// Whose token it is; none if it is unknown, malformed or revoked.
    fn viewer<'a>(&'a self, bearer: &'a str) -> BoxFuture<'a, Result<Option<Viewer>, Unavailable>>;
}

/// What a request says about who sends it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    Anonymous,
    Bearer(String),
    Malformed,
}

/// Why there is no viewer though there are credentials.
#[derive(Debug)]
pub(super) enum Denied {
    NotValid,
    Unavailable,
}

impl Credentials {
    pub(super) fn of_headers(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        match (values.next(), values.next()) {
            (None, _) => Self::Anonymous,
            (Some(value), None) => value.to_str().map_or(Self::Malformed, Self::of_authorization),
            (Some(_), Some(_)) => Self::Malformed,
        }
    }

    /// `Bearer TOKEN`, in any case of letters.
    pub(super) fn of_authorization(value: &str) -> Self {
        match value.trim().split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
                Self::Bearer(token.trim().to_owned())
            }
            _ => Self::Malformed,
        }
    }

    pub(super) async fn viewer(&self, authenticate: &dyn Authenticate) -> Result<Option<Viewer>, Denied> {
        match self {
            Self::Anonymous => Ok(None),
            Self::Malformed => Err(Denied::NotValid),
            Self::Bearer(token) => match authenticate.viewer(token).await {
                Ok(Some(viewer)) => Ok(Some(viewer)),
                Ok(None) => Err(Denied::NotValid),
                Err(Unavailable) => Err(Denied::Unavailable),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_one() {
        for (value, expected) in [
            ("Bearer abc", Credentials::Bearer("abc".into())),
            ("bearer  abc ", Credentials::Bearer("abc".into())),
            ("Bearer", Credentials::Malformed),
            ("Bearer ", Credentials::Malformed),
            ("Basic abc", Credentials::Malformed),
            ("abc", Credentials::Malformed),
            ("", Credentials::Malformed),
        ] {
            assert_eq!(Credentials::of_authorization(value), expected, "{value:?}");
        }
    }
}
