/**
 * Deadlines in order: what every scheduler keeps, on whichever runtime.
 *
 * A binary heap ordered by deadline, then by the order of setting; each entry knows its place, so that cancelling costs
 * as little as firing and leaves nothing behind.
 */

/** Whoever waits itself: a small machine keeps no closure for it. */
export interface TimerHandler {
  onTimer(): void;
}

/** What a deadline starts. */
export type TimerTask = TimerHandler | (() => void);

/** Does what a deadline starts. */
export function runTask(task: TimerTask): void {
  if (typeof task === 'function') task();
  else task.onTimer();
}

/** One task that waits: made by {@link TimerQueue.add}, or by whoever calls {@link TimerQueue.put}. */
export interface QueuedTask {
  readonly deadlineMs: number;
  /** Rank among tasks with the same deadline: the order in which they were set. The queue's own. */
  sequence: number;
  task: TimerTask | undefined;
  /** Place in the heap, −1 while it is not there. The queue's own. */
  place: number;
}

export class TimerQueue {
  private readonly heap: QueuedTask[] = [];
  private sequence = 0;

  /** How many tasks wait. */
  size(): number {
    return this.heap.length;
  }

  /** The sequence number that the next task will get: tasks below it were set before this moment. */
  nextSequence(): number {
    return this.sequence;
  }

  /** The earliest task, still in the queue. */
  peek(): QueuedTask | undefined {
    return this.heap[0];
  }

  /** Adds a task. Throws RangeError for a deadline that is not a number: it would never come. */
  add(deadlineMs: number, task: TimerTask): QueuedTask {
    const entry: QueuedTask = { deadlineMs, sequence: 0, task, place: -1 };
    this.put(entry);
    return entry;
  }

  /** As {@link add}, for a task that is in no queue: a scheduler's timer may be the entry itself. */
  put(entry: QueuedTask): void {
    const { deadlineMs } = entry;
    if (deadlineMs !== deadlineMs) throw new RangeError('deadlineMs: expected a number, got NaN');
    entry.sequence = this.sequence++;
    entry.place = this.heap.length;
    this.heap.push(entry);
    this.rise(entry.place);
  }

  /** Takes the earliest task out; `undefined` where none waits. */
  take(): QueuedTask | undefined {
    const first = this.heap[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes a task out before its time; nothing happens where it already left. */
  remove(entry: QueuedTask): void {
    const place = entry.place;
    if (place < 0) return;
    entry.place = -1;
    const last = this.heap.pop()!;
    if (last === entry) return;
    this.heap[place] = last;
    last.place = place;
    this.rise(place);
    this.sink(last.place);
  }

  private rise(from: number): void {
    const heap = this.heap;
    const entry = heap[from]!;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      const parent = heap[above]!;
      if (!comesBefore(entry, parent)) break;
      heap[place] = parent;
      parent.place = place;
      place = above;
    }
    heap[place] = entry;
    entry.place = place;
  }

  private sink(from: number): void {
    const heap = this.heap;
    const entry = heap[from]!;
    const size = heap.length;
    let place = from;
    for (;;) {
      let below = place * 2 + 1;
      if (below >= size) break;
      if (below + 1 < size && comesBefore(heap[below + 1]!, heap[below]!)) below++;
      const child = heap[below]!;
      if (!comesBefore(child, entry)) break;
      heap[place] = child;
      child.place = place;
      place = below;
    }
    heap[place] = entry;
    entry.place = place;
  }
}

function comesBefore(a: QueuedTask, b: QueuedTask): boolean {
  return a.deadlineMs < b.deadlineMs || (a.deadlineMs === b.deadlineMs && a.sequence < b.sequence);
}
