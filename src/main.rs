fn main() {
    std::process::exit(escape::command::run());
}
