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
const unmeant = []; // what pages wrote as errors in a context that no test watches by itself

export function withBrowser() {
  before(async () => {
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: kFlags });
  });
  after(async () => {
    await browser?.close();
    assert.deepEqual(unmeant, []);
  });
}

// What a browser writes of itself, and not of a page, about an answer or a line: told apart by its own
// words and by the address, so that an error of ours that holds the same number is not let through.
const kAnswered = /^Failed to load resource: the server responded with a status of (\d{3}) /;
const kCutOff = /^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|CONNECTION_RESET|FAILED|NETWORK_CHANGED)$/;

// `refused`: "401 /api/v1/session", or "403" wherever it is said.
function isMeant(message, refused, cut) {
  if (cut && kCutOff.test(message.text())) return true;
  const status = kAnswered.exec(message.text())?.[1];
  const path = new URL(message.location().url || site, site).pathname;
  return refused.some((one) => one === status || one === `${status} ${path}`);
}

// A browser of somebody else's; the caller closes it. Calls may be refused there and the line cut; other
// errors fail the file at its end.
export async function freshContext(options = {}) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const ours = (page) => page?.url().startsWith(site) ?? true; // not of a page that means us ill
  context.on("weberror", (error) => ours(error.page()) && unmeant.push(String(error.error())));
  context.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && ours(message.page()) && !kAnswered.test(text) && !kCutOff.test(text)) {
      unmeant.push(`${text} ${message.location().url}`);
    }
  });
  return context;
}

// Runs `body` with a page of its own and sees to what no page may do. `refused` and `cut`: errors that
// are the point of the test.
export async function visit(
  path,
  body,
  { viewport = { width: 1366, height: 768 }, colorScheme = "light", locale = "vi-VN", refused = [], cut = false } = {},
) {
  const context = await browser.newContext({ viewport, colorScheme, locale });
  const page = await context.newPage();
  const trouble = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !isMeant(message, refused, cut)) {
      trouble.push(`${message.text()} ${message.location().url}`);
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

// Whoever enters is asked for before anybody logged in, and refused.
export const kUnanswered = { refused: ["401 /api/v1/session"] };

export async function login(page, name, password) {
  await page.getByLabel("Tên đăng nhập").fill(name);
  await page.getByLabel("Mật khẩu").fill(password);
  await page.keyboard.press("Enter");
}

// As somebody without a mouse does it: the focus is where the first is to be typed.
export async function loginByKeys(page, name, password) {
  await page.waitForFunction(() => document.activeElement?.getAttribute("autocomplete") === "username");
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
}

const kMostStops = 150;

// Goes on by Tab until the focus stands there, as everybody can who has no mouse.
export async function tabTo(page, locator) {
  await locator.waitFor();
  for (let stop = 0; stop < kMostStops; ++stop) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never comes to ${locator}`);
}

// The page notes what no keyboard does; `untouched` fails when it was done.
export const keyboardOnly = (context) =>
  context.addInitScript(() => {
    globalThis.touched = [];
    for (const name of ["pointerdown", "mousedown", "touchstart"]) {
      addEventListener(name, () => globalThis.touched.push(name), true);
    }
  });
export const untouched = async (page) => assert.deepEqual(await page.evaluate(() => globalThis.touched), []);

const kSchemes = ["light", "dark"];

async function inEachScheme(page, body) {
  const before = (await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches)) ? "dark" : "light";
  for (const colorScheme of kSchemes) {
    await page.emulateMedia({ colorScheme });
    await body(colorScheme);
  }
  await page.emulateMedia({ colorScheme: before });
}

// By the rules of WCAG 2.2 A and AA, in light and in dark, and not wider than the screen. Through a
// context of its own: the policy of the page allows no foreign script.
export async function assertAccessible(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: true });
  await inEachScheme(page, async (scheme) => {
    const found = await page.evaluate(`${kAxe};
      axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
        (r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).join("; ")))`);
    assert.deepEqual(found, [], scheme);
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  assert.equal(wide, false, "the page scrolls sideways");
  await session.detach();
}

const kPhone = { width: 390, height: 844 };

export async function assertAccessibleOnPhone(page) {
  const before = page.viewportSize();
  await page.setViewportSize(kPhone);
  await assertAccessible(page);
  await page.setViewportSize(before);
}

// Milliseconds of its own processor time that the longest task of the page's main thread took while
// `body` ran: what other programs of this computer do does not count.
export async function longestTask(page, body) {
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  let events;
  try {
    await body();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve))); // the last task has ended
  } finally {
    events = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
  }
  const thread = (event) => `${event.pid} ${event.tid}`;
  const main = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread),
  );
  const times = events.filter((event) => event.ph === "X" && event.tdur && main.has(thread(event))).map(({ tdur }) => tdur);
  assert.ok(times.length > 0, "nothing was measured");
  return times.reduce((most, each) => Math.max(most, each), 0) / 1000;
}

// That many turns of a loop cost a page far more than 100 ms of work, on any computer.
export const blocking = (page) =>
  page.evaluate(() => {
    let sum = 0;
    for (let i = 0; i < 1_500_000_000; ++i) sum += i % 7;
    return sum;
  });

// Kept for docs/images when SOHOA_SHOTS names a folder.
export async function shot(page, name) {
  const folder = process.env.SOHOA_SHOTS;
  if (!folder) return;
  const fullPage = (await page.locator("dialog[open]").count()) === 0;
  await inEachScheme(page, (scheme) =>
    page.screenshot({ path: `${folder}/${name}${scheme === "dark" ? "-dark" : ""}.png`, fullPage }),
  );
}
