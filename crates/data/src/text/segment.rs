//! Chinese texts with spaces between their words, as [`Tokenizer`] needs them.

use alloc::string::String;
use alloc::vec::Vec;

use super::tokenizer::Tokenizer;

/// What a character is to [`Tokenizer::segment`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum CharKind {
    /// A Chinese character: words have no spaces between them.
    Han,
    /// A letter or digit of another script, such as Latin: words are runs of them.
    Letter,
    /// A token by itself, such as an emoji.
    Symbol,
    /// Spaces and punctuation, which only separate words.
    Separator,
}

impl CharKind {
    fn of(c: char) -> Self {
        match c {
            // The ideographs of Unicode: the basic block, extension A, compatibility, and the planes of the others.
            '\u{4e00}'..='\u{9fff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Han,
            // Keras's tokenizer does not separate words at the apostrophe either.
            '\'' | '0'..='9' | 'A'..='Z' | 'a'..='z' => Self::Letter,
            // The same, fullwidth.
            '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => Self::Letter,
            // Latin, general, Chinese and fullwidth punctuation; joiners and selectors of emojis.
            '\0'..='\u{bf}'
            | '\u{2000}'..='\u{206f}'
            | '\u{3000}'..='\u{303f}'
            | '\u{fe00}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff65}' => Self::Separator,
            // Signs, arrows and emojis.
            '\u{2100}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' => Self::Symbol,
            // Ranges instead of Unicode's tables of letters, which would take 2 KB of the text module.
            _ => Self::Letter,
        }
    }
}

impl Tokenizer {
    /// The texts with a space between their tokens, for texts in Chinese, which has no spaces between words. The other
    /// methods then find the words.
    ///
    /// From left to right, the longest word that the tokenizer knows is taken, or else one character (forward maximum
    /// matching). Letters and digits of other scripts stay together, a symbol such as an emoji is a token, and
    /// punctuation is left out. A tokenizer without words cuts Chinese into characters.
    pub fn segment(&self, texts: &[&str]) -> Vec<String> {
        let longest = self.word_index.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(1).max(1);
        texts.iter().map(|text| self.segmented(text, longest)).collect()
    }

    /// The text with spaces; no word has more than `longest` characters.
    fn segmented(&self, text: &str, longest: usize) -> String {
        let mut out = String::with_capacity(2 * text.len());
        let mut before = CharKind::Separator;
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let kind = CharKind::of(first);
            let length =
                if kind == CharKind::Han { self.longest_word(rest, longest) } else { first.len_utf8() };
            let (token, after) = rest.split_at(length);
            if kind != CharKind::Separator {
                if !out.is_empty() && (kind != CharKind::Letter || before != CharKind::Letter) {
                    out.push(' ');
                }
                out += token;
            }
            before = kind;
            rest = after;
        }
        out
    }

    /// The length in bytes of the longest known word at the start of a text, or of its first character.
    fn longest_word(&self, text: &str, longest: usize) -> usize {
        let han = text.char_indices().take_while(|&(_, c)| CharKind::of(c) == CharKind::Han);
        let ends: Vec<usize> = han.take(longest).map(|(at, c)| at + c.len_utf8()).collect();
        let known = ends.iter().rev().find(|&&end| self.word_index.get(&text[..end]).is_some());
        known.or(ends.first()).copied().unwrap_or(text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec;

    fn knowing(words: &str) -> Tokenizer {
        let mut tokenizer = Tokenizer::default();
        tokenizer.fit_on_texts(&[words]).unwrap();
        tokenizer
    }

    #[test]
    fn the_longest_known_word_is_taken() {
        let tokenizer = knowing("好看 好看极了 一点也不 无聊 电影");
        let texts = ["这部电影好看极了", "一点也不无聊", "好看极", ""];
        let cut = ["这 部 电影 好看极了", "一点也不 无聊", "好看 极", ""];
        assert_eq!(tokenizer.segment(&texts), cut);
        // What is cut again stays as it is.
        assert_eq!(tokenizer.segment(&cut), cut);
    }

    #[test]
    fn other_scripts_and_symbols_stay_whole_and_punctuation_goes() {
        let tokenizer = knowing("手机 不错");
        let text = "iPhone15手机，不错！用了3天…don't worry👍🏻（５分）→été";
        let cut = "iPhone15 手机 不错 用 了 3 天 don't worry 👍 🏻 ５ 分 → été";
        assert_eq!(tokenizer.segment(&[text]), [cut]);
    }

    #[test]
    fn without_words_texts_are_cut_into_characters() {
        assert_eq!(Tokenizer::default().segment(&["不好看", "㐀𠀀"]), ["不 好 看", "㐀 𠀀"]);
    }

    #[test]
    fn indices_follow_from_the_spaces() {
        let mut tokenizer = knowing("好看 不 电影");
        tokenizer.oov_token = Some("?".to_string());
        tokenizer.fit_on_texts(&[]).unwrap();
        let cut = tokenizer.segment(&["电影不好看。", "不难看"]);
        let texts: Vec<&str> = cut.iter().map(String::as_str).collect();
        assert_eq!(tokenizer.texts_to_sequences(&texts).unwrap(), [vec![4, 3, 2], vec![3, 1, 1]]);
    }
}
