//! The table that `heard relink` prints.

use std::fmt::Write;

use crate::demo::attack::{Control, Outcome, Report};

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Relinked {
    /// What the attacks came to.
    pub report: Report,
    /// Links, addresses and typed words found in clear on the disk or in a log.
    pub in_clear: usize,
}

impl Relinked {
    /// Whether every attack is at or under its limit, every control above its own, and nothing lay in clear.
    pub fn holds(&self) -> bool {
        self.report.holds() && self.in_clear == 0
    }
}

/// The run as text: one line an attack, one a control, and the verdict.
pub fn table(relinked: &Relinked) -> String {
    let Relinked { report, in_clear } = relinked;
    let mut text = format!(
        "\n{} responses of {} batches could be told apart and matched.\n\n{:<62} {:>6} {:>10} {:>8}  {}\n",
        report.of, report.batches, "Attack", "right", "by chance", "limit", "verdict"
    );
    for outcome in &report.outcomes {
        let Outcome {
            attack,
            right,
            expected,
            limit,
            ..
        } = outcome;
        let verdict = if outcome.holds() { "chance" } else { "FOUND" };
        let _ = writeln!(
            text,
            "{attack:<62} {right:>6} {expected:>10.1} {limit:>8.1}  {verdict}"
        );
    }
    let _ = writeln!(
        text,
        "\n{:<36} {:<62} {:>6} {:>6} {:>7} {:>8}  verdict",
        "Broken on purpose", "Best attack", "right", "of", "share", "at least"
    );
    for control in &report.controls {
        let Control {
            variant,
            attack,
            right,
            of,
        } = control;
        let (share, least) = (control.share() * 100.0, variant.must_reach() * 100.0);
        let verdict = if control.succeeded() {
            "found out"
        } else {
            "NOT FOUND OUT"
        };
        let name = variant.name();
        let _ = writeln!(
            text,
            "{name:<36} {attack:<62} {right:>6} {of:>6} {share:>5.0} % {least:>6.0} %  {verdict}"
        );
    }
    let _ = writeln!(
        text,
        "\nLinks, addresses and typed words in clear on the disk or in a log: {in_clear}"
    );
    let verdict = match (report.proves_something(), relinked.holds()) {
        (false, _) => "VOID: a copy that is broken on purpose kept its secret, so the run proves nothing.",
        (true, true) => "No attack did better than blind guessing.",
        (true, false) => "FAILED: somebody was found. Do not use this version.",
    };
    let _ = writeln!(text, "{verdict}");
    text
}
