//! The groups and datasets of an HDF5 file of Keras as a tree, the same for all versions.
//!
//! Keras 2.12 to 2.15 on Windows wrote paths with backslashes as flat names: `layers\conv2d`. Here they are levels as in
//! all other files.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use pupil_core::Shape;
use pupil_core::config::base_name;
use pupil_core::error::{Error, Result};
use pupil_core::tensor::Tensor;

use crate::hdf5::{Dataset, File, Group, Object};

/// A group or a dataset.
#[derive(Default)]
pub struct Node<'a> {
    /// Its name within the group around it.
    pub name: &'a str,
    /// The groups and datasets in it.
    pub children: Vec<Node<'a>>,
    /// Their places by their names.
    places: BTreeMap<&'a str, usize>,
    /// The attribute `name`: since Keras 3.6 the real name of the layer that a group belongs to.
    label: Option<String>,
    dataset: Option<Dataset<'a>>,
}

/// The most levels that a name with backslashes makes.
const MOST_LEVELS: usize = 16;

/// The most members of a group; the largest models have a few thousand layers.
const MOST_CHILDREN: usize = 20_000;

impl<'a> Node<'a> {
    /// The tree of a file.
    ///
    /// # Errors
    /// When a part of the file cannot be read.
    pub fn read(file: &'a File<'_>) -> Result<Self> {
        let mut root = Self::default();
        root.fill(&file.root()?)?;
        Ok(root)
    }

    fn fill(&mut self, group: &Group<'a>) -> Result<()> {
        self.label = group.attribute("name")?.map(|attribute| attribute.text()).transpose()?;
        for (name, object) in group.members()? {
            let mut node = &mut *self;
            if name.split('\\').count() > MOST_LEVELS {
                return Err(bad("a name has too many parts"));
            }
            for part in name.split('\\') {
                if node.children.len() > MOST_CHILDREN {
                    return Err(bad("a group has too many members"));
                }
                let new = node.children.len();
                let at = *node.places.entry(part).or_insert(new);
                if at == new {
                    node.children.push(Node { name: part, ..Node::default() });
                }
                node = &mut node.children[at];
            }
            match object {
                Object::Group(group) => node.fill(&group)?,
                Object::Dataset(dataset) => node.dataset = Some(dataset),
            }
        }
        Ok(())
    }

    /// The node at a path such as `optimizer/vars`.
    pub fn get(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |node, part| node.children.get(*node.places.get(part)?))
    }

    /// The dataset.
    pub fn dataset(&self) -> Option<&Dataset<'a>> {
        self.dataset.as_ref()
    }

    /// The real name of the layer that the group belongs to.
    pub fn label(&self) -> Option<&str> {
        self.get("vars").unwrap_or(self).label.as_deref()
    }

    /// The datasets in the group `vars`, in the order of their numbers.
    ///
    /// # Errors
    /// When a dataset cannot be read.
    pub fn variables(&self) -> Result<Vec<Tensor>> {
        let Some(vars) = self.get("vars") else { return Ok(Vec::new()) };
        let mut tensors = Vec::new();
        while let Some(variable) = vars.get(&format!("{}", tensors.len())) {
            let dataset = variable.dataset.as_ref();
            tensors.push(tensor(dataset.ok_or_else(|| bad("a variable is not a dataset"))?)?);
        }
        Ok(tensors)
    }

    /// The groups of one class among the layers: `conv2d`, `conv2d_1`, .. in the order of their numbers.
    pub fn of_class(&self, class: &str) -> Vec<(usize, &Self)> {
        let base = base_name(class);
        let mut found: Vec<(usize, &Self)> = Vec::new();
        for child in &self.children {
            let number = match child.name.strip_prefix(base.as_str()) {
                Some("") => Some(0),
                Some(rest) => rest.strip_prefix('_').and_then(|number| number.parse().ok()),
                None => None,
            };
            if let Some(number) = number {
                let at = found.partition_point(|&(other, _)| other < number);
                found.insert(at, (number, child));
            }
        }
        found
    }
}

fn bad(message: impl Into<String>) -> Error {
    Error::format("Keras file", message.into())
}

/// A dataset's numbers as floats.
///
/// # Errors
/// When they cannot be read.
pub fn tensor(dataset: &Dataset<'_>) -> Result<Tensor> {
    Tensor::from_f32(Shape::new(dataset.shape().to_vec()), dataset.read_f32()?)
}
