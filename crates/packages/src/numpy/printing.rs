//! The functions of `np` that print.

use pupil_numpy::{FloatMode, PrintOptions, get_printoptions, set_printoptions};

use super::arguments::{Arguments, Fail, Outcome, unsupported};
use super::object::Object;

fn print_options(a: &Arguments) -> Result<PrintOptions, Fail> {
    let mut options = get_printoptions();
    for (name, value) in &a.named {
        match name.as_str() {
            "precision" => options.precision = value.int()?.max(0) as usize,
            "threshold" => options.threshold = value.int()? as usize,
            "edgeitems" => options.edgeitems = value.int()? as usize,
            "linewidth" | "max_line_width" => options.linewidth = value.int()? as usize,
            "suppress" | "suppress_small" => options.suppress = value.truth()?,
            "sign" => options.sign = value.str()?.chars().next().unwrap_or('-'),
            "nanstr" => options.nanstr = value.str()?.into(),
            "infstr" => options.infstr = value.str()?.into(),
            "floatmode" => {
                options.floatmode = match value.str()? {
                    "fixed" => FloatMode::Fixed,
                    "unique" => FloatMode::Unique,
                    "maxprec_equal" => FloatMode::MaxPrecEqual,
                    _ => FloatMode::MaxPrec,
                }
            }
            _ => {}
        }
    }
    Ok(options)
}

pub fn call(name: &str, a: &Arguments) -> Outcome {
    Ok(match name {
        "set_printoptions" => {
            set_printoptions(print_options(a)?);
            Object::None
        }
        "array2string" => {
            let separator = a.text(9, "separator", " ")?;
            Object::Str(pupil_numpy::array2string(&a.array(0, "a")?, separator, "", "", &print_options(a)?))
        }
        "array_repr" => Object::Str(pupil_numpy::array_repr(&a.array(0, "a")?, &print_options(a)?)),
        "array_str" => Object::Str(pupil_numpy::array_str(&a.array(0, "a")?, &print_options(a)?)),
        "format_float_positional" | "format_float_scientific" => {
            let precision = a.get(1, "precision").map(Object::int).transpose()?.map(|n| n as usize);
            let trim = a.text(9, "trim", "k")?.chars().next().unwrap_or('k');
            let x = a.float(0, "x", 0.0)?;
            Object::Str(if name == "format_float_positional" {
                pupil_numpy::format_float_positional(x, precision, true, trim)
            } else {
                pupil_numpy::format_float_scientific(x, precision, true, trim)
            })
        }
        other => return unsupported(format!("np.{other}")),
    })
}
