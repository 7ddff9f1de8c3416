//! The class floor: with a response stay only sex and an age band, and only where at least `m` of
//! the batch share both. What this guards against is the upload file itself: whoever holds it knows
//! sex and age of everybody invited and would find the one man of 70 among the answers.
//!
//! The rule, for the ballots of one batch:
//! 1. a class (sex and age band alike) of `m` or more leaves with both; who gave neither leaves as is;
//! 2. of the rest, those that have waited a wave or more and are together `m` or more of one sex
//!    leave with sex and without age; who gave no sex has then nothing left to wait for;
//! 3. who has waited four waves leaves without either;
//! 4. everybody else is carried to the family's next wave.

use std::collections::BTreeMap;

/// How many waves a ballot may wait before it leaves without sex and age.
pub const WAVES_AT_MOST: u8 = 4;

/// What the class floor needs to know of one ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member<S, A> {
    /// The sex given, or none.
    pub sex: Option<S>,
    /// The age band given, or none.
    pub age: Option<A>,
    /// Waves this ballot has been carried already.
    pub waited: u8,
}

/// What becomes of one ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Leaves with what was given of sex and age.
    KeepBoth,
    /// Leaves with sex and without age.
    KeepSex,
    /// Leaves without either.
    KeepNeither,
    /// Waits for the next wave.
    Carry,
}

/// Decides for every ballot of a batch, in the order given. `m` is at least 1.
pub fn class_floor<S: Ord, A: Ord>(batch: &[Member<S, A>], m: usize) -> Vec<Decision> {
    let mut classes: BTreeMap<(&Option<S>, &Option<A>), usize> = BTreeMap::new();
    for member in batch {
        *classes.entry((&member.sex, &member.age)).or_default() += 1;
    }
    let fills_a_class = |member: &Member<S, A>| classes.get(&(&member.sex, &member.age)) >= Some(&m.max(1));
    let gave_neither = |member: &Member<S, A>| member.sex.is_none() && member.age.is_none();

    let mut waiting: BTreeMap<&S, usize> = BTreeMap::new();
    for member in batch {
        if let (Some(sex), 1.., false) = (&member.sex, member.waited, fills_a_class(member)) {
            *waiting.entry(sex).or_default() += 1;
        }
    }
    let enough_wait = |sex: &S| waiting.get(sex) >= Some(&m.max(1));

    let decide = |member: &Member<S, A>| {
        if gave_neither(member) || fills_a_class(member) {
            return Decision::KeepBoth;
        }
        match &member.sex {
            Some(sex) if member.waited >= 1 && enough_wait(sex) => Decision::KeepSex,
            None if member.waited >= 1 => Decision::KeepNeither,
            _ if member.waited >= WAVES_AT_MOST => Decision::KeepNeither,
            _ => Decision::Carry,
        }
    };
    batch.iter().map(decide).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const M: usize = 5;

    fn of(sex: char, age: u8, waited: u8) -> Member<char, u8> {
        Member {
            sex: (sex != '-').then_some(sex),
            age: (age != 0).then_some(age),
            waited,
        }
    }

    #[test]
    fn a_class_of_five_leaves_with_sex_and_age_and_one_of_four_waits() {
        let mut batch = vec![of('f', 1, 0); 5];
        batch.extend(vec![of('m', 1, 0); 4]);
        let decisions = class_floor(&batch, M);
        assert_eq!(decisions[..5], [Decision::KeepBoth; 5]);
        assert_eq!(decisions[5..], [Decision::Carry; 4]);
    }

    #[test]
    fn who_gave_neither_sex_nor_age_always_leaves() {
        assert_eq!(class_floor(&[of('-', 0, 0)], M), [Decision::KeepBoth]);
    }

    #[test]
    fn men_of_different_ages_leave_as_men_in_their_second_wave_once_they_are_five() {
        let four = [of('m', 1, 1), of('m', 2, 1), of('m', 3, 1), of('m', 3, 2)];
        assert_eq!(class_floor(&four, M), [Decision::Carry; 4]);
        let five = [four.as_slice(), &[of('m', 2, 1)]].concat();
        assert_eq!(class_floor(&five, M), [Decision::KeepSex; 5]);
    }

    #[test]
    fn a_newcomer_does_not_make_the_waiting_ones_enough_and_keeps_her_age() {
        let batch = [
            of('m', 1, 1),
            of('m', 2, 1),
            of('m', 3, 1),
            of('m', 3, 2),
            of('m', 2, 0),
        ];
        assert_eq!(class_floor(&batch, M), [Decision::Carry; 5]);
    }

    #[test]
    fn waiting_and_new_ballots_of_one_class_fill_it_together() {
        let batch = [
            of('m', 2, 1),
            of('m', 2, 3),
            of('m', 2, 0),
            of('m', 2, 0),
            of('m', 2, 0),
        ];
        assert_eq!(class_floor(&batch, M), [Decision::KeepBoth; 5]);
    }

    #[test]
    fn after_four_waves_a_ballot_leaves_without_either() {
        assert_eq!(class_floor(&[of('m', 2, 3)], M), [Decision::Carry]);
        assert_eq!(class_floor(&[of('m', 2, 4)], M), [Decision::KeepNeither]);
    }

    #[test]
    fn an_age_without_a_sex_waits_one_wave_for_its_class_and_then_goes_without_it() {
        assert_eq!(class_floor(&[of('-', 2, 0)], M), [Decision::Carry]);
        assert_eq!(class_floor(&[of('-', 2, 1)], M), [Decision::KeepNeither]);
    }

    fn any_batch() -> impl Strategy<Value = Vec<Member<char, u8>>> {
        let member = (
            prop_oneof![Just('f'), Just('m'), Just('x'), Just('-')],
            0..=3_u8,
            0..=5_u8,
        )
            .prop_map(|(sex, age, waited)| of(sex, age, waited));
        prop::collection::vec(member, 0..60)
    }

    proptest! {
        #[test]
        fn nobody_is_lost_and_every_kept_class_has_m_members(batch in any_batch(), m in 1..8_usize) {
            let decisions = class_floor(&batch, m);
            prop_assert_eq!(decisions.len(), batch.len());
            let pairs: Vec<_> = batch.iter().zip(&decisions).collect();
            for (member, decision) in &pairs {
                match decision {
                    Decision::KeepBoth => {
                        let alike = batch.iter()
                            .filter(|o| o.sex == member.sex && o.age == member.age).count();
                        let neither = member.sex.is_none() && member.age.is_none();
                        prop_assert!(neither || alike >= m);
                    }
                    Decision::KeepSex => {
                        let alike = pairs.iter()
                            .filter(|(o, d)| **d == Decision::KeepSex && o.sex == member.sex)
                            .count();
                        prop_assert!(member.waited >= 1 && member.sex.is_some() && alike >= m);
                    }
                    Decision::KeepNeither => prop_assert!(member.waited >= 1),
                    Decision::Carry => prop_assert!(member.waited < WAVES_AT_MOST),
                }
            }
        }

        #[test]
        fn everybody_has_left_after_four_waves(batch in any_batch(), m in 1..8_usize) {
            let mut waiting = batch;
            for _ in 0..=WAVES_AT_MOST {
                let decisions = class_floor(&waiting, m);
                waiting = waiting.into_iter().zip(decisions)
                    .filter(|(_, decision)| *decision == Decision::Carry)
                    .map(|(member, _)| Member { waited: member.waited + 1, ..member })
                    .collect();
            }
            prop_assert!(waiting.is_empty());
        }
    }
}
