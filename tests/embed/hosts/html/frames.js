// Gives frames the height that their elements need, and the page's theme.
const frames = () => [...document.querySelectorAll('iframe[src*="embed.html?"]')];
const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const tellTheme = () => {
  // On a dark page texts are light. The canvas turns any form of a colour into red, green and blue.
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = getComputedStyle(document.body).color;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
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
let waiting;
const changed = () => {
  clearTimeout(waiting);
  waiting = setTimeout(tellTheme, 400);
};
const observer = new MutationObserver(changed);
for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
