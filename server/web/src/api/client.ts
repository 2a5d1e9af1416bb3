// Calls of the HTTP API. Everything that goes wrong arrives as an ApiError with a sentence for the
// person at the screen.
//
// A call that did not arrive is made again when the server is back, where that does no harm: reading,
// and what carries an Idempotency-Key. A call that is answered "log in" waits until somebody did.
import { Line } from "./line";
import type { components, operations, paths } from "./schema";

export type Schemas = components["schemas"];
export type Operations = operations;
export type Path = keyof paths;

interface Problem {
  type: string;
  title: string;
  detail?: string;
  status: number;
}

export class ApiError extends Error {
  constructor(
    readonly status: number, // 0: the server was not reached
    readonly type: string,
    message: string,
    readonly detail: string = "",
    readonly problem: object = {}, // all that the server said
  ) {
    super(message);
  }
  get unreached(): boolean {
    return this.status === 0;
  }
  get loggedOut(): boolean {
    return this.status === 401;
  }
}

export interface CallOptions {
  method?: string;
  json?: unknown;
  body?: Blob;
  mediaType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  // Fails at once where the server is not reached.
  impatient?: boolean;
}

const kOtherToken = "urn:sohoa:problem:access.cross_site";

// What concerns the session itself is not helped by logging in.
const isOfSession = (path: string) => /^\/api\/v1\/session(\/|\?|$)/.test(path);

function mayRepeat(options: CallOptions): boolean {
  const method = options.method ?? "GET";
  if (method === "GET" || method === "HEAD") return true;
  return Object.keys(options.headers ?? {}).some((name) => /^idempotency-key$/i.test(name));
}

async function errorOf(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiError(
    response.status,
    problem.type ?? "about:blank",
    problem.title ?? `HTTP ${response.status}`,
    problem.detail ?? "",
    problem,
  );
}

export class Client {
  readonly line = new Line(async () => (await fetch("/livez", { cache: "no-store" })).ok);
  private csrf = "";
  private logInAgain: (() => Promise<boolean>) | null = null;
  private newToken: (() => Promise<boolean>) | null = null;

  constructor(private readonly language: () => string) {}

  // What a session asks to be shown with each call that changes something.
  useCsrfToken(token: string): void {
    this.csrf = token;
  }

  // How a session that ended is begun anew, and how the token of one that another tab began is
  // learnt. They resolve with whether the same person goes on.
  onLoggedOut(
    logInAgain: (() => Promise<boolean>) | null,
    newToken: (() => Promise<boolean>) | null = null,
  ): void {
    this.logInAgain = logInAgain;
    this.newToken = newToken;
  }

  // Throws ApiError for every answer but a good one.
  async call(path: string, options: CallOptions = {}): Promise<Response> {
    let renewed = false;
    for (;;) {
      try {
        return await this.once(path, options);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.unreached) {
          if (options.impatient || !mayRepeat(options)) {
            this.line.lost();
            throw error;
          }
          await this.line.back(options.signal);
        } else if (error.loggedOut && this.logInAgain && !isOfSession(path)) {
          if (!(await this.logInAgain())) throw error;
        } else if (error.type === kOtherToken && this.newToken && !renewed) {
          renewed = true;
          if (!(await this.newToken())) throw error;
        } else {
          throw error;
        }
      }
    }
  }

  async json<T>(path: string, options: CallOptions = {}): Promise<T> {
    return (await (await this.call(path, options)).json()) as T;
  }

  private async once(path: string, options: CallOptions): Promise<Response> {
    const method = options.method ?? "GET";
    const headers: Record<string, string> = {
      Accept: "application/json, application/problem+json",
      "Accept-Language": this.language(),
      ...options.headers,
    };
    if (method !== "GET" && this.csrf) headers["X-CSRF-Token"] = this.csrf;
    const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
    if (options.json !== undefined) {
      headers["Content-Type"] = "application/json";
      init.body = JSON.stringify(options.json);
    } else if (options.body) {
      headers["Content-Type"] = options.mediaType ?? "application/octet-stream";
      init.body = options.body;
    }
    if (options.signal) init.signal = options.signal;
    let response: Response;
    try {
      response = await fetch(path, init);
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new ApiError(0, "unreached", "");
    }
    this.line.reached();
    if (!response.ok) throw await errorOf(response);
    return response;
  }
}
