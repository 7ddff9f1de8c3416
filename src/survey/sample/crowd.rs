//! The crowd test: whether an upload could be a crowd filled with answers that somebody knows. An answer hides among
//! its cohort; where one private mail domain, or one small upload, is most of the cohort, it may hide nowhere.

use std::collections::HashMap;

/// How many of each private mail domain stand in each cohort of one file. Domains live here while the file is read.
#[derive(Default)]
pub struct PrivateDomains {
    counts: HashMap<(u8, String), u32>,
}

impl PrivateDomains {
    /// Counts one invited address of a family, by its domain.
    pub fn add(&mut self, family: u8, domain: &str) {
        *self
            .counts
            .entry((family, domain.to_ascii_lowercase()))
            .or_default() += 1;
    }

    /// The largest private domain's part of a family.
    pub fn largest(&self, family: u8) -> u32 {
        let of_family = self
            .counts
            .iter()
            .filter(|((of, _), _)| *of == family)
            .map(|(_, count)| *count);
        of_family.max().unwrap_or(0)
    }
}

/// One cohort as it would be after the approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortSize {
    /// The name of the family.
    pub family: String,
    /// How many the upload would invite.
    pub uploaded: u32,
    /// How many earlier uploads of the wave invite.
    pub already: u32,
    /// The largest private mail domain of the upload, added to those of earlier uploads: domains are not kept, so
    /// that the same one is assumed.
    pub private_domain: u32,
}

/// Why an upload may not be approved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrowdFault {
    /// One private domain is most of a cohort.
    #[error(
        "one mail domain that is no public provider's holds {domain} of the {cohort} people to be invited in \
         \"{family}\": more than half may be answers that somebody knows. Ask the force who these people are"
    )]
    PrivateDomain {
        /// The name of the family.
        family: String,
        /// How many stand under the domain.
        domain: u32,
        /// How many the cohort holds.
        cohort: u32,
    },
    /// A small upload is most of a cohort.
    #[error(
        "the upload would invite {upload} people, fewer than {smallest}, and be more than half of \"{family}\": so \
         small a crowd hides nobody. Refuse it and load it as one file with the rest of the quarter"
    )]
    SmallUpload {
        /// The name of the family.
        family: String,
        /// How many the upload would invite in all.
        upload: u32,
        /// How many an upload must have to be most of a cohort.
        smallest: u32,
    },
}

/// A domain of one address is nobody's crowd.
const CROWD: u32 = 2;

/// Every reason against approving an upload that would leave these cohorts; `small_upload` is twice the smallest batch.
pub fn crowd_test(cohorts: &[CohortSize], small_upload: u32) -> Vec<CrowdFault> {
    let upload: u32 = cohorts.iter().map(|cohort| cohort.uploaded).sum();
    let mut faults = Vec::new();
    for cohort in cohorts.iter().filter(|cohort| cohort.uploaded > 0) {
        let whole = cohort.uploaded + cohort.already;
        let family = cohort.family.clone();
        if cohort.private_domain >= CROWD && cohort.private_domain * 2 > whole {
            faults.push(CrowdFault::PrivateDomain {
                family: family.clone(),
                domain: cohort.private_domain,
                cohort: whole,
            });
        }
        if upload < small_upload && cohort.uploaded * 2 > whole {
            faults.push(CrowdFault::SmallUpload {
                family,
                upload,
                smallest: small_upload,
            });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cohort(uploaded: u32, already: u32, private_domain: u32) -> CohortSize {
        CohortSize {
            family: "Burglary of a home".to_owned(),
            uploaded,
            already,
            private_domain,
        }
    }

    #[test]
    fn a_private_domain_that_holds_more_than_half_of_a_cohort_is_refused() {
        assert!(crowd_test(&[cohort(40, 0, 20)], 20).is_empty());
        let faults = crowd_test(&[cohort(40, 0, 21)], 20);
        assert!(matches!(
            faults[..],
            [CrowdFault::PrivateDomain {
                domain: 21,
                cohort: 40,
                ..
            }]
        ));
    }

    #[test]
    fn a_cohort_grown_by_several_uploads_is_judged_as_a_whole() {
        assert!(crowd_test(&[cohort(40, 100, 39)], 20).is_empty());
        assert_eq!(crowd_test(&[cohort(40, 38, 40)], 20).len(), 1);
    }

    #[test]
    fn an_upload_of_fewer_than_twice_the_batch_may_not_be_most_of_a_cohort() {
        let faults = crowd_test(&[cohort(19, 0, 0)], 20);
        assert!(matches!(faults[..], [CrowdFault::SmallUpload { upload: 19, .. }]));
        assert!(crowd_test(&[cohort(20, 0, 0)], 20).is_empty());
        assert!(crowd_test(&[cohort(19, 19, 0)], 20).is_empty());
        assert!(crowd_test(&[cohort(5, 0, 0), cohort(15, 0, 0)], 20).is_empty());
    }

    #[test]
    fn the_largest_domain_is_found_whatever_its_case() {
        let mut domains = PrivateDomains::default();
        for domain in ["firm.example", "Firm.Example", "other.example"] {
            domains.add(3, domain);
        }
        assert_eq!((domains.largest(3), domains.largest(4)), (2, 0));
    }
}
