//! The private cluster, in a folder that no other user may enter: what its own user can read.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

use heard::demo::cluster::{Cluster, Durability, write_private};

use crate::harness::seeded;

#[test]
fn the_database_reads_no_file_of_the_machine_and_no_role_has_anothers_password() {
    let closed = tempfile::tempdir().expect("a folder");
    let only_me = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(closed.path(), only_me).expect("a closed folder");
    let (folder, key) = (closed.path().join("postgres"), closed.path().join("key"));
    write_private(&key, "a key").expect("a file");
    let cluster = Cluster::start(&folder, Durability::Careless, &mut seeded(9)).expect("it starts");
    let read = |path: &str| cluster.sql("postgres", &format!("SELECT pg_read_binary_file('{path}')"));
    let refused = |path: &str| {
        read(path)
            .expect_err(path)
            .to_string()
            .contains("Permission denied")
    };
    assert!(refused("/etc/shadow"));
    // Whoever is not root runs the database as himself: there it could read what he can.
    if std::fs::metadata(&folder).expect("a folder").uid() == 0 {
        assert!(refused(&key.display().to_string()));
        assert!(refused(&folder.join("password").display().to_string()));
    }

    assert_eq!(signs_in(&cluster, &cluster.url("heard_web", "postgres")), "1");
    let as_another = cluster.url("heard_web", "postgres");
    for role in ["postgres", "heard_mixer"] {
        let url = as_another.replacen("heard_web", role, 1);
        assert_eq!(
            signs_in(&cluster, &url),
            "",
            "{role} was opened with the web's password"
        );
    }

    drop(cluster);
    let again = Cluster::start(&folder, Durability::Careless, &mut seeded(9)).expect("it starts again");
    assert_eq!(signs_in(&again, &again.url("heard_mixer", "postgres")), "1");
}

fn signs_in(cluster: &Cluster, url: &str) -> String {
    let psql = Command::new(cluster.programs().join("psql"))
        .args(["-X", "-A", "-t", "-c", "SELECT 1", "-d", url])
        .output()
        .expect("psql runs");
    String::from_utf8_lossy(&psql.stdout).trim().to_owned()
}
