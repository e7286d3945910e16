// What the packages say by themselves, in the language of the page. Programs get it in English, as `run()` does.

import type { Lang } from "../shared/i18n.ts";

/** Notices of the packages, and their Chinese; `$1`, `$2` are parts of them. */
const CHINESE: [RegExp, string][] = [
  [
    /MNIST's files are not here: these are digits that Pupil draws itself\. (\d+) are for training and (\d+) for testing\./g,
    "这里没有 MNIST 的数据文件：下面的数字是 Pupil 自己画的，$1 个用于训练，$2 个用于测试。",
  ],
  [
    /IMDB's files are not here: these are the short reviews of (\S+)\. (\d+) are for training and (\d+) for testing\./g,
    "这里没有 IMDB 的数据文件：下面的短评来自 $1，$2 条用于训练，$3 条用于测试。",
  ],
];

/** A printed text with its notices in a language. */
export function noticed(lang: Lang, text: string): string {
  if (lang !== "zh") return text;
  return CHINESE.reduce((said, [notice, chinese]) => said.replace(notice, chinese), text);
}
