//! Random changes of pictures whose numbers cannot be compared with Keras's: their ranges, and how often they happen.

use pupil_core::block_on::block_on;
use pupil_core::dataset::Dataset;
use pupil_core::models::Network;
use pupil_core::tensor::Tensor;
use pupil_core::training::{Compile, FitOptions, Model};
use pupil_cpu::CpuDevice;
use serde_json::{Value, json};

fn model(layer: &Value, shape: [usize; 3]) -> Model<CpuDevice> {
    let config = json!({ "class_name": "Sequential", "config": { "layers": [
        { "class_name": "InputLayer", "config": { "batch_shape": [null, shape[0], shape[1], shape[2]] } },
        layer,
    ] } });
    let network = Network::from_config(&config).unwrap();
    block_on(Model::new(network, CpuDevice::new(), 1)).unwrap()
}

/// What the layer gives in training, picture by picture.
fn trained(class: &str, options: &Value, shape: [usize; 3], picture: &[f32], seed: u64) -> Vec<Vec<f32>> {
    let mut config = options.clone();
    config["name"] = "it".into();
    let mut model = model(&json!({ "class_name": class, "config": config }), shape);
    let x = Tensor::from_f32([200, shape[0], shape[1], shape[2]], picture.repeat(200)).unwrap();
    let unchanged = block_on(model.predict(&x, 200)).unwrap();
    if class != "RandomCrop" {
        assert_eq!(unchanged, x, "{class} in predictions");
    }
    let y = block_on(model.activations(&[&x], &["it".into()], Some(seed), 200)).unwrap().remove(0);
    let size = y.shape().size() / 200;
    y.to_f32().chunks(size).map(<[f32]>::to_vec).collect()
}

/// A picture whose values are its pixels' places.
fn places(count: usize) -> Vec<f32> {
    (0..count).map(|place| place as f32).collect()
}

#[test]
fn a_shear_moves_rows_in_proportion_to_their_place_in_both_directions() {
    let columns: Vec<f32> = (0..25).map(|place| (place % 5) as f32).collect();
    let options = json!({ "x_factor": [0.25, 0.25] });
    let mut signs = [0, 0];
    for y in trained("RandomShear", &options, [5, 5, 1], &columns, 3) {
        // Row 2, column 2 is moved by half a pixel.
        let moved = y[12] - 2.0;
        assert!((moved.abs() - 0.5).abs() < 1e-5, "{y:?}");
        signs[usize::from(moved > 0.0)] += 1;
    }
    assert!(signs.iter().all(|&count| count > 60), "{signs:?}");
}

#[test]
fn shares_of_pictures_are_as_asked() {
    let colors = [200.0, 100.0, 50.0, 10.0, 20.0, 240.0];
    let count = |class: &str, options: Value, changed: fn(&[f32]) -> bool| {
        let all = trained(class, &options, [1, 2, 3], &colors, 5);
        all.iter().filter(|y| changed(y)).count()
    };
    let gray = |y: &[f32]| y[0] == y[1] && y[1] == y[2];
    let grays = count("RandomGrayscale", json!({ "factor": 0.3 }), gray);
    assert!((35..90).contains(&grays), "{grays}");
    // The share is drawn from 0 to 1 for each picture.
    let inverted = count("RandomInvert", json!({}), |y| y[0] == 55.0);
    assert!((70..130).contains(&inverted), "{inverted}");
    let erased = count("RandomErasing", json!({ "scale": [1.0, 1.0], "fill_value": 7 }), |y| y == [7.0; 6]);
    assert!((70..130).contains(&erased), "{erased}");
}

#[test]
fn colors_stay_within_their_ranges() {
    let colors = [200.0, 100.0, 50.0];
    let (mut more, mut less) = (0, 0);
    for y in trained("RandomHue", &json!({ "factor": 0.2 }), [1, 1, 3], &colors, 7) {
        // Brightest and darkest channel keep their values. A tenth of a turn moves green by 90 at most.
        assert!(
            (y[0] - 200.0).abs() < 0.01 || (y[1] - 200.0).abs() < 0.01 || (y[2] - 200.0).abs() < 0.01,
            "{y:?}"
        );
        if y[0] > 199.9 && y[2] < 50.1 {
            more += usize::from(y[1] > 100.0);
            less += usize::from(y[1] < 100.0);
        }
    }
    assert!(more > 40 && less > 20, "{more} {less}");
    for y in trained("RandomPosterization", &json!({ "factor": [1, 4] }), [1, 1, 3], &colors, 7) {
        assert!(
            [[128.0, 0.0, 0.0], [192.0, 64.0, 0.0], [192.0, 96.0, 32.0]].iter().any(|one| y == one),
            "{y:?}"
        );
    }
    let options = json!({ "addition_factor": 0.1, "threshold_factor": [0.0, 1.0] });
    for y in trained("Solarization", &options, [1, 1, 1], &[100.0], 7) {
        let y = y[0];
        assert!((100.0..=125.5).contains(&y) || (129.5..=155.0).contains(&y), "{y}");
    }
    for y in trained(
        "RandomErasing",
        &json!({ "factor": [1, 1], "scale": [0.1, 0.1] }),
        [20, 20, 1],
        &[300.0; 400],
        7,
    ) {
        // The sides are 6.3 pixels long.
        let erased = y.iter().filter(|value| **value <= 255.0).count();
        assert!([36, 42, 49].contains(&erased), "{erased}");
    }
}

#[test]
fn a_random_crop_is_a_window_of_the_picture() {
    let mut starts = Vec::new();
    for seed in 0..12 {
        let all = trained("RandomCrop", &json!({ "height": 2, "width": 3 }), [5, 6, 1], &places(30), seed);
        let start = all[0][0];
        let expected: Vec<f32> = [0.0, 1.0, 2.0, 6.0, 7.0, 8.0].iter().map(|place| start + place).collect();
        assert!(all.iter().all(|y| *y == expected), "{:?}", all[0]);
        assert!(start % 6.0 <= 3.0 && start < 24.0, "{start}");
        if !starts.contains(&start) {
            starts.push(start);
        }
    }
    assert!(starts.len() > 4, "{starts:?}");
}

#[test]
fn layers_that_only_predict_refuse_training() {
    let mut model = model(&json!({ "class_name": "RandAugment", "config": { "name": "more" } }), [4, 4, 3]);
    let compile = block_on(model.compile(Compile::new("sgd", "mse", &[]).unwrap()));
    let x = Tensor::from_f32([2, 4, 4, 3], vec![1.0; 96]).unwrap();
    let data = Dataset::new(x.clone(), x).unwrap();
    let fit = |()| block_on(model.fit(&data, FitOptions::default())).map(|_| ());
    let error = compile.and_then(fit).unwrap_err().to_string();
    assert!(
        error.contains("\"more\" (RandAugment)") && error.contains("not supported in training"),
        "{error}"
    );
}
