//! Inputs that take texts. Strings exist only outside of the engine: a program around it makes numbers of them as the first
//! layer says, and the input takes these. In configs such an input has Keras's shape and the dtype `string`.

use alloc::format;
use alloc::vec::Vec;

use serde_json::Value;

use super::network::Network;
use super::parts::{Call, Symbol};
use crate::config::{FLOAT32, input_layer, members};
use crate::error::Result;
use crate::layers::{Entry, Nested};
use crate::shape::OpenShape;

impl Network {
    /// The layer that takes the texts of an input, by its index, and which of its inputs that is.
    fn text_use(&self, input: usize) -> Option<(usize, usize)> {
        let place = |call: &Call| call.inputs.iter().position(|&symbol| symbol == Symbol::Input(input));
        let uses = self.calls.iter().filter_map(|call| Some((call.layer, place(call)?)));
        uses.into_iter().find(|&(layer, place)| self.layers[layer].layer.texts(place).is_some())
    }

    /// For an input of texts: the numbers that stand for one text, `None` where one number stands for each.
    pub(super) fn texts_of(&self, input: usize) -> Option<Option<usize>> {
        let (layer, place) = self.text_use(input)?;
        self.layers[layer].layer.texts(place)
    }

    /// Gives inputs of texts the shape of their numbers.
    ///
    /// # Errors
    /// When layers of two kinds take such an input, or a sample has several texts where one is expected.
    pub(super) fn place_texts(&mut self) -> Result<()> {
        for input in 0..self.inputs.len() {
            let Some((layer, place)) = self.text_use(input) else { continue };
            let entry = &self.layers[layer];
            let source = &self.inputs[input];
            let other = |call: &&Call| call.layer != layer && call.inputs.contains(&Symbol::Input(input));
            if let Some(other) = self.calls.iter().find(other) {
                return Err(entry.error(format!(
                    "shares the texts of input \"{}\" with layer \"{}\"; expected an input for each",
                    source.name, self.layers[other.layer].name
                )));
            }
            let (Some(places), Some(shape)) = (entry.layer.texts(place), &source.shape) else { continue };
            let row: OpenShape = places.map_or(shape.clone(), |places| [places].into());
            // A program may give the shape of the numbers, too.
            let texts =
                if *shape == row && places.is_some_and(|n| n > 1) { [1].into() } else { shape.clone() };
            if places.is_some() && texts.known().is_none_or(|texts| texts.size() != 1) {
                return Err(
                    entry.error(format!("expected samples of shape (1,), one text each, got {shape}"))
                );
            }
            let source = &mut self.inputs[input];
            (source.shape, source.texts) = (Some(row), Some(texts));
        }
        Ok(())
    }

    /// The shape of a value in a config, and its dtype.
    pub(super) fn written_shape(&self, symbol: Symbol) -> (OpenShape, &'static str) {
        let texts = match symbol {
            Symbol::Input(input) => self.inputs[input].texts.as_ref(),
            Symbol::Output { .. } => None,
        };
        texts.map_or_else(|| (self.symbol_shape(symbol), FLOAT32), |texts| (texts.clone(), "string"))
    }

    /// The config of an input.
    pub(super) fn written_input(&self, input: usize) -> Value {
        let (shape, dtype) = self.written_shape(Symbol::Input(input));
        let mut layer = input_layer(&self.inputs[input].name, &shape);
        layer["config"]["dtype"] = dtype.into();
        layer
    }

    /// For each input the layer that takes its texts, in Keras's form; null for an input of numbers. A program around the
    /// engine makes numbers of texts with it.
    pub fn text_layers(&self) -> Vec<Value> {
        let layers = (0..self.inputs.len()).map(|input| self.text_layer(input));
        let written = |layer: &Entry| {
            members([("class_name", layer.layer.class_name().into()), ("config", layer.layer.config())])
        };
        layers.map(|layer| layer.map_or(Value::Null, written)).collect()
    }

    /// The layer that takes the texts of an input; it may be within an inner model.
    pub(super) fn text_layer(&self, input: usize) -> Option<&Entry> {
        let (layer, place) = self.text_use(input)?;
        let entry = &self.layers[layer];
        entry.layer.nested().map_or(Some(entry), |nested: &dyn Nested| nested.text_layer(place))
    }
}
