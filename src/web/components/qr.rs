//! A QR code as a picture made of markup: nothing is fetched, nothing is styled inline.

use maud::{Markup, html};
use qrcode::{Color, QrCode};

/// The code of `text`, with `name` for those who do not see it; nothing where the text is too long for one.
pub fn qr_code(text: &str, name: &str) -> Markup {
    let Ok(code) = QrCode::new(text.as_bytes()) else {
        return html! {};
    };
    let side = code.width();
    let whole = side + 8;
    let mut path = String::new();
    for (index, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", index % side + 4, index / side + 4));
        }
    }
    html! {
        svg.picture role="img" aria-label=(name) viewBox={ "0 0 " (whole) " " (whole) } shape-rendering="crispEdges" {
            rect width=(whole) height=(whole) fill="#ffffff" {}
            path d=(path) fill="#1f2a2e" {}
        }
    }
}
