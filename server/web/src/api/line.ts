// Whether the server can be reached. Once a call fails to arrive, it is looked for again and again,
// with longer pauses, until it answers.
const kFirstPause = 500;
const kLongestPause = 15_000;

export class Line {
  private isCut = false;
  private pause = kFirstPause;
  private waiting: (() => void)[] = [];
  private watching = new Set<(cut: boolean) => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  // `answers`: asks the server for a sign of life, whatever it is.
  constructor(private readonly answers: () => Promise<boolean>) {}

  get cut(): boolean {
    return this.isCut;
  }

  // Calls back at each change; the returned function ends it.
  watch(see: (cut: boolean) => void): () => void {
    this.watching.add(see);
    return () => this.watching.delete(see);
  }

  // A call was answered.
  reached(): void {
    this.pause = kFirstPause;
    this.found();
  }

  // A call did not arrive; resolves when another one may. Rejects when `signal` says so.
  back(signal?: AbortSignal): Promise<void> {
    this.lost();
    return new Promise((resolve, reject) => {
      const give = () => reject(signal?.reason as Error);
      if (signal?.aborted) return give();
      signal?.addEventListener("abort", give, { once: true });
      this.waiting.push(() => {
        signal?.removeEventListener("abort", give);
        resolve();
      });
    });
  }

  lost(): void {
    this.tell(true);
    this.timer ??= setTimeout(() => void this.look(), this.pause);
    this.pause = Math.min(this.pause * 2, kLongestPause);
  }

  // At once: the browser says that it has a network again.
  async look(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.isCut) return;
    if (await this.answers().catch(() => false)) {
      this.found();
    } else {
      this.lost();
    }
  }

  private found(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.tell(false);
    const ready = this.waiting;
    this.waiting = [];
    for (const go of ready) go();
  }

  private tell(cut: boolean): void {
    if (cut === this.isCut) return;
    this.isCut = cut;
    for (const see of this.watching) see(cut);
  }
}
