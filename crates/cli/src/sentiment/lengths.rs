//! A model for texts of different lengths. A step of padding takes as long as a word, so short texts are read by a
//! network of their own with less padding and the same weights.

use anyhow::Result;
use pupil_core::block_on::block_on;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::training::{Compile, Fit, FitOptions, Model};
use pupil_data::text::{Side, pad_sequences};
use serde_json::{Value, json};

use super::reader::dataset;
use crate::device::NativeDevice;
use crate::{device, training};

/// How many words the network for short texts reads.
const SHORT: usize = 48;

/// Batches of one length in a row.
const IN_A_ROW: usize = 8;

/// A text's words with its label.
pub type Row = (Vec<i32>, f32);

/// Values such as the loss, each with its name.
type Logs = Vec<(String, f64)>;

/// True if the answer of a network is the same with less padding: its embedding masks the padding, and all other layers
/// read one step after the other.
fn skips_padding(config: &Value) -> bool {
    const OTHERS: [&str; 6] =
        ["SpatialDropout1D", "Bidirectional", "LSTM", "GlobalMaxPooling1D", "Dropout", "Dense"];
    let Some([input, embedding, rest @ ..]) = config["config"]["layers"].as_array().map(Vec::as_slice) else {
        return false;
    };
    input["class_name"] == "InputLayer"
        && embedding["class_name"] == "Embedding"
        && embedding["config"]["mask_zero"] == true
        && rest.iter().all(|layer| OTHERS.iter().any(|class| layer["class_name"] == *class))
}

/// The model, once for each length.
pub struct Lengths {
    /// The longest first.
    models: Vec<(usize, Model<NativeDevice>)>,
    /// The one that has the weights.
    current: usize,
}

impl Lengths {
    /// From a model that reads `maxlen` words.
    pub fn new(mut model: Model<NativeDevice>, maxlen: usize) -> Result<Self> {
        let mut models = Vec::new();
        let mut config = model.network().to_config();
        // Other small lengths are not worth a network.
        if maxlen > 2 * SHORT && skips_padding(&config) {
            config["config"]["layers"][0]["config"]["batch_shape"] = json!([null, SHORT]);
            let weights = block_on(model.weights())?;
            let network = Network::from_config(&config)?;
            models.push((SHORT, block_on(Model::with_weights(network, device::open()?, 0, &weights))?));
        }
        models.insert(0, (maxlen, model));
        Ok(Self { models, current: 0 })
    }

    pub fn compile(&mut self, options: &Compile) -> Result<()> {
        for (_, model) in &mut self.models {
            block_on(model.compile(options.clone()))?;
        }
        Ok(())
    }

    /// The model of this length, with the weights and the state of the optimizer.
    fn model(&mut self, index: usize) -> Result<&mut Model<NativeDevice>> {
        if index != self.current {
            let (_, before) = &mut self.models[self.current];
            let (weights, state) = (block_on(before.weights())?, block_on(before.optimizer_state())?);
            let (_, model) = &mut self.models[index];
            block_on(model.set_weights(&weights))?;
            if let Some(state) = state.as_ref().filter(|_| model.compiled().is_some()) {
                block_on(model.set_optimizer_state(state))?;
            }
            self.current = index;
        }
        Ok(&mut self.models[index].1)
    }

    /// The model that reads the longest texts.
    pub fn longest(&mut self) -> Result<&mut Model<NativeDevice>> {
        self.model(0)
    }

    /// The model for a text. At least one step is padding, as in all longer networks: the padding's zeros are part of
    /// the maximum over all steps.
    fn index(&self, words: usize) -> usize {
        self.models.iter().rposition(|&(length, _)| words < length).unwrap_or(0)
    }

    /// Trains on all rows once. Returns the means of the losses and metrics.
    pub fn epoch(
        &mut self,
        rows: Vec<Row>,
        batch_size: usize,
        seed: u64,
        run: &mut training::Run,
    ) -> Result<Logs> {
        let mut generator = Generator::new(seed);
        let mut kinds = vec![Vec::new(); self.models.len()];
        for row in rows {
            kinds[self.index(row.0.len())].push(row);
        }
        let mut parts: Vec<(usize, Vec<Row>)> = Vec::new();
        for (kind, mut rows) in kinds.into_iter().enumerate() {
            if self.models.len() == 1 {
                parts.push((kind, rows));
                continue;
            }
            generator.shuffle(&mut rows);
            parts.extend(rows.chunks(IN_A_ROW * batch_size).map(|rows| (kind, rows.to_vec())));
        }
        generator.shuffle(&mut parts);
        let (mut means, mut seen): (Logs, usize) = (Vec::new(), 0);
        for (kind, rows) in parts {
            let length = self.models[kind].0;
            let (sequences, labels): (Vec<Vec<i32>>, Vec<f32>) = rows.into_iter().unzip();
            let count = labels.len();
            let data = dataset(pad_sequences(&sequences, Some(length), Side::Pre, Side::Pre, 0)?, labels)?;
            let model = self.model(kind)?;
            let batch_size = Some(batch_size.min(count));
            let options = FitOptions { batch_size, seed, ..FitOptions::default() };
            let mut fit = Fit::new(model, &data, None, options)?;
            run.train(model, &mut fit)?;
            for (name, value) in fit.logs() {
                match means.iter_mut().find(|(known, _)| known == name) {
                    Some((_, mean)) => *mean += (value - *mean) * count as f64 / (seen + count) as f64,
                    None => means.push((name.into(), value)),
                }
            }
            seen += count;
            if run.over() {
                break;
            }
        }
        Ok(means)
    }

    /// The outputs for these sequences of words.
    pub fn predict(&mut self, sequences: &[Vec<i32>]) -> Result<Vec<f32>> {
        let mut outputs = vec![0.0; sequences.len()];
        for kind in 0..self.models.len() {
            let of: Vec<usize> =
                (0..sequences.len()).filter(|&at| self.index(sequences[at].len()) == kind).collect();
            if of.is_empty() {
                continue;
            }
            let rows: Vec<Vec<i32>> = of.iter().map(|&at| sequences[at].clone()).collect();
            let x = pad_sequences(&rows, Some(self.models[kind].0), Side::Pre, Side::Pre, 0)?;
            let found = block_on(self.model(kind)?.predict(&x, 128))?.to_f32();
            of.into_iter().zip(found).for_each(|(at, value)| outputs[at] = value);
        }
        Ok(outputs)
    }
}
