//! Model files of other programs: `pupil_formats` for JavaScript. The module turns them into files that the engine's
//! module reads, so that the engine knows one format only.

use std::borrow::Cow;

use js_sys::{Array, Uint8Array};
use pupil_formats::events;
use pupil_formats::keras::write as keras;
use pupil_formats::{Source, beside, contents, model, tfjs};
use pupil_values::{Failure, format_error};
use wasm_bindgen::prelude::*;

/// Runs once when the module starts.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Files with their names.
fn sources(names: Vec<String>, bytes: &Array) -> Vec<Source<'static>> {
    let source = |(name, bytes): (String, JsValue)| Source {
        name,
        bytes: Cow::Owned(Uint8Array::new(&bytes).to_vec()),
    };
    names.into_iter().zip(bytes.iter()).map(source).collect()
}

/// What files say about the model beside them, which another module reads. Returns a JSON list of names and texts of the
/// model's metadata in turns. A text without a name is a note.
#[wasm_bindgen(js_name = readBeside)]
pub fn read_beside(names: Vec<String>, bytes: &Array) -> String {
    beside(&sources(names, bytes)).to_json()
}

/// Reads a model from the files `bytes`, a list of `Uint8Array`, with these names. `shapes` are the shapes of the inputs
/// that leave axes open, each as its number of axes and their sizes. Returns a file that the engine's `Model.load` reads.
#[wasm_bindgen(js_name = readModel)]
pub fn read_model(names: Vec<String>, bytes: &Array, shapes: &[u32]) -> Result<Uint8Array, Failure> {
    let files = sources(names, bytes);
    let mut contents = contents(&files).map_err(format_error)?;
    drop(files);
    let (mut lists, mut rest) = (Vec::new(), shapes);
    while let Some((&count, after)) = rest.split_first() {
        let (sizes, after) = after.split_at_checked(count as usize).unwrap_or((after, &[]));
        lists.push(sizes.iter().map(|&size| size as usize).collect());
        rest = after;
    }
    contents.set_input_shapes(&lists).map_err(format_error)?;
    Ok(Uint8Array::from(&contents.to_safetensors()[..]))
}

/// Writes a model in another program's format: `keras`, `h5`, `weights.h5` or `tfjs` (a zip archive). `file` is a file
/// that the engine's `Model.save` wrote.
#[wasm_bindgen(js_name = writeModel)]
pub fn write_model(file: Vec<u8>, format: &str) -> Result<Uint8Array, Failure> {
    let contents = model::contents(&file).map_err(format_error)?;
    drop(file);
    let written = match format {
        "keras" => keras::archive_of(&contents),
        "h5" => keras::hdf5_of(&contents),
        "weights.h5" => keras::weights_of(&contents),
        "tfjs" => tfjs::write::archive_of(&contents),
        _ => {
            return Err(Failure::new(&format!(
                "save: option \"format\" is {format}; expected keras, h5, weights.h5 or tfjs"
            )));
        }
    };
    Ok(Uint8Array::from(&written.map_err(format_error)?[..]))
}

/// An event file of TensorBoard. Each value has its time in seconds since 1970, its step and its name.
#[wasm_bindgen(js_name = eventFile)]
pub fn event_file(times: &[f64], steps: &[f64], tags: Vec<String>, values: &[f32]) -> Uint8Array {
    let mut file = events::start(times.first().copied().unwrap_or(0.0));
    for (((&time, &step), tag), &value) in times.iter().zip(steps).zip(&tags).zip(values) {
        file.extend(events::event(time, step as i64, tag, events::Summary::Scalar(value)));
    }
    Uint8Array::from(&file[..])
}
