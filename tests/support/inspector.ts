import { setTimeout as wait } from 'node:timers/promises';

/** What lives in a process after its garbage is gone. */
export interface LiveMemory {
  /** Objects, and the buffers that belong to them, of all threads: what JavaScript still reaches. */
  liveMb: number;
  /** Of these, those of worker threads. */
  workersMb: number;
  /** JavaScript threads beside the main one. */
  workers: number;
}

type Send = (method: string, params?: object) => Promise<Record<string, unknown>>;

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

const answerTimeoutMs = 60_000;

/** Calls of the inspector's protocol over some way to send texts; `receive` takes what comes back, and gives events on. */
const createCalls = (transmit: (text: string) => void, onEvent: (message: Message) => void) => {
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let last = 0;
  const send: Send = async (method, params = {}) => {
    const id = (last += 1);
    const answer = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, answer);
    transmit(JSON.stringify({ id, method, params }));
    const late = wait(answerTimeoutMs, undefined, { ref: false }).then(() => {
      throw new Error(`The inspector did not answer ${method} within ${answerTimeoutMs / 1_000} s`);
    });
    return Promise.race([answer.promise, late]).finally(() => waiting.delete(id));
  };
  const receive = (text: string): void => {
    const message = JSON.parse(text) as Message;
    if (message.id === undefined) onEvent(message);
    else if (message.error) waiting.get(message.id)?.reject(new Error(message.error.message));
    else waiting.get(message.id)?.resolve(message.result ?? {});
  };
  const fail = (reason: Error): void => waiting.forEach((answer) => answer.reject(reason));
  return { send, receive, fail };
};

const bytesOf = async (send: Send): Promise<number> => {
  // What only a finalizer of the first collection lets go of, goes with the second.
  for (let round = 0; round < 2; round += 1) await send('HeapProfiler.collectGarbage');
  const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())';
  const { result } = await send('Runtime.evaluate', { expression, returnByValue: true });
  const { value } = result as { value: unknown };
  if (typeof value !== 'number') throw new Error(`The inspector knows no memory: ${JSON.stringify(result)}`);
  return value;
};

/**
 * Collects all garbage of a Node process and says what is left, by its inspector (`--inspect=127.0.0.1:0`). Each worker thread has a heap of
 * its own, with a session of its own inside the main thread's (`NodeWorker`).
 */
export const collectGarbage = async (url: string): Promise<LiveMemory> => {
  const socket = new WebSocket(url);
  const workers = new Map<string, ReturnType<typeof createCalls>>();
  const main = createCalls(
    (text) => socket.send(text),
    ({ method, params = {} }) => {
      const { sessionId, message } = params as { sessionId: string; message: string };
      if (method === 'NodeWorker.receivedMessageFromWorker') workers.get(sessionId)?.receive(message);
      if (method === 'NodeWorker.attachedToWorker') {
        const transmit = (text: string) =>
          void main.send('NodeWorker.sendMessageToWorker', { sessionId, message: text });
        workers.set(
          sessionId,
          createCalls(transmit, () => undefined),
        );
      }
      // A thread that ends has no memory.
      if (method === 'NodeWorker.detachedFromWorker') workers.delete(sessionId);
    },
  );
  socket.addEventListener('message', ({ data }) => main.receive(String(data)));
  const ended = () => main.fail(new Error(`The process behind ${url} has ended`));
  socket.addEventListener('close', ended);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No inspector answers at ${url}`)));
  });
  try {
    await main.send('NodeWorker.enable', { waitForDebuggerOnStart: false });
    const ofWorkers = await Promise.all([...workers.values()].map(({ send }) => bytesOf(send)));
    const workerBytes = ofWorkers.reduce((sum, bytes) => sum + bytes, 0);
    const mainBytes = await bytesOf(main.send);
    return {
      liveMb: (mainBytes + workerBytes) / 1_048_576,
      workersMb: workerBytes / 1_048_576,
      workers: ofWorkers.length,
    };
  } finally {
    socket.close();
  }
};

/** Where the inspector of the process that wrote this log listens: of the first life that is in it. */
export const inspectorUrl = (log: string): string => {
  const [, url] = /Debugger listening on (ws:\S+)/.exec(log) ?? [];
  if (url === undefined) throw new Error('The log names no inspector: was it started with --inspect?');
  return url;
};
