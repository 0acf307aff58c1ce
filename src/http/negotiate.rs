//! Which of the two media types of GraphQL over HTTP an answer has, and whether a body is JSON.

use axum::http::{HeaderMap, header};

/// The media type of an answer. It decides the status of a refused request, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: a refused request is 400.
    GraphqlResponse,
    /// `application/json`: whatever is well-formed is 200, for clients that read nothing else.
    Json,
}

impl MediaType {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The best that the client accepts: the highest weight, then the first named. Nothing said is JSON.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        let mut values = headers.get_all(header::ACCEPT).iter().peekable();
        if values.peek().is_none() {
            return Some(Self::Json);
        }
        for range in values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')) {
            let (name, parameters) = parse(range);
            let media = match name.as_str() {
                "application/graphql-response+json" => Self::GraphqlResponse,
                "application/json" | "application/*" | "*/*" => Self::Json,
                _ => continue,
            };
            let weight = weight(parameters);
            if weight > 0 && is_utf8(parameters) && best.is_none_or(|(other, _)| weight > other) {
                best = Some((weight, media));
            }
        }
        best.map(|(_, media)| media)
    }
}

/// Whether a body says that it is JSON. Anything else that a browser's form can send would let other sites post.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.map(parse).is_some_and(|(name, parameters)| name == "application/json" && is_utf8(parameters))
}

fn parse(value: &str) -> (String, &str) {
    let (name, parameters) = value.split_once(';').unwrap_or((value, ""));
    (name.trim().to_ascii_lowercase(), parameters)
}

fn parameter<'a>(parameters: &'a str, wanted: &str) -> Option<&'a str> {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim().trim_matches('"'))
}

fn is_utf8(parameters: &str) -> bool {
    parameter(parameters, "charset")
        .is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8"))
}

/// In thousandths; what cannot be read counts as nothing.
fn weight(parameters: &str) -> u16 {
    let Some(quality) = parameter(parameters, "q") else {
        return 1_000;
    };
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    match (whole, fraction) {
        ("1", _) => 1_000,
        ("0", "") => 0,
        ("0", digits) if digits.len() <= 3 => format!("{digits:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(accept: &str) -> Option<MediaType> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        MediaType::accepted(&headers)
    }

    #[test]
    fn the_highest_weight_wins_then_the_first_named() {
        use MediaType::{GraphqlResponse, Json};
        for (accept, expected) in [
            ("application/json", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            ("application/graphql-response+json,application/json;q=0.9", Some(GraphqlResponse)),
            ("application/json;q=0.9, application/graphql-response+json", Some(GraphqlResponse)),
            ("application/json, application/graphql-response+json", Some(Json)),
            ("APPLICATION/GraphQL-Response+JSON; charset=UTF-8", Some(GraphqlResponse)),
            ("application/json;charset=iso-8859-1", None),
            ("application/json;q=0, text/html", None),
            ("text/html", None),
            ("text/html, */*;q=0.01", Some(Json)),
            ("", None),
        ] {
            assert_eq!(accepted(accept), expected, "{accept}");
        }
        assert_eq!(MediaType::accepted(&HeaderMap::new()), Some(Json));
    }

    #[test]
    fn a_form_is_not_json() {
        for (content_type, expected) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("Application/JSON;charset=\"UTF-8\"", true),
            ("application/json; charset=latin1", false),
            ("application/jsonp", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=application/json", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, content_type.parse().unwrap());
            assert_eq!(is_json(&headers), expected, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
