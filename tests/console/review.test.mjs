// A reviewer works through what waits, by keyboard alone; a cut line, an ended session and a faster
// colleague cost nothing that was typed.
import { test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { assertAccessible, login, shot, visit, withBrowser } from "./browser.mjs";

withBrowser();

const kRefused = { allowed: [/40[139]|412|ERR_INTERNET_DISCONNECTED|ERR_FAILED/] };
const asReviewer = (page) => login(page, "soat", process.env.REVIEWER_PASSWORD);
const saved = (page) => page.getByRole("status").filter({ hasText: "Đã ghi" }).waitFor();
const focus = (page) => page.evaluate(() => document.activeElement.id);

async function toQueue(page) {
  await asReviewer(page);
  await page.getByRole("button", { name: "Bắt đầu soát" }).waitFor();
}

// The document whose title holds `words`.
async function open(page, words) {
  await page.getByRole("row").filter({ hasText: words }).getByRole("button").first().click();
  await page.getByLabel("Loại giấy tờ").waitFor();
}

// Does `what` and waits until the server has a step more of it.
async function aStep(page, what) {
  const before = await page.locator("details li").count();
  await what();
  await page.waitForFunction((n) => document.querySelectorAll("details li").length > n, before);
}

// A field that nobody needs to enter twice.
const plainField = (page) => page.locator(".review-field:not(.id) input").first();

// The desk opens at the least certain field, wherever that is.
async function toFirstPage(page) {
  await page.getByText(/Trang \d+ \/ \d+/).waitFor();
  while (!(await page.getByText(/Trang 1 \//).isVisible())) await page.keyboard.press("Shift+F6");
}

test("the queue and the desk can be used by everybody", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await assertAccessible(page);
      await shot(page, "console-review-queue");
      await open(page, process.env.BIRTH);
      await page.locator(".review-paper img").waitFor();
      await page.waitForFunction(() => document.querySelector(".review-paper img").naturalWidth > 0);
      await assertAccessible(page);
      await shot(page, "console-review");
      await page.keyboard.press("F1");
      await page.getByRole("heading", { name: "Phím tắt của bàn soát" }).waitFor();
      await assertAccessible(page);
    },
    kRefused,
  ));

test("focus stands at the least certain field and its place is shown on the page", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      await page.waitForFunction(() => document.activeElement.id.startsWith("review-"));
      const marks = await page.locator(".review-mark").allTextContents();
      assert.ok(marks.length > 0);
      const first = await page.locator(".review-field input").first().getAttribute("id");
      assert.equal(await focus(page), first);
    },
    kRefused,
  ));

test("a line cut in mid-work costs nothing that was typed", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const field = plainField(page);
      await context.setOffline(true);
      await field.fill("gõ lúc mất mạng");
      await field.press("Enter");
      await page.getByRole("alert").filter({ hasText: "Mất kết nối" }).waitFor();
      assert.equal(await field.inputValue(), "gõ lúc mất mạng");
      await context.setOffline(false);
      await page.getByRole("alert").waitFor({ state: "detached" });
      await saved(page);
      await page.reload();
      await page.getByLabel("Loại giấy tờ").waitFor();
      const values = await page.locator(".review-field input").evaluateAll((all) => all.map((each) => each.value));
      assert.ok(values.includes("gõ lúc mất mạng"));
      await page.keyboard.press("Escape");
    },
    kRefused,
  ));

test("a session that ended is taken up in place, and what was typed is sent", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const field = plainField(page);
      await context.clearCookies();
      await field.fill("gõ khi hết phiên");
      await field.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Mật khẩu").fill(process.env.REVIEWER_PASSWORD);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      await saved(page);
      assert.equal(await field.inputValue(), "gõ khi hết phiên");
    },
    kRefused,
  ));

test("the second of two reviewers is told, and nothing is overwritten", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const other = await context.newPage();
      await other.goto(page.url());
      await other.getByLabel("Loại giấy tờ").waitFor();
      await plainField(other).fill("người thứ nhất");
      await aStep(other, () => plainField(other).press("Enter"));
      await plainField(page).fill("người thứ hai");
      await plainField(page).press("Enter");
      await page.getByRole("alert").filter({ hasText: "vừa sửa giấy tờ này" }).waitFor();
      assert.equal(await plainField(page).inputValue(), "người thứ hai");
      await page.getByRole("button", { name: "Xem bản mới" }).click();
      await page.getByRole("alert").waitFor({ state: "detached" });
      assert.equal(await plainField(page).inputValue(), "người thứ nhất");
      await other.close();
    },
    kRefused,
  ));

test("steps are undone, a document is split and put together again", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.LONG);
      await toFirstPage(page);
      const whole = await page.getByText(/Trang 1 \/ [2-9]/).textContent();
      const field = plainField(page);
      const before = await field.inputValue();
      await field.fill("sửa nhầm");
      await aStep(page, () => field.press("Enter"));
      await page.keyboard.press("Control+z");
      await page.waitForFunction(
        (wanted) => document.querySelector(".review-field:not(.id) input").value === wanted, before);
      await toFirstPage(page);
      await page.keyboard.press("F6");
      await page.getByText(/Trang 2 \//).waitFor();
      await page.keyboard.press("F8");
      await page.getByText("Trang 1 / 1").waitFor();
      await page.getByRole("button", { name: "Gộp với giấy tờ sau" }).click();
      await page.getByText(whole, { exact: true }).waitFor();
    },
    kRefused,
  ));

test("one document after the other leaves nothing behind in memory", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      const cdp = await context.newCDPSession(page);
      await cdp.send("Performance.enable");
      const size = async () => {
        await cdp.send("HeapProfiler.collectGarbage");
        const { metrics } = await cdp.send("Performance.getMetrics");
        const of = (name) => metrics.find((each) => each.name === name).value;
        return { heap: of("JSHeapUsedSize"), nodes: of("Nodes") };
      };
      const names = [process.env.BIRTH, process.env.LONG];
      let early;
      for (let round = 0; round < 40; ++round) {
        await open(page, names[round % 2]);
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Bắt đầu soát" }).waitFor();
        if (round === 9) early = await size();
      }
      const late = await size();
      assert.ok(late.heap < early.heap * 1.5, `heap ${early.heap} -> ${late.heap}`);
      assert.ok(late.nodes < early.nodes * 1.5, `nodes ${early.nodes} -> ${late.nodes}`);
    },
    kRefused,
  ));

// Answers what the desk asks for until it has nothing left to ask.
async function answerAll(page) {
  for (let step = 0; step < 60; ++step) {
    const id = await focus(page);
    if (id === "review-approve") return;
    if (id.endsWith("-again")) {
      const value = await page.locator(`#${id.replace(/-again$/, "")}`).inputValue();
      await page.keyboard.press("Control+a");
      await page.keyboard.type(value);
    } else if ((await page.locator(`#${id}`).inputValue()) === "") {
      await page.keyboard.type(/ngay/.test(id) ? "2020-01-02" : "không rõ");
    }
    await page.keyboard.press("Enter");
  }
  assert.fail("the desk went on asking");
}

test("by keyboard alone from the queue to approval, with a word put right on the page", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await page.waitForFunction(() => document.activeElement.textContent === "Bắt đầu soát");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.id.startsWith("review-"));
      const url = page.url();
      await page.keyboard.press("F2");
      await page.locator("#review-word").waitFor();
      await page.keyboard.type("Sửachữthử");
      await aStep(page, () => page.keyboard.press("Escape"));
      await page.waitForFunction(() => document.activeElement.id.startsWith("review-"));
      await answerAll(page);
      await page.keyboard.press("Control+Enter");
      await page.waitForURL((now) => now.href !== url);
      writeFileSync(process.env.APPROVED, url.replace(/.*\//, ""));
    },
    kRefused,
  ));
