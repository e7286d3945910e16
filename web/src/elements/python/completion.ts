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
    const before = context.matchBefore(/[A-Za-z_]\w*(?:\.\w+)*\.\w*/);
    // In `f().x.` and `a[0].x.`, the name is part of something that is not looked up.
    if (!before || context.state.sliceDoc(before.from - 1, before.from) === ".") return null;
    const dot = before.text.lastIndexOf(".");
    const typed = before.text.slice(dot + 1);
    const names = await members(before.text.slice(0, dot));
    // Names that begin with "_" are for those who ask for them.
    const options = names.filter((name) => typed.startsWith("_") || !name.startsWith("_")).map((label) => ({ label }));
    return context.aborted || !options.length ? null : { from: before.from + dot + 1, options, validFor: /^\w*$/ };
  };

/** Enter stays a new line unless something was chosen with the arrows; Tab takes what is chosen, or the first. */
export const completion = (members: Members): Extension => [
  Prec.high(keymap.of([{ key: "Tab", run: accept }])),
  autocompletion({ icons: false, selectOnOpen: false }),
  pythonLanguage.data.of({ autocomplete: source(members) }),
];
