// The page for a frame: one element, as the address describes it. It tells its host its height and what happens, and takes
// new attributes. It is no module, because a sandboxed frame and a page from a file may load no modules of ours; then it
// says why.

/** What pages rely on: the elements with their attributes. web/build.mjs puts it in. */
declare const ATTRIBUTES: Record<string, string[]>;

const asked = new URLSearchParams(location.search);
const chinese = (asked.get("lang") ?? navigator.language).toLowerCase().startsWith("zh");
const name = (asked.get("element") ?? "").replace(/^pupil-/, "");
const attributes = ATTRIBUTES[`pupil-${name}`];
const here = document.currentScript as HTMLScriptElement;

function say(message: string): void {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.textContent = message;
  document.body.append(line);
}

const post = (message: object): void => {
  if (parent !== window) parent.postMessage(message, "*");
};

/** Sets what is known, and says what is not. */
function set(element: Element, values: Iterable<[string, string | null]>): void {
  for (const [key, value] of values) {
    if (key === "element" || key === "type") continue;
    if (key === "code" && name === "python") Object.assign(element, { code: value ?? "" });
    else if (!attributes!.includes(key)) {
      const known = attributes!.join(", ");
      say(chinese ? `${key} 不可用，可用的有 ${known}。` : `${key} is not known; expected ${known}.`);
    } else if (value === null) element.removeAttribute(key);
    else element.setAttribute(key, value);
  }
}

/** The events that the host is told, with what it may know: not what the visitor drew, wrote or showed. */
const TOLD: Record<string, (detail: any) => unknown> = {
  "pupil-ready": () => null,
  "pupil-epoch": (detail) => detail,
  "pupil-trained": ({ epochs, logs }) => ({ epochs, logs }),
  "pupil-goal": (detail) => detail,
  "pupil-checked": (detail) => detail,
  "pupil-answered": (detail) => detail,
  "pupil-error": ({ error }) => ({ message: error instanceof Error ? error.message : String(error) }),
  "first-result": () => null,
};

async function begin(): Promise<void> {
  document.documentElement.lang = chinese ? "zh-Hans" : "en";
  if (!attributes) {
    const known = Object.keys(ATTRIBUTES).map((tag) => tag.slice("pupil-".length)).join(", ");
    say(chinese ? `element=${name} 不可用，可用的有 ${known}。` : `element=${name} is not known; expected ${known}.`);
    return;
  }
  const element = document.createElement(`pupil-${name}`);
  set(element, asked);
  document.body.append(element);
  for (const [event, told] of Object.entries(TOLD)) {
    addEventListener(event, ({ detail }: any) => post({ type: "pupil:event", event, detail: told(detail ?? {}) }));
  }
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data?.type === "pupil:set") set(element, Object.entries(data as Record<string, string | null>));
  });
  new ResizeObserver(() => post({ type: "pupil:resize", height: Math.ceil(document.documentElement.getBoundingClientRect().height) })).observe(document.documentElement);
  try {
    await import(new URL("pupil-elements.js", here.src).href);
  } catch (error) {
    console.error(error);
    const file = location.protocol === "file:";
    if (file) {
      say(chinese ? "浏览器不让从文件打开的网页载入模块。请用一个本地服务器打开，例如在此文件夹中运行 python3 -m http.server。" : "Browsers load no modules for a page that is opened as a file. Serve the folder, for example with `python3 -m http.server`, and open its address.");
    } else if (origin === "null") {
      say(chinese ? "此框架是沙盒（sandbox），其服务器没有允许它载入模块。服务器需要发送 Access-Control-Allow-Origin: *，或者框架需要 allow-same-origin。" : "This frame is sandboxed, and its server does not let it load modules: either the server sends `Access-Control-Allow-Origin: *`, or the frame has `allow-same-origin`.");
    } else say(chinese ? "互动演示无法载入。" : "The element could not be loaded.");
  }
}

void begin();

export {};
