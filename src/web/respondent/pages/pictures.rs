//! The drawings of Easy Read pages: a few lines each, in the colour of the text, drawn for this service. They
//! stand in the page itself, so that showing one asks nobody for anything.

use maud::{Markup, html};

use crate::survey::questionnaire::Picture;

/// A picture beside a heading. A screen reader passes over it: the heading says the same.
pub fn drawing(picture: Picture) -> Markup {
    html! {
        svg class="picture" viewBox="0 0 64 64" width="64" height="64" fill="none" stroke="currentColor"
            stroke-width="4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (lines(picture))
        }
    }
}

fn lines(picture: Picture) -> Markup {
    match picture {
        Picture::Bag => html! { path d="M12 24h40l4 30H8z" {} path d="M22 24v-6a10 10 0 0 1 20 0v6" {} },
        Picture::Court => {
            html! { path d="M6 24 32 8l26 16z" {} path d="M12 28v20M25 28v20M39 28v20M52 28v20M6 54h52" {} }
        }
        Picture::Heart => {
            html! { path d="M32 54C14 42 6 33 6 23a13 13 0 0 1 26-3 13 13 0 0 1 26 3c0 10-8 19-26 31z" {} }
        }
        Picture::Home => {
            html! { path d="M6 32 32 8l26 24" {} path d="M14 28v28h36V28" {} path d="M27 56V40h10v16" {} }
        }
        Picture::Letter => html! { path d="M6 14h52v36H6z" {} path d="m6 16 26 20 26-20" {} },
        Picture::Paper => html! { path d="M14 6h26l10 10v42H14z" {} path d="M22 26h20M22 36h20M22 46h12" {} },
        Picture::Pen => html! { path d="m10 54 4-14L44 10l10 10-30 30z" {} path d="m38 16 10 10" {} },
        Picture::People => {
            html! { circle cx="20" cy="20" r="9" {} circle cx="45" cy="22" r="8" {} path d="M4 54c0-12 7-19 16-19s16 7 16 19" {} path d="M40 37c11-2 20 5 20 17" {} }
        }
        Picture::Person => {
            html! { circle cx="32" cy="20" r="12" {} path d="M8 58c0-15 10-22 24-22s24 7 24 22" {} }
        }
        Picture::Phone => html! { path d="M20 4h24v56H20z" {} path d="M28 52h8M20 14h24M20 46h24" {} },
        Picture::Search => html! { circle cx="26" cy="26" r="18" {} path d="m39 39 19 19" {} },
        Picture::Shield => {
            html! { path d="M32 4 8 14v16c0 14 9 24 24 30 15-6 24-16 24-30V14z" {} path d="m21 32 8 8 15-17" {} }
        }
        Picture::Star => html! { path d="m32 6 8 17 18 3-13 13 3 19-16-9-16 9 3-19L6 26l18-3z" {} },
        Picture::Stop => html! { path d="M21 6h22l15 15v22L43 58H21L6 43V21z" {} path d="M20 32h24" {} },
        Picture::Talk => html! { path d="M6 8h52v34H30L16 56V42H6z" {} path d="M16 20h32M16 30h22" {} },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_drawing_ends_before_the_next_begins() {
        for &picture in Picture::ALL {
            let drawn = drawing(picture).into_string();
            for shape in ["path", "circle"] {
                let (begun, ended) = (format!("<{shape} "), format!("\"></{shape}>"));
                assert_eq!(
                    drawn.matches(&begun).count(),
                    drawn.matches(&ended).count(),
                    "{drawn}"
                );
            }
        }
    }
}
