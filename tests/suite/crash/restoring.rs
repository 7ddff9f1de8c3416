//! Restore before and after the backup barrier: until a backup holds the mix, every answer can be brought back; from then
//! on the newest backup has them, and an older one opens nothing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use heard::demo::cluster::{Cluster, Durability};
use heard::keys::{Destruction, MixerKeys};
use heard::operations::{ConfirmBackupError, Confirmed, Floors, MixError, close_wave, confirm_backup, mix};

use super::house::Keeper;
use crate::anonymity::station::{MARK, Station, Wave, marked};
use crate::harness::{TestDatabase, seeded};

/// The mixer's keys in two copies, kept until a backup is confirmed.
fn keys(station: &Station) -> MixerKeys {
    let folder = station.folder.path();
    MixerKeys::open(&folder.join("mixer"))
        .and_then(|keys| keys.with_copy(&folder.join("copy")))
        .expect("the mixer's keys")
        .destroying(Destruction::AfterBackup)
}

/// Copies the running cluster as an operator does.
fn back_up(cluster: &Cluster, to: &Path) {
    let done = Command::new(cluster.programs().join("pg_basebackup"))
        .args([
            "-c",
            "fast",
            "-X",
            "stream",
            "-d",
            &cluster.superuser_url("postgres"),
            "-D",
        ])
        .arg(to.join("data"))
        .output()
        .expect("pg_basebackup runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Starts a cluster from a backup, with the WAL that was written since where there is any. Runs on the test's own
/// thread, which the cluster ends with.
fn restore(from: &Path, password_of: &Path, wal: Option<&Path>, to: &Path) -> Cluster {
    let run = |program: &str, args: &[&std::ffi::OsStr]| {
        let done = Command::new(program).args(args).status().expect(program);
        assert!(done.success(), "{program}");
    };
    std::fs::create_dir(to).expect("a folder");
    run(
        "cp",
        &["-a".as_ref(), from.join("data").as_os_str(), to.as_os_str()],
    );
    if let Some(wal) = wal {
        run(
            "cp",
            &[
                "-a".as_ref(),
                wal.join(".").as_os_str(),
                to.join("data/pg_wal").as_os_str(),
            ],
        );
    }
    std::fs::copy(password_of.join("password"), to.join("password")).expect("the password");
    let owner = format!("--reference={}", password_of.join("data").display());
    run(
        "chown",
        &["-R".as_ref(), owner.as_ref(), to.join("data").as_os_str()],
    );
    Cluster::start(to, Durability::Durable, &mut seeded(5)).expect("the backup starts")
}

async fn connect(cluster: &Cluster, role: &str) -> AsyncPgConnection {
    let url = cluster.url(role, "heard");
    AsyncPgConnection::establish(&url)
        .await
        .expect("the restored database answers")
}

fn marks(cluster: &Cluster) -> Vec<usize> {
    let sql = format!("SELECT {MARK} FROM response ORDER BY 1");
    let told = cluster.sql("heard", &sql).expect("it can be asked");
    told.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.trim().parse().expect("a mark"))
        .collect()
}

async fn mix_in(cluster: &Cluster, keys: &MixerKeys, wave: Wave) -> Result<usize, MixError> {
    let today = wave.to + chrono::Days::new(1);
    close_wave(&mut connect(cluster, "heard_mailer").await, today)
        .await
        .expect("closed");
    let mut mixer = connect(cluster, "heard_mixer").await;
    let mixed = mix(&mut mixer, keys, Floors::default(), today, &mut seeded(8)).await?;
    Ok(mixed.iter().map(|one| one.responses).sum())
}

/// A service whose backups are made and restored.
struct Scene {
    keeper: Keeper,
    station: Station,
    keys: MixerKeys,
    wave: Wave,
    /// How many keys there are before anything is confirmed.
    kept: usize,
    room: tempfile::TempDir,
}

impl Scene {
    /// Twelve answers, a backup, three more answers; then the mix, whose keys stay.
    async fn set() -> Scene {
        let keeper = Keeper::start();
        let room = tempfile::tempdir().expect("a folder");
        let mut station = Station::on(TestDatabase::on(Arc::clone(&keeper.cluster)).await).await;
        let wave = station.open_wave(&[("28E", 40)]).await;
        let keys = keys(&station);
        station.send_many(wave, "burglary", 12).await;
        back_up(&keeper.cluster, &room.path().join("early"));
        let links = station.links(wave, "burglary");
        for (place, link) in links.iter().enumerate().take(15).skip(12) {
            let answers = marked(place).with("sex", "female").with("age-band", "25-34");
            station
                .send(wave, link, answers.of(Some("burglary")))
                .await
                .expect("sent");
        }
        assert_eq!(mix_in(&keeper.cluster, &keys, wave).await.expect("mixed"), 15);
        let kept = keys.epochs().expect("listed").len();
        let copies = std::fs::read_dir(station.folder.path().join("copy")).expect("copies");
        assert_eq!(
            (kept > 0, copies.count()),
            (true, kept),
            "the keys wait, in two copies"
        );
        Scene {
            keeper,
            station,
            keys,
            wave,
            kept,
            room,
        }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.room.path().join(name)
    }

    /// The folder of the running cluster.
    fn live(&self) -> PathBuf {
        let data = self.keeper.cluster.data_dir();
        data.parent().expect("its folder").to_owned()
    }

    fn restore(&self, backup: &str, wal: Option<&str>, to: &str) -> Cluster {
        let wal = wal.map(|wal| self.place(wal));
        restore(&self.place(backup), &self.live(), wal.as_deref(), &self.place(to))
    }

    async fn confirm(&self, copy: &Cluster) -> Result<Confirmed, ConfirmBackupError> {
        let mut mixer = self.station.database.connect("heard_mixer").await;
        let mut copy = connect(copy, "heard_mixer").await;
        confirm_backup(&mut mixer, &mut copy, &self.keys).await
    }
}

fn waiting(waiting: usize) -> Confirmed {
    Confirmed {
        destroyed: 0,
        waiting,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_barrier_a_backup_and_its_log_bring_back_every_answer_and_kept_keys_open_the_backup_alone()
{
    let scene = Scene::set().await;
    let switch = "SELECT pg_switch_wal()";
    scene
        .keeper
        .cluster
        .sql("postgres", switch)
        .expect("the segment is whole");
    let wal = scene.live().join("data/pg_wal");
    let copied = Command::new("cp")
        .arg("-a")
        .arg(wal)
        .arg(scene.place("archive"))
        .status();
    assert!(copied.expect("cp runs").success());
    tokio::task::block_in_place(|| scene.keeper.crash());

    let with_wal = scene.restore("early", Some("archive"), "with-wal");
    assert_eq!(marks(&with_wal), (0..15).collect::<Vec<_>>());
    drop(with_wal);
    let alone = scene.restore("early", None, "alone");
    let told = scene.confirm(&alone).await.expect("compared");
    assert_eq!(told, waiting(scene.kept), "the mix is not in that backup");
    assert_eq!(
        mix_in(&alone, &scene.keys, scene.wave)
            .await
            .expect("mixed again"),
        12
    );
    assert_eq!(marks(&alone), (0..12).collect::<Vec<_>>());
    // It mixed the same epochs anew, and holds other responses than the running database: no proof of those.
    let told = scene.confirm(&alone).await;
    assert!(
        matches!(told, Err(ConfirmBackupError::Differs { .. })),
        "{told:?}"
    );
    assert_eq!(scene.keys.epochs().expect("listed").len(), scene.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_barrier_the_newest_backup_has_every_answer_and_an_old_one_opens_nothing() {
    let scene = Scene::set().await;
    let same = scene.confirm(&scene.keeper.cluster).await;
    assert!(matches!(same, Err(ConfirmBackupError::SameDatabase)), "{same:?}");
    back_up(&scene.keeper.cluster, &scene.place("late"));
    let late = scene.restore("late", None, "restored");
    let all = Confirmed {
        destroyed: scene.kept,
        waiting: 0,
    };
    assert_eq!(scene.confirm(&late).await.expect("compared"), all);
    assert!(scene.keys.epochs().expect("listed").is_empty());
    assert_eq!(marks(&late), (0..15).collect::<Vec<_>>());
    drop(late);

    let old = scene.restore("early", None, "old");
    let told = mix_in(&old, &scene.keys, scene.wave)
        .await
        .expect_err("nothing opens it");
    assert!(matches!(told, MixError::Key(_)), "{told}");
    assert!(marks(&old).is_empty());
    let held = old
        .sql("heard", "SELECT count(*) FROM ballot")
        .expect("it can be asked");
    assert_eq!(held.trim(), "12", "sealed, and nothing was deleted");
}
