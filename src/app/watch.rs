//! `hangtag watch`: what a follower is handed, and the signals that end it.

use std::io;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::config;
use crate::watch::{Ended, Patience, Style, Watch, follow as follow_session};

use super::server::Stop;
use super::{Complaint, random};

pub(super) async fn follow(settings: &config::Watch) -> Result<(), Complaint> {
    // A task of its own, and an end at once: a terminal that is held up must not hold up Ctrl-C, and nothing is to be saved.
    let mut stop = Stop::listen()?;
    tokio::spawn(async move {
        stop.said().await;
        std::process::exit(0);
    });
    // Named, so that it does not depend on who else brings rustls with another one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let watch = Watch {
        url: settings.url.clone(),
        token: settings.token.clone(),
        session: settings.session.clone(),
        after: settings.after,
        kinds: settings.kinds.iter().map(|kind| kind.to_uppercase()).collect(),
        until_closed: settings.until_closed,
        style: if settings.json { Style::Json } else { Style::Lines },
        patience: Patience::default(),
    };
    let mut chance = StdRng::from_seed(random()?);
    match follow_session(&watch, &mut chance, (io::stdout(), io::stderr())).await {
        Ok(()) | Err(Ended::NobodyReads) => Ok(()),
        Err(Ended::Refused(why)) => Err(Complaint(why)),
        Err(Ended::Unwritable(error)) => Err(Complaint(format!("standard output cannot be written: {error}"))),
    }
}
