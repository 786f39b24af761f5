//! Every expected text, line and column is gc's (`go tool compile -e`).

use crate::ast::{Ast, ExprKind, GoVersion};

/// The errors of a file, as `line:column: text`.
fn check(src: &str, expect: &[&str]) {
    let file = escape_source::add_file("/x.go".into(), src.as_bytes().to_vec());
    let mut ast = Ast::default();
    let mut errors = crate::parse_file(&mut ast, file, GoVersion::go1(27));
    errors.sort_by_key(|e| e.pos.offset);
    let list: Vec<String> = errors
        .iter()
        .map(|e| {
            let (line, column) = e.pos.physical();
            format!("{line}:{column}: {}", e.text)
        })
        .collect();
    assert_eq!(list, expect, "{src}");
}

/// The errors of statements from line 3 on.
fn body(src: &str, expect: &[&str]) {
    check(&format!("package p\nfunc f() {{\n{src}\n}}\n"), expect);
}

#[test]
fn files() {
    check("var x = 1\n", &["1:1: syntax error: package statement must be first"]);
    check("package p\nx := 1\n", &["2:1: syntax error: non-declaration statement outside function body"]);
    check("package p\nfunc f()\n{\n}\n", &["3:1: syntax error: unexpected semicolon or newline before {"]);
    check(
        "package p\nvar x int\nimport \"fmt\"\n",
        &["3:1: syntax error: imports must appear before other declarations"],
    );
    check("package p\nvar x = 08\n", &["2:10: invalid digit '8' in octal literal"]);
}

#[test]
fn statements() {
    body("if x\n{\n}", &["3:5: syntax error: unexpected newline, expected { after if clause"]);
    body("if x = 1 {\n}", &["3:6: syntax error: cannot use assignment x = 1 as value"]);
    body("if x := 1; {\n}", &["3:10: syntax error: missing condition in if statement"]);
    body(
        "for i := 0; i < 10 {\n}",
        &[
            "3:20: syntax error: unexpected {, expected semicolon or newline",
            "4:1: syntax error: unexpected }, expected expression",
        ],
    );
    body("x y", &["3:3: syntax error: unexpected name y at end of statement"]);
    body("else {\n}", &["3:1: syntax error: unexpected keyword else, expected }"]);
    body("f(1, 2\n)", &["3:7: syntax error: unexpected newline in argument list; possibly missing comma or )"]);
    body("go (f())", &["3:4: expression in go must not be parenthesized"]);
    body("_ = s[::]", &["3:8: middle index required in 3-index slice", "3:9: final index required in 3-index slice"]);
}

#[test]
fn parameters_and_types() {
    check("package p\nfunc f(a int, string) {}\n", &["2:21: syntax error: missing parameter type"]);
    check("package p\nfunc f(a ...int, b int) {}\n", &["2:10: can only use ... with final parameter"]);
    check("package p\ntype T struct { (int) }\n", &["2:17: syntax error: cannot parenthesize embedded type"]);
    check("package p\ntype I interface { m[T any]() }\n", &["2:21: interface method must have no type parameters"]);
}

#[test]
fn labels() {
    body("L:\nfor {\n}", &["3:1: label L defined and not used"]);
    body("goto L", &["3:6: label L not defined"]);
    body("break", &["3:1: break is not in a loop, switch, or select"]);
    body("goto L\nx := 1\n_ = x\nL:", &["3:6: goto L jumps over declaration of x at /x.go:4:3"]);
    body("switch {\ncase true:\nfallthrough\n}", &["5:1: cannot fallthrough final case in switch"]);
}

#[test]
fn directives() {
    body("//go:noinline\nx()", &["3:3: misplaced compiler directive"]);
    check("package p\nvar x int //go:noinline\n", &["2:13: misplaced compiler directive"]);
    check("package p\n//go:linkname\n//go:linkname a b c\n", &["3:3: usage: //go:linkname localname [linkname]"]);
}

/// Runs on a stack like the program's own.
fn deep(make: impl Fn(usize) -> String + Send + 'static) {
    let run = move || {
        for n in [10_000, 200_000] {
            let src = make(n);
            let file = escape_source::add_file("/deep.go".into(), src.into_bytes());
            crate::parse_file(&mut Ast::default(), file, GoVersion::go1(27));
        }
    };
    std::thread::Builder::new().stack_size(1 << 30).spawn(run).unwrap().join().unwrap();
}

#[test]
fn deep_nesting_is_an_error_or_parsed() {
    let nested = |open: &'static str, close: &'static str| {
        move |n: usize| format!("package p\nvar x = {}1{}\n", open.repeat(n), close.repeat(n))
    };
    deep(nested("(", ")"));
    deep(nested("-", ""));
    deep(nested("1+", ""));
    deep(nested("f(", ")"));
    deep(nested("func() { x = ", "}"));
    deep(nested("[]", "{}"));
    deep(nested("T{", "}"));
    deep(|n| format!("package p\nvar x = a{}\n", ".b".repeat(n)));
    deep(|n| format!("package p\nfunc f() {}{}\n", "{".repeat(n), "}".repeat(n)));
    deep(|n| format!("package p\nfunc f() {{ {}{{}} }}\n", "if x {} else ".repeat(n)));
    deep(|n| format!("package p\nfunc f() {{ {} }}\n", "L: ".repeat(n)));
    deep(|n| format!("package p\ntype T {}int\n", "*".repeat(n)));
    deep(|n| format!("package p\ntype T {}int\n", "func(x ".repeat(n)));
    deep(|n| format!("package p\nvar x {}\n", "struct{x ".repeat(n)));
}

#[test]
fn truncations_and_noise() {
    let src = include_str!("stmt.rs").as_bytes();
    let go = b"package p\n\nimport \"fmt\"\n\ntype T[P any] struct{ a, b int; c []P }\n\nfunc (t *T[P]) m(x ...int) (r int) {\nL:\n\tfor i := range x {\n\t\tswitch y := any(i).(type) {\n\t\tcase int: fmt.Println(`a`, \"b\\n\", 'c', 0x1p-2, y)\n\t\t}\n\t\tselect { case <-c: default: goto L }\n\t}\n\treturn\n}\n";
    let mut ast = Ast::default();
    let mut parse = |text: &[u8]| {
        let file = escape_source::add_file("/cut.go".into(), text.to_vec());
        crate::parse_file(&mut ast, file, GoVersion::go1(27))
    };
    assert_eq!(parse(go), []);
    for n in 0..go.len() {
        parse(&go[..n]);
        let mut changed = go.to_vec();
        changed[n] = (n * 31 % 256) as u8;
        parse(&changed);
    }
    let mut seed = 1u64;
    for n in 0..300 {
        let mut noise = b"package p\n".to_vec();
        for _ in 0..n {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            noise.push((seed >> 33) as u8);
        }
        parse(&noise);
    }
    parse(src);
    let mut line = b"package p\nvar x = \"".to_vec();
    line.resize(5 << 20, b'a');
    parse(&line);
    line.extend_from_slice(b"\"\n");
    assert_eq!(parse(&line), []);
}

/// What parses for gc has a tree, whatever it means.
fn parses(src: &str) {
    check(&format!("package p\n{src}\n"), &[]);
}

#[test]
fn gaps_of_the_grammar() {
    parses("var a, b, c, d = new(1), new(x + 1), new(T{}), new(f(x))");
    parses("func (r *R) N[T any, U ~[]T](x T) U { return nil }");
    parses("func f() { if ; x {}; switch ; {}; switch ; x.(type) {} }");
    parses("var f = interface{ M() }.M\nvar g = (interface{ M() }).M\nvar h = struct{ T }.M");
    parses(
        "func f() {\nL:\nM:\n}\nfunc g() { L: ; x(); goto L }".replace("L:\nM:\n", "goto L\nL:\ngoto M\nM:\n").as_str(),
    );
    parses("func f() { goto L; goto M; goto N; L: M: N: }");
    parses("const (A = 1)\nvar (x int)\nconst (a = iota; b)");
    parses("func f() { const (A = 1; b); var ( x int ) }");
    parses("func f() { x := 1 /*\n*/ y := 2 }\nfunc g() { make(n - 1) }");
}

#[test]
fn parses_but_means_nothing() {
    parses("const x int");
    parses("const (\n\ta = 1\n\tb, c float64\n)");
    parses("type T [...]int\nvar x = [...]byte(\"x\")");
    parses("func f() { switch x.(type) { case 0, \"a\": } }");
    parses("func f() { _ = x.(type) }");
    parses("var a, b = []byte(\"a\", \"b\"), map[string]int()");
    parses("var a = func(...A)");
    parses("var a = ~x");
    parses("var a, b = x < [...]int + 1, func() [...]int");
    parses("var i interface{ m(); n() } = t");
    check("package p\nfunc (b T)\u{feff}m() {}\n", &["2:11: invalid BOM in the middle of the file"]);
    parses("var a, b = new(int...), make([]int...)");
    check(
        "package p\ntype I interface { m[T any](T); n() }\n",
        &["2:21: interface method must have no type parameters"],
    );
    body("_ = s[1:2:]", &["3:11: final index required in 3-index slice"]);
}

/// Where the grammar has its own idea of what belongs together: the tree that is used is gc's.
#[test]
fn what_belongs_together() {
    let check = |value: &str, expect: &str| {
        let file = escape_source::add_file("/x.go".into(), format!("package p\nvar x = {value}\n").into_bytes());
        let mut ast = Ast::default();
        assert_eq!(crate::parse_file(&mut ast, file, GoVersion::go1(27)), []);
        let crate::ast::DeclKind::Var { values, .. } = &ast.decls[ast.files[0].decls[0]].kind else { panic!() };
        let outer = match &ast.exprs[values[0]].kind {
            ExprKind::ChanType { .. } | ExprKind::SliceType(_) | ExprKind::MapType { .. } => "type",
            ExprKind::FuncType { .. } => "func",
            ExprKind::Unary { .. } => "unary",
            ExprKind::Call { .. } => "call",
            ExprKind::Index { .. } => "index",
            _ => "other",
        };
        let shown = crate::print::expr_string(&ast, values[0]);
        assert_eq!(format!("{outer} {shown}"), expect, "{value}");
    };
    check("chan r[v]", "type chan r[v]");
    check("[]r[v]", "type []r[v]");
    check("map[int]r[v]", "type map[int]r[v]");
    check("func() b[i]", "func func() b[i]");
    check("~(T)(v)", "unary ~(T)(v)");
    check("*r[v](v)", "unary *r[v](v)");
    check("new(m[\"a\"])", "call new(m[\"a\"])");
    check("(chan ([]int))(v)", "call (chan []int)(v)");
    check("s[a][b](c)", "call s[a][b](c)");
    check("(<-chan int)(v)", "call (<-chan int)(v)");
}

/// Wrong trees that lowering puts right; `expect` is the type's printed form.
#[test]
fn array_or_type_parameter() {
    let check = |src: &str, expect: &str| {
        let file = escape_source::add_file("/x.go".into(), format!("package p\ntype T{src}\n").into_bytes());
        let mut ast = Ast::default();
        assert_eq!(crate::parse_file(&mut ast, file, GoVersion::go1(27)), []);
        let crate::ast::DeclKind::Type { tparams, typ, .. } = &ast.decls[ast.files[0].decls[0]].kind else { panic!() };
        assert_eq!(format!("{} {}", tparams.len(), crate::print::expr_string(&ast, *typ)), expect, "{src}");
    };
    check("[P *pkg.C] int", "0 [P * pkg.C]int");
    check("[P *G[int]] int", "0 [P * G[int]]int");
    check("[P *C,] int", "1 int");
    check("[P *struct{}] int", "1 int");
    check("[P *C | ~int] int", "1 int");
    check("[P ([]int)] int", "1 int");
    check("[N] int", "0 [N]int");
}

/// gc reads on here.
#[test]
fn limits() {
    let nested = |depth: usize| format!("package p\nvar x = {}1{}\n", "(".repeat(depth), ")".repeat(depth));
    let chain = |count: usize| format!("package p\nvar x = 1{}\n", " + 1".repeat(count));
    let work = move || {
        check(&nested(19_990), &[]);
        check(&nested(20_010), &["2:20009: escape: nested too deeply"]);
        check(&chain(99_990), &[]);
        check(&chain(100_010), &["2:400011: escape: expression is too long"]);
    };
    // As deep as the source is nested.
    std::thread::Builder::new().stack_size(1 << 30).spawn(work).unwrap().join().unwrap();
}
