// The desk's memory of one document: what was typed stays here until the server has it, whatever
// happens to the line, the session or the document meanwhile. Nothing is written to the browser.
import { ApiError, type Client } from "../../api/client";
import { kLoggedOut } from "../../app/session";
import { holdUnsaved } from "../../app/unsaved";
import {
  bodyOf,
  isEmpty,
  nothingPending,
  textOf,
  type Entry,
  type Field,
  type Pending,
  type Review,
} from "./model";

export type SaveState = "saved" | "saving" | "unsaved";

export interface Conflict {
  who: string;
  when: string;
}

interface ConflictBody {
  changed_by?: string;
  changed_at?: string;
}

const kAgainAfter = 3000;

// Typed and not sent when a document was left: taken up when it is opened again. In memory alone,
// of one person.
const left = new Map<string, { revision: number; pending: Pending }>();
let owner = "";

addEventListener(kLoggedOut, () => keepFor(""));

export function keepFor(operator: string): void {
  if (operator !== owner) left.clear();
  owner = operator;
}

const path = (id: string, step = "") => `/api/v1/reviews/${encodeURIComponent(id)}${step}`;

export class Desk {
  review: Review | null = null;
  pending: Pending = nothingPending();
  state: SaveState = "saved";
  cut = false;
  over = false;
  conflict: Conflict | null = null;
  failure: unknown = null;

  private readonly listeners = new Set<() => void>();
  private readonly undone: number[] = [];
  private running: Promise<boolean> | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;
  private readonly opened = performance.now();
  private closed = false;
  private release: (() => void) | null = null;

  constructor(
    private readonly client: Client,
    readonly id: string,
  ) {
    addEventListener("online", this.resend);
  }

  close(): void {
    this.closed = true;
    if (owner !== "" && this.review && !this.over && !isEmpty(this.pending)) {
      left.set(this.id, { revision: this.review.revision, pending: this.pending });
    }
    clearTimeout(this.again);
    removeEventListener("online", this.resend);
    this.listeners.clear();
    this.release?.();
    this.release = null;
  }

  // Typed here and not with the server.
  get unsent(): boolean {
    return this.review !== null && !this.over && !isEmpty(this.pending);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async load(ready?: Promise<Review>): Promise<void> {
    await this.guarded(async () => {
      this.review = await (ready ?? this.client.json<Review>(path(this.id)));
    });
    this.takeUp();
  }

  private takeUp(): void {
    const kept = left.get(this.id);
    if (!kept || !this.review) return;
    left.delete(this.id);
    this.pending = kept.pending;
    if (kept.revision !== this.review.revision) {
      const last = this.review.steps[this.review.steps.length - 1];
      this.conflict = { who: last?.by ?? "", when: last?.at ?? "" };
    }
    this.tell();
    void this.save();
  }

  type(field: Field, text: string): void {
    const fields = { ...this.pending.fields };
    if (text === textOf(field)) delete fields[field.name];
    else fields[field.name] = text;
    this.change({ ...this.pending, fields });
  }

  typeAgain(field: Field, text: string): void {
    this.change({ ...this.pending, twice: { ...this.pending.twice, [field.name]: text } });
  }

  accept(field: Field): void {
    if (field.accepted || this.pending.accepted.includes(field.name)) return;
    this.change({ ...this.pending, accepted: [...this.pending.accepted, field.name] });
  }

  setKind(kind: string): void {
    this.change({ ...this.pending, kind });
  }

  correctWord(page: number, place: number, text: string): void {
    const words = { ...this.pending.words };
    words[page] = { ...words[page], [place]: text };
    this.change({ ...this.pending, words });
  }

  private change(pending: Pending): void {
    this.pending = pending;
    this.tell();
  }

  // True when the server has all of it.
  async save(): Promise<boolean> {
    while (this.running) await this.running;
    if (!this.review || this.over || this.conflict) return false;
    if (isEmpty(this.pending) && !this.confirmsTwice()) return true;
    this.running = this.send();
    const done = await this.running;
    this.running = null;
    return done;
  }

  async undo(): Promise<void> {
    while (this.running) await this.running;
    if (!isEmpty(this.pending)) {
      this.change(nothingPending());
      return;
    }
    const to = this.undone.pop();
    if (to === undefined || !this.review) return;
    await this.put({ back_to: to });
  }

  async split(at: number): Promise<boolean> {
    if (!(await this.save())) return false;
    return this.guarded(async () => {
      await this.post("/split", { at });
      this.review = await this.client.json<Review>(path(this.id));
    });
  }

  async merge(): Promise<boolean> {
    if (!(await this.save())) return false;
    const other = this.review?.next_in_file;
    if (!other) return false;
    return this.guarded(async () => {
      this.review = (await (await this.post("/merge", { with: other })).json()) as Review;
    });
  }

  async approve(): Promise<boolean> {
    if (!(await this.save())) return false;
    const work_ms = Math.round(performance.now() - this.opened);
    return this.guarded(async () => {
      await this.post("/approve", { work_ms });
    });
  }

  async holdSecret(level: string): Promise<boolean> {
    return this.guarded(async () => {
      await this.post("/secret", { level });
      this.pending = nothingPending(); // nobody reviews it any more
    });
  }

  // After a conflict: what the other one wrote, with or without what was typed here.
  async goOn(withMine: boolean): Promise<void> {
    this.conflict = null;
    if (!withMine) this.pending = nothingPending();
    await this.load();
    if (withMine) await this.save();
  }

  readonly resend = (): void => {
    clearTimeout(this.again);
    if (this.closed) return;
    if (!this.review) void this.load();
    else void this.save();
  };

  private confirmsTwice(): boolean {
    const review = this.review;
    return review !== null && bodyOf(review, this.pending)["twice"] !== undefined;
  }

  private async send(): Promise<boolean> {
    const sent = this.pending;
    const review = this.review;
    if (!review) return false;
    this.state = "saving";
    this.tell();
    const before = review.revision;
    const done = await this.put(bodyOf(review, sent));
    if (done) {
      this.undone.push(before);
      this.pending = without(this.pending, sent);
      this.tell();
    }
    return done;
  }

  private async put(body: unknown): Promise<boolean> {
    return this.guarded(async () => {
      const response = await this.client.call(path(this.id), {
        method: "PUT",
        json: body,
        headers: this.match(),
      });
      this.review = (await response.json()) as Review;
    });
  }

  private post(step: string, json: unknown): Promise<Response> {
    return this.client.call(path(this.id, step), { method: "POST", json, headers: this.match() });
  }

  private match(): Record<string, string> {
    return { "If-Match": `"${this.review?.revision ?? 0}"` };
  }

  private async guarded(what: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    try {
      await what();
      this.state = "saved";
      this.cut = false;
      return true;
    } catch (error) {
      this.meet(error);
      return false;
    } finally {
      this.tell();
    }
  }

  private meet(error: unknown): void {
    this.state = "unsaved";
    if (!(error instanceof ApiError)) {
      this.failure = error;
    } else if (error.unreached || error.status === 503) {
      this.cut = true;
      if (!this.closed) this.again = setTimeout(this.resend, kAgainAfter);
    } else if (error.status === 412) {
      const told = error.problem as ConflictBody;
      this.conflict = { who: told.changed_by ?? "", when: told.changed_at ?? "" };
    } else if (error.type.endsWith("review.over") || error.status === 404) {
      this.over = true;
    } else {
      this.failure = error;
    }
  }

  private tell(): void {
    // At once, not when it is drawn: whoever goes on right after it was stored is not asked.
    if (this.unsent && !this.closed) this.release ??= holdUnsaved();
    else {
      this.release?.();
      this.release = null;
    }
    for (const listener of this.listeners) listener();
  }
}

// What was typed while the rest was on its way.
function without(now: Pending, sent: Pending): Pending {
  const rest = <T>(all: Record<string, T>, gone: Record<string, T>) =>
    Object.fromEntries(Object.entries(all).filter(([name, value]) => gone[name] !== value));
  return {
    ...(now.kind !== undefined && now.kind !== sent.kind ? { kind: now.kind } : {}),
    fields: rest(now.fields, sent.fields),
    twice: rest(now.twice, sent.twice),
    accepted: now.accepted.filter((name) => !sent.accepted.includes(name)),
    words: rest(now.words, sent.words),
  };
}

// The queue, and the next document fetched while this one is looked at.
export class Ahead {
  private readonly ready = new Map<string, Promise<Review>>();

  constructor(private readonly client: Client) {}

  fetch(entry: Entry): void {
    if (this.ready.has(entry.document)) return;
    this.ready.clear(); // one is enough, and the memory stays small
    const review = this.client.json<Review>(path(entry.document));
    review.catch(() => this.ready.delete(entry.document));
    this.ready.set(entry.document, review);
    void review.then((got) => {
      const first = got.pages[0];
      if (first) new Image().src = pictureOf(got, first.page, first.width);
    }, () => undefined);
  }

  take(id: string): Promise<Review> | undefined {
    const found = this.ready.get(id);
    this.ready.delete(id);
    return found;
  }
}

const kWidest = 1800;

export function pictureOf(review: Review, page: number, width: number): string {
  const batch = encodeURIComponent(review.batch);
  return `/api/v1/batches/${batch}/files/${review.file}/pages/${page}/picture?width=${Math.min(width, kWidest)}`;
}
