//! The proxy of `deploy/`, with its own configuration but for certificates, ports and places.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CONFIGURATION: &str = include_str!("../../../../deploy/nginx.conf");

/// A proxy that runs; it ends with this.
pub struct Proxy {
    child: Child,
    pub address: SocketAddr,
}

impl Proxy {
    /// Starts it before the survey, with everything it writes in `folder`; nothing where this machine has no nginx.
    pub fn start(folder: &Path, survey: SocketAddr) -> Option<Proxy> {
        let found = Command::new("nginx").arg("-v").stderr(Stdio::null()).status();
        if !found.is_ok_and(|status| status.success()) {
            eprintln!("There is no nginx here: the proxy's logs are not searched.");
            return None;
        }
        std::fs::create_dir_all(folder.join("temp")).expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("its address");
        drop(free);
        let configuration = folder.join("nginx.conf");
        std::fs::write(&configuration, configured(folder, survey, address)).expect("written");
        let child = Command::new("nginx")
            .arg("-p")
            .arg(folder)
            .arg("-e")
            .arg(folder.join("error.log"))
            .arg("-c")
            .arg(&configuration)
            .spawn()
            .expect("nginx starts");
        let proxy = Proxy { child, address };
        proxy.wait_until_it_answers();
        Some(proxy)
    }

    fn wait_until_it_answers(&self) {
        for _ in 0..100 {
            if TcpStream::connect(self.address).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("nginx does not listen");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().ok();
        self.child.wait().ok();
    }
}

/// The shipped file without TLS, on a port of its own, in a frame as Debian has it: what the server
/// blocks do not switch off is logged.
fn configured(folder: &Path, survey: SocketAddr, address: SocketAddr) -> String {
    let place = folder.display();
    let shipped: String = CONFIGURATION
        .lines()
        .filter(|line| !line.contains("listen [::]") && !line.trim_start().starts_with("ssl_"))
        .map(|line| {
            let line = line
                .replace("listen 443 ssl http2", &format!("listen {address}"))
                .replace("listen 443 ssl", &format!("listen {address}"))
                .replace("listen 80", &format!("listen {address}"))
                .replace("server_name answers.example.org;", "server_name 127.0.0.1;")
                .replace(
                    "server_name answers.example.org office",
                    "server_name office-plain",
                )
                .replace("127.0.0.1:8081", &survey.to_string())
                .replace("/var/log/nginx", &place.to_string());
            line + "\n"
        })
        .collect();
    format!(
        "user root;\ndaemon off;\nworker_processes 1;\npid {place}/pid;\nerror_log {place}/error.log info;\n\
         events {{}}\nhttp {{\naccess_log {place}/access.log;\nclient_body_temp_path {place}/temp/body;\n\
         proxy_temp_path {place}/temp/proxy;\nfastcgi_temp_path {place}/temp/fastcgi;\n\
         uwsgi_temp_path {place}/temp/uwsgi;\nscgi_temp_path {place}/temp/scgi;\n{shipped}}}\n"
    )
}
