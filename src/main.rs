//! The `hangtag` program: reads the command line, runs the command, and says in one line what went wrong.

use std::process::ExitCode;

use clap::Parser;
use hangtag::app;
use hangtag::config::{self, CommandLine};
use hangtag::graphql::limits::STACK_BYTES;

/// A sale is some hundred small allocations on whatever thread is free: the system's allocator took a sixth of the time. This one
/// gives out first what was freed last, which a core still has near; SQLite uses it, too.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        // `--help` and `--version` are no errors.
        Err(error) if !error.use_stderr() => return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE },
        Err(error) => return complain(&config::in_one_line(&error)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK_BYTES).enable_all().build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(app::run(&line)),
        Err(error) => return complain(&format!("the runtime cannot start: {error}")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaint) => complain(&complaint.to_string()),
    }
}

fn complain(why: &str) -> ExitCode {
    eprintln!("hangtag: {}", app::on_one_line(why));
    ExitCode::FAILURE
}
