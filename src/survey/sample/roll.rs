//! Who stands in a contact file more than once: people are told apart by the tag of their address, their sex and age,
//! and the file's own reference where it has one. Whoever cannot be told to be the same counts as different: two
//! people at one address may be victim and suspect, and then nobody is written to.

use std::collections::HashMap;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::contact_row::Person;
use super::frame::Class;
use super::reason::Reason;

/// Ages on two rows of one person may differ by a birthday.
const BIRTHDAY: u8 = 1;

/// Everybody of one file, by the tag of the address. An address itself is never here.
#[derive(Debug, Default)]
pub struct Roll {
    entries: HashMap<[u8; 16], Entry>,
}

#[derive(Debug)]
struct Entry {
    /// The how manieth person of the file she is.
    place: u64,
    first: Person,
    shared: bool,
    marked_unsafe: bool,
    recent: bool,
    chosen: Option<(Uuid, Class)>,
    others: Vec<(Uuid, Class)>,
}

/// A row that is taken back from those to be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Struck {
    /// The staged contact.
    pub contact: Uuid,
    /// Its class, for the counts.
    pub class: Class,
    /// Why.
    pub reason: Reason,
}

impl Roll {
    /// Puts a row with an address on the roll, whether it is invited or not; `marked_unsafe` where it says that this
    /// address is not safe.
    pub fn note(&mut self, address: [u8; 16], person: &Person, marked_unsafe: bool) {
        let place = self.entries.len() as u64;
        let entry = self.entries.entry(address).or_insert_with(|| Entry {
            place,
            first: person.clone(),
            shared: false,
            marked_unsafe: false,
            recent: false,
            chosen: None,
            others: Vec::new(),
        });
        entry.shared |= !same(&entry.first, person);
        entry.marked_unsafe |= marked_unsafe;
    }

    /// Adds a row of a noted address to those who may be invited.
    pub fn may_invite(&mut self, address: [u8; 16], contact: Uuid, class: Class) {
        if let Some(entry) = self.entries.get_mut(&address) {
            match entry.chosen {
                None => entry.chosen = Some((contact, class)),
                Some(_) => entry.others.push((contact, class)),
            }
        }
    }

    /// Whoever has this address was invited lately, or waits in another file.
    pub fn invited_recently(&mut self, address: [u8; 16]) {
        if let Some(entry) = self.entries.get_mut(&address) {
            entry.recent = true;
        }
    }

    /// Ends the file: draws one case of each person, and gives those who stay and those who are taken back. A rule
    /// that is switched off takes nobody back.
    pub fn settle(self, in_force: impl Fn(Reason) -> bool, draw: &Draw) -> (Vec<Class>, Vec<Struck>) {
        let (mut invited, mut struck) = (Vec::new(), Vec::new());
        for (_, entry) in self.entries {
            let Some(chosen) = entry.chosen else { continue };
            let mut cases = entry.others;
            cases.insert(0, chosen);
            let strike = |reason| {
                move |(contact, class): (Uuid, Class)| Struck {
                    contact,
                    class,
                    reason,
                }
            };
            if entry.recent && in_force(Reason::InvitedRecently) {
                struck.extend(cases.into_iter().map(strike(Reason::InvitedRecently)));
            } else if entry.shared && in_force(Reason::SharedAddress) {
                struck.extend(cases.into_iter().map(strike(Reason::SharedAddress)));
            } else if entry.marked_unsafe && in_force(Reason::NoSafeContact) {
                struck.extend(cases.into_iter().map(strike(Reason::NoSafeContact)));
            } else if in_force(Reason::SamePersonTwice) {
                let (_, class) = cases.remove(draw.of(entry.place, cases.len()));
                invited.push(class);
                struck.extend(cases.into_iter().map(strike(Reason::SamePersonTwice)));
            } else {
                invited.extend(cases.into_iter().map(|(_, class)| class));
            }
        }
        (invited, struck)
    }
}

/// The recorded seed that decides which crime stands for somebody with several: whoever has the file, the rules and the
/// seed finds the same one.
///
/// The case is number `SHA-256(seed in hexadecimal, a space, place in the file) mod cases`, of the first eight bytes read
/// as a number; persons are counted from 0 in the order in which their address first stands in the file, and cases in the
/// order of their rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    seed: String,
}

impl Draw {
    /// From 16 random bytes.
    pub fn new(seed: [u8; 16]) -> Self {
        Self {
            seed: seed.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    /// The seed as it is recorded.
    pub fn seed(&self) -> &str {
        &self.seed
    }

    fn of(&self, place: u64, cases: usize) -> usize {
        let hash = Sha256::digest(format!("{} {place}", self.seed));
        let number = hash
            .iter()
            .take(8)
            .fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        (number % cases as u64) as usize
    }
}

fn same(one: &Person, other: &Person) -> bool {
    match (&one.reference, &other.reference) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let ages = match (one.age, other.age) {
                (Some(one), Some(other)) => one.abs_diff(other) <= BIRTHDAY,
                (None, None) => true,
                _ => false,
            };
            ages && one.sex == other.sex
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::contact_row::RowSex;
    use super::super::frame::AgeBand;
    use super::*;

    fn person(sex: RowSex, age: Option<u8>) -> Person {
        Person {
            reference: None,
            sex,
            age,
        }
    }

    fn class(family: u8) -> Class {
        Class {
            family,
            sex: RowSex::Female,
            band: AgeBand::From16To34,
        }
    }

    fn settle(roll: Roll, seed: u64) -> (Vec<Class>, Vec<Struck>) {
        roll.settle(|_| true, &Draw::new(u128::from(seed).to_be_bytes()))
    }

    #[test]
    fn different_people_with_one_address_are_all_left_out() {
        for other in [
            person(RowSex::Male, Some(30)),
            person(RowSex::Female, Some(60)),
            person(RowSex::Female, None),
        ] {
            let mut roll = Roll::default();
            for (number, person) in [(1, person(RowSex::Female, Some(30))), (2, other)] {
                roll.note([7; 16], &person, false);
                roll.may_invite([7; 16], Uuid::from_u128(number), class(0));
            }
            let (invited, struck) = settle(roll, 1);
            assert!(invited.is_empty());
            assert_eq!(
                struck.iter().map(|struck| struck.reason).collect::<Vec<_>>(),
                [Reason::SharedAddress; 2]
            );
        }
    }

    #[test]
    fn somebody_who_is_not_invited_still_shares_the_address() {
        let mut roll = Roll::default();
        roll.note([7; 16], &person(RowSex::Female, Some(30)), false);
        roll.may_invite([7; 16], Uuid::from_u128(1), class(0));
        roll.note([7; 16], &person(RowSex::Male, Some(12)), false);
        assert_eq!(settle(roll, 1).1[0].reason, Reason::SharedAddress);
    }

    #[test]
    fn of_one_person_with_two_cases_one_is_drawn_and_either_may_be() {
        let mut drawn = [0, 0];
        for seed in 0..200 {
            let mut roll = Roll::default();
            for (family, age) in [(0, 30), (1, 31)] {
                roll.note([7; 16], &person(RowSex::Female, Some(age)), false);
                roll.may_invite([7; 16], Uuid::from_u128(family.into()), class(family));
            }
            let (invited, struck) = settle(roll, seed);
            assert_eq!((invited.len(), struck.len()), (1, 1));
            assert_eq!(struck[0].reason, Reason::SamePersonTwice);
            drawn[usize::from(invited[0].family)] += 1;
        }
        // 100 expected each; four standard deviations are 28.
        assert!(drawn.iter().all(|count| (72..=128).contains(count)), "{drawn:?}");
    }

    #[test]
    fn the_recorded_seed_draws_the_same_cases_again_whatever_order_people_are_kept_in() {
        let people = |seed| {
            let mut roll = Roll::default();
            for number in 0u8..60 {
                for family in 0..3 {
                    roll.note([number; 16], &person(RowSex::Female, Some(30)), false);
                    roll.may_invite([number; 16], Uuid::from_u128(family.into()), class(family));
                }
            }
            let mut struck: Vec<_> = settle(roll, seed).1.iter().map(|one| one.class.family).collect();
            struck.sort_unstable();
            struck
        };
        assert_eq!(people(5), people(5));
        assert_ne!(people(5), people(6));
        // printf '%s' '00000000000000000000000000000007 3' | sha256sum, its first eight bytes modulo 1000.
        let draw = Draw::new(7u128.to_be_bytes());
        assert_eq!(draw.of(3, 1_000), 565);
    }

    #[test]
    fn an_address_that_one_row_marks_as_unsafe_is_unsafe_in_all() {
        let mut roll = Roll::default();
        roll.note([7; 16], &person(RowSex::Female, Some(30)), false);
        roll.may_invite([7; 16], Uuid::from_u128(1), class(0));
        roll.note([7; 16], &person(RowSex::Female, Some(30)), true);
        let (invited, struck) = settle(roll, 1);
        assert!(invited.is_empty());
        assert_eq!(struck[0].reason, Reason::NoSafeContact);
    }

    #[test]
    fn whoever_was_invited_lately_is_left_out_with_all_her_cases() {
        let mut roll = Roll::default();
        for number in [1, 2] {
            roll.note([7; 16], &person(RowSex::Female, Some(30)), false);
            roll.may_invite([7; 16], Uuid::from_u128(number), class(0));
        }
        roll.invited_recently([7; 16]);
        let (invited, struck) = settle(roll, 1);
        assert!(invited.is_empty());
        let reasons: Vec<_> = struck.iter().map(|struck| struck.reason).collect();
        assert_eq!(reasons, [Reason::InvitedRecently; 2]);
    }
}
