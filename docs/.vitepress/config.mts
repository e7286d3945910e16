import { defineConfig, type DefaultTheme } from "vitepress";
import { cells } from "./cells.mts";
import { links } from "./links.mts";
import { questions } from "./questions.mts";
import { navigation } from "./navigation.mts";
import { pageOf } from "./page.mts";
import { words } from "./words.mts";

/** The path of the documentation on its server. The page with the elements is one level above. */
const base = process.env.PUPIL_DOCS_BASE ?? "/docs/";
const page = pageOf(base);

const english = navigation("en");
const chinese = navigation("zh");

/** The eye of Pupil's own page. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Ccircle cx='16' cy='16' r='15' fill='%233152d4'/%3E%3Ccircle cx='16' cy='16' r='8' fill='%23fff'/%3E%3Ccircle cx='18' cy='14' r='4' fill='%231c1b19'/%3E%3C/svg%3E";

/** The labels of the theme in Chinese. */
const chineseTheme: DefaultTheme.Config = {
  ...chinese,
  outline: { label: "本页内容", level: [2, 3] },
  docFooter: { prev: "上一页", next: "下一页" },
  darkModeSwitchLabel: "外观",
  lightModeSwitchTitle: "切换到浅色",
  darkModeSwitchTitle: "切换到深色",
  sidebarMenuLabel: "目录",
  returnToTopLabel: "回到顶部",
  langMenuLabel: "语言",
  skipToContentLabel: "跳到正文",
  notFound: { title: "没有这一页", quote: "地址可能写错了，也可能这一页已经改名。", linkLabel: "回到首页", linkText: "回到首页" },
};

export default defineConfig({
  base,
  title: "Pupil",
  description: "Train and run Keras models in a browser tab.",
  cleanUrls: false,
  head: [
    ["link", { rel: "icon", href: ICON }],
    ["script", { type: "module", src: `${page}pupil-elements.js` }],
  ],
  srcExclude: ["node_modules/**"],
  locales: {
    root: { label: "English", lang: "en", themeConfig: { ...english, outline: { level: [2, 3] } } },
    zh: { label: "简体中文", lang: "zh-CN", link: "/zh/", description: "在浏览器里训练和运行 Keras 模型。", themeConfig: chineseTheme },
  },
  // Chapters have lessons and cells, which need more width than their text.
  transformPageData(page) {
    if (/(^|\/)tutorial\/(?!index|teachers|print)/.test(page.relativePath)) page.frontmatter.pageClass ??= "chapter";
  },
  themeConfig: {
    logo: { src: ICON, alt: "" },
    search: {
      provider: "local",
      options: {
        locales: {
          zh: {
            translations: {
              button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
              modal: {
                displayDetails: "显示详细内容",
                resetButtonTitle: "清除",
                backButtonTitle: "关闭",
                noResultsText: "没有找到：",
                footer: { selectText: "打开", navigateText: "移动", closeText: "关闭" },
              },
            },
          },
        },
        // Titles and headings count most. The guides and the book come before long lists of names; the pages of all types
        // are left out (build.mjs).
        miniSearch: {
          options: { tokenize: words },
          searchOptions: {
            boost: { title: 8, titles: 3, text: 1 },
            boostDocument: (id: string) => (id.includes("/guide/") ? 3 : id.includes("/tutorial/") ? 2 : /\/reference\/(models|keras|speed|architecture)/.test(id) ? 0.2 : 1),
          },
        },
      },
    },
  },
  markdown: {
    // GitHub's usual colours have too little contrast on grey.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(md) {
      md.use(cells, page).use(questions).use(links, page, base);
    },
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("pupil-") } } },
});
