// What the editor offers to complete: names of the program and of Python, and members of what the session knows.

import {
  acceptCompletion,
  autocompletion,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { pythonLanguage } from "@codemirror/lang-python";
import { Prec, type Extension } from "@codemirror/state";
import { keymap, type EditorView } from "@codemirror/view";

/** The members of a name such as `np.random`; none where the session does not know it, or is busy. */
export type Members = (name: string) => Promise<string[]>;

/** Accepts what is chosen, or the first of what is offered. */
function accept(view: EditorView): boolean {
  if (completionStatus(view.state) !== "active") return false;
  if (!selectedCompletion(view.state)) moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

const source =
  (members: Members) =>
  async (context: CompletionContext): Promise<CompletionResult | null> => {
    // A name, or a name and members of it. What follows a call or an index has no name.
    const before = context.matchBefore(/(?:[A-Za-z_]\w*\.)*\w*/);
    if (!before || (!before.text && !context.explicit) || /[\w.)\]]/.test(context.state.sliceDoc(before.from - 1, before.from))) return null;
    const dot = before.text.lastIndexOf(".");
    const typed = before.text.slice(dot + 1);
    const names = await members(before.text.slice(0, Math.max(dot, 0)));
    // Names that begin with "_" are for those who ask for them. Names of the session come before those of Python.
    const options = names.filter((name) => typed.startsWith("_") || !name.startsWith("_")).map((label) => ({ label, boost: 1 }));
    return context.aborted || !options.length ? null : { from: before.from + dot + 1, options, validFor: /^\w*$/ };
  };

/** Enter stays a new line unless something was chosen with the arrows; Tab takes what is chosen, or the first. */
export const completion = (members: Members): Extension => [
  Prec.high(keymap.of([{ key: "Tab", run: accept }])),
  autocompletion({ icons: false, selectOnOpen: false }),
  pythonLanguage.data.of({ autocomplete: source(members) }),
];
