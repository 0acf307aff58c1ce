//! The comparison peer: what one writes who wants a broadcast and nothing else. A task a socket, a `tokio::sync::broadcast`
//! channel, tokio-tungstenite as its README shows it. It executes nothing, stores nothing and promises nothing.

use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// A burst fits, so that nobody lags: a lagging receiver would lose events, and the peer would have less to send.
const CHANNEL_EVENTS_MAX: usize = 65_536;

/// Serves until it is killed; prints the address of the sockets and the one that takes lines.
pub fn serve() -> io::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let sockets = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let lines = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let (events, _) = broadcast::channel(CHANNEL_EVENTS_MAX);
        writeln!(io::stdout(), "listening on {} {}", sockets.local_addr()?, lines.local_addr()?)?;
        tokio::spawn(publish(lines, events.clone()));
        loop {
            let (stream, _) = sockets.accept().await?;
            tokio::spawn(subscriber(stream, events.subscribe()));
        }
    })
}

/// Both addresses of what it printed.
pub fn addresses(printed: &str) -> Option<(SocketAddr, SocketAddr)> {
    let (sockets, lines) = printed.split_once(' ')?;
    Some((sockets.parse().ok()?, lines.parse().ok()?))
}

async fn publish(listener: TcpListener, events: broadcast::Sender<Utf8Bytes>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let mut lines = BufReader::new(stream).lines();
        while let Some(line) = lines.next_line().await? {
            // Without subscribers it is for nobody.
            drop(events.send(line.into()));
        }
    }
}

async fn subscriber(stream: TcpStream, mut events: broadcast::Receiver<Utf8Bytes>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let Ok(socket) = accept_async(stream).await else { return };
    let (mut write, mut read) = socket.split();
    loop {
        tokio::select! {
            event = events.recv() => {
                let Ok(event) = event else { return };
                if write.send(Message::Text(event)).await.is_err() {
                    return;
                }
            }
            message = read.next() => {
                let Some(Ok(_)) = message else { return };
            }
        }
    }
}
