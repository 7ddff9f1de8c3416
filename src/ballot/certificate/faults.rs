//! What can be wrong with a chain, told to whoever holds it: which figure, which link.

/// Why a file is no chain that could be checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableChain {
    /// Nothing stands in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than any chain.
    #[error("the file is larger than 16 MiB: no chain of certificates is")]
    TooLarge,
    /// It ends before it is complete.
    #[error("the file breaks off in line {line}: the end is missing. Download it again")]
    CutOff {
        /// The last line.
        line: usize,
    },
    /// It is not what certificates are written in.
    #[error("line {line}, column {column}: {what}")]
    Malformed {
        /// Where.
        line: usize,
        /// Where in the line.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// It is of another version.
    #[error("the file says that it is \"{0}\"; this program knows \"heard certificates 1\"")]
    Format(String),
    /// It was written anew by something else, which may have changed more than it shows.
    #[error(
        "line {line} is not written as Heard writes it: the file was changed since it was downloaded, if only by a program that lays it out anew. Download it again"
    )]
    Rewritten {
        /// The first line that differs.
        line: usize,
    },
}

impl UnreadableChain {
    pub(super) fn of(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        if error.is_eof() {
            return Self::CutOff { line };
        }
        let told = error.to_string();
        let what = told.split(" at line ").next().unwrap_or_default().to_owned();
        Self::Malformed { line, column, what }
    }
}

/// What is wrong with a chain that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// It does not stand where it belongs.
    #[error("certificate {number} stands at place {place}: one is missing, or the order was changed")]
    OutOfPlace {
        /// Its number.
        number: u32,
        /// Where it stands.
        place: usize,
    },
    /// It names another hash than that of the one before it.
    #[error(
        "the link between place {place} and the one before it is broken: certificate {number} names {named} as the hash of its forerunner, which is {found}"
    )]
    BrokenLink {
        /// Where it stands.
        place: usize,
        /// Its number.
        number: u32,
        /// The hash it names.
        named: String,
        /// The hash of what stands before it.
        found: String,
    },
    /// Its signature is not of what it states.
    #[error(
        "certificate {number} ({wave}): its signature is not of what it states: something in it was changed"
    )]
    Signature {
        /// Its number.
        number: u32,
        /// Its wave.
        wave: String,
    },
    /// Its key is none that is trusted.
    #[error("certificate {number} ({wave}) is signed with the key {key}, which is none of those you trust")]
    Key {
        /// Its number.
        number: u32,
        /// Its wave.
        wave: String,
        /// Its key.
        key: String,
    },
    /// It is of a version that nobody knows.
    #[error("certificate {number} says that it is \"{format}\"; this program knows \"heard certificate 1\"")]
    Format {
        /// Its number.
        number: u32,
        /// What it says.
        format: String,
    },
    /// The figures of its rows do not add up.
    #[error("certificate {number} ({wave}), {figure}: the rows add up to {sum}, and the total says {total}")]
    Sum {
        /// Its number.
        number: u32,
        /// Its wave.
        wave: String,
        /// The figure.
        figure: &'static str,
        /// The sum of the rows.
        sum: String,
        /// What stands as the total.
        total: String,
    },
    /// A figure is not rounded, or is too small to be shown.
    #[error("certificate {number} ({wave}), {place}, {figure}: {found} is no figure that may be printed")]
    Figure {
        /// Its number.
        number: u32,
        /// Its wave.
        wave: String,
        /// The families of the row, or the total.
        place: String,
        /// The figure.
        figure: &'static str,
        /// What stands there.
        found: u64,
    },
    /// The close says another total of responses than the mix did.
    #[error(
        "certificate {number} ({wave}), mixed: the close says {close}, and at the mix certificate {before} said {mix}"
    )]
    TwoTotals {
        /// The number of the close.
        number: u32,
        /// The wave.
        wave: String,
        /// What the close says.
        close: String,
        /// The number of the mix.
        before: u32,
        /// What it said.
        mix: String,
    },
    /// A close without a mix before it, or a second mix or close of a wave.
    #[error("certificate {number} ({wave}): {what}")]
    Order {
        /// Its number.
        number: u32,
        /// The wave.
        wave: String,
        /// What is odd.
        what: &'static str,
    },
    /// The file says another number of certificates than stand in it.
    #[error("the file says that it holds {said} certificates, and holds {found}")]
    Count {
        /// What it says.
        said: usize,
        /// What it holds.
        found: usize,
    },
    /// The file names another head.
    #[error("the file names {said} as the hash of its last certificate, which is {found}")]
    Head {
        /// What it names.
        said: String,
        /// What it is.
        found: String,
    },
}
