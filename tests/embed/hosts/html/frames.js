// Gives frames the height that their elements need, and the page's theme: on a dark page texts are light.
const frames = () => [...document.querySelectorAll('iframe[src*="embed.html?"]')];
const tellTheme = () => {
  const [red, green, blue] = getComputedStyle(document.body).color.match(/[\d.]+/g).map(Number);
  const theme = red + green + blue > 382 ? "dark" : "light";
  for (const { contentWindow } of frames()) contentWindow.postMessage({ type: "pupil:set", theme }, "*");
};
addEventListener("message", ({ source, data }) => {
  const frame = frames().find(({ contentWindow }) => contentWindow === source);
  if (!frame || data?.type !== "pupil:resize") return;
  frame.height = data.height;
  tellTheme();
});
// The page's colours may change gradually.
const observer = new MutationObserver(() => setTimeout(tellTheme, 400));
for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
