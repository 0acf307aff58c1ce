//! A file that appears when it is whole: written beside its place, then renamed. `-` is standard output.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Where rows go.
pub(super) enum Output {
    /// As they come.
    Standard(BufWriter<io::Stdout>),
    /// Beside the file, until it is whole.
    File(Beside),
}

/// A file on its way. Dropped before it is whole, it is gone, and what stood in its place stands there still.
pub(super) struct Beside {
    path: PathBuf,
    partial: PathBuf,
    writer: BufWriter<File>,
    is_whole: bool,
}

impl Output {
    /// To the file of this name.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::Standard(BufWriter::new(io::stdout())));
        }
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{} cannot be written: {error}", path.display()));
        if path.is_dir() {
            return Err(named(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        let writer = BufWriter::new(File::create(&partial).map_err(named)?);
        Ok(Self::File(Beside { path: path.to_owned(), partial, writer, is_whole: false }))
    }

    pub(super) fn write(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::Standard(writer) => writer.write_all(text.as_bytes()),
            Self::File(beside) => beside.writer.write_all(text.as_bytes()),
        }
    }

    /// Shows it.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Standard(mut writer) => writer.flush(),
            Self::File(mut beside) => {
                beside.writer.flush()?;
                beside.writer.get_ref().sync_all()?;
                fs::rename(&beside.partial, &beside.path)?;
                beside.is_whole = true;
                Ok(())
            }
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_whole {
            // Nobody misses what was never whole.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("items.csv");
        fs::write(&path, "old").unwrap();
        let names = || fs::read_dir(folder.path()).unwrap().count();
        let mut output = Output::create(&path).unwrap();
        output.write("new").unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("old", 2));
        drop(output);
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("old", 1));
        let mut output = Output::create(&path).unwrap();
        output.write("new").unwrap();
        output.finish().unwrap();
        assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names()), ("new", 1));
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("none/items.csv")] {
            let error = Output::create(&path).err().unwrap().to_string();
            assert!(error.contains(&format!("{} cannot be written", path.display())), "{error}");
        }
    }
}
