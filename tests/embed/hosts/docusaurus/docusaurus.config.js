export default {
  title: "Deep learning",
  url: "https://example.org",
  baseUrl: "/course/deep/",
  trailingSlash: true,
  scripts: [
    { src: "/course/deep/pupil/pupil-elements.js", type: "module" },
    { src: "/course/deep/frames.js", defer: true },
  ],
  presets: [["classic", { docs: { routeBasePath: "/", sidebarPath: "./sidebars.js" }, blog: false, pages: false }]],
};
