//! The frozen files of editions: written once, read as they are.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::edition_file;

/// A file as it is listed, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: i32,
}

/// A file with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its media type.
    pub media_type: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Writes a frozen file.
///
/// # Errors
/// The database's.
pub async fn insert_file(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    name: &str,
    file: &StoredFile,
) -> Result<(), Error> {
    diesel::insert_into(edition_file::table)
        .values((
            edition_file::edition.eq(of),
            edition_file::name.eq(name),
            edition_file::media_type.eq(&file.media_type),
            edition_file::sha256.eq(&file.sha256),
            edition_file::bytes.eq(&file.bytes),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

diesel::define_sql_function! {
    /// Length of a byte string.
    fn octet_length(bytes: diesel::sql_types::Binary) -> diesel::sql_types::Integer;
}

/// The files of an edition by name, without their bytes.
///
/// # Errors
/// The database's.
pub async fn list_files(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<FileRow>, Error> {
    let rows: Vec<(String, String, String, i32)> = edition_file::table
        .filter(edition_file::edition.eq(of))
        .order(edition_file::name)
        .select((
            edition_file::name,
            edition_file::media_type,
            edition_file::sha256,
            octet_length(edition_file::bytes),
        ))
        .load(conn)
        .await?;
    let file = |(name, media_type, sha256, size)| FileRow {
        name,
        media_type,
        sha256,
        size,
    };
    Ok(rows.into_iter().map(file).collect())
}

/// A file of an edition with its bytes.
///
/// # Errors
/// The database's.
pub async fn find_file(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    name: &str,
) -> Result<Option<StoredFile>, Error> {
    let row: Option<(String, String, Vec<u8>)> = edition_file::table
        .find((of, name))
        .select((
            edition_file::media_type,
            edition_file::sha256,
            edition_file::bytes,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(media_type, sha256, bytes)| StoredFile {
        media_type,
        sha256,
        bytes,
    }))
}
