//! Tables: a caption that says what they hold, headings that a screen reader ties to each cell.

use maud::{Markup, Render, html};

/// Columns that a telephone shows side by side.
const FIT_A_TELEPHONE: usize = 3;

/// The heading of a column and how its cells stand.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// Words, to the left.
    Words(&'a str),
    /// Figures, to the right, digit under digit.
    Figures(&'a str),
}

/// A table; the first cell of each row is the row's heading.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// What the table holds.
    pub caption: &'a str,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Its rows, one cell a column.
    pub rows: Vec<Vec<Markup>>,
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        let table = html! {
            table.govuk-table {
                caption."govuk-table__caption govuk-table__caption--m" { (self.caption) }
                thead.govuk-table__head {
                    tr.govuk-table__row {
                        @for column in &self.columns {
                            @match column {
                                Column::Words(name) => th.govuk-table__header scope="col" { (name) },
                                Column::Figures(name) => {
                                    th."govuk-table__header govuk-table__header--numeric" scope="col" { (name) }
                                }
                            }
                        }
                    }
                }
                tbody.govuk-table__body {
                    @for row in &self.rows {
                        tr.govuk-table__row { @for (index, content) in row.iter().enumerate() { (self.one(index, content)) } }
                    }
                }
            }
        };
        // A few columns fit a telephone; more of them scroll in a frame of their own.
        if self.columns.len() <= FIT_A_TELEPHONE {
            html! { div.wide { (table) } }
        } else {
            super::wide(self.caption, &table)
        }
    }
}

impl Table<'_> {
    fn one(&self, index: usize, content: &Markup) -> Markup {
        if index == 0 {
            return html! { th.govuk-table__header scope="row" { (content) } };
        }
        match self.columns.get(index) {
            Some(Column::Figures(_)) => {
                html! { td."govuk-table__cell govuk-table__cell--numeric" { (content) } }
            }
            _ => html! { td.govuk-table__cell { (content) } },
        }
    }
}

/// A cell of words.
pub fn cell(content: impl Render) -> Markup {
    html! { (content) }
}

/// A cell with a whole number, its thousands set off by commas.
pub fn number(count: i64) -> Markup {
    let digits = count.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    html! { @if count < 0 { "\u{2212}" } (grouped) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_off() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
            (-1500, "−1,500"),
        ] {
            assert_eq!(number(count).into_string(), text);
        }
    }
}
