// Texts in English and Chinese.

export type Lang = "en" | "zh";

/**
 * Texts by their keys, English first, then Chinese. A text may contain placeholders {name}, and {name?one:many} where a
 * word depends on whether the placeholder's value is 1.
 */
export type Texts = Readonly<Record<string, readonly [string, string]>>;

/** The values of a text's placeholders. */
export type Values = Record<string, string | number>;

/** The language of a tag such as `zh-Hans-CN`. */
export const langOf = (tag: string | null | undefined): Lang => (tag?.toLowerCase().startsWith("zh") ? "zh" : "en");

/** The language of an element, by the nearest `lang` around it or on it, or the browser's. */
export const langAt = (element: Element): Lang => langOf(element.closest("[lang]")?.getAttribute("lang") || navigator.language);

/** Returns a function that returns one of these texts in a language, with its placeholders filled. */
export function translator<T extends Texts>(texts: T): (lang: Lang, key: keyof T, values?: Values) => string {
  return (lang, key, values = {}) =>
    texts[key]![lang === "zh" ? 1 : 0].replace(/\{(\w+)(?:\?([^:}]*):([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
      const value = String(values[name] ?? "");
      return one === undefined ? value : value === "1" ? one : many!;
    });
}
