//! A directory as a package: which of its files are built, and what their heads import.
//!
//! The model: one directory is one package (plus its test variants). Files are taken in the order of their names; the first
//! thing that is wrong with any of them is the package's error, in the go command's words. Directories are scanned at most once.

use crate::constraint::Tags;
use crate::header::{self, Header, HeaderError, Stop};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// A Go file that is part of the build.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GoFile {
    pub name: String,
    pub header: Header,
}

/// What is wrong with a directory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum DirectoryError {
    /// A file's head does not parse.
    Header { file: String, error: HeaderError },
    /// Anything else: an unreadable file, a malformed constraint, two packages in one directory.
    Other(String),
}

/// The package in a directory.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct Directory {
    pub dir: String,
    /// The package's name; that of the first file, when they differ.
    pub package: String,
    pub files: Vec<GoFile>,
    /// `_test.go` files of the package, and those of package `x_test`.
    pub tests: Vec<GoFile>,
    pub external_tests: Vec<GoFile>,
    /// Go files that constraints or cgo keep out.
    pub ignored: Vec<String>,
    /// There is some Go file, built or not: the directory counts as a package.
    pub has_go_files: bool,
    /// Assembly or object files are part of the build: functions may lack a body.
    pub external_code: bool,
    /// The assembly files that are.
    pub assembly: Vec<String>,
    pub error: Option<DirectoryError>,
    /// The directory cannot be read.
    pub unreadable: Option<String>,
}

impl Directory {
    /// Nothing to build, not even tests.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.tests.is_empty() && self.external_tests.is_empty()
    }

    /// Why there is nothing to build, as the go command says it.
    pub fn no_go_files(&self) -> String {
        if !self.ignored.is_empty() {
            format!("build constraints exclude all Go files in {}", self.dir)
        } else if !self.is_empty() {
            format!("no non-test Go files in {}", self.dir)
        } else {
            format!("no Go files in {}", self.dir)
        }
    }
}

/// An operating system error in the go command's words: without Rust's `(os error N)`.
pub fn io_text(e: &std::io::Error) -> String {
    let text = e.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_lowercase().chain(chars).collect())
}

/// Scans a directory. `note` is told the name of each file that the result depends on before it is read, in their order.
pub fn scan(dir: &str, tags: &Tags, note: &mut dyn FnMut(&str)) -> Directory {
    let mut out = Directory { dir: dir.to_string(), ..Directory::default() };
    // With whether the result depends on more of the file than its name.
    let mut names: Vec<(String, bool)> = Vec::new();
    match std::fs::read_dir(dir) {
        Err(e) => {
            out.unreadable = Some(format!("open {dir}: {}", io_text(&e)));
            return out;
        }
        Ok(entries) => {
            for entry in entries.flatten() {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                let wanted = match name.rsplit_once('.') {
                    Some((_, "go")) => true,
                    Some((_, "s" | "syso")) => !name.starts_with(['_', '.']) && tags.admits_name(&name),
                    _ => false,
                };
                if !wanted {
                    continue;
                }
                let Ok(kind) = entry.file_type() else { continue };
                if kind.is_dir() || kind.is_symlink() && Path::new(dir).join(&*name).is_dir() {
                    continue;
                }
                let is_read = !name.starts_with(['_', '.']) && tags.admits_name(&name);
                names.push((name.into_owned(), is_read || kind.is_symlink()));
            }
        }
    }
    names.sort();
    for (name, is_read) in &names {
        if *is_read {
            note(name);
        }
        if name.ends_with(".go") {
            out.has_go_files = true;
            if !name.starts_with(['_', '.']) {
                add(&mut out, name, tags, false);
            }
        } else if name.ends_with(".syso") {
            out.external_code = true;
        } else if assembly_is_built(&format!("{dir}/{name}"), tags) {
            out.external_code = true;
            out.assembly.push(name.clone());
        }
    }
    out
}

/// The package made of the files named on the command line: constraints do not apply, the order given counts.
pub fn scan_files(dir: &str, names: &[String], tags: &Tags) -> Directory {
    let mut out = Directory { dir: dir.to_string(), ..Directory::default() };
    for name in names {
        out.has_go_files = true;
        if !name.starts_with(['_', '.']) {
            add(&mut out, name, tags, true);
        }
    }
    out
}

/// Adds one `.go` file.
fn add(out: &mut Directory, name: &str, tags: &Tags, all: bool) {
    if !all && !tags.admits_name(name) {
        out.ignored.push(name.to_string());
        return;
    }
    let path = format!("{}/{name}", out.dir);
    let header = match read_head(&path, tags, all) {
        Ok(Some(h)) => h,
        Ok(None) => return out.ignored.push(name.to_string()),
        Err(text) => return bad(out, DirectoryError::Other(text)),
    };
    if header.package == "documentation" {
        return out.ignored.push(name.to_string());
    }
    if let Some(e) = &header.error {
        bad(out, DirectoryError::Header { file: name.to_string(), error: e.clone() });
    }
    let is_test = name.ends_with("_test.go");
    let mut package = header.package.as_str();
    let mut external = false;
    if is_test
        && package != out.package
        && let Some(base) = package.strip_suffix("_test")
    {
        (package, external) = (base, true);
    }
    if out.package.is_empty() {
        out.package = package.to_string();
    } else if package != out.package {
        let first = first_file(out).unwrap_or_default();
        let text = format!("found packages {} ({first}) and {package} ({name}) in {}", out.package, out.dir);
        bad(out, DirectoryError::Other(text));
    }
    let cgo = header.imports.iter().any(|i| i.path == "C");
    if cgo && is_test {
        bad(out, DirectoryError::Other(format!("use of cgo in test {path} not supported")));
    }
    let file = GoFile { name: name.to_string(), header };
    if cgo && !is_test {
        out.ignored.push(file.name);
    } else if external {
        out.external_tests.push(file);
    } else if is_test {
        out.tests.push(file);
    } else {
        out.files.push(file);
    }
}

/// The file that gave the package its name.
fn first_file(d: &Directory) -> Option<String> {
    d.files.iter().chain(&d.tests).chain(&d.external_tests).map(|f| &f.name).min().cloned()
}

fn bad(out: &mut Directory, error: DirectoryError) {
    if out.error.is_none() {
        out.error = Some(error);
    }
}

/// Opens a regular file; a pipe or device would block or never end.
pub fn open_regular(path: &str) -> Result<File, String> {
    let text = |e: std::io::Error| format!("open {path}: {}", io_text(&e));
    let meta = std::fs::metadata(path).map_err(text)?;
    if !meta.is_file() {
        return Err(format!("read {path}: not a regular file"));
    }
    File::open(path).map_err(text)
}

/// Reads a whole source file; errors in the go command's words.
pub fn read_source(path: &str) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    open_regular(path)?.read_to_end(&mut text).map_err(|e| format!("read {path}: {}", io_text(&e)))?;
    Ok(text)
}

/// Most heads fit in this; the others are read completely.
const FIRST_PART: usize = 8 << 10;

/// The file's head, `None` when constraints exclude it.
fn read_head(path: &str, tags: &Tags, all: bool) -> Result<Option<Header>, String> {
    let mut file = open_regular(path)?;
    let error = |e: std::io::Error| format!("read {path}: {}", io_text(&e));
    let mut text = vec![0; FIRST_PART];
    let mut len = 0;
    while len < FIRST_PART {
        match file.read(&mut text[len..]).map_err(error)? {
            0 => break,
            n => len += n,
        }
    }
    text.truncate(len);
    let mut whole = len < FIRST_PART;
    let header = loop {
        match header::read(&text, whole) {
            Ok(h) => break h,
            Err(Stop::Nul) => return Err(format!("read {path}: unexpected NUL in input")),
            Err(Stop::Short) if !whole => {
                file.read_to_end(&mut text).map_err(error)?;
                whole = true;
            }
            Err(Stop::Short) => return Err(format!("read {path}: unexpected EOF")),
        }
    };
    if all {
        return Ok(Some(header));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    match tags.admits_header(&text[..header.comments_end]) {
        Ok(true) => Ok(Some(header)),
        Ok(false) => Ok(None),
        Err(e) => Err(format!("{name}: {e}")),
    }
}

/// Whether an assembly file's constraints hold: its leading comments are as a Go file's.
fn assembly_is_built(path: &str, tags: &Tags) -> bool {
    read_source(path).is_ok_and(|text| tags.admits_header(&text).unwrap_or(false))
}
