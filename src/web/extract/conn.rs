//! A connection of the web's role for the length of a handler.

use std::ops::{Deref, DerefMut};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use diesel_async::AsyncPgConnection;
use futures_util::future::LocalBoxFuture;

use crate::store;
use crate::web::error::Error;
use crate::web::shop::Shop;

/// A connection on loan; a handler that asks for one answers 503 while the database is away.
pub struct Conn(store::Connection);

impl Conn {
    /// A connection of the shop, for a handler that needs one only sometimes.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn of(shop: &Shop) -> Result<Self, Error> {
        Ok(Self(shop.connection().await?))
    }
}

impl Deref for Conn {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        &self.0
    }
}

impl DerefMut for Conn {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        &mut self.0
    }
}

impl FromRequest for Conn {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shop = request.app_data::<web::Data<Shop>>().cloned();
        Box::pin(async move {
            let shop = shop.ok_or_else(|| Error::Fault("the application has no shop".into()))?;
            Self::of(&shop).await
        })
    }
}
