//! Parses the named files and prints their syntax errors: for trying out inputs.

use escape_syntax::ast::{Ast, GoVersion};

fn run() {
    for path in std::env::args().skip(1) {
        let text = match std::fs::read(&path) {
            Ok(t) => t,
            Err(e) => {
                println!("{path}: {e}");
                continue;
            }
        };
        let file = escape_source::add_file(path.clone(), text);
        for e in escape_syntax::parse_file(&mut Ast::default(), file, GoVersion::go1(27)).iter().take(10) {
            let (line, column) = e.pos.physical();
            println!("{path}:{line}:{column}: {}", e.text);
        }
    }
}

fn main() {
    let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(run);
    if thread.is_ok_and(|t| t.join().is_err()) {
        std::process::exit(2);
    }
}
