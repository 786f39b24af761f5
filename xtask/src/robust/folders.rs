//! Folders that cannot be read as a package.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// A folder, and the arguments of runs in it.
pub struct Folder {
    pub name: &'static str,
    pub make: fn(&Path) -> std::io::Result<()>,
    pub arguments: &'static [&'static str],
}

const MODULE: &str = "module m\n\ngo 1.27\n";
const PROGRAM: &str = "package p\n\nfunc f() *int { return new(int) }\n";

/// Writes a file below the folder, with the folders above it.
fn put(dir: &Path, path: &str, text: impl AsRef<[u8]>) -> std::io::Result<()> {
    let path = dir.join(path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}

/// A pipe that nobody writes to.
fn pipe(path: &Path) -> std::io::Result<()> {
    std::process::Command::new("mkfifo").arg(path).status().map(|_| ())
}

pub const FOLDERS: &[Folder] = &[
    Folder { name: "empty", make: |_| Ok(()), arguments: &[".", "./...", "x.go", "none.go", "./none", "none/x"] },
    Folder {
        name: "no_go_files",
        make: |d| put(d, "a.txt", "x").and(put(d, "go.mod", MODULE)),
        arguments: &[".", "./...", "a.txt"],
    },
    Folder {
        name: "only_tests",
        make: |d| put(d, "a_test.go", PROGRAM).and(put(d, "go.mod", MODULE)),
        arguments: &[".", "./..."],
    },
    Folder {
        name: "only_excluded",
        make: |d| put(d, "a_windows.go", PROGRAM).and(put(d, "go.mod", MODULE)),
        arguments: &[".", "./..."],
    },
    Folder {
        name: "file_is_folder",
        make: |d| fs::create_dir(d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "file_unreadable",
        make: |d| {
            put(d, "x.go", PROGRAM)?;
            put(d, "go.mod", MODULE)?;
            fs::set_permissions(d.join("x.go"), fs::Permissions::from_mode(0o000))
        },
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "folder_unreadable",
        make: |d| {
            put(d, "a/x.go", PROGRAM)?;
            put(d, "go.mod", MODULE)?;
            fs::set_permissions(d.join("a"), fs::Permissions::from_mode(0o000))
        },
        arguments: &["a/x.go", "./a", "./..."],
    },
    Folder {
        name: "pipe",
        make: |d| pipe(&d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_is_pipe",
        make: |d| pipe(&d.join("go.mod")).and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_is_folder",
        make: |d| fs::create_dir(d.join("go.mod")).and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "device",
        make: |d| symlink("/dev/zero", d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", "."],
    },
    Folder {
        name: "null",
        make: |d| symlink("/dev/null", d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", "."],
    },
    Folder {
        name: "link_loop",
        make: |d| symlink("x.go", d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "link_dangling",
        make: |d| symlink("none", d.join("x.go")).and(put(d, "go.mod", MODULE)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "link_to_parent",
        make: |d| {
            put(d, "a/x.go", PROGRAM)?;
            put(d, "go.mod", MODULE)?;
            symlink("..", d.join("a/b"))
        },
        arguments: &["./...", "./a/b", "./a/b/a/b/a", "m/a/b/a"],
    },
    Folder {
        name: "link_root",
        make: |d| {
            put(d, "a/x.go", PROGRAM)?;
            put(d, "go.mod", MODULE)?;
            symlink("/", d.join("root"))
        },
        arguments: &["./..."],
    },
    Folder {
        name: "module_link_loop",
        make: |d| symlink("go.mod", d.join("go.mod")).and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_random",
        make: |d| {
            let mut r = super::bytes::Random(7);
            put(d, "go.mod", (0..100_000).map(|_| r.next() as u8).collect::<Vec<u8>>()).and(put(d, "x.go", PROGRAM))
        },
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_long",
        make: |d| {
            put(d, "go.mod", format!("{MODULE}require ({}", "a.b/c v1.0.0\n".repeat(400_000)))
                .and(put(d, "x.go", PROGRAM))
        },
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_long_line",
        make: |d| put(d, "go.mod", format!("module {}\n", "a".repeat(5_000_000))).and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", "."],
    },
    Folder {
        name: "module_parens",
        make: |d| put(d, "go.mod", format!("{MODULE}require {}", "(\n".repeat(10_000))).and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", "."],
    },
    Folder {
        name: "module_empty",
        make: |d| put(d, "go.mod", "").and(put(d, "x.go", PROGRAM)),
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "module_replace_self",
        make: |d| {
            put(d, "go.mod", format!("{MODULE}require n v1.0.0\nreplace n => ./\n")).and(put(
                d,
                "x.go",
                "package p\nimport _ \"n\"\n",
            ))
        },
        arguments: &["."],
    },
    Folder {
        name: "vendor_random",
        make: |d| {
            let mut r = super::bytes::Random(8);
            put(d, "vendor/modules.txt", (0..100_000).map(|_| r.next() as u8).collect::<Vec<u8>>())?;
            put(d, "go.mod", MODULE).and(put(d, "x.go", PROGRAM))
        },
        arguments: &["x.go", ".", "./..."],
    },
    Folder {
        name: "import_cycle",
        make: |d| {
            put(d, "go.mod", MODULE)?;
            put(d, "x.go", "package p\nimport _ \"m/a\"\n")?;
            put(d, "a/a.go", "package a\nimport _ \"m\"\n")
        },
        arguments: &[".", "./..."],
    },
    Folder {
        name: "import_self",
        make: |d| put(d, "go.mod", MODULE).and(put(d, "x.go", "package p\nimport _ \"m\"\n")),
        arguments: &["."],
    },
    Folder {
        name: "import_chain",
        make: |d| {
            put(d, "go.mod", MODULE)?;
            put(d, "p0/x.go", PROGRAM)?;
            (1..3000).try_for_each(|i| put(d, &format!("p{i}/x.go"), format!("package p\nimport _ \"m/p{}\"\n", i - 1)))
        },
        arguments: &["./p2999"],
    },
    Folder {
        name: "many_files",
        make: |d| {
            put(d, "go.mod", MODULE)?;
            (0..10_000).try_for_each(|i| put(d, &format!("x{i}.go"), format!("package p\nvar x{i} = new(int)\n")))
        },
        arguments: &["."],
    },
    Folder {
        name: "many_packages_in_one",
        make: |d| put(d, "go.mod", MODULE).and(put(d, "a.go", "package a\n")).and(put(d, "b.go", "package b\n")),
        arguments: &[".", "a.go"],
    },
    Folder {
        name: "deep",
        make: |d| {
            put(d, "go.mod", MODULE)?;
            put(d, &format!("{}x.go", "a/".repeat(1_500)), PROGRAM)
        },
        arguments: &["./..."],
    },
    Folder {
        name: "odd_names",
        make: |d| {
            put(d, "go.mod", MODULE)?;
            for name in [
                &b"a\xff.go"[..],
                b"a b.go",
                b"-x.go",
                b"a\nb.go",
                b"\xe2\x80\xae.go",
                b".go",
                b"_.go",
                b"a\".go",
                b"a:1:2.go",
                b"@.go",
            ] {
                fs::write(
                    d.join(std::ffi::OsStr::from_bytes(name)),
                    PROGRAM.replace('f', &format!("f{}", name.len() * 7 + name[0] as usize)),
                )?;
            }
            fs::create_dir(d.join(std::ffi::OsStr::from_bytes(b"d\xff")))?;
            fs::write(d.join(std::ffi::OsStr::from_bytes(b"d\xff/x.go")), PROGRAM)
        },
        arguments: &[".", "./...", "a b.go", "a\nb.go", "./d\u{fffd}"],
    },
    Folder {
        name: "odd_arguments",
        make: |d| put(d, "x.go", PROGRAM).and(put(d, "go.mod", MODULE)),
        arguments: &[
            "",
            "/",
            "//",
            "...",
            "./",
            "../..",
            "./x.go/",
            "x.go:1",
            "m/",
            "/x.go",
            "m/...",
            "m...x",
            "....",
            "\u{0}x",
            "@",
            "a@b",
            "x.go@latest",
            "./*",
            "[",
            "cmd/none",
            "std/x",
            "./.../x",
            "C",
            "unsafe",
        ],
    },
];
