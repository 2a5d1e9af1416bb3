import { fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { Relogin } from "../src/app/relogin";
import type { Session } from "../src/app/session";

const session = (operator: string, token: string): Session =>
  ({
    operator,
    login: operator,
    name: operator,
    unit: "p01",
    sees: "p01",
    units: ["p01"],
    roles: ["read"],
    stage: "full",
    second_factor: false,
    expires: "2026-11-22T20:00:00+07:00",
    idle_seconds: 900,
    csrf_token: token,
  }) as Session;

let next = session("an", "new");
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  let alive = false;
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    asked.push(`${init.method ?? "GET"} ${path}`);
    if (path === "/api/v1/session" && init.method === "POST") {
      alive = true;
      return Promise.resolve(new Response(JSON.stringify(next), { status: 201 }));
    }
    return Promise.resolve(
      alive
        ? new Response('{"stored":true}', { status: 200 })
        : new Response('{"type":"t","title":"x"}', { status: 401 }),
    );
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

async function logIn(): Promise<void> {
  fireEvent.input(await screen.findByLabelText("Mật khẩu"), { target: { value: "một câu rất dài" } });
  fireEvent.submit(screen.getByLabelText("Mật khẩu").closest("form")!);
}

test("whoever logs in at the identity provider beside the screen goes on in it", async () => {
  let alive = false;
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const answer = (status: number, json: object) =>
      Promise.resolve(new Response(JSON.stringify(json), { status }));
    if (path === "/api/v1/session/ways") return answer(200, { oidc: true });
    if (!alive) return answer(401, { type: "t", title: "x" });
    return answer(200, path === "/api/v1/session" ? session("an", "new") : { stored: true });
  });
  const client = new Client(() => "vi");
  const accept = vi.fn();
  render(<Relogin client={client} session={session("an", "old")} accept={accept} />);
  const stored = client.json("/api/v1/work", { method: "POST", json: { typed: 1 } });
  const beside = await screen.findByText("Đăng nhập qua tài khoản thành phố ở thẻ mới");
  expect(beside.getAttribute("target")).toBe("_blank");
  fireEvent.click(screen.getByText("Đã đăng nhập ở thẻ kia, làm tiếp"));
  await screen.findByText("Chưa thấy phiên đăng nhập nào. Đăng nhập ở thẻ kia rồi bấm lại.");
  alive = true;
  fireEvent.click(screen.getByText("Đã đăng nhập ở thẻ kia, làm tiếp"));
  expect(await stored).toEqual({ stored: true });
  expect(accept).toHaveBeenCalledTimes(1);
});

test("the call of a session that ended is made again once the person has logged in", async () => {
  next = session("an", "new");
  const client = new Client(() => "vi");
  const accept = vi.fn();
  render(<Relogin client={client} session={session("an", "old")} accept={accept} />);
  const stored = client.json("/api/v1/work", { method: "POST", json: { typed: 1 } });
  await logIn();
  expect(await stored).toEqual({ stored: true });
  expect(accept).toHaveBeenCalledWith(next);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("what one person typed is not sent in the name of another", async () => {
  next = session("binh", "new");
  const client = new Client(() => "vi");
  render(<Relogin client={client} session={session("an", "old")} accept={vi.fn()} />);
  const stored = client.json("/api/v1/work", { method: "POST", json: { typed: 1 } });
  const refused = expect(stored).rejects.toMatchObject({ status: 401 });
  await logIn();
  await refused;
  expect(asked.filter((call) => call.endsWith("/work"))).toHaveLength(1);
});
