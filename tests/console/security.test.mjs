// What hostile papers, sites and people get out of the console: nothing. Who may see and call what is
// read from the areas and from the OpenAPI document, which is checked against the server's routes.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import { freshContext, kUnanswered, login, site, visit, withBrowser } from "./browser.mjs";

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

withBrowser();

async function enter(page, role) {
  await login(page, "vai-" + role, kPassword(role));
  await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
}

test("the tables were read", () => {
  assert.ok(kAreas.length >= 2 && kCalls.length > 15);
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
      kUnanswered,
    ));
}

test("markup in what was read, in file names, fields and names of people is shown and never runs", () =>
  visit(
    "/warehouse",
    async (page) => {
      await page.addInitScript(() => {
        globalThis.ran = [];
        for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => globalThis.ran.push(name);
        addEventListener("securitypolicyviolation", (event) => globalThis.ran.push(event.violatedDirective));
      });
      await page.reload();
      await login(page, "hoa", process.env.HOSTILE_PASSWORD);
      await page.getByText(process.env.HOSTILE_NAME).waitFor();
      const harmless = async () => {
        assert.deepEqual(await page.evaluate(() => globalThis.ran), []);
        const made = "img[src='x'], main script, main iframe, main svg[onload], a[href^='javascript:']";
        assert.equal(await page.locator(made).count(), 0);
      };
      await page.getByLabel("Mã hồ sơ").fill("HS-1");
      await page.getByLabel("Từ cần tìm").focus();
      await page.keyboard.press("Enter");
      const rows = page.getByRole("grid", { name: "Kết quả" }).getByRole("row");
      await rows.nth(1).waitFor();
      const count = await rows.count();
      assert.ok(count >= 3);
      await harmless();
      for (let i = 1; i < count; ++i) {
        await rows.nth(i).click();
        for (const tab of await page.getByRole("tab").all()) {
          await tab.click();
          await page.getByRole("tabpanel").getByText("Xin chờ").waitFor({ state: "detached" });
          await harmless();
        }
        await page.getByRole("button", { name: "Về danh sách" }).click();
      }
      const text = await page.locator("main").innerText();
      assert.ok(text.includes("<img src=x onerror=alert(3)>"), "shown as it is written");
      for (const { path } of kAreas) {
        await page.goto(site + path);
        await page.locator("main :is(h1, h2)").first().waitFor();
        await harmless();
      }
      await page.goto(`${site}/verify/${encodeURIComponent("<img src=x onerror=alert(9)>")}`);
      await page.getByText("Không tìm thấy bản sao").waitFor();
      await harmless();
    },
    { allowed: [/401|403|404/] },
  ));

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
