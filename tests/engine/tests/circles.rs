//! No crate has a circle of files: files that use each other, directly or by way of others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Item, ItemUse, UseTree, Visibility};

/// The path of a module within its crate; the crate's root has none.
type Module = Vec<String>;

/// What a file says about others.
#[derive(Default)]
struct Names {
    /// The paths it uses, such as `super::shape::Shape`.
    used: Vec<Vec<String>>,
    /// The paths it exports again.
    exported: Vec<Vec<String>>,
}

impl<'a> Visit<'a> for Names {
    fn visit_item(&mut self, item: &'a Item) {
        let attributes = match item {
            Item::Mod(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        };
        if !attributes.iter().any(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        let names =
            if matches!(item.vis, Visibility::Inherited) { &mut self.used } else { &mut self.exported };
        expand(&item.tree, &mut Vec::new(), names);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.used.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

/// All paths of a `use`.
fn expand(tree: &UseTree, before: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            expand(&path.tree, before, all);
            before.pop();
        }
        UseTree::Name(name) => all.push([&before[..], &[name.ident.to_string()]].concat()),
        UseTree::Rename(name) => all.push([&before[..], &[name.ident.to_string()]].concat()),
        UseTree::Glob(_) => all.push(before.clone()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| expand(tree, before, all)),
    }
}

/// The module that a path in `file` leads into; the longest beginning of the path that is a file.
fn target(path: &[String], file: &Module, files: &BTreeMap<Module, Names>) -> Option<Module> {
    let mut base = file.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        // A file of this module's own, or another crate.
        first if files.contains_key(&[&base[..], &[first.to_string()]].concat()) => {}
        _ => return None,
    }
    let mut found = base.clone();
    for name in rest.iter().skip_while(|name| ["crate", "self"].contains(&name.as_str())) {
        base.push(name.clone());
        if !files.contains_key(&base) {
            break;
        }
        found = base.clone();
    }
    Some(found)
}

/// The file that a path in `file` uses, where a module exports names of its files again.
fn used(path: &[String], file: &Module, files: &BTreeMap<Module, Names>) -> Option<Module> {
    let mut found = target(path, file, files)?;
    let name = path.last()?;
    while let Some(exported) = files[&found].exported.iter().find(|path| path.last() == Some(name)) {
        match target(exported, &found, files) {
            Some(next) if next != found => found = next,
            _ => break,
        }
    }
    Some(found)
}

fn collect(folder: &Path, module: &Module, files: &mut BTreeMap<Module, Names>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_string();
        let inner = [&module[..], std::slice::from_ref(&stem)].concat();
        if path.is_dir() {
            collect(&path, &inner, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = if ["lib", "main", "mod"].contains(&stem.as_str()) { module.clone() } else { inner };
            let mut names = Names::default();
            names.visit_file(&syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap());
            files.insert(module, names);
        }
    }
}

/// The files of a crate that are in circles, with the files of their circle that they use.
fn circles(source: &Path) -> Vec<String> {
    let mut files = BTreeMap::new();
    collect(source, &Vec::new(), &mut files);
    let mut uses: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for (file, names) in &files {
        let all = names.used.iter().chain(&names.exported);
        // A module may name the folder's files, and they may use what stands in the module itself.
        let own = |found: &Module| found != file && !file.starts_with(found) && !found.starts_with(file);
        uses.insert(file, all.filter_map(|path| used(path, file, &files)).filter(own).collect());
    }
    let reach = |from: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(file) = next.pop() {
            let new: Vec<Module> =
                uses[&file].iter().filter(|file| seen.insert((*file).clone())).cloned().collect();
            next.extend(new);
        }
        seen
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> = files.keys().map(|file| (file, reach(file))).collect();
    let mut found = Vec::new();
    for (file, direct) in &uses {
        let round = direct.iter().filter(|other| reached[other].contains(*file));
        found.extend(round.map(|other| format!("{} -> {}", file.join("/"), other.join("/"))));
    }
    found
}

fn crates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates");
    let folders = [root.clone(), root.join("web")].map(|folder| fs::read_dir(folder).unwrap());
    let sources = folders.into_iter().flatten().map(|entry| entry.unwrap().path().join("src"));
    sources.filter(|source| source.is_dir()).collect()
}

/// The interpreter is the one exception: its values hold code, functions and frames, and these take values.
const INTERPRETER: &str = "python";

#[test]
fn no_crate_has_a_circle_of_files() {
    assert!(crates().len() > 10, "{:?}", crates());
    let mut all = Vec::new();
    for source in crates() {
        if source.parent().and_then(Path::parent).is_some_and(|folder| folder.ends_with("crates"))
            && source.parent().is_some_and(|folder| folder.ends_with(INTERPRETER))
        {
            println!("{}: not looked at", source.display());
            continue;
        }
        let found = circles(&source);
        if !found.is_empty() {
            all.push(format!("{}:\n{}", source.display(), found.join("\n")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_circle_is_found() {
    let folder = std::env::temp_dir().join(format!("circles-{}", std::process::id()));
    fs::create_dir_all(folder.join("inner")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write("lib.rs", "mod a; mod b; mod inner; pub use a::A;");
    write("a.rs", "use crate::inner::C; pub struct A(C);");
    write("b.rs", "pub struct B;");
    write("inner/mod.rs", "mod c; pub use c::C;");
    write("inner/c.rs", "use crate::b::B; pub struct C(B); #[cfg(test)] mod tests { use crate::A; }");
    assert!(circles(&folder).is_empty());
    write("b.rs", "pub struct B(crate::A);");
    let found = circles(&folder);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(found, ["a -> inner/c", "b -> a", "inner/c -> b"]);
}
