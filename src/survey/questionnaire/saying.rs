//! Everything that pages say to a respondent, by key: what a wording set must have, and which values
//! each saying has a place for. The words themselves are data, `wording/<language>.yaml`.
//!
//! A page that says something new gets a line here and one in each wording set; the check of the
//! definitions names every set that lacks it.

/// Makes the enum, the keys and the places from one list, so that they cannot drift apart.
macro_rules! sayings {
    ($($name:ident $key:literal $([$($place:literal),+])?;)+) => {
        /// One thing that a page says. Its words stand in every wording set under [`Say::key`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Say {
            $(#[doc = concat!("`", $key, "`")] $name,)+
        }

        impl Say {
            /// Every saying, in the order of the pages.
            pub const ALL: &'static [Say] = &[$(Say::$name,)+];

            /// Its key in the wording sets.
            pub fn key(self) -> &'static str {
                match self { $(Say::$name => $key,)+ }
            }

            /// The values that its words have a place for, written `{value}` there.
            pub fn places(self) -> &'static [&'static str] {
                match self { $(Say::$name => &[$($($place),+)?],)+ }
            }
        }
    };
}

sayings! {
    FrameLeave "frame.leave";
    FrameSkip "frame.skip";
    FrameError "frame.error";
    FrameProblem "frame.problem";
    FrameOr "frame.or";
    FrameDay "frame.day";
    FrameMonth "frame.month";
    FrameYear "frame.year";
    FrameLanguage "frame.language";
    FrameShiftTwo "frame.shift-two";
    FrameShiftOne "frame.shift-one";
    FrameLeaving "frame.leaving";
    FrameCovered "frame.covered";
    FrameUncover "frame.uncover";
    FrameCloses "frame.closes";
    FrameNeutralTitle "frame.neutral-title";
    FramePageTitle "frame.page-title" ["page"];

    ButtonContinue "button.continue";
    ButtonBack "button.back";
    ButtonSkip "button.skip";
    ButtonClear "button.clear";
    ButtonHard "button.hard";
    ButtonStop "button.stop";
    ButtonSend "button.send";
    ButtonDelete "button.delete";
    ButtonCarryOn "button.carry-on";
    ButtonTakePart "button.take-part";
    ButtonChange "button.change";
    ButtonAnswer "button.answer";
    ButtonKeep "button.keep";
    ButtonStay "button.stay";
    ButtonOther "button.other";
    ButtonPause "button.pause";
    ButtonCode "button.code";
    ButtonWithoutCode "button.without-code";
    ButtonReturn "button.return";
    ButtonGoOn "button.go-on";

    StartHeading "start.heading";
    StartInvited "start.invited";
    StartChoice "start.choice";
    StartBefore "start.before";
    StartAlone "start.alone";
    StartDevice "start.device";
    StartWait "start.wait";
    StartLeave "start.leave" ["leave"];
    StartStart "start.start";
    StartLater "start.later";
    StartNever "start.never";
    LaterHeading "later.heading";
    LaterText "later.text";
    RootHeading "root.heading";
    RootText "root.text";
    StopHeading "stop.heading";
    StopText "stop.text";
    StopButton "stop.button";
    StopNothing "stop.nothing";
    StoppedHeading "stopped.heading";
    StoppedText "stopped.text";
    KeptHeading "kept.heading";
    KeptText "kept.text";

    CardInvited "card.invited";
    CardChoice "card.choice";
    CardWait "card.wait";
    CardCode "card.code";
    CardCodeHint "card.code-hint";
    CardFault "card.fault";
    CardMany "card.many";
    ContactHeading "contact.heading";
    ContactDanger "contact.danger";
    ContactTeam "contact.team";
    ContactOnly "contact.only";
    ContactWay "contact.way";
    ContactWayHint "contact.way-hint";
    ContactTime "contact.time";
    ContactTimeHint "contact.time-hint";
    ContactMessage "contact.message";
    ContactMessageHint "contact.message-hint";
    ContactMessageNo "contact.message-no";
    ContactMessageYes "contact.message-yes";
    ContactCodeWord "contact.code-word";
    ContactCodeWordHint "contact.code-word-hint";
    ContactName "contact.name";
    ContactNameHint "contact.name-hint";
    ContactButton "contact.button";
    ContactNothing "contact.nothing";
    ContactFaultWay "contact.fault-way";
    ContactNotSent "contact.not-sent";
    ContactAway "contact.away";
    ContactMany "contact.many";
    PassedHeading "passed.heading";
    PassedText "passed.text";
    PassedSoon "passed.soon";

    LeavingTitle "leaving.title";
    LeavingHeading "leaving.heading";
    LeavingLeave "leaving.leave" ["leave"];
    LeavingDeleted "leaving.deleted";
    LeavingKeys "leaving.keys";
    LeavingHistory "leaving.history";
    LeavingSafer "leaving.safer";
    LeavingReturn "leaving.return";
    LeavingPrivate "leaving.private";
    LeavingErase "leaving.erase";
    LeavingWatched "leaving.watched";
    DeviceQuestion "device.question";
    DeviceHint "device.hint";
    DeviceShared "device.shared";
    DeviceSharedHint "device.shared-hint" ["minutes"];
    DeviceOwn "device.own";
    DeviceOwnHint "device.own-hint" ["hours"];

    AboutTitle "about.title";
    AboutHeading "about.heading";
    AboutWhom "about.whom";
    AboutWho "about.who";
    AboutLong "about.long" ["shortest", "longest"];
    AboutChoice "about.choice";
    AboutNothingHeading "about.nothing-heading";
    AboutNothing "about.nothing";
    AboutYoungHeading "about.young-heading";
    AboutYoung "about.young";
    AboutAnswersHeading "about.answers-heading";
    AboutBeforeSend "about.before-send" ["days"];
    AboutOnSend "about.on-send" ["others"];
    AboutNoReturn "about.no-return";
    AboutApart "about.apart";
    AboutHost "about.host";
    AboutLiveHeading "about.live-heading";
    AboutLive "about.live";

    KindTitle "kind.title";
    KindQuestion "kind.question";
    KindHint "kind.hint";
    KindRatherNot "kind.rather-not";
    KindRatherNotHint "kind.rather-not-hint";
    KindPartlyEnglish "kind.partly-english";
    KindFault "kind.fault";

    BlockProgress "block.progress" ["page", "of"];
    BlockBsl "block.bsl";
    BlockBslHint "block.bsl-hint";
    QuestionSeveral "question.several";
    QuestionDate "question.date";
    QuestionText "question.text" ["length"];

    FaultOneOnly "fault.one-only";
    FaultEither "fault.either" ["answer"];
    FaultShown "fault.shown";
    FaultWholeNumber "fault.whole-number";
    FaultRange "fault.range" ["min", "max"];
    FaultDateDigits "fault.date-digits";
    FaultAddYear "fault.add-year";
    FaultYear "fault.year";
    FaultAddMonth "fault.add-month";
    FaultMonth "fault.month";
    FaultNoSuchDay "fault.no-such-day";
    FaultTooLong "fault.too-long" ["most", "now"];

    NoticedHeading "noticed.heading";
    NoticedIntro "noticed.intro";
    NoticedName "noticed.name";
    NoticedPhone "noticed.phone";
    NoticedEmail "noticed.email";
    NoticedPostcode "noticed.postcode";
    NoticedNumber "noticed.number";
    NoticedChoice "noticed.choice";
    NoticedShort "noticed.short" ["things"];

    CheckHeading "check.heading";
    CheckIntro "check.intro";
    CheckEmpty "check.empty";
    CheckKind "check.kind";
    CheckAnswers "check.answers" ["count"];
    CheckPages "check.pages" ["count"];
    CheckLeftOut "check.left-out";
    CheckGap "check.gap";
    CheckBeforeSend "check.before-send" ["others"];
    MonthJanuary "month.january";
    MonthFebruary "month.february";
    MonthMarch "month.march";
    MonthApril "month.april";
    MonthMay "month.may";
    MonthJune "month.june";
    MonthJuly "month.july";
    MonthAugust "month.august";
    MonthSeptember "month.september";
    MonthOctober "month.october";
    MonthNovember "month.november";
    MonthDecember "month.december";

    WindowPage "window.page";
    WindowPageText "window.page-text";
    WindowKind "window.kind";
    WindowKindText "window.kind-text";
    WindowList "window.list";
    WindowListText "window.list-text";

    PauseTitle "pause.title";
    PauseHeading "pause.heading";
    PauseWhat "pause.what";
    PauseOnly "pause.only";
    PauseKept "pause.kept" ["days"];
    PauseFault "pause.fault";
    PauseLost "pause.lost";
    PauseTries "pause.tries";
    PauseWithout "pause.without";
    CodeHeading "code.heading";
    CodeWrite "code.write";
    CodeBack "code.back";
    CodeOpen "code.open";
    CodePress "code.press" ["button"];
    CodeType "code.type";
    CodeUntil "code.until" ["day", "month", "year"];
    ReturnTitle "return.title";
    ReturnHeading "return.heading";
    ReturnLabel "return.label";
    ReturnHint "return.hint";
    ReturnDrops "return.drops";
    ReturnFault "return.fault";
    ReturnWrong "return.wrong";

    HardHeading "hard.heading";
    HardText "hard.text";
    HardBreakMinutes "hard.break-minutes" ["minutes"];
    HardBreakHours "hard.break-hours" ["hours"];
    SupportHeading "support.heading";
    NotReadyTitle "not-ready.title";
    NotReadyHeading "not-ready.heading";
    NotReadyText "not-ready.text";
    ThanksHeading "thanks.heading";
    ThanksSent "thanks.sent";
    ThanksCounted "thanks.counted";
    ThanksTraces "thanks.traces";
    ThanksContact "thanks.contact";
    ThanksContactText "thanks.contact-text";
    ThanksContactLink "thanks.contact-link";
    DeletedHeading "deleted.heading";
    DeletedText "deleted.text";

    LapsedHeading "lapsed.heading";
    LapsedText "lapsed.text";
    LapsedAgain "lapsed.again";
    LapsedTyped "lapsed.typed";
    LapsedCopy "lapsed.copy";
    LapsedLabel "lapsed.label" ["number"];
    LapsedResume "lapsed.resume";
    LapsedResumeText "lapsed.resume-text";
    LapsedCarried "lapsed.carried";
    LapsedKind "lapsed.kind";
    LapsedGoOn "lapsed.go-on";
    ManyTitle "many.title";
    ManyHeading "many.heading";
    ManyText "many.text" ["days"];
    ClosedHeading "closed.heading";
    ClosedText "closed.text";

    GoneHeading "problem.gone";
    GoneText "problem.gone-text";
    ForeignHeading "problem.foreign";
    ForeignText "problem.foreign-text";
    UnusualHeading "problem.unusual";
    UnusualText "problem.unusual-text";
    SlowHeading "problem.slow";
    SlowText "problem.slow-text";
    LargeHeading "problem.large";
    LargeText "problem.large-text";
    OftenHeading "problem.often";
    OftenText "problem.often-text";
    AwayHeading "problem.away";
    AwayText "problem.away-text";
    AwayTyped "problem.away-typed";
    FaultHeading "problem.fault";
    FaultText "problem.fault-text";
    UnreadHeading "problem.unread";
    UnreadText "problem.unread-text";
    ProblemAgain "problem.again";

    LetterSubject "letter.subject";
    LetterHello "letter.hello";
    LetterInvited "letter.invited";
    LetterReminded "letter.reminded";
    LetterTime "letter.time";
    LetterChoice "letter.choice";
    LetterNobody "letter.nobody";
    LetterBegin "letter.begin" ["day", "month", "year"];
    LetterStop "letter.stop";
    LetterThanks "letter.thanks";
}

/// Pages that somebody may see who knows nothing of the survey: before Start, after it has lapsed, letters, and
/// the frame of every page. The page about leaving is the first thing after Start, often still watched.
const NEUTRAL_PAGES: [&str; 16] = [
    "frame", "start", "later", "root", "stop", "stopped", "kept", "leaving", "device", "lapsed", "many",
    "card", "contact", "passed", "problem", "letter",
];
/// Headings that are titles too, which stand in the browser's history; and what letters say with the pages.
const NEUTRAL_SENTENCES: [Say; 6] = [
    Say::HardHeading,
    Say::CheckHeading,
    Say::ThanksHeading,
    Say::DeletedHeading,
    Say::ClosedHeading,
    Say::AboutLong,
];

/// What letters say beside how long it takes and the names of months: a letter is in one language from its first
/// word to its last.
pub const OF_LETTERS: [Say; 10] = [
    Say::LetterSubject,
    Say::LetterHello,
    Say::LetterInvited,
    Say::LetterReminded,
    Say::LetterTime,
    Say::LetterChoice,
    Say::LetterNobody,
    Say::LetterBegin,
    Say::LetterStop,
    Say::LetterThanks,
];

impl Say {
    /// Whether somebody may read it who must not learn what the questions are about.
    pub fn is_neutral(self) -> bool {
        let (_, part) = self.key().split_once('.').unwrap_or_default();
        NEUTRAL_PAGES.contains(&self.page()) || part == "title" || NEUTRAL_SENTENCES.contains(&self)
    }

    /// The page that says it: the first part of its key.
    pub fn page(self) -> &'static str {
        self.key().split_once('.').map_or("", |(page, _)| page)
    }

    /// The name of a month, 1 to 12.
    pub fn month(number: u32) -> Option<Say> {
        const MONTHS: [Say; 12] = [
            Say::MonthJanuary,
            Say::MonthFebruary,
            Say::MonthMarch,
            Say::MonthApril,
            Say::MonthMay,
            Say::MonthJune,
            Say::MonthJuly,
            Say::MonthAugust,
            Say::MonthSeptember,
            Say::MonthOctober,
            Say::MonthNovember,
            Say::MonthDecember,
        ];
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        MONTHS.get(at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_sayings_share_a_key() {
        let keys: BTreeSet<&str> = Say::ALL.iter().map(|say| say.key()).collect();
        assert_eq!(keys.len(), Say::ALL.len());
    }
}
