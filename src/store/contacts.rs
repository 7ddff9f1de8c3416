//! Contacts: whom to write to in one wave. No status, no link, no time of answering.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;
use super::schema::{contact, staged_contact, upload};

/// The contacts of an upload with their cohorts.
///
/// # Errors
/// The database's.
pub async fn list_of_upload(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<(Uuid, Uuid)>, Error> {
    Ok(contact::table
        .filter(contact::upload.eq(of))
        .select((contact::id, contact::cohort))
        .load(conn)
        .await?)
}

/// The ids of a wave's contacts.
///
/// # Errors
/// The database's.
pub async fn list_ids_of_wave(conn: &mut AsyncPgConnection, of: Uuid) -> Result<Vec<Uuid>, Error> {
    Ok(contact::table
        .filter(contact::wave.eq(of))
        .select(contact::id)
        .load(conn)
        .await?)
}

/// A contact's address, still sealed.
pub struct SealedAddress {
    /// The contact.
    pub contact: Uuid,
    /// Its upload.
    pub upload: Uuid,
    /// The upload's data key, sealed to the wave's contact key.
    pub sealed_data_key: Option<Vec<u8>>,
    /// The address, sealed with the data key.
    pub address: Vec<u8>,
}

type AddressRow = (Uuid, Uuid, Option<Vec<u8>>, Vec<u8>);

/// The sealed addresses of contacts.
///
/// # Errors
/// The database's.
pub async fn list_addresses(conn: &mut AsyncPgConnection, of: &[Uuid]) -> Result<Vec<SealedAddress>, Error> {
    let rows: Vec<AddressRow> = contact::table
        .inner_join(upload::table)
        .filter(contact::id.eq_any(of))
        .select((contact::id, upload::id, upload::sealed_data_key, contact::email))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(contact, upload, sealed_data_key, address)| SealedAddress {
            contact,
            upload,
            sealed_data_key,
            address,
        })
        .collect())
}

/// Deletes a wave's contacts, those still staged too; their letters go with them.
///
/// # Errors
/// The database's.
pub async fn delete_of_wave(conn: &mut AsyncPgConnection, of: Uuid) -> Result<usize, Error> {
    let uploads = upload::table.filter(upload::wave.eq(of)).select(upload::id);
    let staged = diesel::delete(staged_contact::table.filter(staged_contact::upload.eq_any(uploads)))
        .execute(conn)
        .await?;
    let contacts = diesel::delete(contact::table.filter(contact::wave.eq(of)))
        .execute(conn)
        .await?;
    Ok(staged + contacts)
}
