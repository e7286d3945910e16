//! How a layer describes its weights, and the options that Keras has for each of them.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use serde_json::Value;

use crate::config::Config;
use crate::constraints::Constraint;
use crate::error::Result;
use crate::initializers::Initializer;
use crate::regularizers::Regularizer;
use crate::shape::Shape;

/// The options of one weight: `{name}_initializer`, `{name}_regularizer` and `{name}_constraint`.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightOptions {
    /// First values.
    pub initializer: Initializer,
    /// A penalty on its size; none by default.
    pub regularizer: Option<Regularizer>,
    /// A rule applied after every step; none by default.
    pub constraint: Option<Constraint>,
}

impl From<Initializer> for WeightOptions {
    fn from(initializer: Initializer) -> Self {
        Self { initializer, regularizer: None, constraint: None }
    }
}

impl WeightOptions {
    /// Reads the options of the weight `name`; see [`Config::weight`].
    pub(crate) fn from_config(config: &Config<'_>, name: &str, default: Initializer) -> Result<Self> {
        let named = |error| config.about(error);
        let get = |option: &str| config.get(&format!("{name}_{option}"));
        Ok(Self {
            initializer: config.initializer(&format!("{name}_initializer"), default)?,
            regularizer: get("regularizer").map(Regularizer::from_config).transpose().map_err(named)?,
            constraint: get("constraint").map(Constraint::from_config).transpose().map_err(named)?,
        })
    }

    /// Writes the options of the weight `name` into a layer's config.
    pub fn write(&self, config: &mut Value, name: &str) {
        config[format!("{name}_initializer").as_str()] = self.initializer.to_config();
        config[format!("{name}_regularizer").as_str()] = Regularizer::to_config(self.regularizer.as_ref());
        config[format!("{name}_constraint").as_str()] = Constraint::to_config(self.constraint.as_ref());
    }

    /// A trainable weight with these options.
    ///
    /// # Errors
    /// When the initializer or the constraint does not fit this shape.
    pub fn spec(&self, name: &'static str, shape: impl Into<Shape>) -> Result<WeightSpec, String> {
        self.spec_of(name, shape.into())
    }

    /// In the binary once, not once for each kind of list that a shape is made of.
    #[inline(never)]
    fn spec_of(&self, name: &'static str, shape: Shape) -> Result<WeightSpec, String> {
        let constraint = || self.constraint.as_ref().map_or(Ok(()), |constraint| constraint.check(&shape));
        let checked = self.initializer.check(&shape).and_then(|()| constraint());
        checked.map_err(|message| format!("weight \"{name}\": {message}"))?;
        Ok(WeightSpec { name: name.into(), shape, options: self.clone(), trainable: true })
    }
}

/// A weight that a layer needs.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightSpec {
    /// Keras's name: `kernel`, `bias`. Within a wrapped layer, that layer's name comes before it.
    pub name: Cow<'static, str>,
    /// The shape.
    pub shape: Shape,
    /// First values, penalty and constraint.
    pub options: WeightOptions,
    /// True if gradients change it.
    pub trainable: bool,
}

impl WeightSpec {
    /// A weight that the layer itself updates in training, such as a moving average.
    pub fn state(name: &'static str, shape: impl Into<Shape>, initializer: Initializer) -> Self {
        Self { name: name.into(), shape: shape.into(), options: initializer.into(), trainable: false }
    }
}

impl Config<'_> {
    /// The options of one weight: `{name}_initializer`, `{name}_regularizer`, `{name}_constraint`.
    pub fn weight(&self, name: &str, default: Initializer) -> Result<WeightOptions> {
        WeightOptions::from_config(self, name, default)
    }
}
