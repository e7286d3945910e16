//! `pupil`: trains, evaluates and measures models natively.

mod bench;
mod convert;
mod csv;
mod data;
mod device;
mod digits;
mod model;
mod photos;
mod plot;
mod python;
mod regression;
mod replicas;
mod report;
mod sentiment;
mod training;

use std::num::NonZeroUsize;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Trains, evaluates and measures Pupil's models natively.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Threads to train and predict with; by default all of the machine's. Another number of threads adds sums in
    /// another order, so results differ in their last digits.
    #[arg(long, global = true)]
    threads: Option<NonZeroUsize>,
    /// Where models run.
    #[arg(long, global = true, value_enum, default_value = "cpu")]
    device: device::DeviceKind,
}

#[derive(Subcommand)]
enum Command {
    /// Train a lesson's model and write it to a file.
    #[command(subcommand)]
    Train(Train),
    /// Print how good a model is on a test set.
    #[command(subcommand)]
    Evaluate(Evaluate),
    /// Make a model no surer than it is right, and let it say when it does not know what it sees.
    #[command(subcommand)]
    Calibrate(Calibrate),
    /// Print what a model says.
    #[command(subcommand)]
    Predict(Predict),
    /// Print what a model file of any format holds, or why it cannot be opened.
    Show(model::ShowOptions),
    /// Write a model file in another format: Keras's, TensorFlow.js's, ONNX, or safetensors as floats or in 8 bits.
    Convert(convert::Options),
    /// Run a Python program with the interpreter that the page's cells use.
    Run(python::Options),
    /// Measure training steps and predictions; with --profile, each kernel.
    Bench(bench::Options),
}

#[derive(Subcommand)]
enum Train {
    /// A linear model of a CSV file, which predicts a number or classes.
    Regression(regression::TrainOptions),
    /// The tutorial's CNN for handwritten digits.
    Digits(digits::TrainOptions),
    /// A network that tells photos of several classes apart, such as cats and dogs.
    Photos(photos::TrainOptions),
    /// A network that finds features in photos, as a base for new classes.
    Extractor(photos::TrainExtractorOptions),
    /// A network that says whether a review is positive.
    Sentiment(Box<sentiment::TrainOptions>),
}

#[derive(Subcommand)]
enum Evaluate {
    /// R2 and RMSE, or accuracy and confusion matrix, on a CSV file.
    Regression(regression::EvaluateOptions),
    /// Accuracy and confusion matrix on MNIST's test digits.
    Digits(digits::EvaluateOptions),
    /// Accuracy and confusion matrix on folders of photos.
    Photos(photos::EvaluateOptions),
    /// Accuracy of classes taught with a few photos each, on the features that a network finds in photos.
    Extractor(photos::ExtractorOptions),
    /// Accuracy and confusion matrix on files of reviews.
    Sentiment(sentiment::EvaluateOptions),
}

#[derive(Subcommand)]
enum Calibrate {
    /// The digits model: a temperature, and a detector of drawings that are no digits.
    Digits(digits::calibrate::Options),
}

#[derive(Subcommand)]
enum Predict {
    /// The outputs of a model file of any format, as JSON.
    Model(model::PredictOptions),
    /// A number or class for each row of a CSV file, as CSV.
    Regression(regression::PredictOptions),
    /// The ten probabilities for a drawing.
    Digits(digits::PredictOptions),
    /// The class of each picture and its probability.
    Photos(photos::PredictOptions),
    /// Whether each text is positive, and the probability.
    Sentiment(sentiment::PredictOptions),
}

fn main() -> Result<()> {
    // A pipe that is closed early, as by `head`, is not an error.
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>();
        if text.is_some_and(|text| text.contains("Broken pipe")) {
            std::process::exit(0);
        }
        report(panic);
    }));
    let Cli { command, threads, device } = Cli::parse();
    device::choose(device, threads);
    match command {
        Command::Train(Train::Regression(options)) => regression::train(&options),
        Command::Train(Train::Digits(options)) => digits::train(&options),
        Command::Train(Train::Photos(options)) => photos::train(&options),
        Command::Train(Train::Extractor(options)) => photos::train_extractor(&options),
        Command::Evaluate(Evaluate::Regression(options)) => regression::evaluate(&options),
        Command::Evaluate(Evaluate::Digits(options)) => digits::evaluate(&options),
        Command::Evaluate(Evaluate::Photos(options)) => photos::evaluate(&options),
        Command::Calibrate(Calibrate::Digits(options)) => digits::calibrate::run(&options),
        Command::Evaluate(Evaluate::Extractor(options)) => photos::evaluate_extractor(&options),
        Command::Predict(Predict::Regression(options)) => regression::predict(&options),
        Command::Predict(Predict::Digits(options)) => digits::predict(&options),
        Command::Predict(Predict::Photos(options)) => photos::predict(&options),
        Command::Train(Train::Sentiment(options)) => sentiment::train(&options),
        Command::Evaluate(Evaluate::Sentiment(options)) => sentiment::evaluate(&options),
        Command::Predict(Predict::Sentiment(options)) => sentiment::predict(&options),
        Command::Predict(Predict::Model(options)) => model::predict(&options),
        Command::Show(options) => model::show(&options),
        Command::Convert(options) => convert::run(&options),
        Command::Run(options) => python::run(&options),
        Command::Bench(options) => bench::run(&options),
    }
}
