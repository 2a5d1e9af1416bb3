// A reviewer works through what waits, by keyboard alone; a cut line, an ended session and a faster
// colleague cost nothing that was typed.
import { test } from "node:test";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import {
  assertAccessible,
  freshContext,
  keyboardOnly,
  kUnanswered,
  login,
  loginByKeys,
  shot,
  site,
  tabTo,
  untouched,
  visit,
  withBrowser,
} from "./browser.mjs";

withBrowser();

const asReviewer = (page) => loginByKeys(page, "soat", process.env.REVIEWER_PASSWORD);
const saved = (page) => page.getByRole("status").filter({ hasText: "Đã ghi" }).waitFor();
const focus = (page) => page.evaluate(() => document.activeElement.id);

async function toQueue(page) {
  await asReviewer(page);
  await page.getByRole("button", { name: "Bắt đầu soát" }).waitFor();
}

const queue = (page) => page.getByRole("grid", { name: "Soát giấy tờ" });
const rowOf = (page, words) => queue(page).getByRole("row").filter({ hasText: words }).first();

// Goes to the document whose row holds `words`.
async function choose(page, words) {
  await tabTo(page, queue(page));
  const row = rowOf(page, words);
  const index = Number(await row.getAttribute("aria-rowindex"));
  await page.keyboard.press("Home");
  for (let below = 2; below < index; ++below) await page.keyboard.press("ArrowDown");
  await queue(page).locator(`[aria-rowindex="${index}"][aria-selected=true]`).waitFor();
}

async function open(page, words) {
  await choose(page, words);
  await page.keyboard.press("Enter");
  await page.getByLabel("Loại giấy tờ").waitFor();
}

// Does `what` and waits until the server has a step more of it.
async function aStep(page, what) {
  const before = await page.locator("details li").count();
  await what();
  await page.waitForFunction((n) => document.querySelectorAll("details li").length > n, before);
}

// Fields that nobody needs to enter twice, and that take any text.
const plainFields = (page) => page.locator('.review-field:not(.id) input:not([placeholder^="ngày"])');
const plainField = (page) => plainFields(page).first();

// Puts `text` in the place of what stands there, as a hand does.
async function write(page, field, text) {
  await tabTo(page, field);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

// The desk opens at the least certain field, wherever that is.
async function toFirstPage(page) {
  await page.getByText(/Trang \d+\/\d+/).waitFor();
  for (let turns = 0; turns < 20 && !(await page.getByText(/Trang 1\//).isVisible()); ++turns) {
    await page.keyboard.press("PageUp");
  }
  await page.getByText(/Trang 1\//).waitFor();
}

test("the queue and the desk can be used by everybody", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await assertAccessible(page);
      await open(page, process.env.BIRTH);
      await page.locator(".page-paper img").waitFor();
      await page.waitForFunction(() => document.querySelector(".page-paper img").naturalWidth > 0);
      await assertAccessible(page);
      await shot(page, "console-review");
      await page.keyboard.press("F1");
      await page.getByRole("heading", { name: "Phím tắt của bàn soát" }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-review-keys");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("F2");
      await page.locator("#review-word").waitFor();
      await assertAccessible(page);
      await shot(page, "console-review-words");
      await page.keyboard.press("Escape");
      await tabTo(page, page.getByRole("button", { name: "Có dấu mật" }));
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page);
    },
    kUnanswered,
  ));

test("the queue goes on where one answer of the server ends", () =>
  visit(
    "/review",
    async (page) => {
      const asked = [];
      await page.route("**/api/v1/reviews?*", (route) => {
        asked.push(new URL(route.request().url()).searchParams.get("cursor"));
        return route.continue({ url: route.request().url().replace("limit=50", "limit=1") });
      });
      await toQueue(page);
      for (const words of [process.env.BIRTH, process.env.LONG]) await rowOf(page, words).waitFor();
      assert.deepEqual(asked.slice(0, 2), [null, "1"]);
    },
    kUnanswered,
  ));

const kTaken = /đang do soat làm, đến \d\d:\d\d/;

test("who has a document open is told in the queue, asked about before it is opened, and told on the desk", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const others = await freshContext();
      try {
        const other = await others.newPage();
        await other.goto(site + "/review");
        await loginByKeys(other, "soat2", process.env.SECOND_PASSWORD);
        await rowOf(other, kTaken).waitFor();
        await assertAccessible(other);
        await shot(other, "console-review-queue");
        await choose(other, kTaken);
        await other.keyboard.press("Enter");
        const told = other.getByRole("dialog").getByText(/^Giấy tờ này đang do soat làm, đến \d\d:\d\d\./);
        await told.waitFor();
        await assertAccessible(other);
        await shot(other, "console-review-taken");
        await other.keyboard.press("Enter");
        await told.waitFor({ state: "detached" });
        await queue(other).locator(":scope:focus").waitFor();
        await other.keyboard.press("Enter");
        await tabTo(other, other.getByRole("button", { name: "Vẫn mở" }));
        await other.keyboard.press("Enter");
        await other.getByRole("status").filter({ hasText: "Giấy tờ này đang do soat làm" }).waitFor();
        await other.getByLabel("Loại giấy tờ").waitFor();
      } finally {
        await others.close();
      }
      await page.keyboard.press("Escape");
      await queue(page).getByText("của bạn", { exact: true }).first().waitFor();
    },
    kUnanswered,
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
    kUnanswered,
  ));

test("a line cut in mid-work costs nothing that was typed", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const field = plainField(page);
      await context.setOffline(true);
      await write(page, field, "gõ lúc mất mạng");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").filter({ hasText: "Mất kết nối" }).waitFor();
      assert.equal(await field.inputValue(), "gõ lúc mất mạng");
      // The second of two corrections is taken back, and the first stays.
      const second = plainFields(page).nth(1);
      const before = await second.inputValue();
      await write(page, second, "gõ nhầm lúc mất mạng");
      await page.keyboard.press("Control+z");
      await page.waitForFunction(
        ([id, wanted]) => document.getElementById(id).value === wanted, [await second.getAttribute("id"), before]);
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
    { ...kUnanswered, cut: true },
  ));

test("a session that ended is taken up in place, and what was typed is sent", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const field = plainField(page);
      await context.clearCookies();
      await write(page, field, "gõ khi hết phiên");
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Mật khẩu").fill(process.env.REVIEWER_PASSWORD);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      await saved(page);
      assert.equal(await field.inputValue(), "gõ khi hết phiên");
    },
    { refused: ["401"] },
  ));

test("of two people on one document the second is told who was faster, and nothing is overwritten", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const others = await freshContext();
      try {
        const other = await others.newPage();
        await other.goto(page.url());
        await login(other, "soat2", process.env.SECOND_PASSWORD);
        await other.getByLabel("Loại giấy tờ").waitFor();
        // What was decided is no longer the first that is asked for.
        const name = await plainField(page).getAttribute("id");
        const field = (where) => where.locator(`[id="${name}"]`);
        await write(page, field(page), "bước của mình");
        await aStep(page, () => page.keyboard.press("Enter"));
        await other.reload();
        await other.getByLabel("Loại giấy tờ").waitFor();
        await write(other, field(other), "người thứ nhất");
        await aStep(other, () => other.keyboard.press("Enter"));
        await write(page, field(page), "người thứ hai");
        await page.keyboard.press("Enter");
        const told = page.getByRole("alert").filter({ hasText: "vừa sửa giấy tờ này" });
        await told.getByText(/^soat2 vừa sửa/).waitFor();
        await assertAccessible(page);
        await shot(page, "console-review-conflict");
        assert.equal(await field(page).inputValue(), "người thứ hai");
        await other.reload();
        await other.getByLabel("Loại giấy tờ").waitFor();
        assert.equal(await field(other).inputValue(), "người thứ nhất");
        // Whoever was told chooses: the other's word, and then the own one over it, knowingly.
        await tabTo(page, page.getByRole("button", { name: "Xem bản mới" }));
        await page.keyboard.press("Enter");
        await told.waitFor({ state: "detached" });
        assert.equal(await field(page).inputValue(), "người thứ nhất");
        // What the other did since is no step to undo.
        const back = [];
        page.on("request", (request) => /back_to/.test(request.postData() ?? "") && back.push(request.url()));
        await page.keyboard.press("Control+z");
        await write(page, plainFields(page).nth(1), "sau khi hoàn tác");
        await aStep(page, () => page.keyboard.press("Enter"));
        assert.deepEqual(back, []);
        assert.equal(await field(page).inputValue(), "người thứ nhất");
      } finally {
        await others.close();
      }
    },
    { refused: [...kUnanswered.refused, "409", "412"] },
  ));

test("keys look for the kind, Enter or Tab takes it, Escape keeps the old one", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const stored = [];
      page.on("request", (request) => request.method() === "PUT" && stored.push(request.postDataJSON()));
      const name = page.locator("#review-ho_ten");
      await write(page, name, "giữ qua loại khác");
      await aStep(page, () => page.keyboard.press("Enter"));
      const kind = page.locator("#review-kind");
      const before = await kind.inputValue();
      await page.keyboard.press("F4");
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      await page.getByText("Enter: đổi sang loại này").waitFor();
      await assertAccessible(page);
      await page.keyboard.press("Escape");
      await page.getByText("Enter: đổi sang loại này").waitFor({ state: "detached" });
      assert.equal(await kind.inputValue(), before);
      await page.keyboard.press("End");
      await aStep(page, () => page.keyboard.press("Enter"));
      assert.equal(await focus(page), "review-kind");
      assert.notEqual(await kind.inputValue(), before);
      await name.waitFor({ state: "detached" });
      // What is typed on goes on looking for a kind, and into no field.
      await page.keyboard.press("Home");
      await page.keyboard.type("gi");
      for (let step = 0; step < 60 && (await kind.inputValue()) !== before; ++step) {
        await page.keyboard.press("ArrowDown");
      }
      await aStep(page, () => page.keyboard.press("Tab"));
      assert.equal(await kind.inputValue(), before);
      assert.equal(await name.inputValue(), "giữ qua loại khác");
      assert.deepEqual(stored.map((body) => Object.keys(body).join()), ["fields", "kind", "kind"]);
      await page.keyboard.press("Escape");
    },
    kUnanswered,
  ));

test("a date that is none is told of, and nothing is approved with it", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.BIRTH);
      const url = page.url();
      const day = page.locator("#review-ngay_ban_hanh");
      const before = await day.inputValue();
      for (const wrong of ["5/3/25", "31/4/2025"]) {
        await write(page, day, wrong);
        await page.keyboard.press("Enter");
        await page.getByText("Đây không phải một ngày có thật").waitFor();
        assert.equal(await focus(page), "review-ngay_ban_hanh");
        assert.equal(await day.getAttribute("aria-invalid"), "true");
      }
      await assertAccessible(page);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Control+Enter");
      await page.waitForFunction(() => document.activeElement.id === "review-ngay_ban_hanh");
      assert.equal(page.url(), url);
      await write(page, day, "30/4/2025");
      await aStep(page, () => page.keyboard.press("Enter"));
      await page.getByText("Đây không phải một ngày có thật").waitFor({ state: "detached" });
      assert.equal(await day.inputValue(), "30/04/2025");
      await page.keyboard.press("Control+z");
      await page.waitForFunction((wanted) => document.querySelector("#review-ngay_ban_hanh").value === wanted, before);
      await page.keyboard.press("Escape");
    },
    kUnanswered,
  ));

test("steps are undone, a document is split and put together again", () =>
  visit(
    "/review",
    async (page) => {
      await toQueue(page);
      await open(page, process.env.LONG);
      await toFirstPage(page);
      const whole = await page.getByText(/Trang 1\/[2-9]/).textContent();
      const field = plainField(page);
      const before = await field.inputValue();
      await write(page, field, "sửa nhầm");
      await aStep(page, () => page.keyboard.press("Enter"));
      await page.keyboard.press("Control+z");
      await page.waitForFunction(
        (wanted) => document.querySelector(".review-field:not(.id) input").value === wanted, before);
      await toFirstPage(page);
      await page.keyboard.press("PageDown");
      await page.getByText(/Trang 2\//).waitFor();
      await page.keyboard.press("F8");
      await page.getByText("Trang 1/1").waitFor();
      await page.keyboard.press("F9");
      await page.getByText(whole, { exact: true }).waitFor();
    },
    kUnanswered,
  ));

// Enough of them that what each left behind would show: 500 in a row are that many times as much, and
// are REVIEW_ROUNDS=500 (with CONSOLE_LONGEST=3600).
const kWarm = 12;
const kRounds = Number(process.env.REVIEW_ROUNDS ?? 60);
// Some 3,000 bytes are what the browser itself notes of calls and compiled code; a desk held back is 60,000.
const kPerDocument = { heap: 6000, nodes: 0.5, listeners: 0.1 };

test("one document after the other leaves nothing behind in memory", () =>
  visit(
    "/review",
    async (page, context) => {
      await toQueue(page);
      const cdp = await context.newCDPSession(page);
      await cdp.send("Performance.enable");
      const size = async () => {
        for (let i = 0; i < 3; ++i) await cdp.send("HeapProfiler.collectGarbage");
        const { metrics } = await cdp.send("Performance.getMetrics");
        const of = (name) => metrics.find((each) => each.name === name).value;
        return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners") };
      };
      const names = [process.env.BIRTH, process.env.LONG];
      const desk = page.getByLabel("Loại giấy tờ");
      const title = page.getByRole("heading", { level: 1 });
      let first = "";
      // One, the other, and the first anew, fetched ahead meanwhile and without the queue between.
      const turn = async (round) => {
        if (round % 3 === 2) {
          await page.evaluate(() => history.go(-2));
          await title.filter({ hasText: first }).waitFor();
        } else {
          if (await desk.isVisible()) await page.keyboard.press("Escape");
          await page.getByRole("button", { name: "Bắt đầu soát" }).waitFor();
          await rowOf(page, names[round % 3]).click();
        }
        await desk.waitFor();
        await page.locator(".page-paper img").waitFor();
        if (round % 3 === 0) first = await title.textContent();
      };
      for (let round = 0; round < kWarm; ++round) await turn(round);
      const early = await size();
      for (let round = 0; round < kRounds; ++round) await turn(round);
      const late = await size();
      for (const [what, most] of Object.entries(kPerDocument)) {
        const grown = (late[what] - early[what]) / kRounds;
        console.log(`${what}: ${early[what]} -> ${late[what]}, ${grown.toFixed(2)} a document`);
        assert.ok(grown <= most, `${what}: ${early[what]} -> ${late[what]}, ${grown} a document`);
      }
    },
    kUnanswered,
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
      await page.keyboard.type(/ngay/.test(id) ? "2/1/2020" : "không rõ");
    }
    await page.keyboard.press("Enter");
  }
  assert.fail("the desk went on asking");
}

test("by keyboard alone from the queue to approval, with a word put right on the page", () =>
  visit(
    "/review",
    async (page, context) => {
      await keyboardOnly(context);
      await page.reload();
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
      await untouched(page);
      writeFileSync(process.env.APPROVED, url.replace(/.*\//, ""));
    },
    kUnanswered,
  ));
