//! A wire between a client and a server that comes and goes; it can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Has one address for as long as the test lasts.
pub(super) struct Wire {
    pub(super) url: String,
    end: watch::Sender<SocketAddr>,
    task: JoinHandle<()>,
}

impl Wire {
    /// To the server at this address.
    pub(super) async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let end = watch::Sender::new(address_of(url));
        let ends = end.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, ends.subscribe()));
            }
        });
        Self { url: format!("http://{address}"), end, task }
    }

    /// Every connection breaks; a new one comes through.
    pub(super) fn cut(&self) {
        self.end.send_modify(|_| {});
    }

    /// And a new one goes to another server.
    pub(super) fn lead_to(&self, url: &str) {
        self.end.send_replace(address_of(url));
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut client: TcpStream, mut end: watch::Receiver<SocketAddr>) {
    let address = *end.borrow_and_update();
    let Ok(mut server) = TcpStream::connect(address).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = end.changed() => {}
    }
}

fn address_of(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}
