//! `pupil`: trains, evaluates and measures models natively.

mod bench;
mod data;
mod digits;
mod report;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(version, about = "Trains, evaluates and measures Pupil's models natively.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a lesson's model and write it to a file.
    #[command(subcommand)]
    Train(Train),
    /// Print a model's accuracy and confusion matrix on a test set.
    Evaluate {
        /// A model file (.safetensors).
        model: PathBuf,
        /// Folder with t10k-images and t10k-labels (IDX, gzipped or not).
        #[arg(long)]
        data: PathBuf,
    },
    /// Print the ten probabilities for a drawing.
    Predict {
        /// A model file (.safetensors).
        model: PathBuf,
        /// IDX file of images, gzipped or not.
        images: PathBuf,
        /// Which image of the file, from 0.
        #[arg(long, default_value_t = 0)]
        index: usize,
    },
    /// Measure training steps and predictions; with --profile, each kernel.
    Bench {
        /// Print time and GFLOP/s of each kernel of a training step.
        #[arg(long)]
        profile: bool,
    },
}

#[derive(Subcommand)]
enum Train {
    /// The tutorial's CNN for handwritten digits.
    Digits(digits::Options),
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train(Train::Digits(options)) => digits::train(&options),
        Command::Evaluate { model, data } => digits::evaluate(&model, &data),
        Command::Predict { model, images, index } => digits::predict(&model, &images, index),
        Command::Bench { profile } => bench::run(profile),
    }
}
