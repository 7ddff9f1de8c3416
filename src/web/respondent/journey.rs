//! Where the respondent is and where a button leads: pure, so that every way through can be tested
//! without a server. Which blocks are asked is the questionnaire's business (`path`); this only
//! walks along the blocks it is given.

use serde::{Deserialize, Serialize};

/// A page of the sitting. All of them live at one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// How to leave, and whose device this is.
    Leaving,
    /// Who asks, why, and what becomes of the answers.
    About,
    /// The respondent chooses what the questions are about.
    Kind {
        /// True when she came from "check your answers" and goes back there.
        checking: bool,
    },
    /// One block of questions.
    Block {
        /// The block's id.
        id: String,
        /// Where it leads when it is done.
        then: Then,
    },
    /// Check your answers, with Send.
    Check,
    /// "Save and come back", and the page to go on with.
    Pause {
        /// Where "go on" leads.
        from: Box<Place>,
    },
    /// Somebody comes back with a return code.
    Return,
    /// "I am finding this hard", and the page to come back to.
    Hard {
        /// Where "carry on" leads.
        from: Box<Place>,
    },
}

impl Place {
    /// The page itself, or the page behind "I am finding this hard" or "save and come back".
    pub fn underneath(self) -> Place {
        match self {
            Place::Hard { from } | Place::Pause { from } => from.underneath(),
            place => place,
        }
    }

    /// "I am finding this hard" over this page; pressed twice it stays one page deep.
    pub fn hard(self) -> Place {
        Place::Hard {
            from: Box::new(self.underneath()),
        }
    }

    /// "Save and come back" over this page.
    pub fn pause(self) -> Place {
        Place::Pause {
            from: Box::new(self.underneath()),
        }
    }
}

/// What comes after a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// The next block of the path.
    Onward,
    /// Back to "check your answers", by way of the blocks that the change opened.
    Check {
        /// Their ids.
        opened: Vec<String>,
    },
}

/// Where "Continue" leads from block `id`. `before` and `after` are the blocks of the path before
/// and after this page was saved: someone who changes an answer while checking is taken through the
/// pages that the change opened, and then back to the list.
pub fn after_block(id: &str, then: &Then, before: &[String], after: &[String]) -> Place {
    let rest = match after.iter().position(|block| block == id) {
        Some(at) => &after[at + 1..],
        None => after,
    };
    match then {
        Then::Onward => rest.first().map_or(Place::Check, |block| onward(block)),
        Then::Check { opened } => {
            let mut to_visit = rest
                .iter()
                .filter(|block| opened.contains(block) || !before.contains(block));
            match to_visit.next() {
                None => Place::Check,
                Some(block) => Place::Block {
                    id: block.clone(),
                    then: Then::Check {
                        opened: to_visit.cloned().collect(),
                    },
                },
            }
        }
    }
}

/// Where "Back" leads from block `id`.
pub fn before_block(id: &str, then: &Then, path: &[String]) -> Place {
    if let Then::Check { .. } = then {
        return Place::Check;
    }
    match path.iter().position(|block| block == id) {
        None | Some(0) => Place::Kind { checking: false },
        Some(at) => onward(&path[at - 1]),
    }
}

/// The first block, or the list where there is none.
pub fn first_block(path: &[String]) -> Place {
    path.first().map_or(Place::Check, |block| onward(block))
}

/// Where somebody goes on who has come back: the first block with nothing answered on it, or the list.
/// `blocks` are those of the path, each with whether something is answered.
pub fn first_open(blocks: &[(String, bool)]) -> Place {
    blocks
        .iter()
        .find(|(_, answered)| !answered)
        .map_or(Place::Check, |(block, _)| onward(block))
}

/// The last block of the path: where "Back" leads from the list.
pub fn last_block(path: &[String]) -> Place {
    path.last()
        .map_or(Place::Kind { checking: false }, |block| onward(block))
}

/// Where "Change" leads from the list.
pub fn change(id: &str) -> Place {
    Place::Block {
        id: id.to_owned(),
        then: Then::Check { opened: vec![] },
    }
}

fn onward(id: &str) -> Place {
    Place::Block {
        id: id.to_owned(),
        then: Then::Onward,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|&id| id.to_owned()).collect()
    }

    fn id_of(place: &Place) -> &str {
        match place {
            Place::Block { id, .. } => id,
            _ => "",
        }
    }

    #[test]
    fn continue_leads_to_the_next_block_and_after_the_last_to_the_list() {
        let path = blocks(&["a", "b"]);
        assert_eq!(after_block("a", &Then::Onward, &path, &path), onward("b"));
        assert_eq!(after_block("b", &Then::Onward, &path, &path), Place::Check);
    }

    #[test]
    fn a_change_that_opens_nothing_leads_back_to_the_list() {
        let path = blocks(&["a", "b", "c"]);
        let then = Then::Check { opened: vec![] };
        assert_eq!(after_block("a", &then, &path, &path), Place::Check);
    }

    #[test]
    fn a_change_leads_through_every_block_it_opened_and_then_back() {
        let before = blocks(&["a", "d"]);
        let after = blocks(&["a", "b", "c", "d"]);
        let mut place = change("a");
        let mut seen = vec![];
        let mut known = before;
        while let Place::Block { id, then } = place {
            place = after_block(&id, &then, &known, &after);
            known.clone_from(&after);
            seen.push(id_of(&place).to_owned());
        }
        assert_eq!(seen, blocks(&["b", "c", ""]));
        assert_eq!(place, Place::Check);
    }

    #[test]
    fn back_walks_the_path_in_reverse_to_the_choice_of_kind() {
        let path = blocks(&["a", "b"]);
        assert_eq!(before_block("b", &Then::Onward, &path), onward("a"));
        let kind = Place::Kind { checking: false };
        assert_eq!(before_block("a", &Then::Onward, &path), kind);
        assert_eq!(before_block("gone", &Then::Onward, &path), kind);
        let then = Then::Check { opened: vec![] };
        assert_eq!(before_block("b", &then, &path), Place::Check);
    }

    #[test]
    fn somebody_who_comes_back_goes_on_at_the_first_page_without_an_answer() {
        let blocks = |answered: [bool; 3]| {
            let ids = ["a", "b", "c"].map(str::to_owned);
            ids.into_iter().zip(answered).collect::<Vec<_>>()
        };
        assert_eq!(first_open(&blocks([true, false, true])), onward("b"));
        assert_eq!(first_open(&blocks([true, true, true])), Place::Check);
        assert_eq!(first_open(&[]), Place::Check);
    }

    #[test]
    fn help_and_pause_lead_back_to_the_page_they_were_asked_from() {
        assert_eq!(onward("a").pause().hard().pause().underneath(), onward("a"));
    }

    #[test]
    fn pressing_this_is_hard_twice_stays_one_page_deep() {
        let place = Place::Check.hard().hard();
        assert_eq!(place.underneath(), Place::Check);
    }
}
