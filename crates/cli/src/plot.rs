//! Curves as SVG pictures.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use plotters::prelude::*;

/// Values over epochs (or any other axis), under a name.
pub struct Curve<'c> {
    /// Its name in the legend.
    pub name: &'c str,
    /// Points `(x, y)` from left to right.
    pub points: Vec<(f64, f64)>,
}

/// Colours that colour-blind people can tell apart (Okabe & Ito 2008).
const COLOURS: [RGBColor; 5] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
];

/// Writes panels below one another, each with its title and curves.
///
/// # Errors
/// When there is nothing to draw or the file cannot be written.
pub fn curves(path: &Path, axis: &str, panels: &[(&str, Vec<Curve<'_>>)]) -> Result<()> {
    if panels.iter().all(|(_, curves)| curves.iter().all(|curve| curve.points.is_empty())) {
        bail!("nothing to plot: there is no point");
    }
    let mut text = String::new();
    draw(&mut text, axis, panels).map_err(|error| anyhow!("cannot draw {}: {error}", path.display()))?;
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a plot of points, one colour for each set, and a line.
///
/// # Errors
/// When there is nothing to draw or the file cannot be written.
pub fn dots(path: &Path, title: &str, axes: [&str; 2], sets: &[Curve<'_>], line: Curve<'_>) -> Result<()> {
    if sets.iter().all(|set| set.points.is_empty()) {
        bail!("nothing to plot: there is no point");
    }
    let mut text = String::new();
    scatter(&mut text, title, axes, sets, &line)
        .map_err(|error| anyhow!("cannot draw {}: {error}", path.display()))?;
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// The smallest and the largest value, moved apart if they are equal.
fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    if low > high {
        (0.0, 1.0)
    } else if low == high {
        (low - 0.5, high + 0.5)
    } else {
        (low, high)
    }
}

fn scatter(
    text: &mut String,
    title: &str,
    axes: [&str; 2],
    sets: &[Curve<'_>],
    line: &Curve<'_>,
) -> Result<(), Failure> {
    let area = SVGBackend::with_string(text, (760, 520)).into_drawing_area();
    area.fill(&WHITE)?;
    let all = || sets.iter().chain([line]).flat_map(|set| &set.points);
    let (left, right) = range(all().map(|point| point.0));
    let (low, high) = range(all().map(|point| point.1));
    let (x_margin, y_margin) = (0.03 * (right - left), 0.05 * (high - low));
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 18))
        .margin(10)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d(left - x_margin..right + x_margin, low - y_margin..high + y_margin)?;
    chart
        .configure_mesh()
        .x_desc(axes[0])
        .y_desc(axes[1])
        .light_line_style(WHITE)
        .max_light_lines(0)
        .draw()?;
    for (set, &colour) in sets.iter().zip(COLOURS.iter().cycle()) {
        let dots = set.points.iter().map(|&point| Circle::new(point, 3, colour.mix(0.6).filled()));
        chart
            .draw_series(dots)?
            .label(set.name)
            .legend(move |(x, y)| Circle::new((x + 9, y), 3, colour.filled()));
    }
    chart
        .draw_series(LineSeries::new(line.points.iter().copied(), BLACK.stroke_width(2)))?
        .label(line.name)
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], BLACK.stroke_width(2)));
    chart.configure_series_labels().border_style(BLACK.mix(0.3)).background_style(WHITE).draw()?;
    area.present()?;
    Ok(())
}

type Failure = Box<dyn std::error::Error>;

fn draw(text: &mut String, axis: &str, panels: &[(&str, Vec<Curve<'_>>)]) -> Result<(), Failure> {
    let area = SVGBackend::with_string(text, (760, 300 * panels.len() as u32)).into_drawing_area();
    area.fill(&WHITE)?;
    for (area, (title, curves)) in area.split_evenly((panels.len(), 1)).iter().zip(panels) {
        let all = || curves.iter().flat_map(|curve| &curve.points).filter(|(_, y)| y.is_finite());
        let (left, right) = range(all().map(|point| point.0));
        let (low, high) = range(all().map(|point| point.1));
        let margin = 0.05 * (high - low);
        let mut chart = ChartBuilder::on(area)
            .caption(title, ("sans-serif", 18))
            .margin(10)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d(left..right, low - margin..high + margin)?;
        chart.configure_mesh().x_desc(axis).light_line_style(WHITE).max_light_lines(0).draw()?;
        for (curve, &colour) in curves.iter().zip(COLOURS.iter().cycle()) {
            let points = curve.points.iter().copied().filter(|(_, y)| y.is_finite());
            chart
                .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
                .label(curve.name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
        }
        chart.configure_series_labels().border_style(BLACK.mix(0.3)).background_style(WHITE).draw()?;
    }
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_become_an_svg_with_their_names() {
        let path = std::env::temp_dir().join("pupil-plot-test.svg");
        let curve = |name| Curve { name, points: vec![(1.0, 0.5), (2.0, 0.25), (3.0, f64::NAN)] };
        curves(&path, "epoch", &[("loss", vec![curve("training"), curve("validation")])]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("<svg") && text.contains("validation") && text.matches("<polyline").count() >= 2
        );
        assert!(curves(&path, "epoch", &[("loss", vec![])]).is_err());
    }

    #[test]
    fn points_and_their_line_become_an_svg() {
        let path = std::env::temp_dir().join("pupil-plot-dots-test.svg");
        let points = |name| Curve { name, points: vec![(1.0, 0.5), (2.0, 0.25)] };
        dots(&path, "y by x", ["x", "y"], &[points("training")], points("line")).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.matches("<circle").count() == 3 && text.contains("training") && text.contains("y by x"));
        assert!(dots(&path, "", ["", ""], &[], points("line")).is_err());
    }
}
