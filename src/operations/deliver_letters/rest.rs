//! When a letter is tried again, and when mail rests: the relay's after a fault that is not a letter's, a wave's
//! where more than half of its letters are refused.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::CryptoRng;
use uuid::Uuid;

use crate::mail::MailError;

/// How long mail rests after the relay took nothing from us.
pub(super) const RELAY_RESTS: TimeDelta = TimeDelta::minutes(5);
/// How long a wave's mail rests after most of it was refused.
const WAVE_RESTS: TimeDelta = TimeDelta::minutes(30);
/// Letters that a judgement about a wave rests on.
const SAMPLE: u32 = 50;

/// Minutes to the next try after the first, second … refusal for now; about two days in all. RFC 5321 section
/// 4.5.4.1 asks for at least 30 minutes on average and four to five days at most; greylisting wants the first soon.
const WAITS_MINUTES: [i64; 15] = [
    5, 15, 60, 240, 240, 240, 240, 240, 240, 240, 240, 240, 240, 240, 240,
];

/// What rests, until when on the machine's clock. A worker keeps one for as long as it runs.
#[derive(Debug, Default)]
pub struct MailRest {
    relay: Option<DateTime<Utc>>,
    waves: BTreeMap<Uuid, DateTime<Utc>>,
    tallies: BTreeMap<Uuid, Tally>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    tried: u32,
    refused: u32,
}

impl MailRest {
    /// Whether no letter at all is to be tried now.
    pub fn relay_rests(&self, machine_now: DateTime<Utc>) -> bool {
        self.relay.is_some_and(|until| machine_now < until)
    }

    /// The waves whose letters are not to be tried now.
    pub fn waves(&self, machine_now: DateTime<Utc>) -> Vec<Uuid> {
        self.waves
            .iter()
            .filter(|(_, until)| machine_now < **until)
            .map(|(wave, _)| *wave)
            .collect()
    }

    /// Takes note of one try.
    pub(super) fn note(&mut self, wave: Uuid, tried: Result<(), MailError>, machine_now: DateTime<Utc>) {
        if let Err(error @ MailError::Relay(_)) = tried {
            if !self.relay_rests(machine_now) {
                tracing::error!(rest.minutes = RELAY_RESTS.num_minutes(), "Mail rests: {error}.");
            }
            self.relay = Some(machine_now + RELAY_RESTS);
            return;
        }
        let tally = self.tallies.entry(wave).or_default();
        tally.tried += 1;
        tally.refused += u32::from(tried.is_err());
        if tally.tried < SAMPLE {
            return;
        }
        let judged = std::mem::take(tally);
        if judged.refused * 2 > judged.tried {
            tracing::error!(
                wave.id = %wave,
                mail.tried = judged.tried,
                mail.refused = judged.refused,
                rest.minutes = WAVE_RESTS.num_minutes(),
                "The mail of a wave rests: most letters were refused. Ask the relay's keeper why."
            );
            self.waves.insert(wave, machine_now + WAVE_RESTS);
        }
    }
}

/// How long to wait after the `attempts`th refusal for now, a little more at random so that tries spread; none
/// where it is time to give up.
pub(super) fn next_try(attempts: i16, rng: &mut impl CryptoRng) -> Option<TimeDelta> {
    let place = usize::try_from(attempts.max(1)).ok()? - 1;
    let minutes = WAITS_MINUTES.get(place)?;
    let fifth = u64::try_from(minutes * 60 / 5).unwrap_or(1).max(1);
    let jitter = i64::try_from(rng.next_u64() % fifth).unwrap_or(0);
    Some(TimeDelta::seconds(minutes * 60 + jitter))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn tries_come_later_and_later_and_end_after_about_two_days() {
        let mut rng = StdRng::seed_from_u64(1);
        let waits: Vec<i64> = (1..)
            .map_while(|attempt| next_try(attempt, &mut rng))
            .map(|wait| wait.num_minutes())
            .collect();
        assert!(
            (5..=6).contains(&waits[0]) && (15..=18).contains(&waits[1]) && (60..=72).contains(&waits[2])
        );
        let hours: i64 = waits.iter().sum::<i64>() / 60;
        assert!((48..=60).contains(&hours), "{hours} hours");
    }

    #[test]
    fn a_fault_of_the_relay_rests_all_mail_for_a_while() {
        let mut rest = MailRest::default();
        rest.note(Uuid::from_u128(1), Err(MailError::Relay(None)), noon());
        assert!(rest.relay_rests(noon() + TimeDelta::minutes(4)));
        assert!(!rest.relay_rests(noon() + TimeDelta::minutes(5)));
    }

    #[test]
    fn a_wave_of_which_most_is_refused_rests_and_others_go_on() {
        let mut rest = MailRest::default();
        let (bad, good) = (Uuid::from_u128(1), Uuid::from_u128(2));
        for letter in 0..50 {
            rest.note(
                bad,
                if letter % 3 == 0 {
                    Ok(())
                } else {
                    Err(MailError::Permanent(Some(550)))
                },
                noon(),
            );
            rest.note(
                good,
                if letter % 3 == 0 {
                    Err(MailError::Transient(Some(450)))
                } else {
                    Ok(())
                },
                noon(),
            );
        }
        assert_eq!(rest.waves(noon() + TimeDelta::minutes(29)), [bad]);
        assert!(rest.waves(noon() + TimeDelta::minutes(30)).is_empty());
    }
}
