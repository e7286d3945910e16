// How a table was read, with a choice for each guess.

import { html, type TemplateResult } from "lit";
import type { CsvDialect } from "../../api/index.ts";
import { choiceField } from "./fields.ts";
import { translator, type Lang } from "./i18n.ts";

const text = translator({
  assumed: [
    "The page read it like this: {fields} between the fields, {line}, {fraction} before decimals, encoding {encoding}. Change",
    "页面是这样读取的：用{fields}分隔，{line}，小数点是{fraction}，编码为 {encoding}。更改",
  ],
  fields_comma: ["commas", "逗号"],
  fields_semicolon: ["semicolons", "分号"],
  fields_tab: ["tabs", "制表符"],
  fields_bar: ["bars (|)", "竖线（|）"],
  fields_space: ["blanks", "空格"],
  fields_other: ["“{delimiter}”", "“{delimiter}”"],
  line_names: ["names of the columns in the first line", "首行是列名"],
  line_row: ["data from the first line on", "首行就是数据"],
  fraction_point: ["a point", "句点"],
  fraction_comma: ["a comma", "逗号"],
  fields: ["Fields between", "字段分隔符"],
  firstLine: ["First line", "首行"],
  names: ["names of the columns", "列名"],
  row: ["a row like the others", "普通数据行"],
  fraction: ["Fraction after", "小数点"],
  encoding: ["Encoding", "编码"],
});

type Key = Parameters<typeof text>[1];

const ENCODINGS = ["utf-8", "gb18030", "windows-1252", "utf-16le", "utf-16be", "big5", "shift_jis", "euc-kr"];

/** The delimiters: as they are shown in a list, and their names in a sentence. */
const DELIMITERS: readonly (readonly [delimiter: string, shown: string, name: Key])[] = [
  [",", ",", "fields_comma"],
  [";", ";", "fields_semicolon"],
  ["\t", "tab ⇥", "fields_tab"],
  ["|", "|", "fields_bar"],
  [" ", "␣", "fields_space"],
];

/** A sentence that says how the file was read; unfolded, the visitor can say it. */
export function dialectView(lang: Lang, dialect: CsvDialect, change: (dialect: CsvDialect) => void): TemplateResult {
  const { delimiter, header, decimal, encoding } = dialect;
  const t = (key: Key, values = {}) => text(lang, key, values);
  const assumed = {
    fields: t(DELIMITERS.find(([one]) => one === delimiter)?.[2] ?? "fields_other", { delimiter }),
    line: t(header ? "line_names" : "line_row"),
    fraction: t(decimal === "," ? "fraction_comma" : "fraction_point"),
    encoding: encoding.toUpperCase(),
  };
  const own = <K extends string>(all: readonly (readonly [K, string])[], value: K): readonly (readonly [K, string])[] =>
    all.some(([one]) => one === value) ? all : [...all, [value, value]];
  const set = (part: Partial<CsvDialect>) => change({ ...dialect, ...part });
  return html`<details data-testid="dialect">
    <summary>${t("assumed", assumed)}</summary>
    <div class="form">
      ${choiceField(t("fields"), "delimiter", own(DELIMITERS.map(([one, shown]) => [one, shown] as const), delimiter), delimiter, false, (delimiter) => set({ delimiter }))}
      ${choiceField(t("firstLine"), "has-header", [["true", t("names")], ["false", t("row")]], String(header), false, (one) => set({ header: one === "true" }))}
      ${choiceField(t("fraction"), "decimal", [[".", "."], [",", ","]], decimal, false, (decimal) => set({ decimal: decimal as "." | "," }))}
      ${choiceField(t("encoding"), "encoding", own(ENCODINGS.map((one) => [one, one.toUpperCase()] as const), encoding), encoding, false, (encoding) => set({ encoding }))}
    </div>
  </details>`;
}
