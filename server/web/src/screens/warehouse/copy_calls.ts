// What is asked about one copy; each call says why.
import type { Client, Schemas } from "../../api/client";
import type { Line } from "../../api/line";
import { errandHeaders, type Errand } from "./errand";

export type Verification = Schemas["CopyVerification"];
export type Version = Schemas["CopyVersion"];
export type Reuse = Schemas["Reuse"];
export type Access = Schemas["CopyAccess"];
export interface AccessPage {
  accesses: Access[];
  next: string | null;
}

export class CopyCalls {
  readonly headers: Record<string, string>; // why it is asked
  private readonly path: string;
  // One reuse for each case file, however often the button is pressed.
  private readonly key = crypto.randomUUID();

  constructor(
    readonly client: Client,
    private readonly id: string,
    errand: Errand,
  ) {
    this.path = `/api/v1/copies/${encodeURIComponent(id)}`;
    this.headers = errandHeaders(errand);
  }

  get line(): Line {
    return this.client.line;
  }
  async picture(page: number, width: number, signal: AbortSignal): Promise<Blob> {
    return (await this.get(`/pages/${page}/picture?width=${width}`, signal)).blob();
  }
  async content(): Promise<Blob> {
    return (await this.get("/content")).blob();
  }
  async text(signal: AbortSignal): Promise<string> {
    return (await this.get("/text", signal)).text();
  }
  // Its pages as the copy has them.
  async alto(signal: AbortSignal): Promise<string> {
    return (await this.get("/alto?pages=copy", signal)).text();
  }
  async verification(signal: AbortSignal): Promise<Verification> {
    return (await (await this.get("/verification", signal)).json()) as Verification;
  }
  async versions(signal: AbortSignal): Promise<Version[]> {
    const answer = await this.get("/versions", signal);
    return ((await answer.json()) as { versions: Version[] }).versions;
  }

  // Newest first, page by page.
  get accesses(): string {
    return `${this.path}/accesses?order=newest`;
  }
  // Newest first.
  async reuses(signal: AbortSignal): Promise<Reuse[]> {
    const rows: Reuse[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { reuses: Reuse[]; next: string | null } = await this.client.json(
        `/api/v1/reuses?copy=${encodeURIComponent(this.id)}&limit=1000` +
          (cursor && `&cursor=${encodeURIComponent(cursor)}`),
        { headers: this.headers, signal },
      );
      rows.push(...page.reuses);
      cursor = page.next;
    }
    return rows.reverse();
  }

  async reuse(): Promise<Reuse> {
    return this.client.json<Reuse>("/api/v1/reuses", {
      method: "POST",
      json: { copy: this.id },
      headers: { ...this.headers, "Idempotency-Key": `"${this.key}"` },
    });
  }

  private get(below: string, signal?: AbortSignal): Promise<Response> {
    const headers = this.headers;
    return this.client.call(this.path + below, signal ? { headers, signal } : { headers });
  }
}
