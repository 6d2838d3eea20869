//! Why a standing is what it is, by which rule, and what would change it.

/// Declares the reasons with the code of their sentence, the rule behind it and the
/// next step that would change it.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $rule:literal, [$($step:ident),*]);+ $(;)?) => {
        /// Why a standing is what it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason { $($(#[$doc])* $name),+ }

        impl Reason {
            #[cfg(test)]
            pub const ALL: &[Reason] = &[$(Reason::$name),+];

            pub const fn code(self) -> &'static str {
                match self { $(Reason::$name => $code),+ }
            }

            /// The id of the rule behind it.
            pub const fn rule(self) -> &'static str {
                match self { $(Reason::$name => $rule),+ }
            }

            /// What could be done, the nearest first.
            pub const fn next_steps(self) -> &'static [NextStep] {
                match self { $(Reason::$name => &[$(NextStep::$step),*]),+ }
            }
        }
    };
}

reasons! {
    Patient = "patient", "patient", [];
    Agent = "agent", "mandate", [];
    GuardianOfChild = "guardian-of-child", "child", [];
    GuardianDecided = "guardian-decided", "teenager", [AddressPatient];
    AdultGuardian = "adult-guardian", "adult-guardian", [];
    Relative = "relative", "deceased", [];
    /// The addressee is said to be the patient, and nobody has checked.
    IdentityUnchecked = "identity-unchecked", "identity", [CheckIdentity];
    /// Something written needs a document that was seen.
    DocumentUnseen = "document-unseen", "identity", [CheckDocument, ByWord];
    PatientLacking = "patient-lacking", "adult-guardian", [AddressGuardian];
    PatientIsChild = "patient-is-child", "child", [AddressGuardian];
    PatientIsDead = "patient-is-dead", "deceased", [AddressRelative];
    MandateOfAnother = "mandate-of-another", "mandate", [AddMandate, AddressPatient];
    MandateNotYet = "mandate-not-yet", "mandate", [AddMandate, AddressPatient];
    MandateExpired = "mandate-expired", "mandate", [AddMandate, AddressPatient];
    MandateRevoked = "mandate-revoked", "mandate", [AddMandate, AddressPatient];
    MandateOutOfScope = "mandate-out-of-scope", "mandate", [AddMandate, AddressPatient];
    MandateOfTheDead = "mandate-of-the-dead", "mandate-at-death", [AddressRelative];
    /// Whoever gave it could not give it.
    MandateGiver = "mandate-giver", "guardian", [AddMandate, AddressGuardian];
    AgentWithoutMandate = "agent-without-mandate", "mandate", [AddMandate, AddressPatient];
    GuardianUndecided = "guardian-undecided", "teenager", [Decide, AddressPatient];
    GuardianUnproven = "guardian-unproven", "guardian", [ProveGuardian, AddressPatient];
    /// Nothing leaves to the home a minor may be harmed in.
    HomeSuspected = "home-suspected", "abuse", [AskDirector];
    AgeUnknown = "age-unknown", "guardian", [RecordBirth, AddressPatient];
    KinshipUnproven = "kinship-unproven", "deceased", [ProveKinship];
    SpeakerUnnamed = "speaker-unnamed", "speaker", [NameSpeaker];
    AnotherSpeaks = "another-speaks", "speaker", [AddressSpeaker];
    CloseRelative = "close-relative", "privacy", [AddMandate, AddressPatient];
    Companion = "companion", "privacy", [AddMandate, AddressPatient];
    Unrelated = "unrelated", "privacy", [AddMandate, AddressPatient];
    RelationUnknown = "relation-unknown", "privacy", [NameRelation];
}

/// What the office could do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NextStep {
    CheckIdentity,
    CheckDocument,
    ByWord,
    AddMandate,
    AddressPatient,
    AddressGuardian,
    AddressRelative,
    AddressSpeaker,
    Decide,
    ProveGuardian,
    ProveKinship,
    NameSpeaker,
    NameRelation,
    RecordBirth,
    AskDirector,
}

impl NextStep {
    pub const fn code(self) -> &'static str {
        match self {
            NextStep::CheckIdentity => "check-identity",
            NextStep::CheckDocument => "check-document",
            NextStep::ByWord => "by-word",
            NextStep::AddMandate => "add-mandate",
            NextStep::AddressPatient => "address-patient",
            NextStep::AddressGuardian => "address-guardian",
            NextStep::AddressRelative => "address-relative",
            NextStep::AddressSpeaker => "address-speaker",
            NextStep::Decide => "decide",
            NextStep::ProveGuardian => "prove-guardian",
            NextStep::ProveKinship => "prove-kinship",
            NextStep::NameSpeaker => "name-speaker",
            NextStep::NameRelation => "name-relation",
            NextStep::RecordBirth => "record-birth",
            NextStep::AskDirector => "ask-director",
        }
    }
}
