//! One way to write a model in any format.

use alloc::vec::Vec;

use pupil_core::error::{Error, Result};
use pupil_core::training::Bundle;

use crate::contents::Contents;
use crate::{keras, model, onnx, tfjs};

/// A format that models are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveFormat {
    /// Pupil's own: safetensors with the Keras config.
    Safetensors,
    /// Keras 3's archive, `.keras`.
    Keras,
    /// HDF5 of a whole model, `.h5`.
    Hdf5,
    /// HDF5 of the weights alone, `.weights.h5`.
    WeightsHdf5,
    /// TensorFlow.js: a zip archive with `model.json` and `weights.bin`.
    Tfjs,
    /// ONNX.
    Onnx,
}

impl SaveFormat {
    /// The format that the ending of a file's name stands for.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let endings = [
            (".safetensors", Self::Safetensors),
            (".keras", Self::Keras),
            (".weights.h5", Self::WeightsHdf5),
            (".h5", Self::Hdf5),
            (".hdf5", Self::Hdf5),
            (".json", Self::Tfjs),
            (".zip", Self::Tfjs),
            (".onnx", Self::Onnx),
        ];
        endings.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| format)
    }
}

/// Writes a model. Texts stored with it are only written to safetensors.
///
/// # Errors
/// When the format has no place for a part of the model; the message names it.
pub fn save(bundle: Bundle, format: SaveFormat) -> Result<Vec<u8>> {
    match format {
        SaveFormat::Onnx => onnx::write_contents(&bundle_contents(&bundle)?),
        other => save_without_onnx(bundle, other),
    }
}

/// As [`save`], but refuses ONNX, so that a program without it does not carry its writer.
///
/// # Errors
/// As [`save`], and for ONNX.
pub fn save_without_onnx(bundle: Bundle, format: SaveFormat) -> Result<Vec<u8>> {
    match format {
        SaveFormat::Safetensors => model::write(&bundle),
        SaveFormat::Keras => keras::write::archive_of(&bundle_contents(&bundle)?),
        SaveFormat::Hdf5 => keras::write::hdf5_of(&bundle_contents(&bundle)?),
        SaveFormat::WeightsHdf5 => keras::write::weights_of(&bundle_contents(&bundle)?),
        SaveFormat::Tfjs => tfjs::write::archive_of(&bundle_contents(&bundle)?),
        SaveFormat::Onnx => Err(Error::format(
            "ONNX",
            "ONNX files are not written here; save a .keras file and convert it on Pupil's page or with `pupil convert`",
        )),
    }
}

/// A bundle's contents: what its own file holds.
///
/// # Errors
/// As [`model::write`].
pub fn bundle_contents(bundle: &Bundle) -> Result<Contents> {
    model::contents(&model::write(bundle)?)
}
