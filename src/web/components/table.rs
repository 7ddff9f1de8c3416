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
        // A few columns fit a telephone, words can be stacked, figures scroll in a frame of their own.
        if self.stacks() {
            html! { div.wide { (self.stacked()) } }
        } else if self.columns.len() <= FIT_A_TELEPHONE {
            html! { div.wide { (self.plain()) } }
        } else {
            super::wide(self.caption, &self.plain())
        }
    }
}

impl Table<'_> {
    fn plain(&self) -> Markup {
        html! {
            table.govuk-table {
                caption."govuk-table__caption govuk-table__caption--m" { (self.caption) }
                thead.govuk-table__head {
                    tr.govuk-table__row {
                        @for column in &self.columns { th class=(column.header_class()) scope="col" { (column.name()) } }
                    }
                }
                tbody.govuk-table__body {
                    @for row in &self.rows {
                        tr.govuk-table__row {
                            @for (content, _) in row.iter().zip(&self.columns).take(1) {
                                th.govuk-table__header scope="row" { (content) }
                            }
                            @for (content, column) in row.iter().zip(&self.columns).skip(1) {
                                td class=(column.cell_class()) { (content) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// On a telephone its cells are laid out as blocks, which takes a table's meaning from it in some browsers; roles
    /// may not be put on a table's own elements (W3C, ARIA in HTML, "tr"), so it is made of elements without meaning.
    fn stacked(&self) -> Markup {
        html! {
            div."govuk-table stacks" role="table" aria-label=(self.caption) {
                div."govuk-table__caption govuk-table__caption--m" role="caption" { (self.caption) }
                div.stacks__head role="rowgroup" {
                    div.govuk-table__row role="row" {
                        @for column in &self.columns {
                            div class=(column.header_class()) role="columnheader" { (column.name()) }
                        }
                    }
                }
                div.stacks__body role="rowgroup" {
                    @for row in &self.rows {
                        div.govuk-table__row role="row" {
                            @for (content, column) in row.iter().zip(&self.columns).take(1) {
                                div.govuk-table__header role="rowheader" data-label=(column.name()) { (content) }
                            }
                            @for (content, column) in row.iter().zip(&self.columns).skip(1) {
                                div class=(column.cell_class()) role="cell" data-label=(column.name()) { (content) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether its rows are laid out one under the other on a telephone: many columns, most of them words.
    fn stacks(&self) -> bool {
        let figures = self
            .columns
            .iter()
            .filter(|column| matches!(column, Column::Figures(_)));
        self.columns.len() > FIT_A_TELEPHONE && figures.count() * 2 < self.columns.len()
    }
}

impl Column<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Words(name) | Self::Figures(name) => name,
        }
    }

    fn header_class(&self) -> &'static str {
        match self {
            Self::Words(_) => "govuk-table__header",
            Self::Figures(_) => "govuk-table__header govuk-table__header--numeric",
        }
    }

    fn cell_class(&self) -> &'static str {
        match self {
            Self::Words(_) => "govuk-table__cell",
            Self::Figures(_) => "govuk-table__cell govuk-table__cell--numeric",
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
