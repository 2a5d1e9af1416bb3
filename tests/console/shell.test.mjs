// What surrounds every screen: sessions that end and lines that are cut in mid-work, and who may enter
// what.
import { test } from "node:test";
import assert from "node:assert/strict";
import {
  assertAccessible,
  kUnanswered,
  login,
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

test("a login that failed at the identity provider comes back to the login page with its reason", () =>
  visit(
    "/login",
    async (page) => {
      // Nobody answers where this server looks for its provider.
      await page.getByRole("link", { name: "Đăng nhập qua tài khoản thành phố" }).click();
      await page.getByRole("alert").getByText(/^Không tới được nơi đăng nhập của thành phố/).waitFor();
      await page.waitForURL((url) => url.search === ""); // the next load says nothing of it
      await assertAccessible(page);
      await shot(page, "console-login-failed");
      await page.goto(site + "/login?failed=refused");
      await page.getByRole("alert").getByText(/^Tài khoản thành phố này chưa được cấp quyền/).waitFor();
      await page.goto(site + "/login?failed=constructor");
      await page.getByLabel("Tên đăng nhập").waitFor();
      assert.equal(await page.getByRole("alert").count(), 0);
    },
    kUnanswered,
  ));

test("an unknown address says so, and a broken one breaks nothing", () =>
  visit("/verify", async (page) => {
    await page.goto(site + "/warehouse/%E0%A4%A");
    await page.getByLabel("Tên đăng nhập").waitFor();
  }, kUnanswered));
