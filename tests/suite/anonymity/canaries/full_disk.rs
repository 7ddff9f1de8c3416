//! A disk that is full: a small file system for the table of drafts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::scene::Scene;

/// A small file system for a tablespace. Only a superuser of the machine may mount one.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(place: &Path, kilobytes: usize) -> Option<SmallDisk> {
        std::fs::create_dir_all(place).expect("a folder");
        let mounted = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("size={kilobytes}k,mode=0700,uid=65534,gid=65534"),
                "tmpfs",
            ])
            .arg(place)
            .stderr(Stdio::null())
            .status();
        let is_mounted = mounted.is_ok_and(|status| status.success());
        is_mounted.then(|| SmallDisk(place.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg("-l").arg(&self.0).status().ok();
    }
}

/// The disk is full: really where this machine lets us mount a small one, else as the server says it.
pub async fn fill_the_disk(scene: &mut Scene) -> Option<SmallDisk> {
    let (mut browser, page) = scene.at_a_text(5).await;
    let place = scene.folder.join("small");
    // Room for the table as it is, and a little more.
    let taken = scene.sql("SELECT pg_table_size('draft') / 1024");
    let taken: usize = taken.trim().parse().expect("a number");
    let disk = SmallDisk::mount(&place, taken + 512);
    match &disk {
        Some(_) => {
            scene.sql(&format!("CREATE TABLESPACE small LOCATION '{}'", place.display()));
            scene.sql("ALTER TABLE draft SET TABLESPACE small");
            let filled = scene.cluster().sql(
                "heard",
                "CREATE UNLOGGED TABLE filler (x text) TABLESPACE small; ALTER TABLE filler ALTER x SET STORAGE EXTERNAL; \
                 INSERT INTO filler SELECT repeat('x', 4000) FROM generate_series(1, 1000)",
            );
            assert!(filled.is_err(), "a small disk took a large table");
            // What one draft still finds room for, the fillers of the same size take.
            for _ in 0..40 {
                if scene
                    .cluster()
                    .sql("heard", "INSERT INTO filler SELECT repeat('x', 900)")
                    .is_err()
                {
                    break;
                }
            }
        }
        None => {
            eprintln!("No file system can be mounted here: the server is made to say that its disk is full.");
            scene.sql(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full', DETAIL = NEW::text; END $$; \
                 CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION full_disk()",
            );
        }
    }
    let mut refused = false;
    for _ in 0..60 {
        let (status, ..) = scene.sends(&mut browser, &page, "disk-full").await;
        refused = status >= 500;
        if refused {
            break;
        }
    }
    assert!(refused, "the disk did not fill");
    disk
}
