//! A disk that is full, and a disk that fails.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::hall::{self, Books, Door, until};
use super::load::{Load, replay, unacknowledged};
use super::server::{self, Server};
use crate::harness::Place;

/// Room for the sale, and for a while of selling.
const DISK_BYTES: u64 = 16 << 20;

/// A small file system in memory; gone with the test.
pub(super) struct SmallDisk(PathBuf);

impl SmallDisk {
    pub(super) async fn mount(folder: &Path) -> Option<Self> {
        let size = format!("size={DISK_BYTES}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder).output().await.ok()?;
        mounted.status.success().then(|| Self(folder.to_owned()))
    }

    pub(super) fn fill(&self) {
        // Until there is no room for one more block.
        let mut ballast = std::fs::File::create(self.0.join("ballast")).unwrap();
        while std::io::Write::write_all(&mut ballast, &[0; 4_096]).is_ok() {}
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// Two sessions that sell beside each other, so that a commit may be of both.
struct Halls(Vec<(String, Load)>);

impl Halls {
    async fn start(door: &Door) -> Self {
        let mut halls = Vec::new();
        for name in ["spring", "autumn"] {
            let (event, tags) = hall::event(door, 1_000, name).await;
            let session = hall::open(door, &event, name).await;
            let load = Load::start(door, (&session, &tags), super::kills::seed());
            halls.push((session, load));
        }
        Self(halls)
    }

    async fn progress(&self, more: usize) {
        for (_, load) in &self.0 {
            load.progress(more).await;
        }
    }

    /// Whoever was told that it failed has sold nothing: the books have what was acknowledged, and no more.
    async fn are_as_acknowledged(&self, door: &Door) {
        for (session, load) in &self.0 {
            let acknowledged = load.acknowledged();
            assert_eq!(unacknowledged(&Books::read(&door.client(), session).await, &acknowledged), 0, "it says that it failed");
        }
    }

    /// Everybody goes home; the books have what was acknowledged, and each key that comes again gets the same.
    async fn close(self, door: &Door) {
        let mut stopped = Vec::new();
        for (session, load) in self.0 {
            stopped.push((session, load.stop().await));
        }
        for (session, acknowledged) in stopped {
            assert_eq!(unacknowledged(&Books::read(&door.client(), &session).await, &acknowledged), 0);
            replay(door, &acknowledged).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_no_crash() {
    let place = Place::sqlite();
    let Some(disk) = SmallDisk::mount(place.folder.path()).await else {
        println!("SKIPPED: only root may mount the small disk that this test fills");
        return;
    };
    let mut server = Server::start(&place).await;
    let token = server::token(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    let halls = Halls::start(&door).await;
    halls.progress(20).await;

    disk.fill();
    until("callers are told", || door.told("STORAGE_UNAVAILABLE") > 40).await;
    assert!(server.lives(), "{:?}", server.log());
    assert_eq!(door.told("UNREACHABLE"), 0);
    halls.are_as_acknowledged(&door).await;

    disk.free();
    halls.progress(20).await;
    halls.close(&door).await;
    server::verify(&place).await;
    server.kill().await;
    drop(disk);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_a_commit_ends_the_process_and_a_new_one_has_everything() {
    let place = Place::sqlite();
    let server = Server::start_without_file_size_signal(&place).await;
    let token = server::token(&place).await;
    let (sign, door) = Door::new(&server.url, &token);
    let halls = Halls::start(&door).await;
    halls.progress(20).await;

    // The log grows with each commit, and soon no more: EFBIG, which SQLite calls an I/O error.
    let log = place.file().with_extension("db-wal").metadata().unwrap().len();
    limit_files(&server, log + (64 << 10)).await;
    ended_by_its_disk(server).await;

    let mut server = Server::start(&place).await;
    sign.send_replace(hangtag::client::Client::new(&server.url, &token).unwrap());
    halls.progress(20).await;
    halls.close(&door).await;
    server::verify(&place).await;
    server.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_a_checkpoint_ends_the_process_too() {
    let place = Place::sqlite();
    let mut first = Server::start(&place).await;
    first.kill().await;
    // A file that is larger than its log ever gets, so that the limit meets the checkpoint alone.
    place.execute("CREATE TABLE ballast (bytes BLOB)").await;
    place.execute("INSERT INTO ballast VALUES (zeroblob(12000000))").await;
    place.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
    let server = Server::start_without_file_size_signal(&place).await;
    let token = server::token(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    limit_files(&server, place.file().metadata().unwrap().len()).await;
    let (event, tags) = hall::event(&door, 1_000, "spring").await;
    let session = hall::open(&door, &event, "open").await;
    let load = Load::start(&door, (&session, &tags), super::kills::seed());
    ended_by_its_disk(server).await;
    let acknowledged = load.abandon().await;

    let mut server = Server::start(&place).await;
    let (_sign, door) = Door::new(&server.url, &token);
    unacknowledged(&Books::read(&door.client(), &session).await, &acknowledged);
    replay(&door, &acknowledged).await;
    server::verify(&place).await;
    server.kill().await;
}

async fn limit_files(server: &Server, bytes: u64) {
    let limit = [format!("--pid={}", server.pid), format!("--fsize={bytes}")];
    assert!(Command::new("prlimit").args(limit).status().await.unwrap().success());
}

async fn ended_by_its_disk(server: Server) {
    let end = server.ended().await;
    assert_eq!(end.code, Some(1), "{:?}", end.log);
    assert!(!end.log.iter().any(|line| line.contains("a checkpoint failed")), "it went on: {:?}", end.log);
    let said: Vec<_> = end.log.iter().filter(|line| line.contains("the disk failed a write; ending")).collect();
    assert_eq!(said.len(), 1, "{:?}", end.log);
}
