// Calls of the HTTP API. Everything that goes wrong arrives as an ApiError with a sentence for the
// person at the screen.
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
  private csrf = "";

  constructor(private readonly language: () => string) {}

  // What a session asks to be shown with each call that changes something.
  useCsrfToken(token: string): void {
    this.csrf = token;
  }

  async call(path: string, options: CallOptions = {}): Promise<Response> {
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
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  async json<T>(path: string, options: CallOptions = {}): Promise<T> {
    return (await (await this.call(path, options)).json()) as T;
  }
}
