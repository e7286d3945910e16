// Lets messages in between pieces of work. A message to ourselves joins the end of the queue at once, while a timer
// would wait for 4 ms or more.

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves after the messages that are waiting now. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Milliseconds of work before messages are let in: long enough to cost nothing, short enough to feel immediate. */
export const WORK_SLICE = 40;
