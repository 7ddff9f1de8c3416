//! The keys of a new service: a folder for each process, with what it holds from the first day.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use rand::CryptoRng;

use crate::ballot::certificate::CertificateKey;
use crate::ballot::{BenchPrivateKey, SecretKey, SupportPrivateKey};

use super::{KeyDir, KeyError, mailer, mixer, recent, reporter, support, web};

/// The holders of keys, each with a folder that no other may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// `heard serve`.
    Web,
    /// `heard work`, for its letters.
    Mailer,
    /// `heard mix`.
    Mixer,
    /// `heard work`, for its editions.
    Reporter,
    /// The people who read the comments.
    Bench,
    /// The people who contact those who asked for it.
    Support,
}

impl Process {
    /// All of them.
    pub const ALL: [Process; 6] = [
        Process::Web,
        Process::Mailer,
        Process::Mixer,
        Process::Reporter,
        Process::Bench,
        Process::Support,
    ];

    /// The name of its folder below the root that [`lay_out`] fills.
    pub fn folder(self) -> &'static str {
        match self {
            Process::Web => "web",
            Process::Mailer => "mailer",
            Process::Mixer => "mixer",
            Process::Reporter => "reporter",
            Process::Bench => "bench",
            Process::Support => "support",
        }
    }
}

/// Makes below `root` every folder and lasting key that is missing and returns what it made, e.g.
/// `web/cookie.key`. What is there stays as it is. Where processes run as users of their own, give
/// each folder to its user afterwards.
///
/// # Errors
/// The system refuses, or what is there is no key or can be read by others.
pub fn lay_out(root: &Path, rng: &mut impl CryptoRng) -> Result<Vec<String>, KeyError> {
    let mut made = Vec::new();
    let open = |process: Process| KeyDir::open_or_make(&root.join(process.folder()));
    make_root(root)?;
    let (web, mailer, mixer, reporter, bench) = (
        open(Process::Web)?,
        open(Process::Mailer)?,
        open(Process::Mixer)?,
        open(Process::Reporter)?,
        open(Process::Bench)?,
    );
    for name in [web::COOKIE, web::PEPPER, web::OPT_OUT, web::STAFF, web::CARD] {
        ensure(&web, "web", name, &mut made, || {
            Ok(*SecretKey::generate(rng).expose())
        })?;
    }
    // Made here, so that a host can let the web process write into this folder and no other.
    web.inner(recent::FOLDER)?;
    ensure(&mailer, "mailer", mailer::OPT_OUT, &mut made, || {
        Ok(*web.read(web::OPT_OUT)?)
    })?;
    ensure(&reporter, "reporter", reporter::CELL_KEY, &mut made, || {
        Ok(*SecretKey::generate(rng).expose())
    })?;
    ensure(&bench, "bench", mixer::BENCH_PRIVATE, &mut made, || {
        Ok(*BenchPrivateKey::generate(rng).expose())
    })?;
    ensure(&mixer, "mixer", mixer::BENCH_PUBLIC, &mut made, || {
        let private = BenchPrivateKey::from_bytes(*bench.read(mixer::BENCH_PRIVATE)?);
        Ok(*private.public().as_bytes())
    })?;
    ensure(&mixer, "mixer", mixer::CELL_KEY, &mut made, || {
        Ok(*reporter.read(reporter::CELL_KEY)?)
    })?;
    make_certificates(&web, &mixer, &mut made, rng)?;
    make_support(root, &web, &mut made, rng)?;
    Ok(made)
}

/// The pair that signs certificates. Where the mixer runs elsewhere its private half is not here, so only a missing
/// public half makes a new pair.
fn make_certificates(
    web: &KeyDir,
    mixer: &KeyDir,
    made: &mut Vec<String>,
    rng: &mut impl CryptoRng,
) -> Result<(), KeyError> {
    if web.has(web::CERTIFICATE_PUBLIC) {
        return Ok(());
    }
    ensure(mixer, "mixer", mixer::CERTIFICATE, made, || {
        Ok(*CertificateKey::generate(rng).expose())
    })?;
    let private = CertificateKey::from_bytes(*mixer.read(mixer::CERTIFICATE)?);
    ensure(web, "web", web::CERTIFICATE_PUBLIC, made, || {
        Ok(*private.public().as_bytes())
    })
}

/// The support team's pair. Its private half is meant to be moved away from here, so only a missing public half
/// makes a new pair: otherwise what is sealed from then on would open for nobody.
fn make_support(
    root: &Path,
    web: &KeyDir,
    made: &mut Vec<String>,
    rng: &mut impl CryptoRng,
) -> Result<(), KeyError> {
    if web.has(web::SUPPORT_PUBLIC) {
        return Ok(());
    }
    let support = KeyDir::open_or_make(&root.join(Process::Support.folder()))?;
    ensure(&support, "support", support::PRIVATE, made, || {
        Ok(*SupportPrivateKey::generate(rng).expose())
    })?;
    let private = SupportPrivateKey::from_bytes(*support.read(support::PRIVATE)?);
    ensure(web, "web", web::SUPPORT_PUBLIC, made, || {
        Ok(*private.public().as_bytes())
    })
}

/// The root only leads to the folders, each of which its own user must reach; they keep others out.
fn make_root(root: &Path) -> Result<(), KeyError> {
    let made = DirBuilder::new().mode(0o711).create(root);
    match made {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(KeyError::of(root)(error)),
        _ => Ok(()),
    }
}

fn ensure(
    folder: &KeyDir,
    folder_name: &str,
    name: &str,
    made: &mut Vec<String>,
    key: impl FnOnce() -> Result<[u8; 32], KeyError>,
) -> Result<(), KeyError> {
    if folder.has(name) {
        return Ok(());
    }
    let key = zeroize::Zeroizing::new(key()?);
    folder.write_new(name, &key)?;
    made.push(format!("{folder_name}/{name}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use uuid::Uuid;

    use super::super::{BenchKeys, Destruction, MailerKeys, MixerKeys, ReporterKeys, SupportKeys, WebKeys};
    use super::*;

    #[test]
    fn a_new_service_gets_every_lasting_key_once_and_keeps_it() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("keys");
        let mut rng = StdRng::seed_from_u64(1);
        assert_eq!(lay_out(&root, &mut rng).expect("made").len(), 14);
        let web = WebKeys::load(&root.join("web")).expect("web's keys");
        assert!(root.join("web/recent").is_dir());
        assert!(lay_out(&root, &mut rng).expect("kept").is_empty());
        let again = WebKeys::load(&root.join("web")).expect("web's keys");
        assert_eq!(web.cookie.expose(), again.cookie.expose());

        let mailer = MailerKeys::open(&root.join("mailer")).expect("the mailer's keys");
        assert_eq!(mailer.opt_out.expose(), web.opt_out.expose());
        let mixer = MixerKeys::open(&root.join("mixer")).expect("the mixer's keys");
        let bench = BenchKeys::load(&root.join("bench")).expect("the bench's key");
        assert_eq!(mixer.bench.as_bytes(), bench.private.public().as_bytes());
        assert_eq!(mixer.certificates.public(), web.certificates);
        let reporter = ReporterKeys::load(&root.join("reporter")).expect("the reporter's key");
        assert_eq!(mixer.cell_key.expose(), reporter.cell_key.expose());
    }

    #[test]
    fn the_support_teams_key_can_be_moved_away_and_is_not_made_anew() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("keys");
        let mut rng = StdRng::seed_from_u64(3);
        lay_out(&root, &mut rng).expect("made");
        let team = SupportKeys::load(&root.join("support")).expect("the team's key");
        let web = WebKeys::load(&root.join("web")).expect("web's keys");
        assert_eq!(team.private.public().as_bytes(), web.support.as_bytes());
        let moved = outer.path().join("elsewhere");
        std::fs::rename(root.join("support"), &moved).expect("moved");
        assert!(lay_out(&root, &mut rng).expect("kept").is_empty());
        SupportKeys::load(&moved).expect("the same key elsewhere");
    }

    #[test]
    fn the_keys_of_a_wave_and_of_an_epoch_come_and_go() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("keys");
        let mut rng = StdRng::seed_from_u64(2);
        lay_out(&root, &mut rng).expect("made");
        let (wave, epoch) = (Uuid::from_u128(1), Uuid::from_u128(2));

        let mailer = MailerKeys::open(&root.join("mailer")).expect("opens");
        mailer.make_wave(wave, &mut rng).expect("made");
        let link_key = mailer.link_key(wave).expect("there");
        mailer.make_wave(wave, &mut rng).expect("kept");
        assert_eq!(link_key.expose(), mailer.link_key(wave).expect("there").expose());
        assert_eq!(mailer.waves().expect("listed"), [wave]);
        mailer.destroy_wave(wave).expect("destroyed");
        mailer.destroy_wave(wave).expect("no fault");
        assert!(mailer.link_key(wave).is_err() && mailer.contact_key(wave).is_err());

        let mixer = MixerKeys::open(&root.join("mixer")).expect("opens");
        let public = mixer.make_epoch(epoch, &mut rng).expect("made");
        let private = mixer.epoch_key(epoch).expect("there");
        assert_eq!(private.public().as_bytes(), public.as_bytes());
        assert_eq!(mixer.epochs().expect("listed"), [epoch]);
        mixer.destroy_epoch(epoch).expect("destroyed");
        assert!(mixer.epoch_key(epoch).is_err());
    }

    #[test]
    fn an_epochs_key_has_a_copy_until_it_goes_from_both_and_one_may_be_lost() {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().join("keys");
        let mut rng = StdRng::seed_from_u64(4);
        lay_out(&root, &mut rng).expect("made");
        let (old, new) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let alone = MixerKeys::open(&root.join("mixer")).expect("opens");
        alone.make_epoch(old, &mut rng).expect("made");
        let copy = outer.path().join("copy");
        let both = MixerKeys::open(&root.join("mixer"))
            .and_then(|keys| keys.with_copy(&copy))
            .expect("opens");
        both.make_epoch(new, &mut rng).expect("made");
        let kept = both.epoch_key(new).expect("there").expose().to_vec();
        for lost in [old, new] {
            std::fs::remove_file(root.join(format!("mixer/{lost}.key"))).expect("lost");
        }
        assert_eq!(both.epochs().expect("listed"), [old, new]);
        assert_eq!(
            both.epoch_key(new).expect("from the copy").expose().to_vec(),
            kept
        );
        assert!(alone.epoch_key(old).is_err());

        let waiting = both.destroying(Destruction::AfterBackup);
        waiting.settle_epoch(old).expect("kept");
        assert_eq!(waiting.epochs().expect("listed"), [old, new]);
        waiting.destroy_epoch(old).expect("destroyed");
        let at_once = waiting.destroying(Destruction::Immediate);
        at_once.settle_epoch(new).expect("destroyed");
        assert!(at_once.epochs().expect("listed").is_empty());
        assert_eq!(std::fs::read_dir(&copy).expect("a folder").count(), 0);
    }
}
