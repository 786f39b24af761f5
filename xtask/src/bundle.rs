//! The data of the bundled library, measured again from the oracle's GOROOT by the release build of this program.

use crate::{Outcome, oracle, root};
use std::process::Command;

/// What the library must have; what these import comes with them.
const PACKAGES: &[&str] = &[
    "bufio",
    "bytes",
    "cmp",
    "container/heap",
    "container/list",
    "context",
    "encoding/binary",
    "encoding/json",
    "errors",
    "flag",
    "fmt",
    "io",
    "io/fs",
    "iter",
    "log",
    "maps",
    "math",
    "math/bits",
    "math/rand",
    "math/rand/v2",
    "net/http",
    "os",
    "os/exec",
    "os/signal",
    "path",
    "path/filepath",
    "reflect",
    "regexp",
    "runtime",
    "runtime/debug",
    "runtime/pprof",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "sync/atomic",
    "syscall",
    "testing",
    "text/tabwriter",
    "time",
    "unicode",
    "unicode/utf16",
    "unicode/utf8",
    "unsafe",
];

/// Writes src/std/go1.27.3.bundle. The program must be built again afterwards.
pub fn run() -> Outcome {
    let goroot = oracle()?;
    let escape = root().join("target/release/escape");
    if !escape.is_file() {
        return Err("build first: cargo build --release".into());
    }
    let file = root().join("src/std/go1.27.3.bundle");
    let mut c = Command::new(escape);
    c.arg("bundle").arg("-o").arg(file).args(["--std", "goroot", "--goroot", &goroot]).args(PACKAGES);
    let status = c.status().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err("the library could not be measured".into()) }
}
