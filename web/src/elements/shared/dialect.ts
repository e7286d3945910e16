// How a table was read, with a choice for each guess.

import { html, type TemplateResult } from "lit";
import type { CsvDialect } from "../../api/index.ts";
import { choiceField } from "./fields.ts";
import { translator, type Lang } from "./i18n.ts";

const text = translator({
  readWith: ["Read with: {parts}", "读取方式：{parts}"],
  fields: ["Fields between", "字段分隔符"],
  firstLine: ["First line", "首行"],
  names: ["names of the columns", "列名"],
  row: ["a row like the others", "普通数据行"],
  fraction: ["Fraction after", "小数点"],
  encoding: ["Encoding", "编码"],
});

const ENCODINGS = ["utf-8", "gb18030", "windows-1252", "utf-16le", "utf-16be", "big5", "shift_jis", "euc-kr"];

/** The delimiters, as they are shown. */
const DELIMITERS: readonly (readonly [string, string])[] = [[",", ","], [";", ";"], ["\t", "tab ⇥"], ["|", "|"], [" ", "␣"]];

/** One line that says how the file was read; unfolded, the visitor can say it. */
export function dialectView(lang: Lang, dialect: CsvDialect, change: (dialect: CsvDialect) => void): TemplateResult {
  const { delimiter, header, decimal, encoding } = dialect;
  const t = (key: Parameters<typeof text>[1], values = {}) => text(lang, key, values);
  const shown = DELIMITERS.find(([one]) => one === delimiter)?.[1] ?? delimiter;
  const parts = [`${t("fields")} ${shown}`, `${t("firstLine")}: ${t(header ? "names" : "row")}`, `${t("fraction")} ${decimal}`, encoding.toUpperCase()];
  const own = <K extends string>(all: readonly (readonly [K, string])[], value: K): readonly (readonly [K, string])[] =>
    all.some(([one]) => one === value) ? all : [...all, [value, value]];
  const set = (part: Partial<CsvDialect>) => change({ ...dialect, ...part });
  return html`<details data-testid="dialect">
    <summary>${t("readWith", { parts: parts.join(" · ") })}</summary>
    <div class="form">
      ${choiceField(t("fields"), "delimiter", own(DELIMITERS, delimiter), delimiter, false, (delimiter) => set({ delimiter }))}
      ${choiceField(t("firstLine"), "has-header", [["true", t("names")], ["false", t("row")]], String(header), false, (one) => set({ header: one === "true" }))}
      ${choiceField(t("fraction"), "decimal", [[".", "."], [",", ","]], decimal, false, (decimal) => set({ decimal: decimal as "." | "," }))}
      ${choiceField(t("encoding"), "encoding", own(ENCODINGS.map((one) => [one, one.toUpperCase()] as const), encoding), encoding, false, (encoding) => set({ encoding }))}
    </div>
  </details>`;
}
