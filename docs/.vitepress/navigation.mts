import type { DefaultTheme } from "vitepress";

export type Lang = "en" | "zh";

/** A page's path and its titles. */
type Page = [path: string, english: string, chinese: string];

interface Group {
  titles: [english: string, chinese: string];
  pages: Page[];
}

/** All pages in their order, by the part of the site that they belong to. */
export const SITE: Record<"tutorial" | "guide" | "reference", Group[]> = {
  tutorial: [
    {
      titles: ["Tutorial", "教程"],
      pages: [
        ["tutorial/", "About this book", "关于本书"],
        ["tutorial/python", "1. Python and its libraries", "1. Python 与常用库"],
        ["tutorial/learning", "2. What learning is", "2. 什么是学习"],
        ["tutorial/linear-regression", "3. Linear regression", "3. 线性回归"],
        ["tutorial/logistic-regression", "4. Logistic regression", "4. 逻辑回归"],
        ["tutorial/convolution", "5. Convolution", "5. 卷积神经网络"],
        ["tutorial/cats-and-dogs", "6. Cats and dogs", "6. 猫狗分类"],
        ["tutorial/words", "7. Words", "7. 文本与情感"],
        ["tutorial/onward", "8. Where to go on", "8. 继续前进"],
      ],
    },
    {
      titles: ["For teachers", "给教师"],
      pages: [
        ["tutorial/teachers", "Teacher's notes", "教学建议"],
        ["tutorial/print", "All chapters, to print", "打印版"],
      ],
    },
  ],
  guide: [
    {
      titles: ["Start", "入门"],
      pages: [
        ["guide/start", "Quick start", "快速上手"],
        ["guide/train", "Train a model", "训练模型"],
        ["guide/data", "Your own data", "使用自己的数据"],
        ["guide/models", "Bring and take home a model", "导入与导出模型"],
      ],
    },
    {
      titles: ["Embed", "嵌入网页"],
      pages: [
        ["guide/embed", "Elements in a page", "在网页中使用元素"],
        ["guide/embed/html", "Plain HTML", "普通 HTML"],
        ["guide/embed/sphinx", "Sphinx", "Sphinx"],
        ["guide/embed/jupyter-book", "MyST and Jupyter Book", "MyST 与 Jupyter Book"],
        ["guide/embed/mkdocs", "MkDocs", "MkDocs"],
        ["guide/embed/docusaurus", "Docusaurus", "Docusaurus"],
        ["guide/embed/vitepress", "VitePress", "VitePress"],
        ["guide/embed/mdbook", "mdBook", "mdBook"],
        ["guide/embed/quarto", "Quarto", "Quarto"],
        ["guide/embed/wordpress", "WordPress", "WordPress"],
        ["guide/embed/moodle", "Moodle", "Moodle"],
        ["guide/embed/tested", "What was tested", "测试过的工具"],
      ],
    },
    {
      titles: ["Run", "运行"],
      pages: [
        ["guide/policy", "Policy", "安全策略"],
        ["guide/performance", "Performance", "性能"],
        ["guide/privacy", "Privacy", "隐私"],
        ["guide/troubleshooting", "Troubleshooting", "排查问题"],
      ],
    },
  ],
  reference: [
    {
      titles: ["Languages", "编程接口"],
      pages: [
        ["reference/javascript", "JavaScript", "JavaScript"],
        ["reference/api/", "JavaScript: all types", "JavaScript：全部类型"],
        ["reference/rust", "Rust", "Rust"],
        ["reference/python", "Python", "Python"],
        ["reference/command-line", "Command line", "命令行"],
      ],
    },
    {
      titles: ["Contents", "内容"],
      pages: [
        ["reference/elements", "Elements", "元素"],
        ["reference/features", "Supported features", "已支持的功能"],
        ["reference/keras", "Keras coverage", "Keras 名称对照"],
        ["reference/formats", "File formats", "文件格式"],
        ["reference/models/", "Models", "模型"],
        ["reference/speed", "Speed", "速度"],
        ["reference/architecture", "Architecture", "架构"],
        ["reference/stability", "Stability", "稳定性"],
        ["reference/changes", "Changes and licence", "更新与许可"],
      ],
    },
  ],
};

/** The bar at the top and the lists at the side, in one language. */
export function navigation(lang: Lang): Pick<DefaultTheme.Config, "nav" | "sidebar"> {
  const at = lang === "zh" ? 1 : 0;
  const prefix = lang === "zh" ? "/zh/" : "/";
  const link = (path: string) => `${prefix}${path}`;
  const groups = (part: Group[]) => part.map(({ titles, pages }) => ({ text: titles[at]!, items: pages.map(([path, ...texts]) => ({ text: texts[at]!, link: link(path) })) }));
  const titles = { tutorial: ["Tutorial", "教程"], guide: ["Guides", "指南"], reference: ["Reference", "参考"] };
  const parts = ["tutorial", "guide", "reference"] as const;
  return {
    nav: parts.map((part) => ({ text: titles[part][at]!, link: link(SITE[part][0]!.pages[0]![0]), activeMatch: `/${part}/` })),
    sidebar: Object.fromEntries(parts.map((part) => [`${prefix}${part}/`, groups(SITE[part])])),
  };
}
