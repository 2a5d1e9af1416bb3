// What is asked about one copy; each call says why.
import type { Client, Schemas } from "../../api/client";
import type { Line } from "../../api/line";
import { errandHeaders, type Errand } from "./errand";

export type Verification = Schemas["CopyVerification"];
export type Version = Schemas["CopyVersion"];
export type Reuse = Schemas["Reuse"];
export type Access = Schemas["CopyAccess"];

const kMostPages = 10; // of a history: its newest entries stand on the last one

export class CopyCalls {
  private readonly path: string;
  private readonly headers: Record<string, string>;
  // One reuse for each case file, however often the button is pressed.
  private readonly key = crypto.randomUUID();

  constructor(
    private readonly client: Client,
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
  async alto(signal: AbortSignal): Promise<string> {
    return (await this.get("/alto", signal)).text();
  }
  async verification(signal: AbortSignal): Promise<Verification> {
    return (await (await this.get("/verification", signal)).json()) as Verification;
  }
  async versions(signal: AbortSignal): Promise<Version[]> {
    const answer = await this.get("/versions", signal);
    return ((await answer.json()) as { versions: Version[] }).versions;
  }

  // Newest first.
  async accesses(signal: AbortSignal): Promise<Access[]> {
    return this.all<Access>(`${this.path}/accesses?`, "accesses", signal);
  }
  async reuses(signal: AbortSignal): Promise<Reuse[]> {
    const path = `/api/v1/reuses?copy=${encodeURIComponent(this.id)}&limit=1000&`;
    return this.all<Reuse>(path, "reuses", signal);
  }

  async reuse(): Promise<Reuse> {
    return this.client.json<Reuse>("/api/v1/reuses", {
      method: "POST",
      json: { copy: this.id },
      headers: { ...this.headers, "Idempotency-Key": `"${this.key}"` },
    });
  }

  private async all<Row>(path: string, name: string, signal: AbortSignal): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = "";
    for (let page = 0; page < kMostPages && cursor !== null; ++page) {
      const answer: Record<string, unknown> = await this.client.json(
        path + (cursor && `cursor=${encodeURIComponent(cursor)}`),
        { headers: this.headers, signal },
      );
      rows.push(...(answer[name] as Row[]));
      cursor = answer["next"] as string | null;
    }
    return rows.reverse();
  }

  private get(below: string, signal?: AbortSignal): Promise<Response> {
    const headers = this.headers;
    return this.client.call(this.path + below, signal ? { headers, signal } : { headers });
  }
}
