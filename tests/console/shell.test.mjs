// What surrounds every screen: sessions that end and lines that are cut in mid-work, and who may enter
// what.
import { test } from "node:test";
import assert from "node:assert/strict";
import {
  assertAccessible,
  blocking,
  kUnanswered,
  login,
  longestTask,
  shot,
  site,
  visit,
  withBrowser,
} from "./browser.mjs";

withBrowser();

const kCut = { ...kUnanswered, cut: true };
const kEnded = { refused: ["401"] };
const asReader = (page) => login(page, "doc", process.env.READER_PASSWORD);
const words = (page) => page.getByLabel("Từ cần tìm");
const overlay = (page) => page.getByRole("dialog");

async function begin(page) {
  await asReader(page);
  await page.getByLabel("Mã hồ sơ").fill("HS-2026-7");
  await words(page).fill("khai sinh");
}

// As an administrator or the server's own limit does.
const endSession = (page) =>
  page.evaluate(async () => {
    const session = await (await fetch("/api/v1/session")).json();
    await fetch("/api/v1/session", {
      method: "DELETE",
      headers: { "X-CSRF-Token": session.csrf_token },
    });
  });

test("a session that ends in mid-work is begun anew over the screen, and the call goes on", () =>
  visit(
    "/warehouse",
    async (page) => {
      await begin(page);
      await endSession(page);
      await page.keyboard.press("Enter");
      await overlay(page).waitFor();
      await assertAccessible(page);
      await shot(page, "console-relogin");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await overlay(page).getByLabel("Mật khẩu").fill("not the password");
      await page.keyboard.press("Enter");
      await overlay(page).getByRole("alert").waitFor();
      await overlay(page).getByLabel("Mật khẩu").fill(process.env.READER_PASSWORD);
      await page.keyboard.press("Enter");
      await overlay(page).waitFor({ state: "detached" });
      await page.getByRole("grid", { name: "Kết quả" }).waitFor();
      assert.equal(await words(page).inputValue(), "khai sinh");
    },
    kEnded,
  ));

test("another person does not go on with the screens of the one before", () =>
  visit(
    "/warehouse",
    async (page) => {
      await begin(page);
      await endSession(page);
      await page.keyboard.press("Enter");
      await overlay(page).getByLabel("Tên đăng nhập").fill("thanhtra");
      await overlay(page).getByLabel("Mật khẩu").fill(process.env.INSPECTOR_PASSWORD);
      await page.keyboard.press("Enter");
      await overlay(page).waitFor({ state: "detached" });
      await page.locator(".person", { hasText: "thanhtra" }).waitFor();
      assert.equal(await words(page).inputValue(), "");
      assert.equal(await page.getByRole("grid").count(), 0);
    },
    kEnded,
  ));

test("who does nothing is logged out, and sees nothing of a paper until the login", () =>
  visit(
    "/warehouse",
    async (page) => {
      await page.clock.install();
      await begin(page);
      await page.clock.fastForward("20:00");
      await overlay(page).getByText("máy tự đăng xuất").waitFor();
      const alive = await page.evaluate(async () => (await fetch("/api/v1/session")).status);
      assert.equal(alive, 401);
      await overlay(page).getByLabel("Mật khẩu").fill(process.env.READER_PASSWORD);
      await page.keyboard.press("Enter");
      await overlay(page).waitFor({ state: "detached" });
      assert.equal(await words(page).inputValue(), "khai sinh");
    },
    kEnded,
  ));

test("while the line is cut a banner says so, what was typed stays, and reading goes on by itself", () =>
  visit(
    "/warehouse",
    async (page, context) => {
      await begin(page);
      await page.keyboard.press("Enter");
      const row = page.getByRole("grid", { name: "Kết quả" }).getByRole("row").nth(1);
      await row.waitFor();
      await context.setOffline(true);
      await row.click();
      await page.getByText("Mất liên lạc với máy chủ").waitFor();
      await assertAccessible(page);
      await context.setOffline(false);
      await page.getByText("Mất liên lạc với máy chủ").waitFor({ state: "detached" });
      await page.locator(".page-paper img").waitFor();
      await page.locator(".read-text").waitFor();
      assert.equal(await words(page).inputValue(), "khai sinh");
    },
    kCut,
  ));

test("a reuse that did not arrive is recorded once when the line is back", () =>
  visit(
    `/warehouse/${process.env.COPY}`,
    async (page, context) => {
      await asReader(page);
      await page.getByLabel("Mã hồ sơ").fill("HS-2026-DUT");
      await page.keyboard.press("Enter");
      const reuse = page.getByRole("button", { name: "Dùng lại cho hồ sơ" });
      await reuse.waitFor();
      await context.setOffline(true);
      await reuse.click();
      await page.getByText("Mất liên lạc với máy chủ").waitFor();
      await context.setOffline(false);
      await page.getByText("Đã ghi: dùng lại cho hồ sơ HS-2026-DUT").waitFor();
      await page.getByRole("tab", { name: "Tái sử dụng" }).click();
      await page.getByRole("gridcell", { name: "HS-2026-DUT" }).waitFor();
      assert.equal(await page.getByRole("gridcell", { name: "HS-2026-DUT" }).count(), 1);
    },
    kCut,
  ));

const kBlocked = 100; // ms, what a person notices

// From the top to the end, frame by frame, and then `more`: nothing takes long, few rows are drawn and
// what was drawn is let go.
async function staysSmooth(page, list, more) {
  const drawn = () => list.evaluate((grid) => grid.querySelectorAll("*").length);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const size = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { metrics } = await cdp.send("Performance.getMetrics");
    const of = (name) => metrics.find((each) => each.name === name).value;
    return { heap: of("JSHeapUsedSize"), nodes: of("Nodes") };
  };
  const scroll = () =>
    list.evaluate(async (box) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      for (let i = 0; i <= 300; ++i) {
        box.scrollTop = (box.scrollHeight * i) / 300;
        await frame();
      }
    });
  await scroll();
  const before = await size();
  const longest = await longestTask(page, async () => {
    await list.evaluate((box) => (box.scrollTop = 0));
    await scroll();
    assert.ok((await drawn()) < 600, "few rows are drawn");
    await more();
  });
  const after = await size();
  console.log(`longest task ${longest} ms, heap ${before.heap} -> ${after.heap}, nodes ${before.nodes} -> ${after.nodes}`);
  assert.ok(longest < kBlocked, `a task of ${longest} ms`);
  assert.ok((await drawn()) < 600, "few rows are drawn");
  assert.ok(after.nodes < before.nodes + 600, `nodes ${before.nodes} -> ${after.nodes}`);
  // A filter keeps the words of each row once.
  assert.ok(after.heap < before.heap + 60e6, `heap ${before.heap} -> ${after.heap}`);
  assert.ok((await longestTask(page, () => blocking(page))) > kBlocked, "the measure sees what it is to see");
}

test("a list of 100,000 rows draws few of them, and neither scrolling nor filtering stands still", () =>
  visit(
    "/warehouse",
    async (page) => {
      // A generated catalogue: more rows than a real server gives at once.
      await page.route("**/api/v1/copies/search", (route) => {
        const copies = Array.from({ length: 100_000 }, (_, i) => ({
          id: "c" + i,
          product: "digitised",
          kind: "giay_khai_sinh",
          title: `Giấy khai sinh ${i}`,
          fields: { so_ky_hieu: `${i}/KS`, ngay_ban_hanh: "2025-03-04", ho_ten: "Nguyễn Văn Mẫu" },
          pages: 2,
          level: "B-LT",
          sha256: "0".repeat(64),
          size: 1,
          unit: "p01",
          case_file: "hs",
          created: "2026-11-22T08:00:00+07:00",
          accepted: "2026-11-22T08:00:00+07:00",
        }));
        return route.fulfill({ json: { copies, next: null } });
      });
      await begin(page);
      await page.keyboard.press("Enter");
      const list = page.getByRole("grid", { name: "Kết quả" });
      await list.getByRole("row").nth(1).waitFor();
      assert.equal(await list.getAttribute("aria-rowcount"), "100001");
      await staysSmooth(page, list, async () => {
        await list.getByText("Giấy khai sinh 99999").waitFor();
        await list.focus();
        await page.keyboard.press("Home");
        await page.keyboard.press("End");
        await list.locator("[aria-selected=true]", { hasText: "Giấy khai sinh 99999" }).waitFor();
        await page.getByLabel("Lọc trong các kết quả").pressSequentially("giay 7777");
        await page.getByText("19 còn lại").waitFor();
      });
    },
    kUnanswered,
  ));

test("the login offers the identity provider that the server knows", () =>
  visit(
    "/login",
    async (page) => {
      const elsewhere = page.getByRole("link", { name: "Đăng nhập qua tài khoản thành phố" });
      await elsewhere.waitFor();
      assert.equal(await elsewhere.getAttribute("href"), "/api/v1/session/oidc");
      await assertAccessible(page);
      await shot(page, "console-login");
    },
    kUnanswered,
  ));

test("an unknown address says so, and a broken one breaks nothing", () =>
  visit("/verify", async (page) => {
    await page.goto(site + "/warehouse/%E0%A4%A");
    await page.getByLabel("Tên đăng nhập").waitFor();
  }, kUnanswered));
