//! Listings draw what the real Matplotlib draws: data of lines, bars and images, views, ticks, labels, places.
//! `tests/python/generate_matplotlib.py` wrote what it draws.

use crate::common;

use std::fs;

use pupil_python::{Outcome, Vm};
use serde_json::Value as Json;

/// Relative, for data, views and ticks.
const NUMBERS: f64 = 1e-7;
/// A step of a colour's 256, and the rounding of the stored values. Colour maps are stored as few points.
const COLORS: f64 = 1.0 / 255.0 + 1.5e-4;
/// For places that depend on the size of letters, as parts of the figure or the axes: Matplotlib rounds letters to
/// pixels.
const PLACES: f64 = 0.012;

/// What differs, with the path to it.
fn differences(expected: &Json, ours: &Json, path: &str, tolerance: f64, found: &mut Vec<String>) {
    match (expected, ours) {
        (Json::Object(expected), Json::Object(ours)) => {
            for (name, value) in expected {
                let tolerance = match name.as_str() {
                    name if name.ends_with('~') => PLACES,
                    "color" | "colors" | "face" | "edge" => COLORS,
                    _ => tolerance,
                };
                let ours = ours.get(name).unwrap_or(&Json::Null);
                differences(value, ours, &format!("{path}.{name}"), tolerance, found);
            }
        }
        (Json::Array(expected), Json::Array(ours)) if expected.len() == ours.len() => {
            for (place, (expected, ours)) in expected.iter().zip(ours).enumerate() {
                differences(expected, ours, &format!("{path}[{place}]"), tolerance, found);
            }
        }
        (Json::Number(a), Json::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            let room = if tolerance > 0.0 { tolerance } else { NUMBERS * a.abs().max(b.abs()) + 1e-12 };
            if (a - b).abs() > room {
                found.push(format!("{path}: got {b}, not {a}"));
            }
        }
        _ if expected == ours => {}
        _ => {
            let short = |value: &Json| value.to_string().chars().take(300).collect::<String>();
            found.push(format!("{path}: got {}, not {}", short(ours), short(expected)));
        }
    }
}

/// The value of the last expression of a program, which is a text.
fn text(vm: &mut Vm, programs: &[&str]) -> Result<String, String> {
    let globals = vm.new_globals("__main__");
    let (last, first) = programs.split_last().unwrap();
    for program in first {
        if let Outcome::Failed(_, traceback) = vm.run_source("cell", program, &globals, false) {
            return Err(traceback);
        }
    }
    match vm.run_source("cell", last, &globals, true) {
        Outcome::Done(value) => Ok(vm.str(&value).unwrap_or_default().to_string()),
        Outcome::Failed(_, traceback) => Err(traceback),
        Outcome::Exit(_) | Outcome::Waits => Err("it exits or waits".into()),
    }
}

fn read(name: &str) -> String {
    fs::read_to_string(common::folder("matplotlib").join(name)).unwrap()
}

fn compare() {
    let expected: Json = serde_json::from_str(&read("expected.json")).unwrap();
    let (before, artists) = (read("before.py"), read("artists.py"));
    let pending = common::pending(include_str!("matplotlib_pending.txt"));
    let (mut vm, ..) = common::interpreter();
    let listings = expected["listings"].as_array().unwrap();
    assert!(listings.len() >= 150);
    let (mut failures, mut solved) = (Vec::new(), Vec::new());
    for listing in listings {
        let name = listing["name"].as_str().unwrap();
        let reset = "import matplotlib, json\nimport matplotlib.pyplot as plt\nmatplotlib.rcdefaults()\nplt.close('all')";
        let source = listing["source"].as_str().unwrap();
        let programs = [reset, &before, source, &artists, "json.dumps(figures(plt))"];
        let mut found = Vec::new();
        match text(&mut vm, &programs) {
            Ok(text) => {
                differences(&listing["figures"], &serde_json::from_str(&text).unwrap(), "", 0.0, &mut found);
            }
            Err(traceback) => found.push(traceback),
        }
        match (found.is_empty(), pending.contains(&name)) {
            (false, false) => failures.push(format!("{name}\n  {}", found.join("\n  "))),
            (true, true) => solved.push(name),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "{} listings differ:\n{}", failures.len(), failures.join("\n"));
    assert!(
        solved.is_empty(),
        "these listings are right now; take them out of matplotlib_pending.txt: {solved:?}"
    );
}

#[test]
fn listings_draw_what_matplotlib_draws() {
    common::with_stack(compare);
}

fn maps() {
    let expected: Json = serde_json::from_str(&read("expected.json")).unwrap();
    let (mut vm, ..) = common::interpreter();
    let program = format!(
        "import matplotlib, json\nvalues = {}\nnames = {}",
        expected["maps"]["values"],
        Json::from(expected["maps"]["colors"].as_object().unwrap().keys().cloned().collect::<Vec<_>>())
    );
    let last =
        "json.dumps({n: [list(map(float, c)) for c in matplotlib.colormaps[n](values)] for n in names})";
    let ours: Json = serde_json::from_str(&text(&mut vm, &[&program, last]).unwrap()).unwrap();
    let mut found = Vec::new();
    differences(&expected["maps"]["colors"], &ours, "", COLORS, &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn colour_maps_are_those_of_matplotlib() {
    common::with_stack(maps);
}

/// What this Matplotlib does not have or does not take, and a part of the error that says so.
const REFUSED: &[(&str, &str, &str)] = &[
    ("plt.savefig('x.png')", "NotImplementedError", ".svg"),
    ("plt.subplot(projection='3d')", "NotImplementedError", "mplot3d"),
    ("plt.violinplot([1])", "NotImplementedError", "violinplot"),
    ("plt.savefig(__import__('io').BytesIO(), format='png')", "NotImplementedError", "format='svg'"),
    ("plt.hexbin([1], [1])", "NotImplementedError", "plt.hist2d"),
    ("plt.gca().tricontourf([1], [1], [1])", "NotImplementedError", "plt.contourf"),
    ("plt.polar([1], [1])", "NotImplementedError", "np.cos(t)"),
    ("plt.subplot(polar=True)", "NotImplementedError", "np.cos(t)"),
    ("from matplotlib.widgets import Slider", "NotImplementedError", "widgets.Slider"),
    ("plt.colorbar(plt.imshow([[1, 2]]), extend='up')", "ValueError", "'up' is not a valid value"),
    ("plt.colorbar(plt.imshow([[1, 2]]), boundaries=[1, 2], values=[1, 2])", "ValueError", "1 colors"),
    ("plt.boxplot([1, 2], usermedians=[1, 2])", "ValueError", "different lengths"),
    ("plt.figure(figsize=(1000, 5))", "ValueError", "100"),
    ("plt.imshow(np.zeros((3000, 3000)))", "ValueError", "too large"),
    ("plt.imshow(np.zeros(5))", "TypeError", "Invalid shape"),
    ("plt.plot([1, 2], [1])", "ValueError", "same first dimension"),
    ("plt.plot([1, 2], colour='r')", "AttributeError", "unexpected keyword argument 'colour'"),
    ("plt.plot([1], 'q')", "ValueError", "'q' is not a valid format string"),
    ("plt.plot([1], color='rainbow')", "ValueError", "rainbow"),
    ("plt.scatter([1], [1], cmap='nothing', c=[1])", "ValueError", "nothing"),
    ("plt.legend(loc='above')", "ValueError", "above"),
    ("plt.rcParams['no.such']", "KeyError", "no.such"),
    ("plt.style.use('nothing')", "OSError", "nothing"),
    ("plt.title(r'$\\nothing$'); plt.gcf().to_svg()", "ValueError", "nothing"),
    ("plt.xticks([1, 2], ['a'])", "ValueError", "does not match the number of labels"),
    ("plt.subplot(1, 2, 3)", "ValueError", "num must be"),
    ("plt.hist([1, 2], bins=10**9)", "ValueError", "too many"),
];

#[test]
fn what_is_wrong_or_not_there_is_refused_plainly() {
    let before = "import numpy as np\nimport matplotlib.pyplot as plt\nplt.close('all')";
    common::with_stack(|| common::refused(before, REFUSED));
}

fn show() {
    let (mut vm, shown) = common::showing();
    let program = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3], label='<b>')\nplt.title('A & \"B\" </svg>')\nplt.legend()\nplt.show()";
    text(&mut vm, &[program, "plt.get_fignums()"]).unwrap();
    // A figure that was shown is closed, so it is shown once.
    text(&mut vm, &["import _display", "_display.figures()"]).unwrap();
    let shown = shown.borrow();
    assert_eq!(shown.len(), 1);
    let (kind, svg, alt) = &shown[0];
    assert_eq!(kind, "svg");
    assert!(alt.starts_with("Line chart: A & \"B\" </svg>. x: 0 to 2; y: 1 to 3."), "{alt}");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
    // What users write is text, and nothing is a style, a script or comes from elsewhere.
    assert_eq!(svg.matches("</svg>").count(), 1);
    assert!(svg.contains("A &amp; &quot;B&quot; &lt;/svg&gt;") && svg.contains("&lt;b&gt;"));
    for forbidden in ["style=", "<script", "<b>", "url(http"] {
        assert!(!svg.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn figures_are_shown_as_safe_svg() {
    common::with_stack(show);
}

/// How figures are described in words.
const DESCRIPTIONS: &[(&str, &str)] = &[
    ("plt.hist([1, 2, 2], bins=2)", "Histogram. x: 1 to 2; y: 0 to 2."),
    ("plt.pie([1, 2], labels=['a', 'b'])", "Pie chart. Parts: a, b."),
    ("plt.bar(['p', 'q'], [1, 2], label='n')", "Bar chart. x: p, q; y: 0 to 2. Bars: n."),
    ("plt.scatter([1, 2], [3, 4]); plt.xlabel('size')", "Scatter chart. x: size, 1 to 2; y: 3 to 4."),
    ("plt.boxplot([1, 2, 3])", "Box plot. x: 0.925 to 1.07; y: 1 to 3."),
    ("plt.imshow([[1, 2, 3]]); plt.title('$x^2$')", "Image of 3 x 1 pixels: x2."),
    (
        "plt.subplots(1, 2)[1][0].plot([1, 2])",
        "2 charts. (1) Line chart. x: 0 to 1; y: 1 to 2. (2) Empty chart.",
    ),
];

fn describe() {
    for (source, expected) in DESCRIPTIONS {
        let (mut vm, shown) = common::showing();
        let source = format!("import matplotlib.pyplot as plt\n{source}\nplt.show()");
        text(&mut vm, &[&source, "0"]).unwrap();
        assert_eq!(shown.borrow()[0].2, *expected, "{source}");
    }
}

#[test]
fn figures_are_described_in_words() {
    common::with_stack(describe);
}

/// Large pictures stay small: a listing, and the most bytes of its SVG.
const SIZES: &[(&str, usize)] = &[
    ("plt.plot(np.sin(np.arange(100000) * 1.7))", 100_000),
    ("plt.scatter(np.sin(np.arange(10000) * 1.7), np.cos(np.arange(10000) * 2.3))", 300_000),
    ("plt.scatter(np.sin(np.arange(10000) * 1.7), np.arange(10000), c=np.arange(10000))", 700_000),
    ("plt.scatter(np.sin(np.arange(10000) * 1.7), np.arange(10000), alpha=0.5)", 500_000),
    ("plt.imshow(np.arange(4000000).reshape(2000, 2000) % 251)", 1_000_000),
    (
        "g = np.linspace(-1, 1, 300); X, Y = np.meshgrid(g, g); plt.contourf(X, Y, (X + Y > 0).astype(int))",
        500_000,
    ),
];

fn sizes() {
    for (source, most) in SIZES {
        let (mut vm, shown) = common::showing();
        let source = format!("import numpy as np\nimport matplotlib.pyplot as plt\n{source}\nplt.show()");
        text(&mut vm, &[&source, "0"]).unwrap();
        let size = shown.borrow()[0].1.len();
        assert!(size < *most, "{source}: {size} bytes");
    }
}

#[test]
fn large_pictures_stay_small() {
    common::with_stack(sizes);
}
