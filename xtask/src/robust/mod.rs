//! Bad input: whatever is given, `escape` prints gc's answer or an error within 10 s and 1 GB.
//!
//! Every input is written to a temporary folder and the program runs on it; a signal, `internal error`, an exit code that is not
//! documented, too much time or memory is a failure. With `--gc`, gc runs too: what it accepts must be accepted.

pub mod bytes;
mod folders;
mod nesting;

use crate::Outcome;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Of processor time, because the machine may be busy with other things.
const SECONDS: f64 = 10.0;
/// What waits for ever uses no processor.
const PATIENCE: Duration = Duration::from_secs(300);
const KILOBYTES: u64 = 1 << 20;
/// Nesting of each construct.
const DEPTH: usize = 10_000;
/// The length of a long line.
const LONG: usize = 5_000_000;
const MODES: &[&[&str]] = &[&["check"], &["-m"], &["-m=2"]];

/// What is run.
#[derive(clap::Args)]
pub struct Options {
    /// Only inputs whose name contains one of these.
    names: Vec<String>,
    /// How deep.
    #[arg(long, default_value_t = DEPTH)]
    depth: usize,
    /// Report those that gc accepts and escape does not.
    #[arg(long)]
    gc: bool,
    /// Print time and memory of each run.
    #[arg(short)]
    verbose: bool,
    /// Write the inputs there and run nothing.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// What a run did.
struct Ran {
    seconds: f64,
    /// Most memory resident.
    kilobytes: u64,
    code: Option<i32>,
    output: String,
    killed: bool,
}

/// Runs everything; fails if anything does.
pub fn run(options: &Options) -> Outcome {
    let wanted = |name: &str| options.names.is_empty() || options.names.iter().any(|n| name.contains(n.as_str()));
    let mut inputs: Vec<(String, Vec<u8>)> = nesting::programs(options.depth).filter(|(n, _)| wanted(n)).collect();
    for more in [nesting::chains(options.depth / 4), bytes::noise(LONG), bytes::long_lines(LONG), bytes::constants()] {
        inputs.extend(more.into_iter().filter(|(n, _)| wanted(n)));
    }
    if let Some(dir) = &options.write {
        std::fs::create_dir_all(dir).map_err(|e| e.to_string())?;
        return inputs.iter().try_for_each(|(n, text)| {
            std::fs::write(dir.join(format!("{n}.go")), text).map_err(|e| format!("{n}: {e}"))
        });
    }
    let escape = crate::program()?;
    let temp = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut failures: Vec<String> = Vec::new();
    let (mut runs, mut rejected, mut slowest, mut biggest) = (0, Vec::new(), (0.0, String::new()), (0, String::new()));
    let mut judge = |what: String, ran: &Ran, failures: &mut Vec<String>| {
        runs += 1;
        if options.verbose {
            println!("{:6.2} s {:5} MB  {what}", ran.seconds, ran.kilobytes / 1024);
        }
        if ran.seconds > slowest.0 {
            slowest = (ran.seconds, what.clone());
        }
        if ran.kilobytes > biggest.0 {
            biggest = (ran.kilobytes, what.clone());
        }
        if let Some(why) = ran.failure() {
            println!("FAIL {what}: {why}");
            failures.push(format!("{what}: {why}"));
        }
    };
    for (name, text) in &inputs {
        let file = temp.path().join("x.go");
        std::fs::write(&file, text).map_err(|e| e.to_string())?;
        let mut accepted = false;
        for mode in MODES {
            let ran = limited(Command::new(&escape).args(*mode).arg("x.go"), temp.path())?;
            judge(format!("{name} {}", mode.join(" ")), &ran, &mut failures);
            accepted = ran.code == Some(0);
            if !accepted && *mode == ["check"] {
                break;
            }
        }
        if options.gc && !accepted {
            let mut gc = Command::new("go");
            gc.args(["tool", "compile", "-p", "p", "-o", "x.o", "x.go"]);
            let ran = limited(&mut gc, temp.path())?;
            if ran.code == Some(0) {
                println!("gc accepts {name} ({:.1} s, {} MB)", ran.seconds, ran.kilobytes / 1024);
                rejected.push(name.clone());
            }
        }
    }
    for folder in folders::FOLDERS.iter().filter(|f| wanted(&format!("folder_{}", f.name))) {
        let dir = tempfile::tempdir().map_err(|e| e.to_string())?;
        // A name this system cannot have is left out.
        if let Err(e) = (folder.make)(dir.path()) {
            println!("folder_{}: {e}", folder.name);
        }
        for argument in folder.arguments.iter().filter(|a| !a.contains('\0')) {
            for mode in &MODES[..2] {
                let ran = limited(Command::new(&escape).args(*mode).arg(argument), dir.path())?;
                judge(format!("folder_{} {} {argument:?}", folder.name, mode.join(" ")), &ran, &mut failures);
            }
        }
    }
    println!("{runs} runs, {} failures", failures.len());
    println!("slowest: {:.2} s, {}", slowest.0, slowest.1);
    println!("biggest: {} MB, {}", biggest.0 / 1024, biggest.1);
    if options.gc {
        println!("accepted by gc alone: {}", rejected.join(" "));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

impl Ran {
    fn failure(&self) -> Option<String> {
        let first =
            || self.output.lines().find(|l| l.contains("panicked") || l.contains("internal")).unwrap_or_default();
        if self.kilobytes > KILOBYTES {
            Some(format!("{} MB", self.kilobytes / 1024))
        } else if self.killed {
            Some(format!("killed after {:.1} s", self.seconds))
        } else if self.output.contains("internal error: escape") || self.output.contains("panicked at") {
            Some(first().to_string())
        } else {
            match self.code {
                None => Some("a signal".into()),
                Some(0..=2) => None,
                Some(c) => Some(format!("exit code {c}")),
            }
        }
    }
}

/// Runs a command with its output to a file, and measures it. It is killed when it takes too much.
fn limited(command: &mut Command, dir: &Path) -> Result<Ran, String> {
    let log = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
    let handle = || log.as_file().try_clone().map_err(|e| e.to_string());
    let cache = dir.join(".cache");
    command.current_dir(dir).stdin(Stdio::null()).stdout(handle()?).stderr(handle()?);
    command.env("XDG_CACHE_HOME", &cache).env_remove("GOROOT");
    let start = Instant::now();
    let mut child = command.spawn().map_err(|e| format!("{command:?}: {e}"))?;
    let (mut kilobytes, mut seconds, mut killed) = (0, 0.0, false);
    let status = loop {
        kilobytes = kilobytes.max(resident(&child));
        seconds = processor(&child).max(seconds);
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break status;
        }
        if start.elapsed() > PATIENCE || seconds > SECONDS || kilobytes > 2 * KILOBYTES {
            killed = true;
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let output = std::fs::read(log.path()).map_err(|e| e.to_string())?;
    let output = String::from_utf8_lossy(&output[output.len().saturating_sub(1 << 20)..]).into_owned();
    Ok(Ran { seconds, kilobytes, code: status.code(), output, killed })
}

/// The processor time of a process, in seconds: fields 14 and 15 of its `stat`, in hundredths.
pub fn processor(child: &Child) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split(' ').skip(12).take(2);
    fields.filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The peak of a process's resident memory so far, in kB.
fn resident(child: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let fields: BTreeMap<&str, &str> = status.lines().filter_map(|l| l.split_once(':')).collect();
    fields.get("VmHWM").and_then(|v| v.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}
