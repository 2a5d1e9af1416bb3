import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError, Client } from "../src/api/client";

type Answer = Response | "cut";

let asked: { path: string; init: RequestInit | undefined }[] = [];
let answers: Answer[] = [];

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
const problem = (status: number, slug: string) =>
  json(status, { type: `urn:sohoa:problem:${slug}`, title: slug, status });

function client(): Client {
  return new Client(() => "vi");
}

beforeEach(() => {
  asked = [];
  answers = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
    asked.push({ path, init });
    const answer = answers.shift();
    if (!answer) throw new Error("not expected: " + path);
    return answer === "cut" ? Promise.reject(new TypeError("cut")) : Promise.resolve(answer);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const paths = () => asked.map(({ path }) => path);

test("reading goes on by itself when the line is back, and the banner is told of both", async () => {
  const calls = client();
  const seen: boolean[] = [];
  calls.line.watch((cut) => seen.push(cut));
  answers = ["cut", "cut", json(200, {}), json(200, { a: 1 })];
  const read = calls.json("/api/v1/copies/c");
  await vi.runAllTimersAsync();
  expect(await read).toEqual({ a: 1 });
  expect(paths()).toEqual(["/api/v1/copies/c", "/livez", "/livez", "/api/v1/copies/c"]);
  expect(seen).toEqual([true, false]);
});

test("what changes something is sent again only under an Idempotency-Key", async () => {
  const calls = client();
  answers = ["cut"];
  await expect(calls.call("/api/v1/x", { method: "POST" })).rejects.toMatchObject({ status: 0 });
  expect(calls.line.cut).toBe(true);
  answers = ["cut", json(200, {}), json(201, { id: 1 })];
  const made = calls.json("/api/v1/x", { method: "POST", headers: { "Idempotency-Key": '"k"' } });
  await vi.runAllTimersAsync();
  expect(await made).toEqual({ id: 1 });
});

test("a call that nobody waits for any more ends while the line is cut", async () => {
  const gone = new AbortController();
  answers = ["cut"];
  const read = client().call("/api/v1/x", { signal: gone.signal });
  const ended = expect(read).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(0);
  gone.abort();
  await ended;
});

test("a call that is told to log in waits for it and is made again with the new token", async () => {
  const calls = client();
  calls.useCsrfToken("old");
  let came: (goesOn: boolean) => void = () => undefined;
  calls.onLoggedOut(() => new Promise((resolve) => (came = resolve)));
  answers = [problem(401, "access.not_authenticated"), json(201, { id: 1 })];
  const made = calls.json("/api/v1/x", { method: "POST", json: { typed: "text" } });
  await vi.advanceTimersByTimeAsync(0);
  calls.useCsrfToken("new");
  came(true);
  expect(await made).toEqual({ id: 1 });
  expect(asked[1]?.init).toMatchObject({ body: '{"typed":"text"}', headers: { "X-CSRF-Token": "new" } });
});

test("a call of the person before is not made for the next one", async () => {
  const calls = client();
  calls.onLoggedOut(() => Promise.resolve(false));
  answers = [problem(401, "access.not_authenticated")];
  await expect(calls.call("/api/v1/x")).rejects.toBeInstanceOf(ApiError);
  expect(asked).toHaveLength(1);
});

test("a wrong password is no session that ended", async () => {
  const calls = client();
  const rescue = vi.fn(() => Promise.resolve(true));
  calls.onLoggedOut(rescue);
  answers = [problem(401, "access.invalid_login")];
  await expect(calls.call("/api/v1/session", { method: "POST" })).rejects.toMatchObject({ status: 401 });
  expect(rescue).not.toHaveBeenCalled();
});

test("the token of a session that another tab began is learnt once", async () => {
  const calls = client();
  const learn = vi.fn(() => {
    calls.useCsrfToken("of the other tab");
    return Promise.resolve(true);
  });
  calls.onLoggedOut(() => Promise.resolve(false), learn);
  const refused = () => problem(403, "access.cross_site");
  answers = [refused(), json(200, {})];
  await calls.call("/api/v1/x", { method: "POST" });
  answers = [refused(), refused()];
  await expect(calls.call("/api/v1/x", { method: "POST" })).rejects.toMatchObject({ status: 403 });
  expect(learn).toHaveBeenCalledTimes(2);
});
