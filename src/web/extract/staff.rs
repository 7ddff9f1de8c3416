//! Who is signed in. `admission` puts it there after it has checked the role that the route names.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::operations::sign_in::{Identity, SessionId};
use crate::store::staff::Role;
use crate::web::error::Error;
use crate::web::pages::SignedIn;

/// A person who may do what the route is for; `Option<Staff>` where nobody needs to be.
#[derive(Clone)]
pub struct Staff {
    /// Account, name, role.
    pub identity: Identity,
    /// The session, to end or to keep.
    pub session: SessionId,
}

impl Staff {
    /// The account's name, for the audit and for four eyes.
    pub fn username(&self) -> &str {
        &self.identity.username
    }

    /// What the frame of a page shows.
    pub fn frame(&self) -> SignedIn<'_> {
        SignedIn {
            username: &self.identity.username,
            role: self.identity.role.as_str(),
            menu: menu_of(self.identity.role),
        }
    }
}

/// Where each role may go.
fn menu_of(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Provider => &[
            ("/", "Start"),
            ("/waves", "Waves"),
            ("/cards", "Cards"),
            ("/interviews", "Interviews"),
            ("/helplines", "Helplines"),
            ("/questionnaires", "Questionnaires"),
        ],
        Role::Commissioner => &[
            ("/", "Start"),
            ("/uploads", "Contact files"),
            ("/editions", "Editions"),
            ("/certificates", "Ballot account"),
            ("/questionnaires", "Questionnaires"),
        ],
        Role::Administrator => &[("/", "Start"), ("/staff", "Accounts")],
    }
}

impl FromRequest for Staff {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let staff = request.extensions().get::<Self>().cloned();
        ready(staff.ok_or(Error::NotYours))
    }
}
