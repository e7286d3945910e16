export default {
  title: "Deep learning",
  base: "/course/deep/",
  srcExclude: ["public/**"],
  head: [
    ["script", { type: "module", src: "/course/deep/pupil/pupil-elements.js" }],
    ["script", { src: "/course/deep/frames.js", defer: "" }],
  ],
  vue: {
    template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("pupil-") } },
  },
  themeConfig: {
    search: { provider: "local" },
    sidebar: [
      { text: "Digits", link: "/" },
      { text: "Sentences", link: "/sentences" },
    ],
  },
};
