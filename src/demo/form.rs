//! Reads the forms of Heard's own pages, as a simulated victim meets them. It takes the markup this
//! service writes (attributes in double quotes, nothing left open) and is no reader of other HTML.

/// A form: where it goes, what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent; the address of its page where it says nothing.
    pub action: Option<String>,
    /// Its fields in order.
    pub fields: Vec<Field>,
    /// Its buttons in order.
    pub buttons: Vec<Button>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is sent under; radios and checkboxes of one question share it.
    pub name: String,
    /// What it holds, or sends when it is chosen.
    pub value: String,
    /// What it is.
    pub kind: FieldKind,
}

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Sent as it is.
    Hidden,
    /// One of several.
    Radio,
    /// Any of several.
    Checkbox,
    /// A line of text.
    Line,
    /// Several lines of text.
    Lines,
}

/// A button that sends its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it is sent under.
    pub name: String,
    /// What it sends.
    pub value: String,
}

impl Form {
    /// The button that sends `value`.
    pub fn button(&self, value: &str) -> Option<&Button> {
        self.buttons.iter().find(|button| button.value == value)
    }

    /// The names of the fields, each once, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in &self.fields {
            if !names.contains(&field.name.as_str()) {
                names.push(&field.name);
            }
        }
        names
    }
}

/// The forms of a page, in order.
pub fn forms(page: &str) -> Vec<Form> {
    page.split("<form")
        .skip(1)
        .map(|after| read_form(after.split("</form>").next().unwrap_or_default()))
        .collect()
}

/// The words of a page's first heading.
pub fn heading(page: &str) -> String {
    let after = page.split("<h1").nth(1).unwrap_or_default();
    let inside = after.split("</h1>").next().unwrap_or_default();
    // What follows each `>` up to the next tag is text; the heading's own tag was cut in two above.
    let text: String = inside
        .split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text))
        .collect();
    unescape(text.trim())
}

fn read_form(form: &str) -> Form {
    let (tag, inside) = form.split_once('>').unwrap_or((form, ""));
    let mut read = Form {
        action: attribute(tag, "action"),
        ..Form::default()
    };
    for part in inside.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or((part, ""));
        match tag.split_whitespace().next() {
            Some("input") => read.fields.extend(input(tag)),
            Some("textarea") => read.fields.extend(field(tag, FieldKind::Lines, unescape(after))),
            Some("button") => read.buttons.push(Button {
                name: attribute(tag, "name").unwrap_or_default(),
                value: attribute(tag, "value").unwrap_or_default(),
            }),
            _ => {}
        }
    }
    read
}

fn input(tag: &str) -> Option<Field> {
    let kind = match attribute(tag, "type").as_deref() {
        Some("hidden") => FieldKind::Hidden,
        Some("radio") => FieldKind::Radio,
        Some("checkbox") => FieldKind::Checkbox,
        _ => FieldKind::Line,
    };
    field(tag, kind, attribute(tag, "value").unwrap_or_default())
}

fn field(tag: &str, kind: FieldKind, value: String) -> Option<Field> {
    let name = attribute(tag, "name")?;
    Some(Field { name, value, kind })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, after) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescape(after.split('"').next()?))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use maud::{Render, html};

    use super::*;
    use crate::web::components::{Checkboxes, Choice, Radios, TextArea, TextInput, button, heading as h1};

    #[test]
    fn a_form_made_of_our_components_is_read_back() {
        let page = html! {
            form method="post" action="/q?a=1&b=2" {
                input type="hidden" name="_nonce" value="a\"b";
                (Radios { name: "sure", legend: "Sure?", choices: vec![Choice::new("y", "Yes", false), Choice::new("n", "No", true)], ..Radios::default() })
                (Checkboxes { name: "which", legend: "Which?", choices: vec![Choice::new("1", "One", false)], ..Checkboxes::default() })
                (TextInput { name: "how-many", label: "How many?", ..TextInput::default() })
                (TextArea { name: "more", label: "More?", value: "a < b", ..TextArea::default() })
                button type="submit" name="_ask" value="continue" { "Continue" }
            }
            form { (button("Leave")) }
        };
        let read = forms(&page.render().into_string());
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].action.as_deref(), Some("/q?a=1&b=2"));
        assert_eq!(read[0].names(), ["_nonce", "sure", "which", "how-many", "more"]);
        let kinds: Vec<FieldKind> = read[0].fields.iter().map(|field| field.kind).collect();
        use FieldKind::{Checkbox, Hidden, Line, Lines, Radio};
        assert_eq!(kinds, [Hidden, Radio, Radio, Checkbox, Line, Lines]);
        assert_eq!(
            (read[0].fields[0].value.as_str(), read[0].fields[5].value.as_str()),
            ("a\"b", "a < b")
        );
        assert!(read[0].button("continue").is_some() && read[0].button("send").is_none());
        assert_eq!(read[1].action, None);
    }

    #[test]
    fn the_heading_is_read_whether_it_stands_alone_or_in_a_legend() {
        assert_eq!(
            heading(&h1("Thank you & goodbye").into_string()),
            "Thank you & goodbye"
        );
        assert_eq!(
            heading("<h1 class=\"a\"><span>What</span> now?</h1>"),
            "What now?"
        );
        assert_eq!(heading("<p>none</p>"), "");
    }
}
