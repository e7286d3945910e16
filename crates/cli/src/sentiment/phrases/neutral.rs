//! Random English sentences without an opinion. Reviews have few of them, so that a model takes "The bag is in the
//! office" for praise or blame.

use pupil_core::random::Generator;

use super::english::pick;

/// Everyday things, without a mood.
const OBJECTS: &[&str] = &[
    "chair",
    "door",
    "window",
    "desk",
    "lamp",
    "cup",
    "plate",
    "bottle",
    "box",
    "bag",
    "coat",
    "shirt",
    "shoe",
    "key",
    "clock",
    "phone",
    "camera",
    "radio",
    "newspaper",
    "magazine",
    "notebook",
    "pencil",
    "ticket",
    "map",
    "bicycle",
    "car",
    "truck",
    "boat",
    "bridge",
    "road",
    "wall",
    "roof",
    "floor",
    "garden",
    "tree",
    "stone",
    "river",
    "lake",
    "mountain",
    "dog",
    "cat",
    "horse",
    "apple",
    "orange",
    "potato",
    "egg",
    "bread",
    "spoon",
    "knife",
    "towel",
    "bed",
    "curtain",
    "carpet",
    "sofa",
    "screen",
    "keyboard",
    "computer",
    "envelope",
    "stamp",
    "parcel",
    "book",
    "recipe",
    "photograph",
    "jacket",
    "hat",
    "bucket",
    "ladder",
    "hammer",
    "piano",
    "guitar",
    "suitcase",
    "shelf",
    "drawer",
    "basket",
    "pot",
    "table",
    "sheet",
    "paper",
    "pen",
    "wheel",
    "engine",
    "tractor",
    "van",
    "ferry",
    "tunnel",
    "fence",
    "gate",
    "field",
    "hill",
    "forest",
    "leaf",
    "flower",
    "grass",
    "bird",
    "cow",
    "sheep",
    "fish",
    "rabbit",
    "mouse",
    "tomato",
    "onion",
    "carrot",
    "banana",
    "lemon",
    "soup",
    "rice",
    "tea",
    "coffee",
    "water",
    "salt",
    "sugar",
    "bowl",
    "glass",
    "fork",
    "oven",
    "fridge",
    "mirror",
    "pillow",
    "blanket",
    "candle",
    "brush",
    "soap",
    "button",
    "belt",
    "sock",
    "glove",
    "scarf",
    "umbrella",
    "wallet",
    "coin",
    "receipt",
    "calendar",
    "sign",
    "poster",
    "label",
    "folder",
    "printer",
    "cable",
    "battery",
    "switch",
    "pipe",
    "brick",
    "board",
    "nail",
    "rope",
    "wheelbarrow",
    "chimney",
    "stairs",
    "balcony",
    "bench",
    "fountain",
    "statue",
    "platform",
    "counter",
    "menu",
    "drum",
    "violin",
    "trumpet",
    "ball",
    "racket",
    "bat",
    "tent",
    "kite",
    "swing",
    "doll",
    "puzzle",
];

/// Where things are and people go.
const PLACES: &[&str] = &[
    "kitchen",
    "office",
    "school",
    "station",
    "airport",
    "library",
    "museum",
    "hospital",
    "market",
    "shop",
    "bank",
    "street",
    "city",
    "village",
    "park",
    "garage",
    "hall",
    "church",
    "factory",
    "harbour",
    "theater",
    "cinema",
    "hotel",
    "restaurant",
    "classroom",
    "basement",
];

const PEOPLE: &[&str] = &[
    "he",
    "she",
    "they",
    "we",
    "i",
    "tom",
    "maria",
    "john",
    "peter",
    "susan",
    "my brother",
    "my sister",
    "his mother",
    "her father",
    "the teacher",
    "the driver",
    "the doctor",
    "the waiter",
    "a man",
    "a woman",
    "the children",
    "the student",
    "our neighbor",
];

const DEEDS: &[&str] = &[
    "bought",
    "sold",
    "opened",
    "closed",
    "moved",
    "saw",
    "carried",
    "painted",
    "cleaned",
    "brought",
    "took",
    "found",
    "used",
    "held",
    "washed",
    "put down",
    "looked at",
    "asked for",
    "paid for",
    "wrote about",
    "pointed at",
    "counted",
];

const NUMBERS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "ten", "eleven", "twelve", "twenty", "thirty",
    "sixty", "ninety", "1972", "1980", "1984", "1988", "1999", "2001", "2005",
];

const TIMES: &[&str] = &[
    "today",
    "yesterday",
    "on monday",
    "on friday",
    "on sunday",
    "in the morning",
    "in the evening",
    "last week",
    "last year",
    "in may",
    "in october",
    "at noon",
    "before lunch",
    "after dinner",
];

const WORKS: &[&str] = &["film", "movie", "book", "series", "play", "story", "documentary", "song", "novel"];

/// A sentence without an opinion.
pub fn sentence(generator: &mut Generator) -> String {
    let (object, place) = (pick(OBJECTS, generator), pick(PLACES, generator));
    let (who, number) = (pick(PEOPLE, generator), pick(NUMBERS, generator));
    let (time, work) = (pick(TIMES, generator), pick(WORKS, generator));
    let is = pick(&["is", "was"], generator);
    match generator.below(13) {
        0 => format!("{} {is} a {object}", pick(&["it", "this", "that"], generator)),
        1 => format!("the {object} {is} in the {place}"),
        2 => format!("{who} {} the {object}", pick(DEEDS, generator)),
        3 => format!("{who} {} a {object} {time}", pick(DEEDS, generator)),
        4 => format!("{who} went to the {place} {time}"),
        5 => format!("there {is} a {object} on the {}", pick(OBJECTS, generator)),
        6 => {
            format!("the {} {} at {number}", pick(&["bus", "shop", "boat", "class", "meeting"], generator), {
                pick(&["leaves", "opens", "starts", "arrives", "stops", "ends"], generator)
            })
        }
        7 => format!("it {is} a {work} from {number}"),
        8 => format!("the {work} {is} {number} {} long", pick(&["minutes", "pages", "hours"], generator)),
        9 => format!("the {work} {is} about a {} and a {object}", pick(OBJECTS, generator)),
        10 => format!("{} name is {}", pick(&["his", "her", "the dog's"], generator), {
            pick(&["tom", "maria", "john", "peter", "susan", "paul", "julia", "max"], generator)
        }),
        11 => format!(
            "i {} this {work} {time}",
            pick(&["saw", "read", "found", "started", "bought"], generator)
        ),
        _ => pick(&[object, place, time, work], generator).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::sentiment::phrases::english::{ADJECTIVES, VERBS};

    #[test]
    fn sentences_are_many_and_have_no_word_of_an_opinion() {
        let mut generator = Generator::new(1);
        let sentences: HashSet<String> = (0..4000).map(|_| sentence(&mut generator)).collect();
        assert!(sentences.len() > 2000, "{}", sentences.len());
        let opinions: HashSet<&str> = [ADJECTIVES, VERBS].concat().concat().into_iter().collect();
        for text in &sentences {
            assert!(text.split(' ').all(|word| !word.is_empty() && !opinions.contains(word)), "{text}");
        }
    }
}
