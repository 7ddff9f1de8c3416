//! An authority of the test's own, and the cluster's certificate from it.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use heard::demo::cluster::Cluster;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

/// Has the cluster speak TLS for 127.0.0.1; returns the file of the authority that vouches for it.
pub fn serve_tls(cluster: &Cluster, folder: &Path) -> PathBuf {
    let authority = authority();
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).expect("a name");
    let certificate = params.signed_by(&key, &authority).expect("signed");
    let data = cluster.data_dir();
    let owner = std::fs::metadata(&data).expect("the cluster's folder");
    for (name, text) in [
        ("server.crt", certificate.pem()),
        ("server.key", key.serialize_pem()),
    ] {
        let path = data.join(name);
        std::fs::write(&path, text).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("set");
        chown(&path, Some(owner.uid()), Some(owner.gid())).expect("given");
    }
    cluster.sql("postgres", "ALTER SYSTEM SET ssl = on").expect("set");
    cluster
        .sql("postgres", "SELECT pg_reload_conf()")
        .expect("read anew");
    kept(folder, "authority.pem", &authority)
}

/// The file of an authority that signed nothing.
pub fn another_authority(folder: &Path) -> PathBuf {
    kept(folder, "other.pem", &authority())
}

fn kept(folder: &Path, name: &str, authority: &CertifiedIssuer<'_, KeyPair>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, authority.pem()).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("set");
    path
}
