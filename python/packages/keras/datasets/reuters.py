"""News of 46 topics: Reuters."""



def load_data(path="reuters.npz", num_words=None, skip_top=0, maxlen=None, test_split=0.2, seed=113, start_char=1,
              oov_char=2, index_from=3):
    raise OSError("the Reuters news are not here: their file holds pickled objects, which are not read. keras.datasets.imdb "
                  "reads texts, one a line after a label")


def get_word_index(path="reuters_word_index.json"):
    return load_data()
