//! Where definition files come from: a folder, or the one this binary was built with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::survey::questionnaire::SourceFile;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/survey-defs");

/// Why a folder of definitions cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {cause}. Name a folder of definition files that this user may read", path.display())]
pub struct FolderError {
    path: PathBuf,
    // No source of the error: its words stand in the sentence already.
    cause: io::Error,
}

/// The definitions that this binary was built with.
pub fn shipped_definitions() -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect_shipped(&SHIPPED, &mut files);
    sorted(files)
}

/// Every definition file in a folder and its folders: `.yaml` anywhere, `.csv` too; guides are left out.
///
/// # Errors
/// Where the folder or a file in it cannot be read, or is not UTF-8.
pub fn definitions_in(folder: &Path) -> Result<Vec<SourceFile>, FolderError> {
    let mut files = Vec::new();
    collect(folder, folder, &mut files)?;
    Ok(sorted(files))
}

fn collect_shipped(folder: &Dir<'static>, files: &mut Vec<SourceFile>) {
    for file in folder.files().filter(|file| is_definition(file.path())) {
        files.extend(
            file.contents_utf8()
                .map(|text| source(file.path(), text.to_owned())),
        );
    }
    for inner in folder.dirs() {
        collect_shipped(inner, files);
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), FolderError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| FolderError { path, cause }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if is_definition(&path) {
            let text = fs::read_to_string(&path).map_err(failed(&path))?;
            files.push(source(path.strip_prefix(root).unwrap_or(&path), text));
        }
    }
    Ok(())
}

/// Editors leave hidden files beside those they edit; they are nobody's definitions.
fn is_definition(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !hidden
        && path
            .extension()
            .is_some_and(|ending| ["yaml", "csv"].iter().any(|known| ending == *known))
}

fn source(path: &Path, text: String) -> SourceFile {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    SourceFile {
        path: parts.join("/"),
        text,
    }
}

fn sorted(mut files: Vec<SourceFile>) -> Vec<SourceFile> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
