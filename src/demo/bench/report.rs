//! The table that `heard bench` prints.

use std::fmt::Write as _;

use super::{CLIENTS, Measured};

/// One figure against its limit.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was measured.
    pub what: String,
    /// Ours.
    pub ours: f64,
    /// What it is held against.
    pub yardstick: f64,
    /// What the quotient of the two must reach, or must not pass.
    pub limit: Limit,
}

/// A limit of a quotient.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

impl Line {
    /// Ours by the yardstick.
    pub fn ratio(&self) -> f64 {
        self.ours / self.yardstick
    }

    /// Whether the limit holds.
    pub fn holds(&self) -> bool {
        match self.limit {
            Limit::AtLeast(least) => self.ratio() >= least,
            Limit::AtMost(most) => self.ratio() <= most,
        }
    }
}

/// Processor milliseconds of a page in LimeSurvey 6.10.6 (PHP 8.2, PostgreSQL 15, two cores), measured in November 2026:
/// 1.08 to 1.19 s for a completion of 8 pages.
const LIMESURVEY_PAGE_MS: f64 = 1_100.0 / 8.0;
/// And in the questionnaire runner of the Office for National Statistics (June 2026): 0.63 to 0.69 s for 8 steps.
const EQ_RUNNER_PAGE_MS: f64 = 660.0 / 8.0;
/// Megabytes that the service may take while so many answer.
const MEMORY_MB: f64 = 60.0;
/// Milliseconds within which half of all pages must be there for one person alone.
const PAGE_MS: f64 = 5.0;

impl Measured {
    /// Every figure with its limit.
    pub fn lines(&self) -> Vec<Line> {
        let pages = median(&self.pages_ms);
        let burden: Vec<f64> = self.burden.iter().map(|burden| burden.whole()).collect();
        // Our questionnaires have more pages than those of the peers had: what one page costs can be compared.
        let page_cpu = median(&burden) * 1e3 / self.pages;
        let line = |what: &str, ours, yardstick, limit| Line {
            what: what.to_owned(),
            ours,
            yardstick,
            limit,
        };
        vec![
            line(
                &format!("completions/s, {CLIENTS} at once, by those of pgbench"),
                median(&self.completions),
                median(&self.completions_yardstick),
                Limit::AtLeast(0.3),
            ),
            line(
                "CPU ms a page, by LimeSurvey's",
                page_cpu,
                LIMESURVEY_PAGE_MS,
                Limit::AtMost(0.01),
            ),
            line(
                "CPU ms a page, by ONS eq-runner's",
                page_cpu,
                EQ_RUNNER_PAGE_MS,
                Limit::AtMost(1.0 / 60.0),
            ),
            line(
                "ms a page (median, one person), by one synced upsert",
                pages,
                median(&self.upsert_ms),
                Limit::AtMost(2.0),
            ),
            line(
                "ms a page (median, one person), by 5 ms",
                pages,
                PAGE_MS,
                Limit::AtMost(1.0),
            ),
            line(
                "MB of heard serve after a crowd, by 60 MB",
                median(&self.memory_mb),
                MEMORY_MB,
                Limit::AtMost(1.0),
            ),
        ]
    }

    /// Whether every limit holds.
    pub fn holds(&self) -> bool {
        self.lines().iter().all(Line::holds)
    }
}

/// The run as text.
pub fn table(measured: &Measured) -> String {
    let burden: Vec<f64> = measured.burden.iter().map(|burden| burden.service).collect();
    let database: Vec<f64> = measured.burden.iter().map(|burden| burden.database).collect();
    let mut text = format!(
        "\nA completion of {:.0} pages reads its draft {:.1} times and writes it {:.1} times; it costs {:.1} ms of processor time in the \
         service and {:.1} in the database.\n\n{:<56} {:>10} {:>10} {:>8} {:>9}  verdict\n",
        measured.pages,
        measured.statements.reads,
        measured.statements.saves,
        median(&burden) * 1e3,
        median(&database) * 1e3,
        "What",
        "ours",
        "yardstick",
        "ratio",
        "limit"
    );
    for line in measured.lines() {
        let limit = match line.limit {
            Limit::AtLeast(least) => format!(">= {least:.3}"),
            Limit::AtMost(most) => format!("<= {most:.3}"),
        };
        let verdict = if line.holds() { "holds" } else { "MISSED" };
        let _ = writeln!(
            text,
            "{:<56} {:>10.3} {:>10.3} {:>8.3} {limit:>9}  {verdict}",
            line.what,
            line.ours,
            line.yardstick,
            line.ratio()
        );
    }
    text
}

/// The middle one; with an even number the upper of the two.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::process::Burden;
    use super::*;

    fn measured() -> Measured {
        Measured {
            completions: vec![90.0, 100.0, 400.0],
            completions_yardstick: vec![200.0, 300.0, 250.0],
            burden: vec![Burden {
                service: 0.006,
                database: 0.002,
            }],
            pages_ms: vec![1.0, 2.0, 30.0],
            upsert_ms: vec![2.0],
            memory_mb: vec![40.0],
            pages: 20.0,
            ..Measured::default()
        }
    }

    #[test]
    fn the_median_of_the_rounds_is_held_against_the_limit_and_one_miss_fails_the_run() {
        let good = measured();
        assert!((good.lines()[0].ratio() - 0.4).abs() < 1e-9);
        assert!(good.holds());
        assert!(!table(&good).contains("MISSED"));
        let slow = Measured {
            pages_ms: vec![1.0, 6.0, 7.0],
            ..measured()
        };
        assert!(!slow.holds());
        assert!(table(&slow).contains("MISSED"));
        let nothing = Measured::default();
        assert!(!nothing.holds(), "what was not measured holds nothing");
    }
}
