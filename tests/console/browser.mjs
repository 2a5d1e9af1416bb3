// A real browser at the running server. What a page writes to its console as an error, asks of
// another host, or keeps from a screen reader fails the test that saw it.
import { after, before } from "node:test";
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const kAxe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const site = process.env.SOHOA_URL;

const kFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser;

export function withBrowser() {
  before(async () => {
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: kFlags });
  });
  after(() => browser?.close());
}

// For what needs a browser with nobody watching it; the caller closes it.
export const freshContext = (options = {}) => browser.newContext({ locale: "vi-VN", ...options });

// Runs `body` with a page of its own and sees to what no page may do. `allowed`: errors that are the
// point of the test.
export async function visit(path, body, { viewport = { width: 1366, height: 768 }, colorScheme = "light", allowed = [] } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "vi-VN" });
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !allowed.some((some) => some.test(message.text()))) {
      trouble.push(message.text());
    }
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(site) && !/^(blob|data):/.test(url)) trouble.push("asked " + url);
  });
  try {
    await page.goto(site + path);
    await body(page, context);
    assert.deepEqual(trouble, []);
  } catch (error) {
    console.error(`${page.url()} showed:\n${await page.locator("body").innerText().catch(String)}\n${trouble.join("\n")}`);
    throw error;
  } finally {
    await context.close();
  }
}

// What a browser writes of itself about a call that was refused before anybody logged in.
export const kUnanswered = { allowed: [/401|403/] };

export async function login(page, name, password) {
  await page.getByLabel("Tên đăng nhập").fill(name);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.keyboard.press("Enter");
}

// By the rules of WCAG 2.2 A and AA. Through a context of its own: the policy of the page allows no
// foreign script.
export async function assertAccessible(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: true });
  const found = await page.evaluate(`${kAxe};
    axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
      (r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ")))`);
  assert.deepEqual(found, []);
}

// Kept for docs/images when SOHOA_SHOTS names a folder.
export async function shot(page, name) {
  const folder = process.env.SOHOA_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
