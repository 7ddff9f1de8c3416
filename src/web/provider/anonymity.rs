//! How answers stay anonymous: what is kept at each step and who can read it, from the settings in force,
//! and what this does not protect against.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use super::words::date;
use crate::store::ledger::{LastMix, find_last_mix};
use crate::store::mixing_places::{MixingPlace, find_mixing_place};
use crate::survey::disclosure::Thresholds;
use crate::web::checked::{Checked, last_check};
use crate::web::components::{Column, Table, bullets, cell, heading, subheading, warning};
use crate::web::extract::{Conn, Staff};
use crate::web::pages::{OfficePage, html_page};
use crate::web::shop::Shop;

/// `GET /anonymity`
pub async fn page(staff: Option<Staff>, shop: web::Data<Shop>) -> HttpResponse {
    let checked = last_check(&shop).await;
    let (last_mix, mixing_place) = (last_mix(&shop).await, mixing_place(&shop).await);
    let page = AnonymityPage {
        staff: staff.as_ref(),
        batch: shop.batch,
        smallest_class: shop.smallest_class,
        smallest_base: Thresholds::default().shown(),
        last_mix,
        mixing_place,
        checked: &checked,
        certificate_key: shop.keys.certificates.to_string(),
    };
    html_page(HttpResponse::Ok(), &page)
}

struct AnonymityPage<'a> {
    staff: Option<&'a Staff>,
    batch: usize,
    smallest_class: usize,
    smallest_base: u64,
    last_mix: Option<LastMix>,
    mixing_place: Option<MixingPlace>,
    checked: &'a Checked,
    certificate_key: String,
}

async fn mixing_place(shop: &Shop) -> Option<MixingPlace> {
    let mut conn = Conn::of(shop).await.ok()?;
    find_mixing_place(&mut conn).await.ok()?
}

/// A page does not fail where it cannot be told.
async fn last_mix(shop: &Shop) -> Option<LastMix> {
    let mut conn = Conn::of(shop).await.ok()?;
    find_last_mix(&mut conn).await.ok()?
}

impl Render for AnonymityPage<'_> {
    fn render(&self) -> Markup {
        let content = html! {
            div.reading {
                (heading("How answers stay anonymous"))
                p.govuk-body-l { "A personal link lets somebody answer once. It cannot be used to find out what they answered, by us or by anybody else. This page says why, and where the limits are." }
                (subheading("The way of an answer"))
                (self.way())
                @if let Some(mix) = &self.last_mix { p.govuk-body { (mixed(mix)) } }
                (subheading("Where ballots are mixed"))
                (where_mixed(self.mixing_place))
            }
            (kept())
            div.reading {
                (subheading("Who can read a single person's answers"))
                p.govuk-body { "Nobody. No page, file or account shows one. What can be read are tables about many people, and only after they have passed the rules for publishing: no figure rests on fewer than " (self.smallest_base) " people, and counts are rounded." }
                (subheading("Whether it holds"))
                (whether_it_holds(self.checked))
                (subheading("That no answer is lost, and none is added"))
                (certified(&self.certificate_key))
                (subheading("What this does not protect against"))
                (limits())
            }
        };
        OfficePage {
            title: "How answers stay anonymous",
            signed_in: self.staff.map(Staff::frame),
            here: "/anonymity",
            content,
            ..OfficePage::default()
        }
        .render()
    }
}

impl AnonymityPage<'_> {
    fn way(&self) -> Markup {
        html! {
            ol."govuk-list govuk-list--number govuk-list--spaced" {
                li { strong { "The link. " } "It is worked out when the letter is sent and stored nowhere. The database keeps only a fingerprint of it, which says whether the link was used and nothing else. No list joins a fingerprint to a person." }
                li { strong { "Answering. " } "What has been answered so far is locked with a key that lies only in the browser of the person who answers. Opening the link again on another device shows none of it, unless that person asked for a return code and types its four words; five wrong codes delete what was saved." }
                li { strong { "Sending. " } "The answers are put into a sealed ballot. All ballots are of one size and carry no name, no time and no link. In the same moment the link is marked as used." }
                li { strong { "Mixing. " } "Ballots wait, sealed, until the survey has closed and at least " (self.batch) " of one crime type are together. Then another program, which the website cannot use, opens them at once in memory, shuffles them and throws the key away. Fewer than " (self.batch) " never come out by themselves: they are sealed again and wait for the next survey. What has waited for four comes out together with related crime types, at least " (self.batch) " at once, and without the questions that only one type is asked." }
                li { strong { "What stays together. " } "Sex and age group stay with the other answers only where at least " (self.smallest_class) " people in the batch share both. Everything else people say about themselves, and every text they write, is cut off and shuffled on its own." }
                li { strong { "Clearing up. " } "When a survey has closed, the addresses, the fingerprints of links, the list of letters and the keys are all deleted. Two marks stay, neither of which says an address: of whoever asked not to be written to again, and for a year of whoever was invited, hidden among as many made up by chance." }
            }
        }
    }
}

fn mixed(mix: &LastMix) -> String {
    let counted =
        |count: i64, one: &str, more: &str| format!("{count} {}", if count == 1 { one } else { more });
    format!(
        "The survey that was mixed last closed on {}: {} came out of {}.",
        date(mix.closed_on),
        counted(mix.responses, "response", "responses"),
        counted(mix.batches, "batch", "batches"),
    )
}

/// What the mixer said of itself when it began.
fn where_mixed(place: Option<MixingPlace>) -> Markup {
    let Some(place) = place else {
        return html! { p.govuk-body { "The program that mixes has not begun yet, or cannot be asked at the moment." } };
    };
    let machine = match place.on_its_own_machine {
        true => {
            "On a machine of its own. Neither the website's machine nor the database's ever holds a key that opens a ballot."
        }
        false => {
            "On the machine or the network of the database. Whoever controls all of it could join link and ballot until the mix."
        }
    };
    let keys = match place.keys_locked {
        true => {
            "Their keys are locked under a secret that lies elsewhere, and are open in memory only. What an older disk or backup still holds of them opens under that secret alone."
        }
        false => {
            "Their keys lie in files that no other program may read. A disk, a snapshot or a backup of the whole machine that still holds a deleted key could be used against the ballots of that time."
        }
    };
    let going = match place.keys_wait_for_backup {
        true => "The key of a batch goes once a backup was shown to hold what came out.",
        false => "The key of a batch goes with the mix.",
    };
    html! { (bullets([machine, keys, going])) }
}

fn whether_it_holds(checked: &Checked) -> Markup {
    html! {
        p.govuk-body { "Once a day a program looks at the stored answers under an account that sees counts and nothing else. It asks whether anything there would lead from a link to an answer: the order in which rows were written, their lengths, the columns, the settings of the database." }
        @match checked {
            Checked::Fine(day) => p.govuk-body { "Last look: " (date(*day)) ". " strong { "Nothing was found." } },
            Checked::Faulty(check) => {
                (warning(&format!("Last look: {}. What follows was found, and must be put right before more people are asked.", date(check.day))))
                (bullets(check.faults.iter().map(String::as_str)))
            },
            Checked::Never => p.govuk-body { "It has not looked yet." },
            Checked::Unknown => p.govuk-body { "What it found last cannot be shown at the moment." },
        }
    }
}

fn certified(key: &str) -> Markup {
    html! {
        p.govuk-body { "The program that mixes signs an account of the ballots: a total at each mix, and rounded figures by crime type when a survey has closed. The commissioner keeps these certificates, and anybody who has them can check them with the public key:" }
        p.govuk-body { code.letters { (key) } }
    }
}

fn kept() -> Markup {
    let row = |what: &str, content: &str, reader: &str, until: &str| {
        vec![cell(what), cell(content), cell(reader), cell(until)]
    };
    html! {
        (Table {
            caption: "What is kept, who can read it, and until when",
            columns: vec![
                Column::Words("What"),
                Column::Words("What it holds"),
                Column::Words("Who can read it"),
                Column::Words("Until"),
            ],
            rows: vec![
                row("Contact", "A sealed address, a language, the crime type", "The program that sends letters", "The survey has closed"),
                row("Letter", "Whether it was sent", "The program that sends letters; staff see totals", "The survey has closed"),
                row("Fingerprint of a link", "Whether the link was used", "The website, when somebody opens that link", "The survey has closed"),
                row("Draft", "Sealed answers so far", "The browser that began it, or its link with a return code", "Sent, or three days at most"),
                row("Ballot", "Sealed answers, all of one size", "The program that mixes, and only a whole batch", "The batch is mixed"),
                row("Response", "Ticked answers, shuffled", "Nobody one by one; tables are counted from them", "Kept"),
                row("Slip", "One thing somebody said about herself or himself, such as a disability, and how the whole went, shuffled", "Nobody one by one; tables are counted from them", "Kept"),
                row("Comment", "What somebody wrote, sealed, tied to nothing", "Whoever holds the key of the reading bench", "Kept"),
                row("Mark of an invitation", "24 bits worked out from the address with a key, among as many made up by chance", "The website, when a contact file is loaded", "A year"),
                row("Wish not to be written to", "256 bits worked out from the address with a key", "The website, when a contact file is loaded", "Kept"),
                row("Counts of the contact file", "How many people of which crime type, sex and age group", "Staff", "Kept"),
            ],
        })
    }
}

fn limits() -> Markup {
    bullets([
        "Somebody who changes the running website could record what is sent to it from then on.",
        "Where one organisation controls the whole machine, it could join link and ballot up to the moment of mixing. Running the mixing at the commissioner's office prevents this.",
        "Until the survey closes, whoever holds both the key of the letters and the database can see whether a link was used. They cannot see what was answered.",
        "It is known that all responses of a batch come from that batch.",
        "A way of writing, or a fact that only few people know, can give somebody away. We ask people not to write names or details of what happened.",
        "Whoever holds a whole case file and breaks into the database might recognise a response by what it says about how the case went.",
        "If everybody in a batch gives the same answer, it is known what each of them said. The rules for publishing look out for this.",
        "A deleted file on some kinds of disk, or in a copy of the whole machine, is not surely gone. Keys belong on storage that can really forget.",
        "After sending, nothing can be taken back or changed, because nobody can find it.",
    ])
}
