//! Random short phrases that depend on a small word: "not bad at all", "hardly worth it", "thin, but charming". Reviews
//! have too few of them to learn what "not" does. Without these phrases a model reads "not good" as "good".

use pupil_core::random::Generator;

/// Adjectives for bad and for good. Each may replace any other of its kind.
pub(super) const ADJECTIVES: [&[&str]; 2] = [
    &[
        "bad",
        "boring",
        "dull",
        "awful",
        "terrible",
        "horrible",
        "stupid",
        "silly",
        "slow",
        "weak",
        "poor",
        "lazy",
        "annoying",
        "predictable",
        "tedious",
        "disappointing",
        "pointless",
        "confusing",
        "ugly",
        "unfunny",
        "mediocre",
        "forgettable",
        "pretentious",
        "painful",
        "shallow",
        "clumsy",
        "cold",
        "dirty",
        "rude",
        "noisy",
        "overpriced",
        "bland",
        "cheap",
        "lifeless",
        "ridiculous",
        "hopeless",
        "sloppy",
        "tiresome",
        "unpleasant",
        "worthless",
    ],
    &[
        "good",
        "great",
        "wonderful",
        "excellent",
        "funny",
        "lovely",
        "beautiful",
        "brilliant",
        "clever",
        "charming",
        "exciting",
        "moving",
        "touching",
        "amazing",
        "fantastic",
        "superb",
        "fresh",
        "smart",
        "gripping",
        "enjoyable",
        "entertaining",
        "interesting",
        "delightful",
        "impressive",
        "perfect",
        "memorable",
        "original",
        "powerful",
        "warm",
        "friendly",
        "clean",
        "tasty",
        "helpful",
        "comfortable",
        "hilarious",
        "fascinating",
        "convincing",
        "fun",
        "nice",
        "worthwhile",
    ],
];

/// Verbs for what people do, bad and good. Each may replace any other of its kind.
pub(super) const VERBS: [&[&str]; 2] = [
    &["hate", "dislike", "regret", "despise", "avoid", "detest"],
    &["like", "love", "enjoy", "recommend", "admire", "adore"],
];

/// What phrases are about; only words without a mood of their own.
const THINGS: &[&str] = &[
    "movie",
    "film",
    "story",
    "plot",
    "acting",
    "script",
    "ending",
    "music",
    "show",
    "series",
    "cast",
    "book",
    "food",
    "hotel",
    "service",
    "room",
    "place",
    "meal",
    "phone",
    "game",
    "dialogue",
    "direction",
    "photography",
    "sequel",
];

/// Clauses after "but". They decide the phrase.
const CLOSINGS: [&[&str]; 2] = [
    &[
        "it never recovers",
        "the ending ruins it",
        "it goes nowhere",
        "i was bored",
        "it falls flat",
        "that was not enough",
        "nobody cared",
        "it fell apart",
        "i could not finish it",
        "the second half kills it",
    ],
    &[
        "the ending made up for it",
        "the cast saves it",
        "i loved it anyway",
        "it won me over",
        "it works",
        "i would see it again",
        "the music saves it",
        "it grew on me",
        "the second half makes up for everything",
        "i could not stop watching",
    ],
];

/// Whole sayings in which "not" does not reverse the mood, or that have no "not".
const SAYINGS: [&[&str]; 2] = [
    &[
        "could not wait for it to end",
        "couldn't wait to leave",
        "i could not care less",
        "could have been better",
        "never again",
        "would not watch it again",
        "couldn't even finish it",
        "not worth the money",
        "not worth the wait",
        "don't waste your time",
        "do not bother",
        "nothing special",
        "nothing works",
        "no reason to come back",
        "i wanted to like it",
        "i expected more",
        "no thanks",
        "what a mess",
    ],
    &[
        "could not stop smiling",
        "couldn't stop laughing",
        "i could not put it down",
        "could not be better",
        "couldn't ask for more",
        "can't recommend it enough",
        "can't wait to see it again",
        "can't get enough of it",
        "never gets old",
        "not a dull moment",
        "not one bad scene",
        "worth every penny",
        "worth the wait",
        "don't miss it",
        "nothing to complain about",
        "nothing short of amazing",
        "i was not disappointed",
        "no complaints",
    ],
];

/// Words that reverse the meaning of an adjective.
const TURNING: &[&str] =
    &["not", "not very", "not at all", "never", "hardly", "far from", "not really", "anything but"];

/// Denials of what follows them.
const OPINIONS: &[&str] = &[
    "i don't think",
    "i do not think",
    "i didn't think",
    "i wouldn't say",
    "i would not say",
    "i can't say",
    "you can't say",
    "nobody can say",
    "it's not that",
    "i don't find that",
    "i don't believe",
];

/// Words that keep the meaning.
const KEEPING: &[&str] =
    &["", "very", "really", "so", "quite", "truly", "just", "simply", "always", "pretty", "rather"];

const SHORT: [[&str; 2]; 6] = [
    ["don't", "do not"],
    ["didn't", "did not"],
    ["wouldn't", "would not"],
    ["can't", "cannot"],
    ["won't", "will not"],
    ["couldn't", "could not"],
];

pub(super) fn pick<'w>(words: &[&'w str], generator: &mut Generator) -> &'w str {
    words[generator.below(words.len())]
}

/// A phrase, and whether it is positive.
pub fn phrase(generator: &mut Generator) -> (String, bool) {
    let kind = generator.below(2);
    let other = 1 - kind;
    let thing = pick(THINGS, generator);
    let this = pick(&["the", "this", "that", "my", "their"], generator);
    let is = pick(&["is", "was"], generator);
    let text = match generator.below(18) {
        0 => format!("{} {}", pick(KEEPING, generator), pick(ADJECTIVES[kind], generator)),
        1 => {
            let end = pick(&["", "", "at all", "in the least", "one bit"], generator);
            format!(
                "{} {} {end}",
                pick(&["not", "never", "hardly"], generator),
                pick(ADJECTIVES[other], generator)
            )
        }
        2 => {
            let (keeping, adjective) = (pick(KEEPING, generator), pick(ADJECTIVES[kind], generator));
            format!("{this} {thing} {is} {keeping} {adjective}")
        }
        3 => {
            let (turning, adjective) = (pick(TURNING, generator), pick(ADJECTIVES[other], generator));
            format!("{this} {thing} {is} {turning} {adjective}")
        }
        4 => {
            let short = pick(&["isn't", "wasn't", "is not", "was not", "isnt", "wasnt"], generator);
            format!("{this} {thing} {short} {}", pick(ADJECTIVES[other], generator))
        }
        5 => {
            let negated = SHORT[generator.below(SHORT.len())][generator.below(2)];
            format!("i {negated} {} {this} {thing}", pick(VERBS[other], generator))
        }
        6 => format!("i {} {} {this} {thing}", pick(KEEPING, generator), pick(VERBS[kind], generator)),
        7 => {
            let article = pick(&["not a", "hardly a", "never a"], generator);
            format!("{article} {} {thing}", pick(ADJECTIVES[other], generator))
        }
        // The last part decides.
        8 => {
            let (first, last) = (pick(ADJECTIVES[other], generator), pick(ADJECTIVES[kind], generator));
            let second = pick(THINGS, generator);
            let but = pick(&["but", "yet", "still", "and yet", "however"], generator);
            format!("the {thing} {is} {first} {but} the {second} {is} {last}")
        }
        9 => {
            let (adjective, closing) = (pick(ADJECTIVES[other], generator), pick(CLOSINGS[kind], generator));
            let start =
                pick(&["start", "beginning", "story", "plot", "first half", "idea", "trailer"], generator);
            let article = pick(&["a", "the", "this", ""], generator);
            format!("{article} {adjective} {start} but {closing}")
        }
        10 => format!(
            "the {thing} {is} {} but {}",
            pick(ADJECTIVES[other], generator),
            pick(CLOSINGS[kind], generator)
        ),
        11 => pick(SAYINGS[kind], generator).into(),
        12 => {
            let opinion = pick(OPINIONS, generator);
            let it = pick(&["it", "that", &format!("{this} {thing}")], generator).to_owned();
            format!("{opinion} {it} {is} {}", pick(ADJECTIVES[other], generator))
        }
        // Most other phrases turn a word's meaning. Without enough plain ones, a model takes "bad" for praise.
        13 => format!("{this} {thing} {is} {}", pick(ADJECTIVES[kind], generator)),
        14 => format!("a {thing} that {is} {}", pick(ADJECTIVES[kind], generator)),
        15 => {
            let (one, two) = (pick(ADJECTIVES[kind], generator), pick(ADJECTIVES[kind], generator));
            format!("{this} {thing} {is} {one} and {two}")
        }
        16 => {
            let (one, two) = (pick(ADJECTIVES[kind], generator), pick(ADJECTIVES[kind], generator));
            format!("the {thing} {is} {one} and the {} {is} {two}", pick(THINGS, generator))
        }
        _ => {
            let (one, two) = (pick(ADJECTIVES[other], generator), pick(ADJECTIVES[other], generator));
            let (start, middle) =
                (pick(&["neither", "not", "never"], generator), pick(&["nor", "or"], generator));
            format!("{start} {one} {middle} {two}")
        }
    };
    (text.trim().into(), kind == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_balanced_and_no_word_is_both_good_and_bad() {
        let mut generator = Generator::new(1);
        let phrases: Vec<(String, bool)> = (0..20_000).map(|_| phrase(&mut generator)).collect();
        let kind = phrases.iter().filter(|(_, kind)| *kind).count();
        assert!((9_500..10_500).contains(&kind), "{kind}");
        assert!(phrases.iter().all(|(text, _)| !text.is_empty()));
        let turned = phrases.iter().find(|(text, _)| text.starts_with("not good")).expect("one of 20,000");
        assert!(!turned.1, "{turned:?}");
        for words in [ADJECTIVES, VERBS] {
            assert!(words[0].iter().all(|word| !words[1].contains(word)));
        }
    }
}
