//! Embeds the built style sheets and scripts: each under a name that carries the hash of its content,
//! beside copies compressed once and for all. The files come from `src/web/assets/built`, which the npm
//! build in that folder writes; `BUILT_ASSETS_DIR` names another folder.

#![expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script by its environment"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha2::{Digest, Sha256};

const FILES: [&str; 6] = [
    "office.css",
    "office.js",
    "office.svg",
    "survey.css",
    "survey.js",
    "survey.svg",
];

fn main() -> ExitCode {
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            println!("cargo::error={sentence}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed=BUILT_ASSETS_DIR");
    println!("cargo::rerun-if-changed=build.rs");
    // The definitions are embedded too, by a macro that cargo does not see: an edit there must build anew.
    println!("cargo::rerun-if-changed=survey-defs");
    let built = built_folder()?;
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut code = String::from("pub(super) static ASSETS: &[Asset] = &[\n");
    for name in FILES {
        let source = built.join(name);
        println!("cargo::rerun-if-changed={}", source.display());
        let bytes = std::fs::read(&source).map_err(|error| {
            format!(
                "the style sheets and scripts are not built yet ({}: {error}). Run `make assets`, \
                 which runs `npm ci --ignore-scripts && npm run build` in src/web/assets.",
                source.display()
            )
        })?;
        let entry =
            embed_one(name, &bytes, &out).map_err(|error| format!("could not embed {name}: {error}"))?;
        code.push_str(&entry);
    }
    code.push_str("];\n");
    std::fs::write(out.join("assets.rs"), code).map_err(|error| format!("could not write assets.rs: {error}"))
}

fn built_folder() -> Result<PathBuf, String> {
    if let Ok(folder) = variable("BUILT_ASSETS_DIR") {
        return Ok(PathBuf::from(folder));
    }
    Ok(Path::new(&variable("CARGO_MANIFEST_DIR")?).join("src/web/assets/built"))
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| format!("cargo did not set {name}: {error}"))
}

/// Writes the file and its compressed copies and returns its line of the generated table.
fn embed_one(name: &str, bytes: &[u8], out: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let hash = Sha256::digest(bytes);
    let mut short = String::new();
    for byte in &hash[..8] {
        write!(short, "{byte:02x}")?;
    }
    let (stem, extension) = name.split_once('.').unwrap_or((name, "bin"));
    let media_type = match extension {
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    std::fs::write(out.join(name), bytes)?;
    std::fs::write(out.join(format!("{name}.br")), brotli_copy(bytes)?)?;
    std::fs::write(out.join(format!("{name}.gz")), gzip_copy(bytes)?)?;
    let include = |suffix: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}{suffix}\"))");
    Ok(format!(
        "    Asset {{ source: \"{name}\", path: \"/assets/{stem}-{short}.{extension}\", media_type: \"{media_type}\", \
         plain: {}, brotli: {}, gzip: {} }},\n",
        include(""),
        include(".br"),
        include(".gz"),
    ))
}

fn brotli_copy(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut copy = Vec::new();
    {
        let mut writer = brotli::CompressorWriter::new(&mut copy, 4096, 11, 22);
        writer.write_all(bytes)?;
        writer.flush()?;
    }
    Ok(copy)
}

fn gzip_copy(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}
