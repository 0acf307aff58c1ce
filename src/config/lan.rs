//! What `serve` can be told about the local network.

use std::net::SocketAddr;

use clap::Args;
use clap::builder::BoolishValueParser;

use super::address;

/// The door to the local network.
#[derive(Clone, Debug, Args)]
pub struct Lan {
    /// Let phones and tablets in: HTTPS on every address of this machine, by a certificate authority of its own
    #[arg(id = "lan", long = "lan", env = "HANGTAG_LAN", value_parser = BoolishValueParser::new())]
    is_wanted: bool,
    /// With --lan: address and port for HTTPS
    #[arg(id = "lan_listen", long = "lan-listen", value_name = "ADDRESS", env = "HANGTAG_LAN_LISTEN", default_value = "0.0.0.0:8443", value_parser = address)]
    pub listen: SocketAddr,
    /// With --lan: address and port of the page, over plain HTTP, on which a phone learns to trust it
    #[arg(id = "lan_trust_listen", long = "lan-trust-listen", value_name = "ADDRESS", env = "HANGTAG_LAN_TRUST_LISTEN", default_value = "0.0.0.0:8081", value_parser = address)]
    pub trust_listen: SocketAddr,
    /// With --lan: the app, to which every path that is not Hangtag's own is passed on, such as `http://127.0.0.1:3000`
    #[arg(long, value_name = "URL", env = "HANGTAG_APP")]
    pub app: Option<String>,
}

impl Lan {
    /// What to open, if anything.
    pub fn wanted(&self) -> Option<&Self> {
        self.is_wanted.then_some(self)
    }
}
