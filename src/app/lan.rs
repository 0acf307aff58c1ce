//! `hangtag serve --lan`: phones of the local network come in by HTTPS, under a certificate authority that only this machine has.

mod authority;
mod certificate;

use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use tokio::task::JoinHandle;

use crate::http::{Behind, Lan, Trust, TrustPage};

use super::server::bind;
use super::{Complaint, now};
use authority::Authority;
use certificate::Certificates;

/// A router that gives this machine another address is noticed within it.
const ADDRESSES_INTERVAL: Duration = Duration::from_secs(30);
/// Beside the database.
const FOLDER: &str = "lan";

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// For HTTPS.
    pub listen: SocketAddr,
    /// For the page that says how to trust it.
    pub trust: SocketAddr,
    /// The app behind the same origin.
    pub app: Option<String>,
    /// Where data is kept.
    pub folder: PathBuf,
}

/// An open door to the local network.
pub(super) struct Open {
    url: String,
    trust_url: String,
    fingerprint: String,
    others: Vec<String>,
    watching: JoinHandle<()>,
}

/// Takes both ports and makes what is missing.
pub(super) async fn open(wanted: &Wanted) -> Result<(Lan, Open), Complaint> {
    let app = match &wanted.app {
        Some(url) => {
            Some(Behind::at(url).ok_or_else(|| Complaint(format!("--app {url:?} is no address such as http://127.0.0.1:3000")))?)
        }
        None => None,
    };
    let (listener, address) = bind(wanted.listen).await?;
    let (trust_listener, trust_address) = bind(wanted.trust).await?;
    let authority = Authority::of(&wanted.folder.join(FOLDER), now())?;
    let (certificate, fingerprint) = (authority.certificate().to_vec(), authority.fingerprint());
    let names = Names::of_machine()?;
    let url = format!("https://{}", names.first(address));
    let trust_url = format!("http://{}", names.first(trust_address));
    let others =
        names.all().iter().map(|name| format!("https://{name}:{}", address.port())).filter(|other| *other != url).collect();
    let certificates = Arc::new(Certificates::new(authority, &names, now())?);
    let tls = certificates.config()?;
    let watching = tokio::spawn(watch(Arc::clone(&certificates), names));
    let page = TrustPage { certificate, fingerprint: fingerprint.clone(), url: format!("{url}/") };
    let lan = Lan { listener, tls, app, trust: Trust { listener: trust_listener, page } };
    Ok((lan, Open { url, trust_url, fingerprint, others, watching }))
}

impl Open {
    /// For whoever started it: where phones go, and a code that leads them there.
    pub(super) fn say_where(&self) -> io::Result<()> {
        let mut out = io::stdout();
        writeln!(out, "phones and tablets: {}", self.url)?;
        for other in &self.others {
            writeln!(out, "  or {other}")?;
        }
        writeln!(out, "first, on each of them: {}", self.trust_url)?;
        writeln!(out, "the certificate to trust there has the SHA-256 fingerprint\n{}", self.fingerprint)?;
        let colours = if out.is_terminal() { LIGHT_ON_DARK } else { ("", "") };
        write!(out, "{}", code(&format!("{}/", self.trust_url), colours))
    }

    pub(super) fn close(&self) {
        self.watching.abort();
    }
}

/// Light modules are drawn, so that the dark ones are dark on any terminal that is told these colours.
const LIGHT_ON_DARK: (&str, &str) = ("\u{1b}[97;40m", "\u{1b}[0m");

/// As text, a line for two rows of modules.
fn code(url: &str, (colours, plain): (&str, &str)) -> String {
    let Ok(code) = QrCode::new(url) else { return String::new() };
    let picture = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    picture.lines().fold(String::new(), |text, line| text + colours + line + plain + "\n")
}

/// Makes another certificate when the machine's addresses change, and before the old one ends.
async fn watch(certificates: Arc<Certificates>, names: Names) {
    let mut known = names;
    loop {
        tokio::time::sleep(ADDRESSES_INTERVAL).await;
        let names = match Names::of_machine() {
            Ok(names) => names,
            Err(error) => {
                tracing::warn!(%error, "the addresses of this machine cannot be read");
                continue;
            }
        };
        if names == known && !certificates.is_old(now()) {
            continue;
        }
        match certificates.renew(&names, now()) {
            Ok(()) => tracing::info!(names = ?names.all(), "a new certificate for the local network"),
            Err(error) => tracing::error!(%error, "the certificate for the local network cannot be renewed"),
        }
        known = names;
    }
}

/// What the machine is called in its network, as far as its authority may vouch for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    names: Vec<String>,
    addresses: Vec<IpAddr>,
}

impl Names {
    fn of_machine() -> io::Result<Self> {
        let system = rustix::system::uname();
        let node = system.nodename().to_string_lossy().to_ascii_lowercase();
        let addresses = if_addrs::get_if_addrs()?.into_iter().map(|interface| interface.ip());
        Ok(Self::of(&node, addresses))
    }

    fn of(node: &str, addresses: impl Iterator<Item = IpAddr>) -> Self {
        let is_name = |name: &str| {
            let is_label = |label: &str| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            name.len() < 254 && name.split('.').all(is_label)
        };
        let short = node.split('.').next().unwrap_or_default();
        // A bare name is no authority's business; with `.local` it is found by mDNS.
        let mut names = vec![format!("{short}.local"), node.to_owned(), "localhost".to_owned()];
        names.retain(|name| is_name(name) && authority::may_name(name));
        let mut addresses: Vec<IpAddr> = addresses.filter(|address| authority::may_address(*address)).collect();
        // Those of this machine alone come last.
        addresses.sort_by_key(|address| (address.is_loopback(), address.is_ipv6(), *address));
        names.dedup();
        addresses.dedup();
        Self { names, addresses }
    }

    /// Host and port that a phone is told: an address, since not every phone looks up `.local`.
    fn first(&self, listen: SocketAddr) -> String {
        let wanted = if listen.ip().is_unspecified() { self.addresses.first().copied() } else { Some(listen.ip()) };
        match wanted {
            Some(address) => SocketAddr::new(address, listen.port()).to_string(),
            None => format!("localhost:{}", listen.port()),
        }
    }

    fn all(&self) -> Vec<String> {
        let addresses = self.addresses.iter().map(|address| match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        });
        self.names.iter().cloned().chain(addresses).collect()
    }
}

/// A file that only its owner reads, whole or not at all.
fn keep(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let partial = path.with_extension("partial");
    // One of a start that died would keep its mode.
    match std::fs::remove_file(&partial) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&partial, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_called_what_its_authority_may_vouch_for() {
        let addresses = ["127.0.0.1", "::1", "192.168.1.5", "203.0.113.9", "fe80::1", "fd00::5", "192.168.1.5"];
        let addresses = || addresses.iter().map(|text| text.parse().unwrap());
        let names = Names::of("Hall-1.example.org".to_ascii_lowercase().as_str(), addresses());
        assert_eq!(names.all(), ["hall-1.local", "localhost", "192.168.1.5", "[fd00::5]", "127.0.0.1", "[::1]"]);
        assert_eq!(names.first("0.0.0.0:8443".parse().unwrap()), "192.168.1.5:8443");
        assert_eq!(names.first("127.0.0.1:8443".parse().unwrap()), "127.0.0.1:8443");
        assert_eq!(Names::of("my hall", [].into_iter()).all(), ["localhost"]);
        assert_eq!(Names::of("till.lan", [].into_iter()).all(), ["till.local", "till.lan", "localhost"]);
    }

    #[test]
    fn a_code_has_a_quiet_zone_and_colours_on_a_terminal() {
        let picture = code("http://192.168.1.5:8081/", ("", ""));
        assert!(picture.lines().count() > 10 && picture.starts_with('█'), "{picture}");
        assert!(code("http://192.168.1.5:8081/", LIGHT_ON_DARK).starts_with("\u{1b}[97;40m"));
    }
}
