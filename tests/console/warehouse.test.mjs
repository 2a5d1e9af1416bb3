// A reader logs in, finds a copy, sees what it is worth and takes it along.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { assertAccessible, kUnanswered, login, shot, site, visit, withBrowser } from "./browser.mjs";

const kSigned = readFileSync(process.env.SIGNED_PDF);

withBrowser();

const asReader = (page) => login(page, "doc", process.env.READER_PASSWORD);

async function search(page, words) {
  await page.getByLabel("Mã hồ sơ").fill("HS-2026-7");
  await page.getByLabel("Từ cần tìm").fill(words);
  await page.keyboard.press("Enter");
}

test("a copy is found without tone marks, judged, and downloaded byte for byte", () =>
  visit(
    "/warehouse",
    async (page) => {
      await assertAccessible(page);
      await asReader(page);
      await search(page, "khai sinh");
      await page.getByRole("region", { name: "Kết quả" }).getByRole("button").first().click();
      await page.getByRole("heading", { name: "Có hiệu lực" }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-warehouse");
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Tải về" }).click();
      const bytes = readFileSync(await (await download).path());
      const sha = (data) => createHash("sha256").update(data).digest("hex");
      assert.equal(sha(bytes), sha(kSigned));
    },
    kUnanswered,
  ));

test("without the number of a case file nothing is asked of the server", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      await page.getByLabel("Từ cần tìm").fill("khai sinh");
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.getByRole("button", { name: "Tìm", exact: true }).click();
      await page.locator("input:invalid").first().waitFor();
      assert.deepEqual(asked, []);
    },
    kUnanswered,
  ));

test("a wrong password is told in words, and what was typed stays", () =>
  visit(
    "/login",
    async (page) => {
      await login(page, "doc", "not the password");
      await page.getByRole("alert").waitFor();
      assert.equal(await page.getByLabel("Tên đăng nhập").inputValue(), "doc");
      await asReader(page);
      await page.getByRole("heading", { name: "Tìm trong kho" }).waitFor();
    },
    kUnanswered,
  ));

test("who may not read sees no warehouse, and the server refuses as well", () =>
  visit(
    "/warehouse",
    async (page) => {
      await login(page, "quet", process.env.SCANNER_PASSWORD);
      await page.getByText("Tài khoản này không được dùng phần này").waitFor();
      assert.equal(await page.getByRole("link", { name: "Kho" }).count(), 0);
      const status = await page.evaluate(async () => {
        const session = await (await fetch("/api/v1/session")).json();
        const answer = await fetch("/api/v1/copies/search", {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "X-CSRF-Token": session.csrf_token,
            "Sohoa-Purpose": "tra_cuu",
            "Sohoa-Case-File": "HS-1",
          },
          body: "{}",
        });
        return answer.status;
      });
      assert.equal(status, 403);
    },
    kUnanswered,
  ));

test("logging out ends the session at the server, and the cookie is out of reach for scripts", () =>
  visit(
    "/login",
    async (page, context) => {
      await asReader(page);
      await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
      assert.equal(await page.evaluate(() => document.cookie), "");
      const cookies = await context.cookies();
      assert.ok(cookies.some((cookie) => cookie.httpOnly && cookie.sameSite === "Strict"));
      await page.getByRole("button", { name: "Đăng xuất" }).click();
      await page.getByLabel("Tên đăng nhập").waitFor();
      const value = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; ");
      const answer = await fetch(site + "/api/v1/session", { headers: { Cookie: value } });
      assert.equal(answer.status, 401);
    },
    kUnanswered,
  ));
