//! Unrolls loops in WGSL. A compiler that does not unroll a loop keeps arrays that are indexed by the loop's variable
//! in memory instead of in registers.

/// Repeats the marked lines of a text. A line that begins with `@A` is repeated for each number below the count of `A`,
/// with `#A` replaced by the number. Marks nest (`@A @B`), and neighbouring lines with the same marks are repeated
/// together.
pub fn expand(text: &str, counts: &[(&str, u32)]) -> String {
    let mut out = String::new();
    let mut block: Vec<&str> = Vec::new();
    let mut current: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let (marks, rest) = marks(line);
        if marks != current {
            repeat(&block.join("\n"), &current, counts, &mut out);
            block.clear();
            current = marks;
        }
        block.push(rest);
    }
    repeat(&block.join("\n"), &current, counts, &mut out);
    out
}

/// A line's marks, and the rest of the line. A mark has one letter, so attributes (`@compute`) are not marks.
fn marks(line: &str) -> (Vec<&str>, &str) {
    let (mut found, mut rest) = (Vec::new(), line);
    while let Some((mark, after)) = rest.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        if mark.len() != 1 {
            break;
        }
        found.push(mark);
        rest = after;
    }
    (found, rest)
}

/// Appends a block of lines to `out`, repeated according to its marks.
fn repeat(block: &str, marks: &[&str], counts: &[(&str, u32)], out: &mut String) {
    let Some((mark, inner)) = marks.split_first() else {
        out.push_str(block);
        out.push('\n');
        return;
    };
    let &(_, count) = counts.iter().find(|(name, _)| name == mark).expect("each mark has a count");
    for number in 0..count {
        repeat(&block.replace(&format!("#{mark}"), &number.to_string()), inner, counts, out);
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn marked_lines_are_repeated_together() {
        let text = "a\n@X b#X\n@X c#X\n@X @Y d#X_#Y\n@compute e";
        let expected = "a\nb0\nc0\nb1\nc1\nd0_0\nd0_1\nd1_0\nd1_1\n@compute e\n";
        assert_eq!(expand(text, &[("X", 2), ("Y", 2)]).trim_end(), expected.trim_end());
    }
}
