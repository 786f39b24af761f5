use escape_syntax::ast::{Ast, GoVersion};
fn main() {
    let t = std::time::Instant::now();
    let (mut files, mut bad, mut bytes, mut exprs) = (0, 0, 0, 0);
    for path in std::io::stdin().lines().map_while(Result::ok) {
        let Ok(text) = std::fs::read(&path) else { continue };
        bytes += text.len();
        files += 1;
        let id = escape_source::add_file(path.clone(), text);
        let mut ast = Ast::default();
        let errors = escape_syntax::parse_file(&mut ast, id, GoVersion::go1(27));
        exprs += ast.exprs.len();
        if let Some(e) = errors.first() {
            bad += 1;
            let (l, c) = e.pos.physical();
            println!("{path}:{l}:{c}: {}", e.text);
        }
    }
    println!("{files} files, {bad} rejected, {bytes} bytes, {exprs} exprs, {:?}", t.elapsed());
}
