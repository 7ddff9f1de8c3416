//! A page as a person without a script meets it: a title, text, forms with fields and buttons. Reads
//! the markup that Heard writes; it is no general HTML parser.

/// A page that has been read.
pub struct Page {
    pub status: u16,
    pub body: String,
    pub forms: Vec<Form>,
}

/// One form of it.
#[derive(Debug, Default)]
pub struct Form {
    pub action: Option<String>,
    pub fields: Vec<Field>,
    pub buttons: Vec<(String, String, String)>,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub kind: String,
    pub name: String,
    pub value: String,
    pub chosen: bool,
}

impl Page {
    pub fn read(status: u16, body: String) -> Page {
        let forms = read_forms(&body);
        Page { status, body, forms }
    }

    pub fn title(&self) -> &str {
        between(&self.body, "<title>", "</title>")
    }

    pub fn heading(&self) -> String {
        let heading = between(&self.body, "<h1", "</h1>");
        plain(heading.split_once('>').map_or(heading, |(_, text)| text))
    }

    /// The form that holds a button of this value.
    pub fn form_with(&self, value: &str) -> &Form {
        self.forms
            .iter()
            .find(|form| form.buttons.iter().any(|(_, given, _)| given == value))
            .unwrap_or_else(|| panic!("no button {value} on “{}”", self.heading()))
    }

    pub fn has_button(&self, value: &str) -> bool {
        self.forms
            .iter()
            .any(|form| form.buttons.iter().any(|(_, given, _)| given == value))
    }
}

impl Form {
    /// What the browser would send as the form stands, pressing the button of this value.
    pub fn pressed(&self, value: &str) -> Vec<(String, String)> {
        let mut sent: Vec<_> = self
            .fields
            .iter()
            .filter(|field| field.chosen)
            .map(|field| (field.name.clone(), field.value.clone()))
            .collect();
        let button = self
            .buttons
            .iter()
            .find(|(_, given, _)| given == value)
            .expect("the button");
        sent.push((button.0.clone(), button.1.clone()));
        sent
    }
}

fn read_forms(body: &str) -> Vec<Form> {
    body.split("<form")
        .skip(1)
        .map(|part| {
            let (tag, inside) = part.split_once('>').expect("a form tag");
            let inside = inside.split_once("</form>").expect("the form ends").0;
            let mut form = Form {
                action: attribute(tag, "action"),
                ..Form::default()
            };
            read_fields(inside, &mut form);
            form
        })
        .collect()
}

fn read_fields(inside: &str, form: &mut Form) {
    for part in inside.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap_or((part, ""));
        let name = tag.split_whitespace().next().unwrap_or_default();
        match name {
            "input" => form.fields.push(input(tag)),
            "textarea" if attribute(tag, "name").is_some() => form.fields.push(Field {
                kind: "textarea".to_owned(),
                name: attribute(tag, "name").unwrap_or_default(),
                value: unescape(after.strip_prefix('\n').unwrap_or(after)),
                chosen: true,
            }),
            "button" => form.buttons.push((
                attribute(tag, "name").unwrap_or_default(),
                attribute(tag, "value").unwrap_or_default(),
                unescape(after),
            )),
            _ => {}
        }
    }
}

fn input(tag: &str) -> Field {
    let kind = attribute(tag, "type").unwrap_or_else(|| "text".to_owned());
    let choice = kind == "radio" || kind == "checkbox";
    Field {
        name: attribute(tag, "name").unwrap_or_default(),
        value: attribute(tag, "value").unwrap_or_default(),
        chosen: !choice
            || tag
                .split_whitespace()
                .any(|word| word.trim_end_matches('/') == "checked"),
        kind,
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = tag[start..].find('"')?;
    Some(unescape(&tag[start..start + length]))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from)
        .and_then(|(_, rest)| rest.split_once(to))
        .map_or("", |(found, _)| found)
}

/// Text without its tags.
pub fn plain(markup: &str) -> String {
    let mut text = String::new();
    for (at, part) in markup.split('<').enumerate() {
        text.push_str(if at == 0 {
            part
        } else {
            part.split_once('>').map_or("", |(_, after)| after)
        });
    }
    unescape(&text)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
