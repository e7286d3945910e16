//! Data sets that the page serves.

use pupil_python::Outcome;

use crate::common;

fn run(files: &[(&str, &str)], source: &str) -> String {
    let files: Vec<(String, Vec<u8>)> =
        files.iter().map(|(name, text)| (format!("served/{name}"), text.as_bytes().to_vec())).collect();
    let (mut vm, printed, _) = common::interpreter_with(&files);
    let globals = vm.new_globals("__main__");
    match vm.run_source("cell", source, &globals, true) {
        Outcome::Failed(raised, _) => panic!("{}", vm.str(&raised).unwrap_or_default()),
        _ => printed.take(),
    }
}

/// The most frequent word is 1; Keras adds 3, begins with 1, and writes 2 for words beyond `num_words`. Words that are
/// only in the test are left out.
#[test]
fn reviews_are_numbers_of_words_by_keras_rules() {
    let files = [
        ("imdb-train.tsv", "1\tGood, good film!\n0\tbad film\nno review\n"),
        ("imdb-test.tsv", "1\tA good film\n0\tbad\n"),
    ];
    let source = "
from keras.datasets import imdb
(x, y), (u, v) = imdb.load_data()
print(sorted(x), sorted(y.tolist()), sorted(u), v.dtype, x.shape)
(x, y), (u, v) = imdb.load_data(num_words=6)
print(sorted(x), sorted(u))
(x, y), (u, v) = imdb.load_data(num_words=6, oov_char=None, start_char=None, index_from=0, skip_top=2, maxlen=3)
print(sorted(x), sorted(u), y)
print(imdb.get_word_index())
";
    let expected = "\
[[1, 4, 4, 5], [1, 6, 5]] [0, 1] [[1, 4, 5], [1, 6]] int64 (2,)
[[1, 2, 5], [1, 4, 4, 5]] [[1, 2], [1, 4, 5]]
[[3, 2]] [[2], [3]] [0]
{'good': 1, 'film': 2, 'bad': 3}
";
    common::with_stack(move || assert_eq!(run(&files, source), expected));
}
