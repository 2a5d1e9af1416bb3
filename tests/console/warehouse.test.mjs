// A reader logs in, finds a copy, sees what it is worth and takes it along.
import { test } from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { assertAccessible, kUnanswered, login, shot, site, tabTo, visit, withBrowser } from "./browser.mjs";

const kCopy = process.env.COPY;
const kFiles = { [kCopy]: process.env.SIGNED_PDF, [process.env.CERTIFIED]: process.env.CERTIFIED_PDF };

withBrowser();

const asReader = (page) => login(page, "doc", process.env.READER_PASSWORD);
const results = (page) => page.getByRole("grid", { name: "Kết quả" });
const firstRow = (page) => results(page).getByRole("row").nth(1);
const tab = (page, name) => page.getByRole("tab", { name });

async function search(page, words) {
  await page.getByLabel("Mã hồ sơ").fill("HS-2026-7");
  await page.getByLabel("Từ cần tìm").fill(words);
  await page.keyboard.press("Enter");
  await results(page).waitFor();
}

async function pictureIsThere(page) {
  await page.waitForFunction(() => {
    const picture = document.querySelector(".page-paper img");
    return picture instanceof HTMLImageElement && picture.naturalWidth >= 800;
  });
}

test("a copy is found without tone marks, looked at, judged, and downloaded byte for byte", () =>
  visit(
    "/warehouse",
    async (page) => {
      await assertAccessible(page);
      await asReader(page);
      await search(page, "khai sinh");
      await firstRow(page).click();
      await pictureIsThere(page);
      await page.locator(".read-text mark").first().waitFor();
      await page.getByRole("group", { name: "Thu hẹp" }).or(page.getByLabel("Thu hẹp")).waitFor();
      await assertAccessible(page);
      await shot(page, "console-warehouse");
      await tab(page, "Chữ ký").click();
      await page.getByRole("heading", { name: "Có hiệu lực" }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-warehouse-signatures");
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Tải về" }).click();
      const bytes = readFileSync(await (await download).path());
      const kept = readFileSync(kFiles[new URL(page.url()).pathname.split("/").pop()]);
      const sha = (data) => createHash("sha256").update(data).digest("hex");
      assert.equal(sha(bytes), sha(kept));
    },
    kUnanswered,
  ));

test("the whole way goes by keyboard", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      await search(page, "khai sinh");
      await page.getByRole("button", { name: "Tìm", exact: true }).focus();
      await page.keyboard.press("/");
      assert.equal(await page.locator(":focus").getAttribute("type"), "search");
      await page.keyboard.press("ArrowDown");
      await results(page).locator("[aria-selected=true]").waitFor();
      await page.keyboard.press("Enter");
      await page.locator("#copy-title:focus").waitFor();
      assert.match(new URL(page.url()).pathname, /^\/warehouse\/[a-z2-7]{26}$/);
      await page.keyboard.press("Escape");
      await page.locator("#copy-title").waitFor({ state: "detached" });
      await page.locator("[role=grid]:focus").waitFor();
      assert.equal(new URL(page.url()).pathname, "/warehouse");
    },
    kUnanswered,
  ));

test("the page is zoomed and moved by keyboard, and a finer picture is fetched for it", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      await search(page, "khai sinh");
      await firstRow(page).click();
      await pictureIsThere(page);
      const paper = page.locator(".page-paper");
      const before = await paper.boundingBox();
      await page.locator(".page-frame").focus();
      for (let i = 0; i < 6; ++i) await page.keyboard.press("+");
      await page.waitForFunction(
        (width) => document.querySelector(".page-paper").getBoundingClientRect().width > 3 * width,
        before.width,
      );
      await page.waitForFunction(
        () => document.querySelector(".page-paper img").naturalWidth >= 1654,
      );
      await page.keyboard.press("0");
      await page.waitForFunction(
        (width) => Math.abs(document.querySelector(".page-paper").getBoundingClientRect().width - width) < 2,
        before.width,
      );
    },
    kUnanswered,
  ));

test("found words are marked on the page where they stand, and gone to one after the other", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      await search(page, "khai sinh");
      await firstRow(page).click();
      await pictureIsThere(page);
      const marks = page.locator(".page-box");
      await marks.first().waitFor();
      await page.getByText(/^\d+ chỗ trên ảnh$/).waitFor();
      // Under each mark there is a word: some ink, and paper around it.
      const dark = await page.evaluate(async () => {
        const image = document.querySelector(".page-paper img");
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const all = document.querySelector(".page-paper").getBoundingClientRect();
        return [...document.querySelectorAll(".page-box")].map((mark) => {
          const box = mark.getBoundingClientRect();
          const scale = image.naturalWidth / all.width;
          const { data } = context.getImageData(
            (box.left - all.left) * scale, (box.top - all.top) * scale, box.width * scale, box.height * scale);
          let ink = 0;
          for (let at = 0; at < data.length; at += 4) ink += data[at + 1] < 128 ? 1 : 0;
          return ink / (data.length / 4);
        });
      });
      for (const part of dark) assert.ok(part > 0.05 && part < 0.7, `ink under the marks: ${dark}`);
      await assertAccessible(page);
      await page.locator("#copy-title").focus();
      await page.keyboard.press("F3");
      await page.getByText(/^chỗ 1\/\d+ trên ảnh$/).waitFor();
      await page.locator(".page-box.now").waitFor();
      await shot(page, "console-warehouse-hit");
      await page.keyboard.press("Shift+F3");
      const told = page.getByText(/^chỗ (\d+)\/\1 trên ảnh$/);
      await told.waitFor();
      // Other words, typed with no marks though the page has them.
      const field = page.getByLabel("Từ cần đánh dấu");
      await tabTo(page, field);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("giay ");
      await page.keyboard.press("Enter");
      await page.getByText(/^chỗ 1\/\d+ trên ảnh$/).waitFor();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("khongcotunay");
      await marks.first().waitFor({ state: "detached" });
    },
    kUnanswered,
  ));

test("results are narrowed by what they are, and widened again", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      await search(page, "");
      const facet = page.locator("button.facet", { hasText: "Bản sao chứng thực" });
      await facet.click();
      await page.locator("button.facet[aria-pressed=true]", { hasText: "Bản sao chứng thực" }).waitFor();
      await page.getByText("Tìm thấy 1 bản sao").waitFor();
      await page.locator("button.facet:focus").waitFor();
      await page.locator("button.facet[aria-pressed=true]").click();
      await page.locator("button.facet[aria-pressed=true]").waitFor({ state: "detached" });
    },
    kUnanswered,
  ));

test("a link to a copy opens it once the errand is said; reuse is recorded and shown with who looked", () =>
  visit(
    `/warehouse/${kCopy}`,
    async (page) => {
      await asReader(page);
      await page.getByLabel("Mã hồ sơ").fill("HS-2026-9");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 2, name: /./ }).first().waitFor();
      await page.getByRole("button", { name: "Dùng lại cho hồ sơ HS-2026-9" }).click();
      await page.getByText("Đã ghi: dùng lại cho hồ sơ HS-2026-9").waitFor();
      await tab(page, "Tái sử dụng").click();
      await page.getByRole("gridcell", { name: "HS-2026-9" }).waitFor();
      await assertAccessible(page);
      await tab(page, "Các phiên bản").click();
      await page.getByText("Phiên bản 1: vào kho").waitFor();
      await tab(page, "Ai đã xem").click();
      await page.getByText("Tên tài khoản chỉ hiện cho vai trò").waitFor();
      await page.getByRole("gridcell", { name: "dùng lại" }).first().waitFor();
      assert.equal(await page.getByRole("columnheader", { name: "Ai", exact: true }).count(), 0);
      await assertAccessible(page);
      await tab(page, "Thông tin").click();
      await page.getByText("Tên tệp").waitFor();
      assert.doesNotMatch(await page.locator("main").innerText(), /ma_ket_qua|ten_tep/);
    },
    kUnanswered,
  ));

test("an inspector is told the names of those who looked", () =>
  visit(
    `/warehouse/${kCopy}`,
    async (page) => {
      await login(page, "thanhtra", process.env.INSPECTOR_PASSWORD);
      await page.getByLabel("Mã hồ sơ").fill("TT-2026-1");
      await page.keyboard.press("Enter");
      await tab(page, "Ai đã xem").click();
      await page.getByRole("columnheader", { name: "Ai", exact: true }).waitFor();
      await page.getByRole("gridcell", { name: "thanhtra" }).first().waitFor();
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

test("from a copy to the form that asks for its certification, for who may ask", () =>
  visit(
    `/warehouse/${kCopy}`,
    async (page) => {
      await login(page, "mot-cua", process.env.CLERK_PASSWORD);
      await page.getByLabel("Mã hồ sơ").fill("HS-2026-XIN");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Đề nghị chứng thực" }).click();
      await page.waitForURL(`**/certify/${kCopy}`);
      assert.equal(await page.getByLabel("Mã hồ sơ").inputValue(), "HS-2026-XIN");
      await page.locator("button[type=submit]:focus").waitFor();
      await assertAccessible(page);
      await shot(page, "console-certify-ask");
      await page.keyboard.press("Enter");
      await page.getByRole("cell", { name: "HS-2026-XIN" }).waitFor();
    },
    kUnanswered,
  ));

test("dates are typed as the office writes them, and a day of no calendar is not sought", () =>
  visit(
    "/warehouse",
    async (page) => {
      await asReader(page);
      const from = page.getByLabel("Ban hành từ");
      await from.fill("1/2/1990");
      await page.getByLabel("Mã hồ sơ").fill("HS-2026-7");
      await from.blur();
      assert.equal(await from.inputValue(), "01/02/1990");
      const sent = page.waitForRequest("**/api/v1/copies/search");
      await page.getByLabel("Từ cần tìm").focus();
      await page.keyboard.press("Enter");
      assert.equal((await sent).postDataJSON().issued_from, "1990-02-01");
      await from.fill("31/02/1990");
      await page.locator("input:invalid").waitFor();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.getByRole("button", { name: "Tìm", exact: true }).click();
      assert.deepEqual(asked, []);
    },
    kUnanswered,
  ));

test("who may not read sees no warehouse, and the server refuses as well", () =>
  visit(
    "/warehouse",
    async (page) => {
      await login(page, "quet", process.env.SCANNER_PASSWORD);
      await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
      assert.equal(await page.getByRole("link", { name: "Kho" }).count(), 0);
      await page.goto(site + "/warehouse");
      await page.getByText("Tài khoản này không được dùng phần này").waitFor();
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
