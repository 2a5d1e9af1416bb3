// The desk's memory of one document: what was typed stays here until the server has it, whatever
// happens to the line, the session or the document meanwhile. Nothing is written to the browser.
import { ApiError, type Client } from "../../api/client";
import { kLoggedOut } from "../../app/session";
import { holdUnsaved } from "../../app/unsaved";
import {
  bodyOf,
  fitting,
  inOrder,
  isEmpty,
  nothingPending,
  textOf,
  withNewest,
  withoutNewest,
  type Entry,
  type Field,
  type Pending,
  type Piece,
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
  // Where the own steps began, the newest last: those that nobody else has built on.
  private undone: number[] = [];
  private last: Promise<unknown> = Promise.resolve();
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
      this.show(await (ready ?? this.client.json<Review>(path(this.id))), 0);
    });
    this.takeUp();
  }

  // `steps`: how many of its own this desk has taken since what it shows.
  private show(review: Review, steps: number): void {
    if (review.revision !== (this.review?.revision ?? review.revision) + steps) this.undone = [];
    this.review = review;
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
    this.change({ ...this.pending, fields }, { of: "fields", name: field.name });
  }

  typeAgain(field: Field, text: string): void {
    const twice = { ...this.pending.twice, [field.name]: text };
    this.change({ ...this.pending, twice }, { of: "twice", name: field.name });
  }

  accept(field: Field): void {
    if (field.accepted || this.pending.accepted.includes(field.name)) return;
    const accepted = [...this.pending.accepted, field.name];
    this.change({ ...this.pending, accepted }, { of: "accepted", name: field.name });
  }

  setKind(kind: string): void {
    this.change({ ...this.pending, kind }, { of: "kind", name: "" });
  }

  correctWord(page: number, place: number, text: string): void {
    const words = { ...this.pending.words };
    words[page] = { ...words[page], [place]: text };
    this.change({ ...this.pending, words }, { of: "words", name: String(page), place });
  }

  private change(pending: Pending, newest: Piece): void {
    this.pending = withNewest(pending, newest);
    this.tell();
  }

  // One at a time and in the order of asking: each builds on the revision that the one before wrote.
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  // True when the server has all of it.
  save(): Promise<boolean> {
    return this.inTurn(() => this.send());
  }

  // The newest of what is pending, else the newest own step.
  undo(): Promise<void> {
    return this.inTurn(async () => {
      const rest = withoutNewest(this.pending);
      if (rest) {
        this.pending = rest;
        this.tell();
        return;
      }
      const to = this.undone[this.undone.length - 1];
      if (to === undefined || this.over || this.conflict) return;
      if (await this.put({ back_to: to })) this.undone.pop();
    });
  }

  split(at: number): Promise<boolean> {
    return this.whole(async () => {
      await this.post("/split", { at });
      this.show(await this.client.json<Review>(path(this.id)), 1);
    });
  }

  merge(): Promise<boolean> {
    return this.whole(async () => {
      const other = this.review?.next_in_file;
      if (other) this.show((await (await this.post("/merge", { with: other })).json()) as Review, 1);
    });
  }

  approve(): Promise<boolean> {
    const work_ms = Math.round(performance.now() - this.opened);
    return this.whole(async () => {
      await this.post("/approve", { work_ms });
    });
  }

  holdSecret(level: string): Promise<boolean> {
    return this.inTurn(() =>
      this.guarded(async () => {
        await this.post("/secret", { level });
        this.pending = nothingPending(); // nobody reviews it any more
      }),
    );
  }

  // Nothing is done with fields that the person who asked for it has not seen.
  private whole(work: () => Promise<void>): Promise<boolean> {
    const kind = this.review?.kind;
    return this.inTurn(async () => {
      if (!(await this.send()) || this.review?.kind !== kind) return false;
      return this.guarded(work);
    });
  }

  // After a conflict: what the other one wrote, with or without what was typed here.
  async goOn(withMine: boolean): Promise<void> {
    this.conflict = null;
    if (!withMine) this.pending = nothingPending();
    await this.inTurn(() => this.load());
    if (withMine) await this.save();
  }

  readonly resend = (): void => {
    clearTimeout(this.again);
    if (this.closed) return;
    if (!this.review) void this.load();
    else void this.save();
  };

  // What is no date stays here, and is not all of it.
  private async send(): Promise<boolean> {
    const review = this.review;
    if (!review || this.over || this.conflict) return false;
    const { kind, ...rest } = fitting(review, this.pending);
    // What was typed before the kind changes is of fields that the new one may lack.
    const sent: Pending = kind === undefined || !isEmpty(rest) ? rest : { ...rest, kind };
    const body = bodyOf(review, sent);
    if (isEmpty(sent) && body["twice"] === undefined) {
      return isEmpty(this.pending) && (!this.cut || this.look());
    }
    this.state = "saving";
    this.tell();
    const before = review.revision;
    if (!(await this.put(body))) return false;
    if (this.review?.revision === before + 1) this.undone.push(before);
    this.pending = without(this.pending, sent);
    this.tell();
    return isEmpty(this.pending) || (sent.kind !== kind && this.send());
  }

  // Whether the line is back.
  private look(): Promise<boolean> {
    return this.guarded(async () => {
      this.show(await this.client.json<Review>(path(this.id), { impatient: true }), 0);
    });
  }

  private async put(body: unknown): Promise<boolean> {
    return this.guarded(async () => {
      const response = await this.client.call(path(this.id), {
        method: "PUT",
        json: body,
        headers: this.match(),
      });
      this.show((await response.json()) as Review, 1);
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
  return inOrder({
    ...(now.kind !== undefined && now.kind !== sent.kind ? { kind: now.kind } : {}),
    fields: rest(now.fields, sent.fields),
    twice: rest(now.twice, sent.twice),
    accepted: now.accepted.filter((name) => !sent.accepted.includes(name)),
    words: rest(now.words, sent.words),
    order: now.order,
  });
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
