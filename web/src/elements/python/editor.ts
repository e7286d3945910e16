// The editor, loaded when a cell is first focused.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from "@codemirror/view";
import { completion, type Members } from "./completion.ts";
import { highlighter } from "./highlight.ts";

/** What the editor tells the cell. */
export interface EditorEvents {
  changed(code: string): void;
  run(): void;
  members: Members;
}

const mark = StateEffect.define<number | undefined>();
const marked = Decoration.line({ class: "wrong" });

/** The line that an error names. It is marked until the code changes. */
const wrongLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, change) {
    for (const effect of change.effects) {
      if (!effect.is(mark)) continue;
      const { value } = effect;
      const { doc } = change.state;
      return value && value <= doc.lines ? Decoration.set(marked.range(doc.line(value).from)) : Decoration.none;
    }
    return change.docChanged ? Decoration.none : lines;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const looks = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "inherit", height: "auto" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit", overflow: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 16px 0 0" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "44px", padding: "0 14px 0 8px" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--text) 4%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { backgroundColor: "var(--surface)", border: "1px solid var(--line)", borderRadius: "8px", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "12em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 20%, transparent)" },
});

/** An editor in a shadow root. */
export class Editor {
  readonly #view: EditorView;

  /** `label` names the editor, and `hint` says how the keyboard leaves it. */
  constructor(parent: HTMLElement, code: string, { label, hint }: { label: string; hint: string }, events: EditorEvents) {
    const run = () => {
      events.run();
      return true;
    };
    const extensions: Extension = [
      Prec.highest(keymap.of([{ key: "Shift-Enter", run }, { key: "Mod-Enter", run }])),
      lineNumbers(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      bracketMatching(),
      closeBrackets(),
      completion((name) => events.members(name)),
      highlightActiveLine(),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      python(),
      syntaxHighlighting(highlighter),
      wrongLine,
      looks,
      EditorView.contentAttributes.of({ "aria-label": label, "aria-description": hint, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) events.changed(update.state.doc.toString());
      }),
    ];
    this.#view = new EditorView({
      parent,
      root: parent.getRootNode() as ShadowRoot,
      state: EditorState.create({ doc: code, extensions }),
    });
  }

  get code(): string {
    return this.#view.state.doc.toString();
  }

  set code(code: string) {
    if (code !== this.code) this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: code } });
  }

  /** Inserts a text at the cursor. */
  insert(text: string): void {
    if (text) this.#view.dispatch(this.#view.state.replaceSelection(text), { scrollIntoView: true });
  }

  /** Marks the line that an error names; undefined for none. */
  mark(line: number | undefined): void {
    this.#view.dispatch({ effects: mark.of(line) });
  }

  /** Focuses the editor, with the cursor at a place of the window if it is given. */
  focus(at?: { x: number; y: number }): void {
    const place = at && this.#view.posAtCoords(at);
    if (typeof place === "number") this.#view.dispatch({ selection: { anchor: place } });
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}
