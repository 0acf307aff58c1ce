//! A connection that asks earlier than it was told to, and is refused again, hears that when it was told to ask. So clients in a loop
//! are made to wait, or those that sell would pay for their refusals.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, Response, header};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

/// A proxy adds one of them.
const OF_PROXIES: [HeaderName; 3] = [header::FORWARDED, HeaderName::from_static("x-forwarded-for"), header::VIA];

/// Whose requests a connection carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    Client,
    /// Many clients': who was told to wait may be another.
    Proxy,
}

impl Sender {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        if OF_PROXIES.iter().any(|name| headers.contains_key(name)) { Self::Proxy } else { Self::Client }
    }
}

/// What is told to who finds no place, and stands in the answer's extensions.
#[derive(Clone, Copy, Debug)]
pub(super) struct ComeAgain {
    pub after: Duration,
    /// Refusals are most of what there is to do.
    pub in_flood: bool,
}

/// Until when a connection was told to wait.
#[derive(Debug, Default)]
pub(super) struct Patience(Mutex<Option<Instant>>);

impl Patience {
    /// Gives what `answering` gives; a refusal for want of a place not before the time that the last one told. Only those are held
    /// back: to ask too soon is no fault if there is a place. A proxy's are in a flood alone.
    pub(super) async fn keep<B, E>(
        &self,
        sender: Sender,
        answering: impl Future<Output = Result<Response<B>, E>>,
    ) -> Result<Response<B>, E> {
        let response = answering.await?;
        if let Some(&ComeAgain { after, in_flood }) = response.extensions().get() {
            // Never contended: requests of a connection are answered one after the other.
            let mut told = self.0.lock().await;
            if let Some(told) = *told
                && (sender == Sender::Client || in_flood)
            {
                sleep_until(told).await;
            }
            *told = Some(Instant::now() + after);
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::http::HeaderValue;
    use tokio::time::advance;

    use super::*;

    const TOLD: Duration = Duration::from_millis(500);

    const REFUSED: Option<ComeAgain> = Some(ComeAgain { after: TOLD, in_flood: false });
    const REFUSED_IN_FLOOD: Option<ComeAgain> = Some(ComeAgain { after: TOLD, in_flood: true });

    async fn refused(patience: &Patience) -> Duration {
        answered(patience, Sender::Client, REFUSED).await
    }

    /// How long it took.
    async fn answered(patience: &Patience, sender: Sender, told: Option<ComeAgain>) -> Duration {
        let mut response = Response::new(());
        if let Some(told) = told {
            response.extensions_mut().insert(told);
        }
        let asked = Instant::now();
        patience.keep(sender, async { Ok::<_, Infallible>(response) }).await.unwrap();
        asked.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_when_it_was_told_to_hears_a_refusal_at_once() {
        let patience = Patience::default();
        for _ in 0..3 {
            assert_eq!(refused(&patience).await, Duration::ZERO);
            advance(TOLD).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_wait_hears_the_next_refusal_when_it_was_told_to_come() {
        let patience = Patience::default();
        assert_eq!(refused(&patience).await, Duration::ZERO);
        advance(TOLD / 5).await;
        assert_eq!(refused(&patience).await, TOLD * 4 / 5);
        assert_eq!(refused(&patience).await, TOLD, "from then on, once in that time");
        assert_eq!(refused(&patience).await, TOLD);
    }

    #[tokio::test(start_paused = true)]
    async fn only_refusals_are_held_back() {
        let patience = Patience::default();
        refused(&patience).await;
        assert_eq!(answered(&patience, Sender::Client, None).await, Duration::ZERO, "there was a place");
        assert_eq!(refused(&patience).await, TOLD, "what was told holds");
    }

    #[tokio::test(start_paused = true)]
    async fn a_proxy_s_clients_wait_for_each_other_in_a_flood_alone() {
        let patience = Patience::default();
        for _ in 0..3 {
            assert_eq!(answered(&patience, Sender::Proxy, REFUSED).await, Duration::ZERO);
        }
        assert_eq!(answered(&patience, Sender::Proxy, REFUSED_IN_FLOOD).await, TOLD);
        assert_eq!(answered(&patience, Sender::Proxy, None).await, Duration::ZERO);
    }

    #[test]
    fn proxies_are_known_by_what_they_add() {
        let with = |name| HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_static("1"))]);
        for name in ["forwarded", "x-forwarded-for", "via"] {
            assert_eq!(Sender::of(&with(name)), Sender::Proxy, "{name}");
        }
        assert_eq!(Sender::of(&with("host")), Sender::Client);
    }
}
