//! The relink attack, small: a wave answered over HTTP through the real processes, and everything an
//! insider could hold. `make relink` is the same run at its full size.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use heard::demo::attack::Strictness;
use heard::demo::relink::{Wish, run, table};

/// A port whose next one is free too: the office and the survey.
pub fn two_free_ports() -> SocketAddr {
    for _ in 0..100 {
        let office = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let office = office.local_addr().expect("its address");
        let next = office.port().checked_add(1).map(|port| ("127.0.0.1", port));
        if next.is_some_and(|next| TcpListener::bind(next).is_ok()) {
            return office;
        }
    }
    panic!("no two ports side by side are free");
}

#[test]
fn whoever_holds_everything_finds_nobody_and_everybody_where_one_measure_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let wish = Wish {
        dir: folder.path().join("relink"),
        listen: two_free_ports(),
        waves: 1,
        people: 100,
        k: 10,
        program: PathBuf::from(env!("CARGO_BIN_EXE_heard")),
        strictness: Strictness::Few,
    };
    // The cluster ends with the thread that starts it: this one.
    let relinked = tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(run(&wish, |_| {}))
        .expect("a run");
    assert!(
        relinked.report.batches >= 2 && relinked.report.of >= 25,
        "{}",
        table(&relinked)
    );
    assert!(relinked.holds(), "{}", table(&relinked));
}
