//! A certificate authority of this machine alone. Phones are asked to trust it, so it can vouch for local networks and nothing
//! else: whoever steals its key cannot be somebody's bank.

use std::fs;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Datelike, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType, date_time_ymd,
};
use sha2::{Digest, Sha256};

use super::super::Complaint;
use super::{Names, keep};
use crate::domain::time::Timestamp;

/// Phones are set up again now and then; ten years outlast them.
const AUTHORITY_DAYS: i64 = 3_650;
/// Apple refuses what is valid for more than 825 days. One that runs for so long is renewed while it runs.
const CERTIFICATE_DAYS: i64 = 90;
/// Clocks of phones are not always right.
const BEFORE_DAYS: i64 = 2;

/// Names of networks at home and at work: RFC 6762, RFC 8375, ICANN's `internal`, and what routers use.
const DOMAINS: [&str; 6] = ["local", "lan", "home", "internal", "home.arpa", "localhost"];
/// Addresses that no provider gives to a machine on the Internet, with the length of their prefix.
const NETWORKS: [(IpAddr, u8); 6] = [
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V6(Ipv6Addr::new(0xfd00, 0, 0, 0, 0, 0, 0, 0)), 8),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
];

/// May the authority vouch for this name?
pub(super) fn may_name(name: &str) -> bool {
    DOMAINS.iter().any(|domain| name == *domain || name.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// May the authority vouch for this address?
pub(super) fn may_address(address: IpAddr) -> bool {
    NETWORKS.iter().any(|(network, prefix)| match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            (network.to_bits() ^ address.to_bits()).leading_zeros() >= u32::from(*prefix)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            (network.to_bits() ^ address.to_bits()).leading_zeros() >= u32::from(*prefix)
        }
        _ => false,
    })
}

/// The key, and the certificate that phones trust.
pub(super) struct Authority {
    key: KeyPair,
    certificate: Vec<u8>,
}

impl Authority {
    /// Of a folder; made at the first start.
    pub(super) fn of(folder: &Path, now: Timestamp) -> Result<Self, Complaint> {
        let (key_file, certificate_file) = (folder.join("ca-key.pem"), folder.join("ca.pem"));
        let at = |file: &Path| {
            let file = file.display().to_string();
            move |error: &dyn std::fmt::Display| Complaint(format!("{file}: {error}"))
        };
        fs::create_dir_all(folder).map_err(|error| at(folder)(&error))?;
        let key = if let Some(text) = read_secret(&key_file)? {
            KeyPair::from_pem(&text).map_err(|error| at(&key_file)(&error))?
        } else {
            // What stands there is of another key.
            fs::remove_file(&certificate_file).or_else(absent).map_err(|error| at(&certificate_file)(&error))?;
            let key = KeyPair::generate().map_err(|error| at(&key_file)(&error))?;
            keep(&key_file, &key.serialize_pem()).map_err(|error| at(&key_file)(&error))?;
            key
        };
        let text = match fs::read_to_string(&certificate_file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = params(&key, now).self_signed(&key).map_err(|error| at(&certificate_file)(&error))?;
                keep(&certificate_file, &made.pem()).map_err(|error| at(&certificate_file)(&error))?;
                made.pem()
            }
            Err(error) => return Err(at(&certificate_file)(&error)),
        };
        let certificate =
            from_pem(&text).ok_or_else(|| at(&certificate_file)(&"it is no certificate; remove it, and it is made again"))?;
        Ok(Self { key, certificate })
    }

    /// In DER.
    pub(super) fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// SHA-256 of the certificate, as phones show it.
    pub(super) fn fingerprint(&self) -> String {
        let bytes: Vec<String> = Sha256::digest(&self.certificate).iter().map(|byte| format!("{byte:02X}")).collect();
        bytes.join(":")
    }

    /// A key and a certificate in DER for these names, until that day.
    pub(super) fn issue(&self, names: &Names, now: Timestamp) -> Result<(Vec<u8>, Vec<u8>), rcgen::Error> {
        let mut leaf = CertificateParams::new(names.names.clone())?;
        leaf.subject_alt_names.extend(names.addresses.iter().map(|address| SanType::IpAddress(*address)));
        leaf.distinguished_name = named("Hangtag");
        let (from, to) = (ymd(now, -BEFORE_DAYS), ymd(now, CERTIFICATE_DAYS));
        (leaf.not_before, leaf.not_after) = (date_time_ymd(from.0, from.1, from.2), date_time_ymd(to.0, to.1, to.2));
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let authority = params(&self.key, now);
        let certificate = leaf.signed_by(&key, &Issuer::from_params(&authority, &self.key))?;
        Ok((key.serialize_der(), certificate.der().to_vec()))
    }
}

/// What stands in the authority's certificate. Its name is of its key: two machines are two authorities on a phone.
fn params(key: &KeyPair, now: Timestamp) -> CertificateParams {
    let mut params = CertificateParams::default();
    let of_key = Sha256::digest(key.public_key_raw());
    let short = of_key.iter().take(3).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    params.distinguished_name = named(&format!("Hangtag local CA {short}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let domains = DOMAINS.iter().map(|domain| GeneralSubtree::DnsName((*domain).to_owned()));
    let networks =
        NETWORKS.iter().map(|(network, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(*network, *prefix)));
    let permitted_subtrees = domains.chain(networks).collect();
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    let (from, to) = (ymd(now, -BEFORE_DAYS), ymd(now, AUTHORITY_DAYS));
    (params.not_before, params.not_after) = (date_time_ymd(from.0, from.1, from.2), date_time_ymd(to.0, to.1, to.2));
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut whole = DistinguishedName::new();
    whole.push(DnType::CommonName, name);
    whole
}

/// The day so many days from now.
fn ymd(now: Timestamp, days: i64) -> (i32, u8, u8) {
    let then = now.plus_seconds(days * 86_400).milliseconds();
    let date = DateTime::<Utc>::from_timestamp_millis(then).unwrap_or_default();
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (date.year(), small(date.month()), small(date.day()))
}

/// A key that others can read is no key.
fn read_secret(path: &Path) -> Result<Option<String>, Complaint> {
    let complaint = |error: &dyn std::fmt::Display| Complaint(format!("{}: {error}", path.display()));
    let mode = match fs::metadata(path) {
        Ok(found) => found.permissions().mode(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(complaint(&error)),
    };
    if mode & 0o077 != 0 {
        return Err(complaint(&"others can read this key; make it `chmod 600`, or remove it and trust the next one"));
    }
    fs::read_to_string(path).map(Some).map_err(|error| complaint(&error))
}

fn absent(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

fn from_pem(text: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END CERTIFICATE-----")?;
    BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::crypto::ring;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime};

    use super::*;

    const NOW: Timestamp = Timestamp::from_milliseconds(1_795_169_700_000);

    /// What a phone that trusts the authority makes of a certificate for these names, when it goes to the last of them.
    fn believed(authority: &Authority, (names, addresses): (&[&str], &[&str])) -> bool {
        let names = Names {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            addresses: addresses.iter().map(|address| address.parse().unwrap()).collect(),
        };
        let asked = addresses.last().copied().or(names.names.last().map(String::as_str)).unwrap().to_owned();
        let (_, leaf) = authority.issue(&names, NOW).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(authority.certificate().to_vec())).unwrap();
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        let now = UnixTime::since_unix_epoch(std::time::Duration::from_millis(NOW.milliseconds().unsigned_abs()));
        let name = ServerName::try_from(asked).unwrap();
        verifier.verify_server_cert(&CertificateDer::from(leaf), &[], &name, &[], now).is_ok()
    }

    #[test]
    fn an_authority_vouches_for_local_networks_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::of(folder.path(), NOW).unwrap();
        for (names, addresses) in [
            (&["hall.local"][..], &[][..]),
            (&["localhost"], &[]),
            (&["till.home.arpa"], &[]),
            (&["hall.local"], &["192.168.1.5"]),
            (&[], &["172.31.255.1"]),
            (&[], &["fd12::5"]),
        ] {
            assert!(believed(&authority, (names, addresses)), "{names:?} {addresses:?}");
            assert!(names.iter().all(|name| may_name(name)));
            assert!(addresses.iter().all(|address| may_address(address.parse().unwrap())));
        }
        for (names, addresses) in [
            (&["bank.example"][..], &[][..]),
            (&["notlocal"], &[]),
            (&[], &["203.0.113.9"]),
            (&[], &["172.32.0.1"]),
            (&[], &["2001:db8::1"]),
        ] {
            assert!(!believed(&authority, (names, addresses)), "{names:?} {addresses:?}");
            assert!(!names.iter().any(|name| may_name(name)));
            assert!(!addresses.iter().any(|address| may_address(address.parse().unwrap())));
        }
    }

    #[test]
    fn an_authority_stays_the_same_and_its_key_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (key, certificate) = (folder.path().join("ca-key.pem"), folder.path().join("ca.pem"));
        let first = Authority::of(folder.path(), NOW).unwrap().fingerprint();
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Authority::of(folder.path(), NOW.plus_seconds(86_400)).unwrap().fingerprint(), first);
        assert_eq!((first.len(), first.matches(':').count()), (95, 31));

        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        let complaint = Authority::of(folder.path(), NOW).err().unwrap().to_string();
        assert!(complaint.contains("others can read this key; make it `chmod 600`"), "{complaint}");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&certificate, "nonsense").unwrap();
        let complaint = Authority::of(folder.path(), NOW).err().unwrap().to_string();
        assert!(complaint.contains("ca.pem: it is no certificate; remove it"), "{complaint}");
        // Without its certificate it is made again for the same key; without its key it is another.
        fs::remove_file(&certificate).unwrap();
        assert!(believed(&Authority::of(folder.path(), NOW).unwrap(), (&["hall.local"], &[])));
        fs::remove_file(&key).unwrap();
        assert!(believed(&Authority::of(folder.path(), NOW).unwrap(), (&["hall.local"], &[])));
    }
}
