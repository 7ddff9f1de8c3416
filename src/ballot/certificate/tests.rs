//! Chains that are sound, and chains that somebody touched.

use super::*;

fn key(seed: u8) -> CertificateKey {
    CertificateKey::from_bytes([seed; 32])
}

const RULES: Rules = Rules {
    smallest_batch: 10,
    smallest_class: 5,
    rounded_to: 5,
    shown_from: 10,
};

fn figures(mixed: u64) -> Figures {
    let number = Figure::Number;
    Figures {
        invited: number(mixed * 5),
        delivered: number(mixed * 4),
        failed: number(mixed),
        stopped: Figure::Withheld(statement::TooFew::TooFew),
        spent: number(mixed),
        mixed: number(mixed),
        carried_in: number(0),
        carried_out: number(0),
    }
}

fn close() -> Account {
    let row = |family: &str, mixed| Row {
        families: vec![family.to_owned()],
        figures: figures(mixed),
    };
    Account::Close {
        rows: vec![row("rape", 25), row("burglary", 40)],
        total: figures(65),
    }
}

fn chain(waves: usize) -> Chain {
    let mut certificates: Vec<Certificate> = Vec::new();
    for wave in 1..=waves {
        let mix = Account::Mix {
            mixed: Figure::Number(65),
        };
        for account in [mix, close()] {
            let place = certificates
                .last()
                .map_or_else(Place::first, |last| Place::after(&last.statement));
            let on = "2026-11-09".parse().expect("a day");
            let name = format!("Wave {wave}");
            let statement = Statement::new(place, on, (&name, "2026Q3"), RULES, account);
            certificates.push(Certificate::sign(statement, &key(7)));
        }
    }
    Chain::of(certificates)
}

fn faults(chain: &Chain) -> Vec<String> {
    let checked = check(chain, &[key(7).public()]);
    checked.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_key_and_the_signature_are_those_of_the_standards_first_example() {
    // RFC 8032, section 7.1, test 1.
    let hex = |text: &str| {
        data_encoding::HEXLOWER
            .decode(text.as_bytes())
            .expect("hexadecimal")
    };
    let seed = hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    let key = CertificateKey::from_bytes(seed.try_into().expect("32 bytes"));
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(key.public().to_string(), public);
    let signature = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    assert_eq!(data_encoding::HEXLOWER.encode(&key.sign(b"")), signature);
    assert!(key.public().verifies(b"", &hex(signature)));
    assert_eq!(
        CertificatePublicKey::parse(&public.to_uppercase()),
        Ok(key.public())
    );
    assert_eq!(CertificatePublicKey::parse("d75a"), Err(NoPublicKey));
}

#[test]
fn a_sound_chain_is_read_as_it_was_written_and_has_no_fault() {
    for waves in [0, 1, 3] {
        let written = chain(waves).written();
        let read = Chain::read(written.as_bytes()).expect("it reads");
        assert_eq!((faults(&read), read.certificates.len()), (vec![], 2 * waves));
    }
}

#[test]
fn no_byte_of_a_file_can_be_changed_unseen() {
    let sound = chain(1).written().into_bytes();
    for at in 0..sound.len() {
        for change in [1_u8, 0x20] {
            let mut bytes = sound.clone();
            bytes[at] ^= change;
            let seen = Chain::read(&bytes).map_or(true, |chain| !faults(&chain).is_empty());
            assert!(seen, "byte {at}: {:?}", char::from(sound[at]));
        }
    }
}

#[test]
fn a_changed_figure_is_named_by_its_certificate_and_column() {
    let written = chain(2).written().replacen("\"spent\": 40", "\"spent\": 45", 1);
    let told = faults(&Chain::read(written.as_bytes()).expect("it reads")).join("\n");
    assert!(
        told.contains("certificate 2 (Wave 1): its signature is not of what it states"),
        "{told}"
    );
    assert!(
        told.contains("certificate 2 (Wave 1), spent: the rows add up to 70, and the total says 65"),
        "{told}"
    );
    assert!(told.contains("certificate 3 names"), "{told}");
    assert!(
        !told.contains("certificate 1 ") && !told.contains("certificate 4 "),
        "{told}"
    );
    let written = chain(1).written().replacen("\"spent\": 40", "\"spent\": 41", 1);
    let told = faults(&Chain::read(written.as_bytes()).expect("it reads")).join("\n");
    assert!(
        told.contains("burglary, spent: 41 is no figure that may be printed"),
        "{told}"
    );
}

#[test]
fn a_dropped_link_is_told_wherever_it_stood() {
    for at in 0..4 {
        let mut certificates = chain(2).certificates;
        certificates.remove(at);
        let patched = Chain::of(certificates);
        let told = faults(&patched);
        match at {
            // Nothing stands behind the last: whoever holds a later download, or the head, sees that it is gone.
            3 => assert!(told.is_empty() && patched.head != chain(2).head, "{told:?}"),
            _ => assert!(
                told.iter().any(|told| told.contains(&format!(
                    "certificate {} stands at place {}",
                    at + 2,
                    at + 1
                ))),
                "{told:?}"
            ),
        }
        let mut unpatched = chain(2);
        unpatched.certificates.remove(at);
        assert!(
            faults(&unpatched).iter().any(|told| told.contains("holds 3")),
            "{at}"
        );
    }
}

#[test]
fn links_in_another_order_are_told() {
    let mut certificates = chain(2).certificates;
    certificates.swap(1, 2);
    let told = faults(&Chain::of(certificates)).join("\n");
    assert!(told.contains("certificate 3 stands at place 2"), "{told}");
    assert!(
        told.contains("the link between place 2 and the one before it is broken"),
        "{told}"
    );
}

#[test]
fn another_key_is_none_that_is_trusted_and_without_one_the_files_own_is_told() {
    let told = check(&chain(1), &[key(8).public()]).faults;
    assert!(
        matches!(told[0], CertificateFault::Key { number: 1, .. }),
        "{told:?}"
    );
    let both = [key(8).public(), key(7).public()];
    assert!(check(&chain(1), &both).faults.is_empty());
    let untold = check(&chain(1), &[]);
    assert_eq!(
        (untold.faults, untold.keys),
        (vec![], [key(7).public().to_string()].into())
    );
    let mut forged = chain(1);
    forged.certificates[0] = Certificate::sign(forged.certificates[0].statement.clone(), &key(8));
    assert!(matches!(
        check(&forged, &[key(7).public()]).faults[..],
        [CertificateFault::Key { .. }]
    ));
}

#[test]
fn a_close_that_says_another_total_than_its_mix_is_told() {
    let first = Account::Mix {
        mixed: Figure::Number(70),
    };
    let on = "2026-11-09".parse().expect("a day");
    let mix = Statement::new(Place::first(), on, ("Wave 1", "2026Q3"), RULES, first);
    let close = Statement::new(Place::after(&mix), on, ("Wave 1", "2026Q3"), RULES, close());
    let signed = [mix, close].map(|statement| Certificate::sign(statement, &key(7)));
    let told = faults(&Chain::of(signed.into())).join("\n");
    assert_eq!(
        told,
        "certificate 2 (Wave 1), mixed: the close says 65, and at the mix certificate 1 said 70"
    );
}

#[test]
fn what_is_no_chain_is_told_with_its_place() {
    let read = |bytes: &[u8]| Chain::read(bytes).expect_err("it is none").to_string();
    assert_eq!(read(b""), "the file is empty");
    assert_eq!(read(b" \n"), "the file is empty");
    let sound = chain(2).written();
    for cut in [1, sound.len() / 3, sound.len() / 2, sound.len() - 3] {
        let told = read(&sound.as_bytes()[..cut]);
        assert!(told.starts_with("the file breaks off in line"), "{cut}: {told}");
    }
    assert!(read(&sound.as_bytes()[..sound.len() - 1]).contains("not written as Heard writes it"));
    assert!(read(sound.replace("  ", "\t").as_bytes()).starts_with("line 2 is not written"));
    assert!(read(sound.replacen("wave", "names", 1).as_bytes()).contains("unknown field `names`"));
    assert!(read(b"<html>").starts_with("line 1, column 1: expected value"));
    assert!(
        read(sound.replacen("certificates 1", "certificates 2", 1).as_bytes()).contains("this program knows")
    );
    assert!(read(&vec![b'['; MOST_BYTES + 1]).contains("larger than 16 MiB"));
    assert!(read(&vec![b'['; 1000]).starts_with("line 1"));
}
