//! The house is as `lib.rs` draws it: arrows point down, nothing goes in circles, files stay small,
//! and the walls that anonymity rests on stand. Reads the sources as text; needs no database.

#![expect(
    clippy::expect_used,
    reason = "a test stops where something is not as it must be"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What each floor may use. The same list stands in words in `lib.rs`.
const ARROWS: [(&str, &[&str]); 11] = [
    ("survey", &[]),
    ("ballot", &["survey"]),
    ("store", &["survey", "ballot"]),
    ("mail", &["survey"]),
    ("documents", &["survey"]),
    ("keys", &["ballot"]),
    (
        "operations",
        &["survey", "ballot", "store", "mail", "documents", "keys"],
    ),
    ("jobs", &["store", "operations"]),
    ("web", &["survey", "ballot", "store", "documents", "operations"]),
    ("config", &["store", "mail", "keys", "jobs", "web"]),
    (
        "demo",
        &[
            "config",
            "web",
            "jobs",
            "operations",
            "store",
            "keys",
            "ballot",
            "survey",
        ],
    ),
];

struct Source {
    path: String,
    /// Code without comments and without the tests at its foot.
    code: String,
    lines: usize,
}

impl Source {
    fn floor(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Its module, e.g. `["survey", "crime", "offence"]`.
    fn module(&self) -> Vec<&str> {
        let trimmed = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        trimmed.split('/').collect()
    }

    /// Floor and room, e.g. `survey::crime`; the floor itself for files that stand in no room.
    fn room(&self) -> String {
        let module = self.module();
        module[..module.len().min(2)].join("::")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    assert!(files.len() > 30, "the sources were not found");
    files.iter().map(|file| read(&root, file)).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Source {
    let text = fs::read_to_string(file).expect("a source file can be read");
    let path = file
        .strip_prefix(root)
        .expect("below src")
        .to_string_lossy()
        .into_owned();
    // Files of tests beside the code they test are named so.
    let all_tests = path.ends_with("tests.rs");
    let body = if all_tests {
        ""
    } else {
        text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    };
    let code = body
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    Source {
        path,
        code,
        lines: text.lines().count(),
    }
}

/// Every path in the code that begins at the crate or above its own module, as floor and room; braces are
/// opened one level.
fn uses(source: &Source) -> BTreeSet<(String, String)> {
    let code = source.code.as_str();
    let mut found = BTreeSet::new();
    let mut note = |above: &[&str], rest: &str| {
        for path in heads(rest) {
            let mut names = above.iter().copied().chain(path.split("::")).map(word);
            let floor = names.next().unwrap_or_default();
            found.insert((floor, names.next().unwrap_or_default()));
        }
    };
    for (at, start) in code.match_indices("crate::") {
        note(&[], &code[at + start.len()..]);
    }
    let is_first = |at: &usize| !code[..*at].ends_with("super::");
    for at in code.match_indices("super::").map(|(at, _)| at).filter(is_first) {
        let (mut above, mut rest) = (source.module(), &code[at..]);
        while let Some(further) = rest.strip_prefix("super::") {
            above.pop();
            rest = further;
        }
        note(&above, rest);
    }
    found
}

/// The paths that begin here: one, or those within braces.
fn heads(rest: &str) -> Vec<String> {
    let Some((before, after)) = rest.split_once('{').filter(|(before, _)| is_path(before)) else {
        return vec![
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':')
                .collect(),
        ];
    };
    let mut depth = 1;
    let mut parts = vec![String::new()];
    for c in after.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => parts.push(String::new()),
            c if depth == 1 && !c.is_whitespace() => parts.last_mut().expect("never empty").push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!("{before}{part}"))
        .collect()
}

fn is_path(text: &str) -> bool {
    text.is_empty()
        || text.ends_with("::") && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':')
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

#[test]
fn arrows_between_floors_point_down() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut wrong = BTreeSet::new();
    for source in sources()
        .iter()
        .filter(|source| source.floor() != "main" && source.floor() != "lib")
    {
        let floor = source.floor();
        let may = allowed
            .get(floor)
            .unwrap_or_else(|| panic!("{} stands on no floor", source.path));
        for (target, _) in uses(source) {
            if target != floor && allowed.contains_key(target.as_str()) && !may.contains(&target.as_str()) {
                wrong.insert(format!("{}: {floor} → {target}", source.path));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that point up or sideways:\n{}",
        list(&wrong)
    );
}

#[test]
fn rooms_of_a_floor_do_not_go_in_circles() {
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let from = source.room();
        for (floor, room) in uses(&source) {
            let to = format!("{floor}::{room}");
            if to != from && floor == source.floor() && from.contains("::") {
                arrows.entry(from.clone()).or_default().insert(to);
            }
        }
    }
    let circles: BTreeSet<String> = arrows
        .keys()
        .filter(|room| reaches(&arrows, room, room))
        .map(|room| format!("{room} → {:?}", arrows[room]))
        .collect();
    assert!(
        circles.is_empty(),
        "rooms that need one another in a circle:\n{}",
        list(&circles)
    );
}

fn reaches(arrows: &BTreeMap<String, BTreeSet<String>>, from: &str, goal: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&str> = arrows
        .get(from)
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    while let Some(room) = next.pop() {
        if room == goal {
            return true;
        }
        if seen.insert(room) {
            next.extend(arrows.get(room).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

#[test]
fn the_ground_floors_know_no_world() {
    let worldly = [
        "tokio",
        "diesel",
        "actix",
        "std::env",
        "std::fs",
        "std::net",
        "Utc::now",
        "std::time::",
    ];
    refuse(|source| matches!(source.floor(), "survey" | "ballot"), &worldly);
    refuse(|source| source.floor() == "survey", &["rand::", "async "]);
}

#[test]
fn only_the_web_says_actix() {
    refuse(
        |source| source.floor() != "web" && !source.path.starts_with("demo/pages"),
        &["actix_web", "actix_multipart"],
    );
}

/// The tests of headers and of roles walk the one table, so whatever is served has to stand in it.
#[test]
fn only_the_table_of_routes_and_the_demonstration_serve_an_address() {
    refuse(
        |source| source.path != "web/routes.rs" && source.path != "demo/pages/mod.rs",
        &[
            ".route(",
            ".service(",
            "resource(",
            "scope(",
            "#[get(",
            "#[post(",
            "web::get()",
            "web::post()",
        ],
    );
}

#[test]
fn only_the_configuration_reads_the_environment() {
    refuse(|source| source.floor() != "config", &["env::var", "env::vars"]);
}

#[test]
fn the_store_of_responses_names_no_table_of_contacts_or_gates() {
    refuse(
        |source| source.path == "store/responses.rs",
        &[
            "contact", "gate::", "gates", "outbox", "stop::", "stops", "draft", "upload",
        ],
    );
}

#[test]
fn the_demonstration_seeds_through_operations_only() {
    let inserting = [
        "insert_into",
        "INSERT INTO",
        "diesel::delete",
        "diesel::update",
        "store::contacts",
        "store::gates",
    ];
    // The attack has its broken copies, and the yardstick tables of its own beside the service's.
    let apart = ["demo/attack", "demo/bench/yardstick.rs"];
    refuse(
        |source| source.floor() == "demo" && !apart.iter().any(|place| source.path.starts_with(place)),
        &inserting,
    );
}

#[test]
fn only_protect_makes_a_released_table() {
    let mut all = sources();
    for source in &mut all {
        // A function that returns one does not make one.
        source.code = source.code.replace("-> ReleasedTable {", "");
    }
    refuse_in(
        &all,
        |source| !source.path.starts_with("survey/disclosure"),
        &["ReleasedTable {"],
    );
}

#[test]
fn markup_is_escaped_outside_the_components() {
    let may = ["web/components", "documents/edition_page", "documents/chart"];
    refuse(
        |source| !may.iter().any(|place| source.path.starts_with(place)),
        &["PreEscaped("],
    );
}

#[test]
fn nothing_is_allowed_that_could_be_expected_with_a_reason() {
    refuse(
        |_| true,
        &["#[allow(", "#![allow(", "todo!(", "unimplemented!(", "now_v7"],
    );
}

#[test]
fn files_stay_below_the_wall_of_400_lines() {
    let long: BTreeSet<String> = sources()
        .iter()
        .filter(|source| source.lines > 400 && source.path != "store/schema.rs")
        .map(|source| format!("{}: {} lines", source.path, source.lines))
        .collect();
    assert!(long.is_empty(), "split by noun:\n{}", list(&long));
}

fn refuse(place: impl Fn(&Source) -> bool, words: &[&str]) {
    refuse_in(&sources(), place, words);
}

fn refuse_in(all: &[Source], place: impl Fn(&Source) -> bool, words: &[&str]) {
    assert!(
        all.iter().any(&place),
        "no file stands there any more: this test looks at nothing"
    );
    let wrong: BTreeSet<String> = all
        .iter()
        .filter(|source| place(source))
        .flat_map(|source| {
            let has = words.iter().filter(|word| source.code.contains(**word));
            has.map(|word| format!("{}: {word}", source.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "does not belong there:\n{}", list(&wrong));
}

fn list(lines: &BTreeSet<String>) -> String {
    lines.iter().map(|line| format!("  {line}\n")).collect()
}
