//! The program `merit`.

use merit::cli::{self, Exit};

fn main() -> Exit {
    cli::run(std::env::args_os())
}
