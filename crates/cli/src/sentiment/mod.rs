//! The sentiment lesson's model: whether a review is positive.

mod lengths;
mod phrases;
mod reader;
mod reviews;
mod table;
mod vectors;
mod words;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use ndarray::Ix2;
use pupil_core::block_on::block_on;
use pupil_core::metrics::confusion_matrix;
use pupil_core::models::Network;
use pupil_core::random::Generator;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, Model};
use serde_json::{Value, json};

use lengths::{Lengths, Row};
use reader::Reader;
use reviews::{Reviews, joined, letters};

use crate::device::NativeDevice;
use crate::{device, report, training};

/// Files of long reviews and of single sentences that the folder of `--data` may hold, plain or gzipped.
const LONG: [&str; 1] = ["imdb-train.tsv"];
const SENTENCES: [&str; 2] = ["sst2-train.tsv", "rt-polarity-train.tsv"];
const HELD: &str = "sst2-dev.tsv";

/// Below this probability the model has no opinion.
const UNDECIDED: f32 = 0.55;

/// The language of a model's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    #[value(name = "en")]
    English,
    #[value(name = "zh")]
    Chinese,
}

/// How to train.
#[derive(Args)]
pub struct TrainOptions {
    /// The language of the built-in reviews and of the phrases. Of the Chinese reviews, every fifth group is held back
    /// to validate with.
    #[arg(long, value_enum, default_value_t = Language::English)]
    language: Language,
    /// Folder with imdb-train.tsv, sst2-train.tsv, rt-polarity-train.tsv and, to validate, sst2-dev.tsv
    /// (`label<TAB>text` lines, gzipped or not). Each may be missing; without the folder, only the built-in reviews are
    /// used. Or a CSV or TSV file with texts and two labels; then only its texts are used, the last 15 % to validate.
    #[arg(long)]
    data: Option<PathBuf>,
    #[command(flatten)]
    table: table::TableArgs,
    /// A file of word vectors to start from, in GloVe's text format: a word and its numbers in each line. The training
    /// leaves them as they are. It learns a matrix that reduces them to the length of --embedding, and the reduced
    /// vectors are stored.
    #[arg(long, conflicts_with_all = ["from", "tutorial"])]
    vectors: Option<PathBuf>,
    /// Words in the vocabulary, including the token for unknown words.
    #[arg(long, default_value_t = 14_000, value_parser = training::count)]
    vocabulary: usize,
    /// How many words of a review are read: its last ones.
    #[arg(long, default_value_t = 256, value_parser = training::count)]
    maxlen: usize,
    /// Length of a word's vector.
    #[arg(long, default_value_t = 24, value_parser = training::count)]
    embedding: usize,
    /// Units of each LSTM.
    #[arg(long, default_value_t = 40, value_parser = training::count)]
    units: usize,
    /// Epochs.
    #[arg(long, default_value_t = 8, value_parser = training::count)]
    epochs: usize,
    /// Samples in a step.
    #[arg(long, default_value_t = 64, value_parser = training::count)]
    batch_size: usize,
    /// Highest learning rate of Adam; it rises over the first twentieth of the training and falls along half a cosine.
    #[arg(long, default_value_t = 2e-3)]
    learning_rate: f32,
    /// Share of words that become unknown in training, so that the model learns to handle unknown words.
    #[arg(long, default_value_t = 0.08)]
    unknown: f32,
    /// Share of Chinese words that are cut into their characters in training, so that the model learns what words are
    /// made of.
    #[arg(long, default_value_t = 0.3)]
    cut: f32,
    /// Share of long reviews that are read as a random piece instead of the end.
    #[arg(long, default_value_t = 0.5)]
    pieces: f32,
    /// How often single sentences occur in an epoch; long reviews occur once.
    #[arg(long, default_value_t = 3)]
    repeats: usize,
    /// How often the built-in reviews occur in an epoch.
    #[arg(long, default_value_t = 5)]
    own_repeats: usize,
    /// Random short phrases that depend on words such as "not", new ones in every epoch.
    #[arg(long, default_value_t = 6_000)]
    phrases: usize,
    /// Random short sentences without an opinion, new ones in every epoch. Their target is one half. In English only.
    #[arg(long, default_value_t = 0)]
    neutral: usize,
    /// A model file that labels single sentences of long reviews. The training uses the sentences of which it is
    /// sure and whose label agrees with the review (self-training).
    #[arg(long)]
    teacher: Option<PathBuf>,
    /// Number of sentences that the teacher labels.
    #[arg(long, default_value_t = 40_000)]
    taught: usize,
    /// A model file to continue from, with its network and vocabulary.
    #[arg(long, conflicts_with = "tutorial")]
    from: Option<PathBuf>,
    /// Use the tutorial's network: Embedding, LSTM, Dense.
    #[arg(long)]
    tutorial: bool,
    #[command(flatten)]
    training: training::Options,
}

/// What to measure.
#[derive(Args)]
pub struct EvaluateOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Files of `label<TAB>text` lines with the labels 0 and 1, or other CSV or TSV files; gzipped or not.
    #[arg(long, required = true)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    table: table::TableArgs,
    /// Take only every fifth group of a file's sentences, which training with Chinese reviews holds back.
    #[arg(long)]
    held_back: bool,
}

/// What to read.
#[derive(Args)]
pub struct PredictOptions {
    /// A model file (.safetensors).
    model: PathBuf,
    /// Texts.
    #[arg(required = true)]
    texts: Vec<String>,
}

fn layer(class: &str, config: Value) -> Value {
    json!({ "module": "keras.layers", "class_name": class, "config": config, "registered_name": null })
}

/// The tutorial's network, for word indices below `vocabulary`.
pub fn tutorial(vocabulary: usize, maxlen: usize, embedding: usize, units: usize) -> Result<Network> {
    let layers = [
        layer("InputLayer", json!({ "batch_shape": [null, maxlen], "dtype": "int32" })),
        layer("Embedding", json!({ "input_dim": vocabulary, "output_dim": embedding })),
        layer("LSTM", json!({ "units": units })),
        layer("Dense", json!({ "units": 1, "activation": "sigmoid" })),
    ];
    Ok(Network::from_config(&layer("Sequential", json!({ "name": "sentiment", "layers": layers })))?)
}

/// `Embedding`, an LSTM in both directions, the maximum over all steps, dropout, `Dense`; or the tutorial's network. With
/// vectors of a given length, the embedding has these, and a `Dense` reduces them.
fn network(options: &TrainOptions, words: usize, vectors: Option<usize>) -> Result<Network> {
    // Index 0 is padding.
    if options.tutorial {
        return tutorial(words + 1, options.maxlen, options.embedding, options.units);
    }
    let lstm = layer("LSTM", json!({ "units": options.units, "return_sequences": true }));
    let embedding = |width: usize, trainable: bool| {
        let size =
            json!({ "input_dim": words + 1, "output_dim": width, "mask_zero": true, "trainable": trainable });
        layer("Embedding", size)
    };
    let reduced = match vectors {
        None => vec![embedding(options.embedding, true)],
        Some(width) => {
            let reduce = json!({ "units": options.embedding, "use_bias": false });
            vec![embedding(width, false), layer("Dense", reduce)]
        }
    };
    let rest = [
        layer("SpatialDropout1D", json!({ "rate": 0.4 })),
        layer("Bidirectional", json!({ "layer": lstm })),
        layer("GlobalMaxPooling1D", json!({})),
        layer("Dropout", json!({ "rate": 0.5 })),
        layer("Dense", json!({ "units": 1, "activation": "sigmoid" })),
    ];
    let input = layer("InputLayer", json!({ "batch_shape": [null, options.maxlen], "dtype": "int32" }));
    let layers: Vec<Value> = [input].into_iter().chain(reduced).chain(rest).collect();
    Ok(Network::from_config(&layer("Sequential", json!({ "name": "sentiment", "layers": layers })))?)
}

/// The weights of the network without vectors of its own that computes the same: the vectors, reduced, and the others.
fn reduced(weights: &[Tensor]) -> Result<Vec<Tensor>> {
    let [vectors, matrix, rest @ ..] = weights else { bail!("expected vectors, a matrix and other weights") };
    let array = |tensor: &Tensor| tensor.to_array().into_dimensionality::<Ix2>().map_err(anyhow::Error::msg);
    let table = array(vectors)?.dot(&array(matrix)?);
    Ok([&[table.into()], rest].concat())
}

/// What to train on and to validate with.
#[derive(Default)]
struct Material {
    long: Reviews,
    short: Reviews,
    /// The built-in reviews.
    corpus: Reviews,
    held: Option<Reviews>,
    /// The letters of built-in sentences that are held back.
    held_back: HashSet<String>,
    /// Random phrases and random sentences without an opinion, in each epoch.
    phrases: usize,
    neutral: usize,
}

/// From a table of one's own: nothing else is learned from.
fn own_material(path: &Path, options: &TrainOptions) -> Result<Material> {
    /// The share of the rows that is held back, from the end, as on the page.
    const HELD_BACK: f64 = 0.15;
    let (short, held) = table::read(path, &options.table)?.hold_back(HELD_BACK);
    Ok(Material { short, held: Some(held), ..Material::default() })
}

fn material(options: &TrainOptions) -> Result<Material> {
    if let Some(path) = options.data.as_deref().filter(|path| path.is_file()) {
        return own_material(path, options);
    }
    let mut seen = HashSet::new();
    let language = options.language;
    let built_in = Reviews::built_in(language)?;
    let mut found = Material { phrases: options.phrases, neutral: options.neutral, ..Material::default() };
    found.corpus = match language {
        Language::English => built_in.without_repeats(&mut seen),
        Language::Chinese => {
            let (corpus, rest) = built_in.split();
            found.held = Some(rest.without_repeats(&mut seen));
            found.held_back.clone_from(&seen);
            corpus.without_repeats(&mut seen)
        }
    };
    if options.neutral > 0 && language != Language::English {
        bail!("--neutral makes English sentences; expected --language en");
    }
    if let Some(folder) = &options.data {
        if language != Language::English {
            bail!("the files of --data are in English; expected --language en");
        }
        // Read first, so that training leaves out sentences that the validation file has too.
        found.held = Reviews::optional(folder, HELD)?.map(|reviews| reviews.without_repeats(&mut seen));
        for (names, reviews) in [(&SENTENCES[..], &mut found.short), (&LONG[..], &mut found.long)] {
            for name in names {
                let Some(read) = Reviews::optional(folder, name)? else { continue };
                reviews.extend(read.without_repeats(&mut seen));
            }
        }
        if found.long.texts.is_empty() && found.short.texts.is_empty() {
            bail!("{} holds none of {}, {}", folder.display(), LONG.join(", "), SENTENCES.join(", "));
        }
    }
    Ok(found)
}

pub fn train(options: &TrainOptions) -> Result<()> {
    let language = options.language;
    let Material { long, short, corpus, held, held_back, phrases, neutral } = material(options)?;
    let (many, few, own) = (long.texts.len(), short.texts.len(), corpus.texts.len());
    println!("{many} long reviews, {few} sentences, {own} built-in reviews");
    let taught = match &options.teacher {
        Some(teacher) => taught(teacher, &long, options)?,
        None => Reviews::default(),
    };
    // Words of sentences would drown in the many words of long reviews. With sentences counted twelve times, a
    // vocabulary of 14,000 lacks 5.6 % of the words of the treebank's test sentences, otherwise 6.5 %.
    let sentences = [short.refs(), corpus.refs()].concat();
    let repeats = if long.texts.is_empty() { 1 } else { 12 };
    let counted: Vec<&str> = std::iter::repeat_n(sentences, repeats).flatten().chain(long.refs()).collect();
    let seed = options.training.seed;
    let (reader, model) = match &options.from {
        Some(path) => {
            let (model, metadata) = training::load(path)?;
            let reader = Reader::of(&metadata, path)?;
            if reader.language() != language {
                bail!("{} reads texts of another language; expected that of --language", path.display());
            }
            (reader, model)
        }
        None => {
            let reader = Reader::fit(language, &counted, options.vocabulary, options.maxlen)?;
            let model = fresh(options, &reader)?;
            (reader, model)
        }
    };
    let held = held.map(|reviews| reader.dataset(&reviews)).transpose()?;
    println!("{}", model.network().summary());
    let mut model = Lengths::new(model, reader.maxlen())?;
    model.compile(&Compile::from_config(&json!({
        "optimizer": { "class_name": "Adam", "config": { "clipnorm": 1.0 } },
        "loss": { "class_name": "BinaryCrossentropy", "config": { "label_smoothing": 0.05 } },
        "metrics": ["accuracy"],
    }))?)?;
    let mut sources = reader.sequences(&long.refs())?;
    let mut labels = long.labels;
    sources.extend(reader.sequences(&taught.refs())?);
    labels.extend_from_slice(&taught.labels);
    for (reviews, repeats) in [(&short, options.repeats), (&corpus, options.own_repeats)] {
        let sequences = reader.sequences(&reviews.refs())?;
        for _ in 0..repeats {
            sources.extend_from_slice(&sequences);
            labels.extend_from_slice(&reviews.labels);
        }
    }
    let mut run = training::Run::new(&options.training, options.epochs, options.learning_rate, 0.05);
    let mut generator = Generator::new(seed);
    for epoch in 0..options.epochs {
        let varied = sources.iter().map(|sequence| vary(sequence, &reader, options, &mut generator));
        let mut rows: Vec<Row> = varied.zip(labels.iter().copied()).collect();
        let mut made: Vec<(String, bool)> =
            (0..phrases).map(|_| phrases::phrase(language, &mut generator)).collect();
        // A phrase may be a sentence that is held back.
        made.retain(|(text, _)| !held_back.contains(&letters(text)));
        let texts: Vec<&str> = made.iter().map(|(text, _)| text.as_str()).collect();
        let kinds = made.iter().map(|&(_, kind)| f32::from(u8::from(kind)));
        let cut = reader.sequences(&texts)?.into_iter();
        rows.extend(cut.map(|words| reader.cut(&words, options.cut, &mut generator)).zip(kinds));
        let neutral: Vec<String> = (0..neutral).map(|_| phrases::neutral(&mut generator)).collect();
        let neutral: Vec<&str> = neutral.iter().map(String::as_str).collect();
        rows.extend(reader.sequences(&neutral)?.into_iter().map(|words| (words, 0.5)));
        run.begin_epoch(rows.len());
        let logs = model.epoch(rows, options.batch_size, seed + epoch as u64, &mut run)?;
        let validation = match &held {
            Some(held) => block_on(model.longest()?.evaluate(held, 128))?,
            None => Vec::new(),
        };
        run.end_epoch_with(&logs, &validation);
        if run.over() {
            break;
        }
    }
    let model = model.longest()?;
    if options.vectors.is_none() {
        return run.finish(model, &options.training, &reader.metadata());
    }
    let words = reader.words().len();
    let weights = reduced(&block_on(model.weights())?)?;
    let mut model =
        block_on(Model::with_weights(network(options, words, None)?, device::open()?, seed, &weights))?;
    run.finish(&mut model, &options.training, &reader.metadata())
}

/// A new model, which starts from word vectors if they are given.
fn fresh(options: &TrainOptions, reader: &Reader) -> Result<Model<NativeDevice>> {
    let seed = options.training.seed;
    let words = reader.words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(path) = &options.vectors else {
        return Ok(block_on(Model::new(network(options, words.len(), None)?, device::open()?, seed))?);
    };
    let (table, known) = vectors::table(path, &words)?;
    let width = table.shape()[1];
    println!("{known} of {} words have vectors of {width} numbers", words.len());
    let network = network(options, words.len(), Some(width))?;
    let mut model = block_on(Model::new(network, device::open()?, seed))?;
    let mut weights = block_on(model.weights())?;
    weights[0] = table;
    block_on(model.set_weights(&weights))?;
    Ok(model)
}

/// Single sentences of long reviews that the teacher labels as the review is labelled, and is sure of; as many positive
/// as negative ones.
fn taught(teacher: &Path, long: &Reviews, options: &TrainOptions) -> Result<Reviews> {
    /// The teacher must be at least this sure.
    const SURE: f32 = 0.85;
    /// Number of words in a sentence.
    const LENGTHS: std::ops::RangeInclusive<usize> = 5..=40;
    let mut sentences: Vec<(&str, f32)> = Vec::new();
    for (text, &label) in long.texts.iter().zip(&long.labels) {
        let parts = text.split_inclusive(['.', '!', '?']).map(str::trim);
        let parts = parts.filter(|part| LENGTHS.contains(&part.split_whitespace().count()));
        sentences.extend(parts.map(|part| (part, label)));
    }
    Generator::new(options.training.seed).shuffle(&mut sentences);
    // Enough to choose from: the teacher is sure of about a third of them.
    sentences.truncate(5 * options.taught);
    let texts: Vec<&str> = sentences.iter().map(|&(text, _)| text).collect();
    let mut reviews = Reviews::default();
    let mut left = [options.taught / 2; 2];
    for ((text, label), probability) in sentences.iter().zip(probabilities(teacher, &texts)?) {
        let sure = if *label > 0.5 { probability } else { 1.0 - probability };
        let left = &mut left[usize::from(*label > 0.5)];
        if sure >= SURE && *left > 0 {
            *left -= 1;
            reviews.add(text, *label);
        }
    }
    println!("{} sentences from the teacher, of {} asked", reviews.texts.len(), texts.len());
    Ok(reviews)
}

/// The end of a review or, for some long ones, a random piece; some words become unknown.
fn vary(sequence: &[i32], reader: &Reader, options: &TrainOptions, generator: &mut Generator) -> Vec<i32> {
    /// Shorter pieces often have no opinion.
    const SHORTEST: usize = 30;
    let sequence = &reader.cut(sequence, options.cut, generator)[..];
    let mut piece = sequence;
    let longest = sequence.len().min(options.maxlen);
    if sequence.len() > 2 * SHORTEST && longest > SHORTEST && generator.uniform() < options.pieces {
        let length = SHORTEST + generator.below(longest - SHORTEST + 1);
        let from = generator.below(sequence.len() - length + 1);
        piece = &sequence[from..from + length];
    }
    let from = piece.len().saturating_sub(options.maxlen);
    let unknown = |generator: &mut Generator| generator.uniform() < options.unknown;
    piece[from..].iter().map(|&word| if unknown(generator) { 1 } else { word }).collect()
}

fn probabilities(path: &Path, texts: &[&str]) -> Result<Vec<f32>> {
    let (model, metadata) = training::load(path)?;
    let reader = Reader::of(&metadata, path)?;
    let texts: Vec<String> = texts.iter().map(|text| joined(text)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Lengths::new(model, reader.maxlen())?.predict(&reader.sequences(&texts)?)
}

pub fn evaluate(options: &EvaluateOptions) -> Result<()> {
    for path in &options.data {
        let mut reviews = if !options.table.given() && Reviews::are_in(path)? {
            Reviews::read(path)?
        } else {
            table::read(path, &options.table)?
        };
        if options.held_back {
            reviews = reviews.split().1;
        }
        let output = probabilities(&options.model, &reviews.refs())?;
        let class = |&value: &f32| usize::from(value > 0.5);
        let truth: Vec<usize> = reviews.labels.iter().map(class).collect();
        let predicted: Vec<usize> = output.iter().map(class).collect();
        let matrix = confusion_matrix(&truth, &predicted, 2)?;
        let (right, count) = (matrix[0][0] + matrix[1][1], truth.len());
        let percent = 100.0 * right as f64 / count as f64;
        println!("{}: accuracy {percent:.2} % ({right} of {count})", path.display());
        print!("{}", report::confusion(&matrix));
    }
    Ok(())
}

pub fn predict(options: &PredictOptions) -> Result<()> {
    let texts: Vec<&str> = options.texts.iter().map(String::as_str).collect();
    for (text, probability) in texts.iter().zip(probabilities(&options.model, &texts)?) {
        let (class, sure) =
            if probability > 0.5 { ("positive", probability) } else { ("negative", 1.0 - probability) };
        let class = if sure < UNDECIDED { "undecided" } else { class };
        println!("{class} ({:.1} % positive): {text}", 100.0 * probability);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use pupil_data::text::{Side, pad_sequences};

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        options: TrainOptions,
    }

    fn options(words: &[&str]) -> TrainOptions {
        <Line as clap::Parser>::parse_from([&["train", "--out", "model.safetensors"], words].concat()).options
    }

    /// The answers of a model to sequences of several lengths, and the answers of the same model made for lengths.
    fn answers(mut model: Model<NativeDevice>, small: Network, weights: &[Tensor]) -> [Vec<f32>; 2] {
        let sequences: Vec<Vec<i32>> =
            [1, 30, 70].iter().map(|&length| (0..length).map(|at| 1 + at % 9).collect()).collect();
        let x = pad_sequences(&sequences, Some(120), Side::Pre, Side::Pre, 0).unwrap();
        let small = block_on(Model::with_weights(small, device::open().unwrap(), 1, weights)).unwrap();
        let found = Lengths::new(small, 120).unwrap().predict(&sequences).unwrap();
        [block_on(model.predict(&x, 3)).unwrap().to_f32(), found]
    }

    fn agree([expected, found]: [Vec<f32>; 2]) {
        assert!((expected[0] - expected[2]).abs() > 1e-4, "{expected:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-5, "{found}, {expected}");
        }
    }

    #[test]
    fn reduced_vectors_and_another_length_give_the_same_answers() {
        let options = options(&["--maxlen", "120", "--embedding", "3", "--units", "4"]);
        let wide = network(&options, 9, Some(5)).unwrap();
        let mut wide = block_on(Model::new(wide, device::open().unwrap(), 1)).unwrap();
        let weights = reduced(&block_on(wide.weights()).unwrap()).unwrap();
        agree(answers(wide, network(&options, 9, None).unwrap(), &weights));
    }

    #[test]
    fn a_network_that_reads_its_padding_keeps_its_length() {
        let network = || tutorial(10, 120, 3, 4).unwrap();
        let mut model = block_on(Model::new(network(), device::open().unwrap(), 1)).unwrap();
        // Padding that says much.
        let mut weights = block_on(model.weights()).unwrap();
        let mut table = weights[0].to_f32();
        table[..3].fill(2.0);
        weights[0] = Tensor::from_f32([10, 3], table).unwrap();
        block_on(model.set_weights(&weights)).unwrap();
        agree(answers(model, network(), &weights));
    }

    #[test]
    fn the_english_model_knows_what_negations_do_and_when_there_is_no_opinion() {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/sentiment.safetensors"));
        let good = ["not bad", "not bad at all", "I don't think it was bad.", "could not stop smiling"];
        let bad = ["not good", "the hotel was bad", "I don't think it was good.", "Never again."];
        let none = ["It is a table.", "She read the letter.", "The train leaves at nine."];
        for (texts, range) in [(good, 0.6..1.0), (bad, 0.0..0.4)] {
            for (text, sure) in texts.iter().zip(probabilities(&path, &texts).unwrap()) {
                assert!(range.contains(&sure), "{text}: {sure}");
            }
        }
        for (text, sure) in none.iter().zip(probabilities(&path, &none).unwrap()) {
            assert!((0.4..0.6).contains(&sure), "{text}: {sure}");
        }
    }

    #[test]
    fn the_chinese_model_knows_what_negations_do() {
        let path =
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/sentiment-zh.safetensors"));
        let good = ["还不错", "一点也不无聊", "不是不好看", "虽然贵，但是很好用"];
        let bad = ["不好看", "挺一般的", "没有想象中好", "虽然便宜，但是很难用"];
        for (text, sure) in good.iter().zip(probabilities(&path, &good).unwrap()) {
            assert!(sure > 0.7, "{text}: {sure}");
        }
        for (text, sure) in bad.iter().zip(probabilities(&path, &bad).unwrap()) {
            assert!(sure < 0.3, "{text}: {sure}");
        }
    }
}
