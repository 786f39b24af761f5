fn main() {
    std::process::exit(escape::command::run(std::env::args_os()));
}
