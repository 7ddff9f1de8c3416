//! The pictures that an Easy Read page may show: one a block, by its name in the wording set.

macro_rules! pictures {
    ($($name:ident $word:literal;)+) => {
        /// A drawing of one everyday thing. It stands beside words and says nothing that they do not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Picture {
            $(#[doc = concat!("`", $word, "`")] $name,)+
        }

        impl Picture {
            /// Every picture.
            pub const ALL: &'static [Picture] = &[$(Picture::$name,)+];

            /// Its name in the wording sets.
            pub fn as_str(self) -> &'static str {
                match self { $(Picture::$name => $word,)+ }
            }
        }
    };
}

pictures! {
    Bag "bag";
    Court "court";
    Heart "heart";
    Home "home";
    Letter "letter";
    Paper "paper";
    Pen "pen";
    People "people";
    Person "person";
    Phone "phone";
    Search "search";
    Shield "shield";
    Star "star";
    Stop "stop";
    Talk "talk";
}

impl Picture {
    /// The picture of a name.
    pub fn named(name: &str) -> Option<Picture> {
        Picture::ALL
            .iter()
            .copied()
            .find(|picture| picture.as_str() == name)
    }
}
