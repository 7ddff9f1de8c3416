//! Charts as SVG: horizontal bars with their intervals, a label on each, a title and a description.
//!
//! Widths are percentages, so that text keeps its size on a phone, on a desk and on paper. Colours are the
//! Analysis Function's accessible palette ("Data visualisation: colours"). Every chart stands beside a table.

use maud::{Markup, Render, html};

/// Height of one bar with its label, in pixels.
const STEP: usize = 50;
/// Height of the axis below the bars, in pixels.
const AXIS: usize = 26;
/// The bar: the first colour of the palette.
const BAR: &str = "#12436D";
/// What is left of the bar's way to 100 percent.
const GROUND: &str = "#eef2f3";
/// The interval: the palette's dark grey, since its orange is too pale for the ground, in grey most of all.
const INTERVAL: &str = "#3D3D3D";
/// The edge of the interval, which parts it from the bar.
const EDGE: &str = "#ffffff";

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// What is printed at its end.
    pub text: String,
    /// Its length and interval in percent; `None` where no percentage may be shown.
    pub share: Option<Drawn>,
}

/// A share with its interval, in whole percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Length of the bar.
    pub percent: u8,
    /// Lower end of the interval.
    pub low: u8,
    /// Upper end of the interval.
    pub high: u8,
}

/// Bars over one axis from 0 to 100 percent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarChart {
    /// Stem of the ids of its title and description; unique on a page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The same in words, bar by bar.
    pub description: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

impl Render for BarChart {
    fn render(&self) -> Markup {
        let bottom = self.bars.len() * STEP;
        html! {
            svg.chart xmlns="http://www.w3.org/2000/svg" width="100%" height=(bottom + AXIS) role="img"
                aria-labelledby={ (self.id) "-title " (self.id) "-desc" } {
                title id={ (self.id) "-title" } { (self.title) }
                desc id={ (self.id) "-desc" } { (self.description) }
                (axis(bottom))
                @for (place, bar) in self.bars.iter().enumerate() { (drawn(place * STEP, bar)) }
            }
        }
    }
}

/// How much of the width the bars have; the rest is for what is printed at their ends.
const PLOT: &str = "80%";

fn axis(bottom: usize) -> Markup {
    let ticks = [
        (0, "start"),
        (25, "middle"),
        (50, "middle"),
        (75, "middle"),
        (100, "end"),
    ];
    html! {
        svg x="0" y="0" width=(PLOT) height=(bottom + AXIS) overflow="visible" {
            @for (percent, anchor) in ticks {
                line x1={ (percent) "%" } x2={ (percent) "%" } y1="0" y2=(bottom) stroke="#dde4e5" stroke-width="1" {}
                text x={ (percent) "%" } y=(bottom + 18) text-anchor=(anchor) font-size="13" fill="#4c5a5f" { (percent) "%" }
            }
        }
    }
}

fn drawn(top: usize, bar: &Bar) -> Markup {
    html! {
        text.label x="0" y=(top + 16) font-size="15" fill="#1f2a2e" { (bar.label) }
        @match bar.share {
            Some(share) => {
                svg x="0" y=(top + 23) width=(PLOT) height="18" overflow="visible" {
                    rect x="0" y="0" width="100%" height="18" fill=(GROUND) {}
                    rect x="0" y="0" width={ (share.percent) "%" } height="18" fill=(BAR) {}
                    (interval(share, EDGE, 6))
                    (interval(share, INTERVAL, 2))
                }
                text x="82%" y=(top + 38) font-size="15" font-weight="bold" fill="#1f2a2e" { (bar.text) }
            }
            None => text x="0" y=(top + 37) font-size="14" fill="#4c5a5f" { (bar.text) },
        }
    }
}

/// The interval as a line with ends; drawn twice, a broader white one below: the white stands out on the bar, the dark
/// on the ground, and both on paper without colour.
fn interval(share: Drawn, colour: &str, width: usize) -> Markup {
    let (low, high) = (format!("{}%", share.low), format!("{}%", share.high));
    html! {
        line x1=(low) x2=(high) y1="9" y2="9" stroke=(colour) stroke-width=(width) {}
        @for end in [&low, &high] {
            line x1=(end) x2=(end) y1="3" y2="15" stroke=(colour) stroke-width=(width) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours (W3C, WCAG 2.2, "contrast ratio" and "relative luminance"). It rests on luminance alone,
    /// so that it says the same of a print in grey.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |colour: &str| {
            let part = |at: usize| {
                let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
                match value <= 0.04045 {
                    true => value / 12.92,
                    false => ((value + 0.055) / 1.055).powf(2.4),
                }
            };
            0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) + 0.05
        };
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    /// WCAG 2.2, success criterion 1.4.11, asks for 3 to 1.
    #[test]
    fn an_interval_is_seen_on_the_bar_and_beyond_its_end_in_colour_and_in_grey() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        for (ink, behind) in [(EDGE, BAR), (INTERVAL, EDGE), (INTERVAL, GROUND), (BAR, GROUND)] {
            assert!(contrast(ink, behind) >= 3.0, "{ink} on {behind}");
        }
        assert!(
            contrast("#F46A25", GROUND) < 3.0,
            "why the interval is not orange"
        );
        let share = Drawn {
            percent: 63,
            low: 60,
            high: 66,
        };
        let bar = Bar {
            label: "All victims".into(),
            text: "63%".into(),
            share: Some(share),
        };
        let svg = drawn(0, &bar).into_string();
        let edge = svg.find(&format!("stroke=\"{EDGE}\"")).unwrap();
        let interval = svg.find(&format!("stroke=\"{INTERVAL}\"")).unwrap();
        assert!(svg.find(BAR).unwrap() < edge && edge < interval, "{svg}");
    }

    #[test]
    fn a_chart_has_a_title_a_description_and_an_interval_on_each_bar() {
        let share = Some(Drawn {
            percent: 63,
            low: 60,
            high: 66,
        });
        let bars = vec![
            Bar {
                label: "Women <and> girls".into(),
                text: "63%".into(),
                share,
            },
            Bar {
                label: "Men and boys".into(),
                text: "counts only".into(),
                share: None,
            },
        ];
        let chart = BarChart {
            id: "c1".into(),
            title: "Treatment".into(),
            description: "In words".into(),
            bars,
        };
        let svg = chart.render().into_string();
        assert!(svg.contains("<title id=\"c1-title\">Treatment</title>"));
        assert!(svg.contains("<desc id=\"c1-desc\">In words</desc>"));
        assert!(svg.contains("x1=\"60%\" x2=\"66%\"") && svg.contains("counts only"));
        assert!(svg.contains("Women &lt;and&gt; girls") && !svg.contains("style="));
    }
}
