//! The folder of the definitions as the questionnaires it makes: the core, and each module in its place.

use std::collections::{BTreeMap, BTreeSet};

use super::block::Block;
use super::check::{self, Catalogue, Core, Report, Written};
use super::condition::NO_KIND;
use super::document::{CoreFile, ModuleFile, RawBlock};
use super::kind::{Kind, Questionnaire};
use crate::survey::crime::{CrimeData, FamilyId};
use crate::survey::source::{Fault, SourceFile};
use crate::survey::yaml;

const CORE: &str = "core.yaml";
const MODULES: &str = "families/";

/// The core alone first, then one questionnaire a family, each with the path of its module's file; and where their
/// items are written.
pub(super) fn questionnaires(
    files: &[SourceFile],
    catalogue: &Catalogue,
    crime: &CrimeData,
    faults: &mut Vec<Fault>,
) -> (Vec<(String, Questionnaire)>, Written) {
    let families: Vec<(FamilyId, String)> = crime
        .families()
        .iter()
        .map(|family| (family.id.clone(), family.module.clone()))
        .collect();
    let mut reader = Reader {
        files,
        catalogue,
        faults,
        written: Written::default(),
    };
    let core = reader.core(&families);
    let modules = reader.modules(core.as_ref());
    let written = reader.written;
    unknown_files(files, faults);
    let whole = assembled(&core.unwrap_or_default(), &modules, &families, faults);
    (whole, written)
}

struct Reader<'a> {
    files: &'a [SourceFile],
    catalogue: &'a Catalogue,
    faults: &'a mut Vec<Fault>,
    written: Written,
}

impl Reader<'_> {
    fn core(&mut self, families: &[(FamilyId, String)]) -> Option<Core> {
        let kinds: BTreeSet<String> = families
            .iter()
            .map(|(family, _)| family.as_str().to_owned())
            .chain([NO_KIND.to_owned()])
            .collect();
        let file = check::document::<CoreFile>(self.files, CORE, self.faults)?;
        self.note(CORE, &file.core);
        let report = &mut Report {
            path: CORE,
            faults: self.faults,
        };
        Some(check::core(report, self.catalogue, kinds, &file))
    }

    /// The pages of every module by the name of its file. Without a core only the shape of each file is
    /// read: every condition on the core would be a fault that is none.
    fn modules(&mut self, core: Option<&Core>) -> BTreeMap<String, Vec<Block>> {
        let mut modules = BTreeMap::new();
        for source in self.files {
            let Some(name) = module_name(&source.path) else {
                continue;
            };
            let file: ModuleFile = match yaml::read(source) {
                Ok(file) => file,
                Err(fault) => {
                    self.faults.push(fault);
                    modules.insert(name.to_owned(), Vec::new());
                    continue;
                }
            };
            if file.module.value != name {
                let what = format!(
                    "The module is called \"{}\" and its file {name}.yaml",
                    file.module.value
                );
                let fault = Fault::of(
                    &source.path,
                    what,
                    "Both have the same name",
                    "Rename one of them",
                );
                let place = file.module.referenced;
                self.faults.push(fault.at(place.line(), place.column()));
            }
            self.note(&source.path, &file.blocks);
            let report = &mut Report {
                path: &source.path,
                faults: self.faults,
            };
            let pages = core.map(|core| check::module(report, self.catalogue, core, &file));
            modules.insert(name.to_owned(), pages.unwrap_or_default());
        }
        modules
    }

    fn note(&mut self, path: &str, blocks: &[serde_saphyr::Spanned<RawBlock>]) {
        for item in blocks.iter().flat_map(|block| &block.value.items) {
            let id = &item.value.id;
            self.written
                .note(path, &id.value, id.referenced.line(), id.referenced.column());
        }
    }
}

fn module_name(path: &str) -> Option<&str> {
    path.strip_prefix(MODULES)?.strip_suffix(".yaml")
}

fn assembled(
    core: &Core,
    modules: &BTreeMap<String, Vec<Block>>,
    families: &[(FamilyId, String)],
    faults: &mut Vec<Fault>,
) -> Vec<(String, Questionnaire)> {
    let whole = |kind: Kind, module: &[Block]| Questionnaire {
        kind,
        blocks: core
            .before
            .iter()
            .chain(module)
            .chain(&core.after)
            .cloned()
            .collect(),
    };
    let mut all = vec![(CORE.to_owned(), whole(Kind::CoreOnly, &[]))];
    for (family, module) in families {
        let path = format!("{MODULES}{module}.yaml");
        match modules.get(module) {
            Some(pages) => all.push((path, whole(Kind::Family(family.clone()), pages))),
            None => faults.push(Fault::of(
                &path,
                format!("The file is missing, and family \"{family}\" needs it"),
                "",
                "Write the module, or name another in crime/families.yaml",
            )),
        }
    }
    for module in modules
        .keys()
        .filter(|module| families.iter().all(|(_, named)| named != *module))
    {
        faults.push(Fault::of(
            &format!("{MODULES}{module}.yaml"),
            "No family asks these questions",
            "Each module is named by a family in crime/families.yaml",
            "Name it there, or delete the file",
        ));
    }
    all
}

fn unknown_files(files: &[SourceFile], faults: &mut Vec<Fault>) {
    const KNOWN: [&str; 6] = [
        CORE,
        "code-lists.yaml",
        "measures.yaml",
        "rights.yaml",
        "services.yaml",
        "support-lines.yaml",
    ];
    for file in files {
        let path = file.path.as_str();
        if !KNOWN.contains(&path)
            && module_name(path).is_none()
            && check::wording_name(path).is_none()
            && !["crime/", "sample/"]
                .iter()
                .any(|folder| path.starts_with(folder))
        {
            faults.push(Fault::of(
                path,
                "The file has no place here",
                format!(
                    "{}, families/<module>.yaml, wording/<language>.yaml and the folders crime/ and sample/",
                    KNOWN.join(", ")
                ),
                "Rename it or take it out",
            ));
        }
    }
}
