//! A posted form: read once, remembered for the page of a database that is away, then parsed and checked.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::web::error::Error;
use crate::web::typed::{Faults, Typed};

/// The most a form may hold; a contact file goes another way.
const LIMIT_BYTES: usize = 128 * 1024;
/// How long a form may take to arrive: far longer than a bad line needs for the most it may hold.
const ARRIVES_WITHIN: Duration = Duration::from_secs(60);
/// The most fields a form may have.
const LIMIT_FIELDS: usize = 400;

impl FromRequest for Typed {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let body = read(&request, &mut payload).await?;
            let typed = parse(&body)?;
            request.extensions_mut().insert(typed.clone());
            Ok(typed)
        })
    }
}

async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<web::Bytes, Error> {
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(Error::Malformed);
    }
    let body = web::Payload::from_request(request, payload)
        .await
        .map_err(|_| Error::Malformed)?;
    match tokio::time::timeout(ARRIVES_WITHIN, body.to_bytes_limited(LIMIT_BYTES)).await {
        Err(_elapsed) => Err(Error::TooSlow),
        Ok(Err(_)) => Err(Error::TooLarge),
        Ok(Ok(Err(_))) => Err(Error::Malformed),
        Ok(Ok(Ok(bytes))) => Ok(bytes),
    }
}

fn parse(body: &[u8]) -> Result<Typed, Error> {
    let mut fields = Vec::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if fields.len() == LIMIT_FIELDS || value.contains('\0') {
            return Err(Error::Malformed);
        }
        fields.push((name.into_owned(), value.into_owned()));
    }
    Ok(Typed(fields))
}

/// A form that was parsed into `T`, with what was typed and what its validator holds against it.
///
/// A field that is missing altogether is as if it had been left empty where `T` says `#[serde(default)]`.
pub struct CheckedForm<T> {
    /// The fields as they came, to fill the page again.
    pub typed: Typed,
    /// The parsed form, or what to say about it.
    pub outcome: Result<T, Faults>,
}

impl<T: DeserializeOwned + Validate> FromRequest for CheckedForm<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let typed = Typed::from_request(request, payload);
        Box::pin(async move {
            let typed = typed.await?;
            let outcome = checked(&typed);
            Ok(Self { typed, outcome })
        })
    }
}

fn checked<T: DeserializeOwned + Validate>(typed: &Typed) -> Result<T, Faults> {
    // Of a field sent twice the first counts.
    let mut first = BTreeMap::new();
    for (name, value) in &typed.0 {
        let value = if name.contains("password") {
            value.as_str()
        } else {
            value.trim()
        };
        first.entry(name.as_str()).or_insert(value);
    }
    let encoded = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(first)
        .finish();
    let form = web::Query::<T>::from_query(&encoded)
        .map_err(|_| {
            Faults::one(
                "",
                "Something on this page could not be read. Check what you entered.",
            )
        })?
        .into_inner();
    form.validate().map_err(|errors| faults_of(&errors))?;
    Ok(form)
}

fn faults_of(errors: &validator::ValidationErrors) -> Faults {
    let mut faults = Faults::default();
    for (field, found) in errors.field_errors() {
        for fault in found.iter().take(1) {
            let sentence = fault
                .message
                .as_deref()
                .unwrap_or("This is not a value that can be used here.");
            faults.add(&field, sentence);
        }
    }
    faults.0.sort();
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_fields_are_refused() {
        assert!(matches!(
            parse("a=1&".repeat(1000).as_bytes()),
            Err(Error::Malformed)
        ));
    }
}
