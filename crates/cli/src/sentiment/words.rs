//! Words of Chinese texts, found without a dictionary: characters that occur together far more often than by chance,
//! between many different neighbours.

use std::collections::{BTreeMap, HashMap, HashSet};

/// A word occurs at least so often.
const OCCURRENCES: usize = 4;
/// A word has at least so many different neighbours on each side.
const NEIGHBOURS: usize = 3;
/// A word is at least so many times more frequent than its two parts would be together by chance.
const COHESION: f64 = 25.0;
/// The most characters of a word.
const LONGEST: usize = 4;

/// Characters at which no word begins or ends: they belong to grammar. "不" and "没" have to stay tokens of their own,
/// so that a model can learn what they do.
const LOOSE: &str =
    "的得了着过是我你他她它们不没很太真都也就还在有和跟与把被给对这那一个又再更最越让到从比吗呢吧啊";

/// The words of the texts, in alphabetical order.
pub fn find(texts: &[&str]) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut neighbours: BTreeMap<&str, [HashSet<char>; 2]> = BTreeMap::new();
    let mut total = 0_usize;
    for (number, text) in texts.iter().enumerate() {
        for run in text.split(|c: char| !c.is_alphabetic() || c.is_ascii()) {
            let ends: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
            total += ends.len() - 1;
            // The border of a text is another neighbour for each text.
            let border = char::from_u32(0xe000 + (number % 6000) as u32).unwrap_or('\u{e000}');
            for (at, &start) in ends.iter().enumerate() {
                for &end in ends.iter().skip(at + 1).take(LONGEST) {
                    let part = &run[start..end];
                    *counts.entry(part).or_default() += 1;
                    let [before, after] = neighbours.entry(part).or_default();
                    before.insert(run[..start].chars().next_back().unwrap_or(border));
                    after.insert(run[end..].chars().next().unwrap_or(border));
                }
            }
        }
    }
    let loose = |c: Option<char>| c.is_none_or(|c| LOOSE.contains(c));
    let is_word = |part: &str, [before, after]: &[HashSet<char>; 2]| {
        let count = counts[part];
        let mut splits = part.char_indices().skip(1).map(|(at, _)| part.split_at(at)).peekable();
        count >= OCCURRENCES
            && before.len().min(after.len()) >= NEIGHBOURS
            && !loose(part.chars().next())
            && !loose(part.chars().next_back())
            && splits.peek().is_some()
            && splits.all(|(left, right)| {
                let chance = counts[left] as f64 * counts[right] as f64 / total as f64;
                count as f64 >= COHESION * chance
            })
    };
    let found = neighbours.iter().filter(|(part, sides)| is_word(part, sides));
    found.map(|(part, _)| (*part).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stick_together_and_stand_between_different_neighbours() {
        // Chance is small only among many other characters.
        let others: String = (0x5000..0x5200).filter_map(char::from_u32).collect();
        let with = |texts: &[&str]| find(&[texts, &[others.as_str()]].concat());
        let texts = ["今天的地铁很挤", "坐地铁回家", "地铁快", "等地铁", "下地铁了", "看地铁图"];
        assert_eq!(with(&texts), ["地铁"]);
        assert!(with(&["地铁", "地铁", "地铁"]).is_empty(), "too rare");
        assert!(
            with(&["地铁站", "坐地铁站", "去地铁站", "看地铁站"]).iter().all(|word| word != "地铁"),
            "a part"
        );
    }
}
