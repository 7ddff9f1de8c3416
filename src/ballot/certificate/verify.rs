//! Checking a chain: every signature, every link, every sum. All that is wrong is told at once.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;

use super::document::{Certificate, Chain};
use super::faults::CertificateFault;
use super::key::CertificatePublicKey;
use super::statement::{Account, FIRST, FORMAT, Figure, Figures, Row, Rules, Statement};

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The keys that the certificates say they are signed with, as they stand there.
    pub keys: BTreeSet<String>,
    /// What is wrong, in the order of the chain; empty where all is well.
    pub faults: Vec<CertificateFault>,
}

/// Checks a chain. Where `trusted` is empty, each certificate is held against the key it names itself: then
/// somebody must compare [`Checked::keys`] with the one that is published.
pub fn check(chain: &Chain, trusted: &[CertificatePublicKey]) -> Checked {
    let mut faults = Vec::new();
    let mut before = FIRST.to_owned();
    for (at, certificate) in chain.certificates.iter().enumerate() {
        check_link(&certificate.statement, at + 1, &before, &mut faults);
        check_signature(certificate, trusted, &mut faults);
        check_figures(&certificate.statement, &mut faults);
        before = certificate.statement.hash();
    }
    check_waves(chain, &mut faults);
    check_file(chain, before, &mut faults);
    let keys = chain
        .certificates
        .iter()
        .map(|certificate| certificate.key.clone());
    Checked {
        keys: keys.collect(),
        faults,
    }
}

fn check_file(chain: &Chain, head: String, faults: &mut Vec<CertificateFault>) {
    let (said, found) = (chain.count, chain.certificates.len());
    if said != found {
        faults.push(CertificateFault::Count { said, found });
    }
    if chain.head != head {
        faults.push(CertificateFault::Head {
            said: chain.head.clone(),
            found: head,
        });
    }
}

fn check_link(statement: &Statement, place: usize, before: &str, faults: &mut Vec<CertificateFault>) {
    let number = statement.number;
    if statement.format != FORMAT {
        let format = statement.format.clone();
        faults.push(CertificateFault::Format { number, format });
    }
    if usize::try_from(number) != Ok(place) {
        faults.push(CertificateFault::OutOfPlace { number, place });
    }
    if statement.before != before {
        faults.push(CertificateFault::BrokenLink {
            place,
            number,
            named: statement.before.clone(),
            found: before.to_owned(),
        });
    }
}

fn check_signature(
    certificate: &Certificate,
    trusted: &[CertificatePublicKey],
    faults: &mut Vec<CertificateFault>,
) {
    let Statement { number, wave, .. } = &certificate.statement;
    let (number, wave) = (*number, wave.clone());
    let key = CertificatePublicKey::parse(&certificate.key);
    // Written in one way only: a key in large letters was touched.
    let trusted = |key: &CertificatePublicKey| {
        key.to_string() == certificate.key && (trusted.is_empty() || trusted.contains(key))
    };
    let Some(key) = key.ok().filter(trusted) else {
        let key = certificate.key.clone();
        return faults.push(CertificateFault::Key { number, wave, key });
    };
    let text = certificate.statement.signed_text();
    let signature = HEXLOWER
        .decode(certificate.signature.as_bytes())
        .unwrap_or_default();
    if !key.verifies(text.as_bytes(), &signature) {
        faults.push(CertificateFault::Signature { number, wave });
    }
}

fn check_figures(statement: &Statement, faults: &mut Vec<CertificateFault>) {
    match &statement.account {
        Account::Mix { mixed } => check_printed(statement, "the total", &[("mixed", *mixed)], faults),
        Account::Close { rows, total } => {
            for row in rows {
                check_printed(statement, &row.families.join(", "), &row.figures.named(), faults);
            }
            check_printed(statement, "the total", &total.named(), faults);
            check_sums(statement, rows, total, faults);
        }
    }
}

/// What is printed is a multiple of what counts are rounded to, and none or enough to be shown.
fn check_printed(
    statement: &Statement,
    place: &str,
    figures: &[(&'static str, Figure)],
    faults: &mut Vec<CertificateFault>,
) {
    let Rules {
        rounded_to,
        shown_from,
        ..
    } = statement.rules;
    let fits = |number: u64| number.is_multiple_of(rounded_to) && (number == 0 || number >= shown_from);
    for (figure, found) in figures {
        if let Figure::Number(found) = *found
            && !fits(found)
        {
            faults.push(CertificateFault::Figure {
                number: statement.number,
                wave: statement.wave.clone(),
                place: place.to_owned(),
                figure,
                found,
            });
        }
    }
}

fn check_sums(statement: &Statement, rows: &[Row], total: &Figures, faults: &mut Vec<CertificateFault>) {
    for (at, (figure, total)) in total.named().into_iter().enumerate() {
        let sum = Figure::sum(rows.iter().map(|row| row.figures.named()[at].1));
        if sum != total {
            faults.push(CertificateFault::Sum {
                number: statement.number,
                wave: statement.wave.clone(),
                figure,
                sum: sum.to_string(),
                total: total.to_string(),
            });
        }
    }
}

/// Of each wave one mix and after it one close, which say the same total.
fn check_waves(chain: &Chain, faults: &mut Vec<CertificateFault>) {
    let mut mixes: BTreeMap<&str, &Statement> = BTreeMap::new();
    let mut closes: BTreeSet<&str> = BTreeSet::new();
    for Certificate { statement, .. } in &chain.certificates {
        let wave = statement.wave.as_str();
        let odd = match &statement.account {
            Account::Mix { .. } => mixes
                .insert(wave, statement)
                .map(|_| "this wave was mixed before"),
            Account::Close { .. } => match (closes.insert(wave), mixes.get(wave)) {
                (false, _) => Some("this wave was closed before"),
                (true, None) => Some("no certificate says that this wave was mixed"),
                (true, Some(mix)) => {
                    faults.extend(two_totals(mix, statement));
                    None
                }
            },
        };
        faults.extend(odd.map(|what| CertificateFault::Order {
            number: statement.number,
            wave: wave.to_owned(),
            what,
        }));
    }
}

fn two_totals(mix: &Statement, close: &Statement) -> Option<CertificateFault> {
    let (at_mix, at_close) = (mix.account.mixed(), close.account.mixed());
    (at_mix != at_close).then(|| CertificateFault::TwoTotals {
        number: close.number,
        wave: close.wave.clone(),
        close: at_close.to_string(),
        before: mix.number,
        mix: at_mix.to_string(),
    })
}
