// What hostile papers, sites and people get out of the console: nothing. Who may see and call what is
// read from the areas and from the OpenAPI document, which is checked against the server's routes.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import { assertAccessible, freshContext, kUnanswered, login, shot, site, visit, withBrowser } from "./browser.mjs";

const source = (path) => readFileSync(new URL("../../" + path, import.meta.url), "utf8");
const kRoles = ["scan", "review", "certify", "archive", "read", "audit", "admin"];
const kPassword = (role) => process.env[`PASSWORD_${role.toUpperCase()}`];

// {path, anyOf} as app/areas.tsx has them.
const kAreas = [...source("server/web/src/app/areas.tsx").matchAll(/path: "([^"]+)",[^}]*?anyOf: \[([^\]]*)\]/gs)].map(
  ([, path, roles]) => ({ path, anyOf: [...roles.matchAll(/"(\w+)"/g)].map(([, role]) => role) }),
);

// Operations that people call with their session, and the roles for it.
const kCalls = Object.entries(JSON.parse(source("server/openapi.json")).paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, operation]) => {
    const session = (operation.security ?? []).find((one) => one.session);
    if (!session || session.session.length === 0) return [];
    const any = operation.security.flatMap((one) => one.session ?? []);
    const address = path.replaceAll(/\{\w+\}/g, "1");
    return [{ name: operation.operationId, method: method.toUpperCase(), path: address, anyOf: any }];
  }),
);

// All that changes something and that a session is enough for.
const kChanges = Object.entries(JSON.parse(source("server/openapi.json")).paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method, { security = [] }]) => method !== "get" && method !== "head" && security.some((one) => one.session))
    .map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, "1"),
      mediaType: Object.keys(operation.requestBody?.content ?? {})[0] ?? "application/json",
    })),
);

withBrowser();

async function enter(page, role) {
  await login(page, "vai-" + role, kPassword(role));
  await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
}

test("the tables were read", () => {
  assert.equal(kAreas.length, 8);
  assert.ok(kCalls.length > 60 && kChanges.length > 40);
});

for (const role of kRoles) {
  test(`the role ${role} sees its areas and no other, and the server refuses the calls of others`, () =>
    visit(
      "/login",
      async (page) => {
        await enter(page, role);
        const links = await page.getByRole("navigation").getByRole("link").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
        const own = kAreas.filter(({ anyOf }) => anyOf.length === 0 || anyOf.includes(role));
        assert.deepEqual(links.sort(), own.map(({ path }) => path).sort());
        for (const { path } of kAreas.filter((area) => !own.includes(area))) {
          await page.goto(site + path);
          await page.getByText("Tài khoản này không được dùng phần này").waitFor();
        }
        const foreign = kCalls.filter(({ anyOf }) => !anyOf.includes(role));
        const told = await page.evaluate(async (calls) => {
          const session = await (await fetch("/api/v1/session")).json();
          const answers = [];
          for (const { name, method, path } of calls) {
            const headers = {
              "X-CSRF-Token": session.csrf_token,
              "Content-Type": "application/json",
              "Sohoa-Purpose": "tra_cuu",
              "Sohoa-Case-File": "HS-1",
              "Idempotency-Key": '"k"',
            };
            const body = ["GET", "HEAD", "DELETE"].includes(method) ? undefined : "{}";
            answers.push([name, (await fetch(path, { method, headers, body })).status]);
          }
          return answers;
        }, foreign);
        assert.deepEqual(told.filter(([, status]) => status !== 403), []);
      },
      { refused: [...kUnanswered.refused, "403"] },
    ));
}

const asHostile = (page) => login(page, "hoa", process.env.HOSTILE_PASSWORD);
const kMarkup = (number) => `<img src=x onerror=alert(${number})>`;

// A page that notes what ran in it, and what of its markup became part of it.
async function watched(page) {
  await page.addInitScript(() => {
    globalThis.ran = [];
    for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => globalThis.ran.push(name);
    addEventListener("securitypolicyviolation", (event) => globalThis.ran.push(event.violatedDirective));
  });
  await page.reload();
  await asHostile(page);
  await page.locator(".person", { hasText: process.env.HOSTILE_NAME }).waitFor();
}

async function harmless(page) {
  assert.deepEqual(await page.evaluate(() => globalThis.ran), []);
  const made = "img[src='x'], main script, main iframe, main svg[onload], a[href^='javascript:']";
  assert.equal(await page.locator(made).count(), 0);
}

// Shown as it is written, in text or in a field to type into; and nothing came of it.
async function shown(page, text) {
  await page.waitForFunction(
    (wanted) =>
      document.querySelector("main").innerText.includes(wanted) ||
      [...document.querySelectorAll("main :is(input, textarea, option)")].some((each) =>
        (each.value + each.textContent).includes(wanted),
      ),
    text,
  );
  await harmless(page);
}

// What an account may do, asked as its page would.
const asked = (page, method, path, json, headers = {}) =>
  page.evaluate(
    async ([method, path, json, headers]) => {
      const session = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(path, {
        method,
        headers: { "X-CSRF-Token": session.csrf_token, "Content-Type": "application/json", ...headers },
        ...(json ? { body: JSON.stringify(json) } : {}),
      });
      return answer.status;
    },
    [method, path, json, headers],
  );

// Each desk, brought to show what hostile papers, files and people hold.
const kDesks = {
  counter: async (page) => {
    await page.getByLabel("Mã hồ sơ").fill("HS-HOA");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Hồ sơ HS-HOA" }).waitFor();
    const buffer = readFileSync(process.env.DROPPED);
    await page.locator("input[type=file]").setInputFiles([{ name: `${kMarkup(7)}.pdf`, mimeType: "application/pdf", buffer }]);
    await page.getByText("1 trang").first().waitFor();
    await shown(page, kMarkup(7));
    await page.keyboard.press("F8");
    await page.getByRole("heading", { name: "Giấy tờ đọc được" }).waitFor({ timeout: 120_000 });
    await page.locator(".papers h3").first().waitFor();
  },
  review: async (page) => {
    await page.getByRole("grid").getByRole("row").nth(1).click();
    await page.getByLabel("Loại giấy tờ").waitFor();
    const saved = (count) => page.waitForFunction((n) => document.querySelectorAll("details li").length > n, count);
    const steps = page.locator("details li");
    // What the page says is what somebody typed into its text, or read into a field.
    let before = await steps.count();
    await page.keyboard.press("F2");
    await page.locator("#review-word").fill(kMarkup(5));
    await page.keyboard.press("Escape");
    await saved(before);
    before = await steps.count();
    await page.locator(".review-field:not(.id) input").first().fill(kMarkup(11));
    await page.keyboard.press("Enter");
    await saved(before);
    await page.reload();
    await page.getByLabel("Loại giấy tờ").waitFor();
    await shown(page, kMarkup(11));
    await page.keyboard.press("F2");
    for (;;) {
      await page.locator("#review-word").waitFor();
      const word = await page.locator("#review-word").inputValue();
      await harmless(page);
      if (word === kMarkup(5)) break;
      await page.keyboard.press("Tab");
      await page.waitForFunction((last) => document.querySelector("#review-word")?.value !== last, word);
    }
  },
  certify: async (page) => {
    const body = { copy: process.env.COPY, case_file: kMarkup(8) };
    const status = await asked(page, "POST", "/api/v1/certifications", body, { "Idempotency-Key": '"hoa"' });
    assert.equal(status, 201);
    await page.reload();
    await shown(page, kMarkup(8));
    await page.getByRole("region", { name: "Hàng chờ" }).first().getByRole("button").first().click();
    await page.getByRole("heading", { name: /Đối chiếu với bản chính/ }).waitFor();
    await shown(page, kMarkup(8));
  },
  batches: async (page) => {
    const rows = page.getByRole("grid").getByRole("row");
    await rows.nth(1).waitFor();
    await page.getByLabel("Tình trạng").selectOption({ label: "Chờ người xử lý" });
    await rows.nth(1).click();
    await shown(page, `${kMarkup(6)}.jpg`);
  },
  warehouse: async (page) => {
    await page.getByLabel("Mã hồ sơ").fill("HS-1");
    await page.getByLabel("Từ cần tìm").focus();
    await page.keyboard.press("Enter");
    const rows = page.getByRole("grid", { name: "Kết quả" }).getByRole("row");
    await rows.nth(1).waitFor();
    const count = await rows.count();
    assert.ok(count >= 3);
    await shown(page, kMarkup(3));
    for (let i = 1; i < count; ++i) {
      await rows.nth(i).click();
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        await page.getByRole("tabpanel").getByText("Xin chờ").waitFor({ state: "detached" });
        await harmless(page);
        if (i === 1) await assertAccessible(page);
      }
      await page.getByRole("button", { name: "Về danh sách" }).click();
    }
  },
  verify: async (page) => {
    const buffer = readFileSync(process.env.DROPPED);
    await page.locator("input[type=file]").setInputFiles([{ name: `${kMarkup(9)}.pdf`, mimeType: "application/pdf", buffer }]);
    await page.getByRole("heading", { name: "Không có chữ ký" }).waitFor();
    await shown(page, kMarkup(9));
    await page.goto(`${site}/verify/${encodeURIComponent(kMarkup(9))}`);
    await page.getByText("Không tìm thấy bản sao").waitFor();
  },
  reports: async (page) => {
    for (const name of ["units", "throughput", "review", "quarantine", "national_index"]) {
      await page.getByLabel("Báo cáo", { exact: true }).selectOption(name);
      await page.waitForURL(`**/reports/${name}`);
      await page.locator("#report-title").waitFor();
      await harmless(page);
    }
  },
  admin: async (page) => {
    const body = { id: "hoa", name: kMarkup(10), unit: "demo", sees: "demo", roles: ["read"] };
    const status = await asked(page, "POST", "/api/v1/clients", body);
    assert.equal(status, 201);
    for (const [part, text] of [["operators", process.env.HOSTILE_NAME], ["clients", kMarkup(10)], ["journal", ""]]) {
      await page.goto(`${site}/admin/${part}`);
      await shown(page, text);
    }
  },
};

for (const { path } of kAreas) {
  const area = path.slice(1);
  test(`markup in what was read, in names and in what was typed is shown and never runs: ${area}`, () =>
    visit(
      path === "/verify" ? "/login" : path,
      async (page) => {
        await watched(page);
        await page.goto(site + path);
        await page.locator("main :is(h1, h2)").first().waitFor();
        await assertAccessible(page);
        await shot(page, `console-${area}-first`);
        await kDesks[area](page);
        await harmless(page);
        await assertAccessible(page);
      },
      { refused: [...kUnanswered.refused, "404"] },
    ));
}

// A page of another site, as an attacker has it.
async function foreignSite(html) {
  const server = http.createServer((_, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(html);
  });
  await new Promise((ready) => server.listen(0, "localhost", ready));
  return { url: `http://localhost:${server.address().port}/`, close: () => server.close() };
}

async function loggedIn() {
  const context = await freshContext();
  const page = await context.newPage();
  await page.goto(site + "/login");
  await enter(page, "read");
  return { context, page };
}

const reuses = async (page) => page.evaluate(async (copy) => {
  const answer = await (await fetch("/api/v1/reuses?copy=" + copy)).json();
  return answer.reuses.length;
}, process.env.COPY);

test("another site can neither send a form in a person's name nor call the server", async () => {
  const { context, page } = await loggedIn();
  const before = await reuses(page);
  const site_of_attacker = await foreignSite(`<!doctype html>
    <iframe name=f></iframe><form target=f method=post enctype="text/plain" action="${site}/api/v1/reuses">
    <input name='{"copy":"${process.env.COPY}"}' value=""></form>`);
  try {
    const other = await context.newPage();
    await other.goto(site_of_attacker.url);
    await other.evaluate(() => document.forms[0].submit());
    const called = await other.evaluate(
      async ([address, copy]) => {
        const tries = [
          { method: "POST", mode: "no-cors", body: JSON.stringify({ copy }) },
          {
            method: "POST",
            body: JSON.stringify({ copy }),
            headers: { "Content-Type": "application/json", "Idempotency-Key": '"x"', "Sohoa-Purpose": "a", "Sohoa-Case-File": "b" },
          },
          { method: "DELETE" },
        ];
        const answers = [];
        for (const one of tries) {
          const path = one.method === "DELETE" ? "/api/v1/session" : "/api/v1/reuses";
          answers.push(await fetch(address + path, { credentials: "include", ...one }).then((a) => a.type, () => "refused"));
        }
        return answers;
      },
      [site, process.env.COPY],
    );
    assert.deepEqual(called.slice(1), ["refused", "refused"]);
    assert.equal(await reuses(page), before);
    assert.equal(await page.evaluate(async () => (await fetch("/api/v1/session")).status), 200);
    // Not even from the same site: the token is missing.
    const without = await page.evaluate(async () => (await fetch("/api/v1/session", { method: "DELETE" })).status);
    assert.equal(without, 403);
  } finally {
    site_of_attacker.close();
    await context.close();
  }
});

test("a session without its token changes nothing, whatever is called", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asHostile(page);
      await page.locator(".person", { hasText: process.env.HOSTILE_NAME }).waitFor();
      const told = await page.evaluate(async (calls) => {
        const answers = [];
        for (const token of [null, "", "A".repeat(43)]) {
          for (const { name, method, path, mediaType } of calls) {
            const headers = {
              "Content-Type": mediaType,
              "Sohoa-Purpose": "tra_cuu",
              "Sohoa-Case-File": "HS-1",
              "Idempotency-Key": '"k"',
              "If-Match": '"1"',
              "Tus-Resumable": "1.0.0",
              "Upload-Length": "2",
              "Upload-Offset": "0",
              ...(token === null ? {} : { "X-CSRF-Token": token }),
            };
            const body = method === "DELETE" ? undefined : "{}";
            const answer = await fetch(path, { method, headers, body });
            const { type } = await answer.json().catch(() => ({}));
            answers.push(`${name} ${answer.status} ${type}`);
          }
        }
        return answers;
      }, kChanges);
      assert.equal(told.length, 3 * kChanges.length);
      assert.deepEqual(told.filter((one) => !one.endsWith(" 403 urn:sohoa:problem:access.cross_site")), []);
      // It is the token that was missing, and the session is still there.
      const headers = { "Sohoa-Purpose": "tra_cuu", "Sohoa-Case-File": "HS-1" };
      assert.equal(await asked(page, "POST", "/api/v1/copies/search", { q: "" }, headers), 200);
    },
    { refused: [...kUnanswered.refused, "403"] },
  ));

test("another site cannot put the console into a frame", async () => {
  const attacker = await foreignSite(`<!doctype html><iframe src="${site}/warehouse"></iframe>`);
  const context = await freshContext();
  try {
    const page = await context.newPage();
    await page.goto(attacker.url);
    await page.waitForLoadState("load");
    for (const frame of page.frames().slice(1)) assert.equal(await frame.locator("#app").count(), 0);
  } finally {
    attacker.close();
    await context.close();
  }
  for (const path of ["/", "/warehouse", "/api/v1/session", "/openapi.json"]) {
    const answer = await fetch(site + path);
    assert.match(answer.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/, path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
  }
});

test("a session that somebody laid out beforehand is not taken up by a login", async () => {
  const context = await freshContext();
  try {
    const laid = "A".repeat(43);
    await context.addCookies([{ name: "sohoa", value: laid, url: site, httpOnly: true, sameSite: "Strict" }]);
    const page = await context.newPage();
    await page.goto(site + "/login");
    await enter(page, "read");
    const cookies = (await context.cookies()).filter(({ name }) => /sohoa/.test(name));
    assert.equal(cookies.length, 1);
    assert.notEqual(cookies[0].value, laid);
    const status = async (value) => (await fetch(site + "/api/v1/session", { headers: { Cookie: `${cookies[0].name}=${value}` } })).status;
    assert.equal(await status(laid), 401);
    assert.equal(await status(cookies[0].value), 200);
  } finally {
    await context.close();
  }
});

test("who sets a password has a new session, and the one before is worth nothing", async () => {
  const context = await freshContext();
  try {
    const page = await context.newPage();
    await page.goto(site + "/login");
    await login(page, "moi", process.env.NEW_PASSWORD);
    await page.getByLabel("Mật khẩu mới").waitFor();
    await assertAccessible(page);
    await shot(page, "console-login-new-password");
    const cookie = async () => (await context.cookies()).find(({ name }) => /sohoa/.test(name));
    const before = await cookie();
    await page.getByLabel("Mật khẩu hiện nay").fill(process.env.NEW_PASSWORD);
    await page.getByLabel("Mật khẩu mới").fill("một mật khẩu đủ dài 2026");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
    const after = await cookie();
    assert.notEqual(after.value, before.value);
    const status = async ({ name, value }) =>
      (await fetch(site + "/api/v1/session", { headers: { Cookie: `${name}=${value}` } })).status;
    assert.equal(await status(before), 401);
    assert.equal(await status(after), 200);
  } finally {
    await context.close();
  }
});

test("the cookie goes to this server only, and no script reads it", async () => {
  const answer = await fetch(site + "/api/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login: "vai-read", password: kPassword("read") }),
  });
  assert.equal(answer.status, 201);
  const set = answer.headers.getSetCookie().join("\n");
  assert.match(set, /HttpOnly/);
  assert.match(set, /SameSite=Strict/);
  assert.match(set, /Path=\//);
  assert.doesNotMatch(set, /Domain=/i);
});

test("a login leads nowhere else, whatever its address says", async () => {
  const context = await freshContext();
  try {
    const page = await context.newPage();
    const left = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(site)) left.push(request.url());
    });
    await page.goto(`${site}/login?next=https://evil.example/&returnTo=//evil.example#https://evil.example`);
    await enter(page, "read");
    assert.ok(page.url().startsWith(site + "/"));
    await page.goto(site + "//evil.example/%2e%2e");
    assert.ok(page.url().startsWith(site + "/"));
    assert.deepEqual(left, []);
  } finally {
    await context.close();
  }
});

// Bytes as they come over the line.
const sizeOf = (url) =>
  new Promise((resolve, reject) => {
    http.get(url, { headers: { "Accept-Encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (piece) => (bytes += piece.length));
      response.on("end", () => resolve(bytes));
    }).on("error", reject);
  });

test("the first load is under 300 KB compressed, whichever area is entered", async () => {
  for (const { path, anyOf } of kAreas) {
    const context = await freshContext();
    try {
      const page = await context.newPage();
      await page.goto(site + "/login");
      if (anyOf.length > 0) await enter(page, anyOf[0]);
      const loaded = new Set();
      page.on("request", (request) => {
        if (["document", "script", "stylesheet"].includes(request.resourceType())) loaded.add(request.url());
      });
      await page.goto(site + path);
      await page.locator("main :is(h1, h2)").first().waitFor();
      let sum = 0;
      for (const url of loaded) sum += await sizeOf(url);
      assert.ok(sum > 5_000 && sum < 300_000, `${path}: ${sum} bytes`);
    } finally {
      await context.close();
    }
  }
});
