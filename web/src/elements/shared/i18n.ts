// Texts in English and Chinese.

export type Lang = "en" | "zh";

/**
 * Texts by their keys, English first, then Chinese. A text may hold {name} places, and {name?one:many} where a word depends on
 * whether the place says 1.
 */
export type Texts = Readonly<Record<string, readonly [string, string]>>;

/** What fills the places of a text. */
export type Values = Record<string, string | number>;

/** The language that a tag such as `zh-Hans-CN` stands for. */
export const langOf = (tag: string | null | undefined): Lang => (tag?.toLowerCase().startsWith("zh") ? "zh" : "en");

/** The function that gives one of these texts in a language, its places filled. */
export function translator<T extends Texts>(texts: T): (lang: Lang, key: keyof T, values?: Values) => string {
  return (lang, key, values = {}) =>
    texts[key]![lang === "zh" ? 1 : 0].replace(/\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
      const value = String(values[name] ?? "");
      return one === undefined ? value : value === "1" ? one : many!;
    });
}
