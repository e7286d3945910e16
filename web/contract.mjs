// What pages rely on, from src/elements/public.ts: the types for TypeScript, React, Vue and Svelte, and the custom-elements
// manifest (https://github.com/webcomponents/custom-elements-manifest).

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(here, "src/elements/public.ts");

/** The first name of `pupil-neuron`, which pages may still have. */
const EARLIER = { "pupil-regression": "pupil-neuron" };

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A node's comment: its text, and its tags by name, as written. */
function commentOf(node) {
  const [doc] = node.jsDoc ?? [];
  const text = (comment) => (ts.getTextOfJSDocComment(comment) ?? "").replace(/\s+/g, " ").trim();
  const tags = {};
  for (const tag of doc?.tags ?? []) (tags[tag.tagName.text] ??= []).push(text(tag.comment));
  return { description: text(doc?.comment), tags };
}

/** A tag's name and description: `name - description`. */
const named = (line) => {
  const [, name = "", description = ""] = /^(\S*)\s*-\s*(.*)$/s.exec(line) ?? [];
  return { name, description };
};

/** The interfaces by their names: their comments, what they extend, and their members. */
export function readContract() {
  const source = readFileSync(SOURCE, "utf8");
  const file = ts.createSourceFile(SOURCE, source, ts.ScriptTarget.Latest, true);
  const interfaces = {};
  file.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const extended = node.heritageClauses?.[0]?.types.map(({ expression }) => expression.getText()) ?? [];
    const members = node.members.map((member) => {
      const { description, tags } = commentOf(member);
      const name = member.name.text;
      const readonly = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) ?? false;
      if (ts.isMethodSignature(member)) {
        const parameters = member.parameters.map((parameter) => ({ name: parameter.name.getText(), type: parameter.type.getText(), optional: Boolean(parameter.questionToken) }));
        return { kind: "method", name, description, throws: tags.throws?.[0], parameters, returns: member.type.getText() };
      }
      const type = member.type.getText();
      const simple = /^(string|boolean)( \| undefined)?$/.test(type);
      const attribute = readonly || !simple || tags.attr?.[0] === "-" ? undefined : tags.attr?.[0] || kebab(name);
      return { kind: "field", name, description, type, readonly, attribute, of: tags.of?.[0].split(" ") };
    });
    interfaces[node.name.text] = { ...commentOf(node), extended, members };
  });
  return { source, interfaces };
}

/** What an interface has, with all that it extends. */
function whole(interfaces, name) {
  const own = interfaces[name];
  const parts = [...own.extended.filter((base) => interfaces[base]).map((base) => whole(interfaces, base)), own];
  const tags = {};
  for (const part of parts) for (const [tag, lines] of Object.entries(part.tags)) tags[tag] = [...(tags[tag] ?? []), ...lines];
  const members = new Map(parts.flatMap((part) => part.members).map((member) => [member.name, member]));
  return { description: own.description, tags, members: [...members.values()] };
}

/** The elements: tag, name of the interface, and all that it has. */
export function elements() {
  const { interfaces } = readContract();
  return Object.entries(interfaces)
    .filter(([, { tags }]) => tags.tag)
    .map(([name, { tags }]) => ({ tag: tags.tag[0], name, ...whole(interfaces, name) }));
}

/** The events by their names: all, or those of an element. */
export function events(tag) {
  const { members } = readContract().interfaces.PupilEvents;
  return members.filter(({ of }) => !tag || !of || of.includes(tag)).map(({ name, description, type, of }) => ({ name, description, type, of }));
}

/** The manifest, as an object. */
export function manifest() {
  const modules = elements().map(({ tag, name, description, tags, members }) => ({
    kind: "javascript-module",
    path: `${tag}.js`,
    declarations: [
      {
        kind: "class",
        customElement: true,
        name,
        tagName: tag,
        description,
        attributes: members
          .filter(({ attribute }) => attribute)
          .map(({ attribute, name, type, description }) => ({ name: attribute, fieldName: name, type: { text: type }, description })),
        members: members.map((member) =>
          member.kind === "method"
            ? {
                kind: "method",
                name: member.name,
                description: [member.description, member.throws && `Throws ${member.throws}`].filter(Boolean).join(" "),
                parameters: member.parameters.map(({ name, type, optional }) => ({ name, type: { text: type }, ...(optional ? { optional } : {}) })),
                return: { type: { text: member.returns } },
              }
            : {
                kind: "field",
                name: member.name,
                description: member.description,
                type: { text: member.type },
                ...(member.readonly ? { readonly: true } : {}),
                ...(member.attribute ? { attribute: member.attribute } : {}),
              },
        ),
        events: events(tag).map(({ name, description, type }) => ({ name, description, type: { text: type } })),
        slots: (tags.slot ?? []).map(named),
        cssParts: (tags.csspart ?? []).map(named),
        cssProperties: (tags.cssproperty ?? []).map(named),
      },
    ],
    exports: [{ kind: "custom-element-definition", name: tag, declaration: { name, module: `${tag}.js` } }],
  }));
  return { schemaVersion: "1.0.0", readme: "README.md", modules };
}

/** The files with types: for TypeScript, React, Vue and Svelte. */
export function types() {
  const { source } = readContract();
  const tags = elements().map(({ tag, name, members }) => ({ tag, name, members }));
  for (const [tag, of] of Object.entries(EARLIER)) tags.push({ ...tags.find((one) => one.tag === of), tag });
  const attributes = ({ members }) =>
    members
      .filter(({ attribute }) => attribute && attribute !== "lang")
      .map(({ attribute, type, description }) => `  /** ${description} */\n  "${attribute}"?: ${type.startsWith("boolean") ? "boolean" : "string"} | undefined;`)
      .join("\n");
  const lists = tags.map((one) => `export interface ${one.name}Attributes {\n${attributes(one)}\n}`);
  const unique = [...new Set(lists)].join("\n\n");
  const names = tags.map(({ name }) => name);
  const imports = `import type { ${[...new Set(names)].flatMap((name) => [name, `${name}Attributes`]).join(", ")} } from "./pupil-elements.js";`;
  const lines = (line) => tags.map(line).join("\n");
  return {
    "pupil-elements.d.ts": `${source.replaceAll('"../api/index.ts"', '"./pupil.js"').replace(/^\/\/.*\n/gm, "")}\n// The attributes, for templates.\n\n${unique}\n`,
    "pupil-react.d.ts": `// For React with TypeScript: \`import "pupil/react";\`.\nimport type { DetailedHTMLProps, HTMLAttributes } from "react";\n${imports}\n\ntype Props<E, A> = Omit<DetailedHTMLProps<HTMLAttributes<E>, E>, keyof A> & A & { class?: string };\n\ndeclare module "react" {\n  namespace JSX {\n    interface IntrinsicElements {\n${lines(({ tag, name }) => `      "${tag}": Props<${name}, ${name}Attributes>;`)}\n    }\n  }\n}\n`,
    "pupil-vue.d.ts": `// For Vue with TypeScript: \`import "pupil/vue";\`.\nimport type { DefineComponent } from "vue";\n${imports}\n\ndeclare module "vue" {\n  interface GlobalComponents {\n${lines(({ tag, name }) => `    "${tag}": DefineComponent<${name}Attributes>;`)}\n  }\n}\n`,
    "pupil-svelte.d.ts": `// For Svelte with TypeScript: \`import "pupil/svelte";\`.\nimport type { HTMLAttributes } from "svelte/elements";\n${imports}\n\ndeclare module "svelte/elements" {\n  interface SvelteHTMLElements {\n${lines(({ tag, name }) => `    "${tag}": Omit<HTMLAttributes<${name}>, keyof ${name}Attributes> & ${name}Attributes;`)}\n  }\n}\n`,
  };
}

const docs = join(here, "../docs");
/** The pages with the tables, in English and in Chinese. */
const PAGES = { en: join(docs, "reference/elements.md"), zh: join(docs, "zh/reference/elements.md") };
const [BEGIN, END] = ["<!-- elements: node web/contract.mjs -->\n", "<!-- end -->"];

const cell = (text) => text.replaceAll("|", "\\|");

/** The tables' own texts. */
const HEADS = {
  en: { attribute: "attribute", usable: "property or method", slot: "slot", csspart: "part", cssproperty: "variable", panel: "panel", state: "key of `state`", event: "event", of: "of", does: "what it is", none: "(none)", all: "all", allElements: "All elements", allLessons: "All lessons: ", and: ", ", events: "Events", bubble: "All bubble, also out of shadow roots." },
  zh: { attribute: "属性", usable: "属性或方法", slot: "插槽", csspart: "部件", cssproperty: "变量", panel: "面板", state: "`state` 的键", event: "事件", of: "元素", does: "说明", none: "（无名）", all: "全部", allElements: "所有元素", allLessons: "所有互动演示：", and: "、", events: "事件", bubble: "所有事件都会冒泡，也会离开 shadow root。" },
};

/** The descriptions in Chinese by those in English. */
const CHINESE = join(here, "contract.zh.json");

/** The tables of a page. */
function tables(lang) {
  const { interfaces } = readContract();
  const heads = HEADS[lang];
  const chinese = lang === "zh" ? JSON.parse(readFileSync(CHINESE, "utf8")) : undefined;
  const say = (description) => {
    if (!chinese || !description) return description;
    if (!(description in chinese)) throw new Error(`web/contract.zh.json has no ${JSON.stringify(description)}`);
    return chinese[description];
  };
  const parts = [];
  const table = (head, rows) => [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`)].join("\n");
  const attributes = ({ members }) => members.filter(({ attribute }) => attribute).map(({ attribute, description }) => [`\`${attribute}\``, say(description)]);
  const call = ({ name, parameters, returns }) => `\`${name}(${parameters.map(({ name, optional }) => `${name}${optional ? "?" : ""}`).join(", ")})\`${returns === "void" ? "" : `: \`${returns}\``}`;
  const usable = ({ members }) =>
    members
      .filter(({ kind, attribute }) => kind === "method" || !attribute)
      .map((member) => [member.kind === "method" ? call(member) : `\`${member.name}\`: \`${member.type}\``, say([member.description, member.throws && `Throws ${member.throws}`].filter(Boolean).join(" "))]);
  const listed = (tags, kind) => (tags[kind] ?? []).map(named).map(({ name, description }) => [name ? `\`${name}\`` : heads.none, say(description)]);
  const lessons = Object.values(interfaces).filter(({ tags, extended }) => tags.tag && extended.includes("PupilLesson")).map(({ tags }) => `\`${tags.tag[0]}\``).join(heads.and);
  const shown = [["PupilElement", heads.allElements], ["PupilLesson", heads.allLessons + lessons]];
  for (const [name, { tags }] of Object.entries(interfaces)) if (tags.tag) shown.push([name, `\`${tags.tag[0]}\``]);
  for (const [name, title] of shown) {
    const own = interfaces[name];
    parts.push(`## ${title}`);
    if (own.tags.tag) parts.push(say(own.description));
    if (attributes(own).length) parts.push(table([heads.attribute, heads.does], attributes(own)));
    if (usable(own).length) parts.push(table([heads.usable, heads.does], usable(own)));
    for (const kind of ["panel", "state", "slot", "csspart", "cssproperty"]) if (own.tags[kind]) parts.push(table([heads[kind], heads.does], listed(own.tags, kind)));
  }
  parts.push(`## ${heads.events}`, heads.bubble, table([heads.event, heads.of, heads.does, "`detail`"], events().map(({ name, description, type, of }) => [`\`${name}\``, of ? of.map((tag) => `\`${tag.slice("pupil-".length)}\``).join(" ") : heads.all, say(description), `\`${/<(.*)>/s.exec(type)?.[1] ?? "none"}\``])));
  return `\n${parts.join("\n\n")}\n\n`;
}

/** A page with its tables as they should be. */
export function documented(lang) {
  const text = readFileSync(PAGES[lang], "utf8");
  return { text, right: text.slice(0, text.indexOf(BEGIN) + BEGIN.length) + tables(lang) + text.slice(text.indexOf(END)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const [lang, page] of Object.entries(PAGES)) writeFileSync(page, documented(lang).right);
