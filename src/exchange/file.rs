//! A file to import. It is read twice: once to know that it is a table to its end, in which encoding and how long, before
//! anything is sent; and once for its rows. Memory holds a row and a block.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::csv::{self, Encoding, Evidence, NotRows, Parser, Place, Row};

/// A hundred thousand rows have 10 MB; a shop's export with its descriptions some hundred.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// The importer keeps some 60 bytes of each row, to know it again.
const ROWS_MAX: u64 = 1_000_000;
/// Read at once.
const BLOCK_BYTES: usize = 64 * 1024;
/// Of the file's SHA-256; names of rows begin with it.
const DIGEST_BYTES: usize = 8;

/// Why a file cannot be imported. The sentence says what to do.
#[derive(Debug)]
pub enum FileFault {
    /// The system does not give it.
    Unreadable(io::Error),
    /// A folder.
    Folder,
    /// A pipe or a device, which cannot be read twice.
    NoFile,
    /// More than [`FILE_BYTES_MAX`].
    TooLarge,
    /// Nothing in it.
    Empty,
    /// A header and no rows.
    OnlyHeader,
    /// More than [`ROWS_MAX`].
    TooManyRows,
    /// A workbook of a spreadsheet.
    Workbook,
    /// UTF-16, which some spreadsheets call "Unicode text".
    Utf16,
    /// A cell that is not UTF-8, in a file that is.
    NotUtf8(Place),
    /// Bytes that are no rows.
    NotRows(NotRows),
}

/// A file that is a table.
#[derive(Debug)]
pub struct Source {
    /// As it was named.
    pub path: PathBuf,
    /// How its bytes are characters.
    pub encoding: Encoding,
    /// Between its cells.
    pub delimiter: u8,
    /// The names of its columns, blanks around them cut off.
    pub header: Vec<String>,
    /// Rows below the header that are not blank.
    pub rows: u64,
    /// Of its bytes, in hexadecimal: names rows that bring no name.
    pub digest: String,
    /// The header's row, as a spreadsheet counts.
    header_row: u64,
    /// Behind a byte order mark.
    start: u64,
}

/// A row as text.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// As a spreadsheet counts.
    pub row: u64,
    cells: Vec<String>,
}

/// The rows of a [`Source`], from the first below the header.
pub struct Rows {
    blocks: Blocks<File>,
    encoding: Encoding,
    header_row: u64,
}

/// Rows of anything that can be read.
struct Blocks<R> {
    reader: R,
    parser: Parser,
    block: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: Read> Blocks<R> {
    fn new(reader: R, delimiter: u8) -> Self {
        Self { reader, parser: Parser::new(delimiter), block: Vec::new(), at: 0, is_over: false }
    }

    /// The next row; `look` sees every block once.
    fn next(&mut self, look: &mut impl FnMut(&[u8])) -> Result<Option<&Row>, FileFault> {
        loop {
            if self.at == self.block.len() && !self.is_over {
                self.block.resize(BLOCK_BYTES, 0);
                let read = self.reader.read(&mut self.block).map_err(FileFault::Unreadable)?;
                self.block.truncate(read);
                self.at = 0;
                self.is_over = read == 0;
                look(&self.block);
            }
            if self.is_over {
                let is_last = self.parser.finish().map_err(FileFault::NotRows)?;
                return Ok(is_last.then(|| self.parser.row()));
            }
            let (taken, is_whole) = self.parser.take(&self.block[self.at..]).map_err(FileFault::NotRows)?;
            self.at += taken;
            if is_whole {
                return Ok(Some(self.parser.row()));
            }
        }
    }
}

impl Source {
    /// Reads the file to its end.
    pub fn open(path: &Path) -> Result<Self, FileFault> {
        let mut file = open(path)?;
        let mut beginning = Vec::with_capacity(BLOCK_BYTES);
        file.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut beginning).map_err(FileFault::Unreadable)?;
        let Beginning { start, delimiter, header_row } = Beginning::of(&beginning)?;
        file.seek(SeekFrom::Start(start)).map_err(FileFault::Unreadable)?;

        let mut digest = Sha256::new();
        let mut blocks = Blocks::new(file, delimiter);
        let (mut evidence, mut header, mut rows) = (Evidence::default(), None, 0);
        while let Some(row) = blocks.next(&mut |block| digest.update(block))? {
            for (column, cell) in (1..).zip(row.cells()) {
                evidence.see(cell, Place { row: row.number, column });
            }
            if row.number == header_row {
                header = Some(row.clone());
            } else if row.number > header_row && !row.is_empty() {
                rows += 1;
            }
            if rows > ROWS_MAX {
                return Err(FileFault::TooManyRows);
            }
        }
        let encoding = if start > 0 { evidence.encoding_after_mark() } else { evidence.encoding() };
        let encoding = encoding.map_err(FileFault::NotUtf8)?;
        let header = header.filter(|header| !header.is_empty()).ok_or(FileFault::Empty)?;
        if rows == 0 {
            return Err(FileFault::OnlyHeader);
        }
        let header = header.cells().map(|cell| encoding.text(cell).trim().to_owned()).collect();
        let digest = super::hex(&digest.finalize(), DIGEST_BYTES);
        Ok(Self { path: path.to_owned(), encoding, delimiter, header, rows, digest, header_row, start })
    }

    /// Its rows, from the first.
    pub fn rows(&self) -> Result<Rows, FileFault> {
        let mut file = open(&self.path)?;
        file.seek(SeekFrom::Start(self.start)).map_err(FileFault::Unreadable)?;
        Ok(Rows { blocks: Blocks::new(file, self.delimiter), encoding: self.encoding, header_row: self.header_row })
    }
}

impl Rows {
    /// The next row that is not blank. A file that is being written differs from the one that was looked through; what is
    /// no table any more is told here.
    pub fn next(&mut self) -> Result<Option<Record>, FileFault> {
        while let Some(row) = self.blocks.next(&mut |_| {})? {
            if row.number <= self.header_row || row.is_empty() {
                continue;
            }
            let cells: Vec<String> = row.cells().map(|cell| self.encoding.text(cell).into_owned()).collect();
            return Ok(Some(Record { row: row.number, cells }));
        }
        Ok(None)
    }
}

impl Record {
    /// Of cells that are at hand.
    #[cfg(test)]
    pub fn of(row: u64, cells: &[&str]) -> Self {
        Self { row, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    /// A cell, without blanks around it and without the apostrophe of a shielded formula.
    pub fn text(&self, index: usize) -> &str {
        csv::unshield(self.cells.get(index).map_or("", |cell| cell.trim()))
    }

    /// Every cell as it stands in the file.
    pub fn cells(&self) -> &[String] {
        &self.cells
    }
}

/// What the first block tells.
struct Beginning {
    start: u64,
    delimiter: u8,
    header_row: u64,
}

impl Beginning {
    fn of(bytes: &[u8]) -> Result<Self, FileFault> {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(FileFault::Workbook);
        }
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Err(FileFault::Utf16);
        }
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let start = (bytes.len() - text.len()) as u64;
        // A line that tells a spreadsheet what stands between the cells.
        if let Some([delimiter, b'\r' | b'\n', ..]) = text.strip_prefix(b"sep=")
            && csv::DELIMITERS.contains(delimiter)
        {
            return Ok(Self { start, delimiter: *delimiter, header_row: 2 });
        }
        Ok(Self { start, delimiter: csv::delimiter_of(text), header_row: 1 })
    }
}

fn open(path: &Path) -> Result<File, FileFault> {
    let about = std::fs::metadata(path).map_err(FileFault::Unreadable)?;
    if about.is_dir() {
        return Err(FileFault::Folder);
    }
    if !about.is_file() {
        return Err(FileFault::NoFile);
    }
    if about.len() > FILE_BYTES_MAX {
        return Err(FileFault::TooLarge);
    }
    File::open(path).map_err(FileFault::Unreadable)
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => write!(f, "cannot be read: {error}"),
            Self::Folder => f.write_str("is a folder; name the CSV file in it"),
            Self::NoFile => f.write_str("is no file; an import reads twice, so save what comes through a pipe to a file first"),
            Self::TooLarge => write!(f, "is larger than {} MB; split it", FILE_BYTES_MAX >> 20),
            Self::Empty => f.write_str("is empty; `--template` prints how it should begin"),
            Self::OnlyHeader => f.write_str("has a header and no rows below it; there is nothing to import"),
            Self::TooManyRows => write!(f, "has more than {ROWS_MAX} rows; split it"),
            Self::Workbook => {
                f.write_str("is a workbook, no CSV; open it in the spreadsheet and save the sheet as \"CSV UTF-8\"")
            }
            Self::Utf16 => f.write_str("is UTF-16; save it as \"CSV UTF-8\""),
            Self::NotUtf8(place) => {
                write!(
                    f,
                    "{place}: a character that is not UTF-8, in a file that is UTF-8 otherwise; retype it and save as \"CSV UTF-8\""
                )
            }
            Self::NotRows(fault) => write!(f, "{fault}"),
        }
    }
}

impl std::error::Error for FileFault {}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(bytes: &[u8]) -> Result<Source, FileFault> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.csv");
        std::fs::write(&path, bytes).unwrap();
        let source = Source::open(&path)?;
        let mut rows = source.rows()?;
        let mut count = 0;
        while let Some(record) = rows.next()? {
            assert!(record.row > 1);
            count += 1;
        }
        assert_eq!(count, source.rows);
        Ok(source)
    }

    #[test]
    fn a_table_is_known_whatever_program_wrote_it() {
        for (bytes, encoding, delimiter, header) in [
            (&b"ref,title\n1,coat\n"[..], Encoding::Utf8, b',', &["ref", "title"][..]),
            (b"\xEF\xBB\xBFref;title\r\n1;M\xC3\xBCtze", Encoding::Utf8, b';', &["ref", "title"]),
            (b"ref\ttitle\r1\tM\xFCtze\r", Encoding::Windows1252, b'\t', &["ref", "title"]),
            (b"sep=;\r\n Ref ; title\r\n1;coat\r\n\r\n;\r\n", Encoding::Utf8, b';', &["Ref", "title"]),
        ] {
            let source = source(bytes).unwrap();
            assert_eq!((source.encoding, source.delimiter, source.rows), (encoding, delimiter, 1));
            assert_eq!(source.header, header);
        }
    }

    #[test]
    fn what_is_no_table_is_a_sentence_that_says_what_to_do() {
        let wide = vec![b'x'; 70_000];
        for (bytes, expected) in [
            (&b""[..], "is empty"),
            (b"\xEF\xBB\xBF", "is empty"),
            (b"\n\n", "is empty"),
            (b"ref,title\n", "nothing to import"),
            (b"ref,title\n,\n\n", "nothing to import"),
            (b"PK\x03\x04\x14\x00", "save the sheet as \"CSV UTF-8\""),
            (b"\xFF\xFEr\0e\0f\0", "is UTF-16"),
            (b"\x7FELF\x01\x00\x00\x00", "row 1, column 1: a NUL byte"),
            (b"ref\n\"1\n2\n", "row 2, column 1: the quote that opens here never ends"),
            (b"ref,t\n\xC3\xBC,\xC3\xA4\n1,\xFC\n", "row 3, column 2: a character that is not UTF-8"),
            (&wide, "nothing to import"),
        ] {
            let fault = source(bytes).unwrap_err().to_string();
            assert!(fault.contains(expected), "{fault:?} lacks {expected:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        for (path, expected) in [
            (folder.path(), "is a folder"),
            (Path::new("/dev/null"), "is no file"),
            (&folder.path().join("none.csv"), "cannot be read: No such file"),
        ] {
            let fault = Source::open(path).unwrap_err().to_string();
            assert!(fault.contains(expected), "{fault:?} lacks {expected:?}");
        }
    }

    #[test]
    fn another_byte_is_another_file() {
        let digest = |bytes| source(bytes).unwrap().digest;
        assert_eq!(digest(b"a\n1"), digest(b"a\n1"));
        assert_ne!(digest(b"a\n1"), digest(b"a\n2"));
        assert_eq!(digest(b"a\n1").len(), 16);
    }
}
