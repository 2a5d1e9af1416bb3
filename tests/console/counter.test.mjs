// A clerk at the counter, who never touches the mouse.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  assertAccessible,
  blocking,
  keyboardOnly,
  kUnanswered,
  loginByKeys,
  longestTask,
  shot,
  site,
  tabTo,
  untouched,
  visit,
  withBrowser,
} from "./browser.mjs";

withBrowser();

const kBlocked = 100; // ms, what a person notices

const asClerk = (page, name = "quay") => loginByKeys(page, name, process.env[`${name.toUpperCase()}_PASSWORD`]);
const key = (page, name) => page.keyboard.press(name);
const tiles = (page) => page.getByRole("option");

async function chooseProfile(page, name) {
  await tabTo(page, page.getByLabel("Bộ thiết lập"));
  await page.keyboard.type(name);
  await page.waitForFunction((value) => document.activeElement.value === value, name);
}

async function begin(page, caseFile, profile) {
  await tabTo(page, page.getByLabel("Mã hồ sơ"));
  await page.keyboard.type(caseFile, { delay: 100 }); // as a person types
  if (profile) await chooseProfile(page, profile);
  await tabTo(page, page.getByLabel("Mã hồ sơ"));
  await key(page, "Enter");
  await page.getByRole("heading", { name: `Hồ sơ ${caseFile}` }).waitFor();
}

const stopped = (page, code) => page.locator(`[data-code="${code}"]`).waitFor();
const idle = (page) => page.getByText("Sẵn sàng", { exact: true }).waitFor();

const pictureIsThere = (page) =>
  page.waitForFunction(() => document.querySelector(".page-paper img")?.naturalWidth > 0);

// What stands in the tiles, in their order.
const order = (page) => tiles(page).evaluateAll((all) => all.map((tile) => tile.id));

test("from the citizen's card to the fields, by keyboard alone", () =>
  visit(
    "/counter",
    async (page, context) => {
      await keyboardOnly(context);
      await page.reload();
      await asClerk(page);
      await page.getByRole("heading", { name: "Quầy tiếp nhận" }).waitFor();
      await page.getByLabel("Máy quét").waitFor();
      await assertAccessible(page);

      // The reader types into whatever has the focus.
      await tabTo(page, page.getByLabel("Mã hồ sơ"));
      await page.keyboard.type("HS-7", { delay: 100 });
      const held = page.getByRole("region", { name: "Giấy tờ kho đã có" });
      await page.keyboard.type(`${process.env.SUBJECT}|012345678|Nguyễn Hữu Phúc|01011980|Nam|Vĩnh Long|01012022`);
      await key(page, "Enter");
      await page.getByText("Đã đọc thẻ của Nguyễn Hữu Phúc.").waitFor();
      assert.equal(await page.getByLabel("Mã hồ sơ").inputValue(), "HS-7");
      await held.getByRole("button").first().waitFor();
      await key(page, "Alt+1");
      await held.getByText("Đã ghi dùng lại").waitFor();
      await assertAccessible(page);
      await shot(page, "console-counter-start");

      await chooseProfile(page, "ban-ghi");
      await tabTo(page, page.getByLabel("Mã hồ sơ"));
      await key(page, "Enter");
      await page.getByRole("heading", { name: "Hồ sơ HS-7" }).waitFor();

      await key(page, "F2");
      await stopped(page, "scanner.jam");
      await page.getByText("Kẹt giấy; hãy gỡ tờ bị kẹt").waitFor();
      assert.equal(await tiles(page).count(), 1);
      await key(page, "F2");
      await stopped(page, "scanner.empty");
      await idle(page);
      assert.equal(await tiles(page).count(), 2);

      // Order, turn, scan again, second image.
      const before = await order(page);
      await key(page, "End");
      await key(page, "Alt+ArrowLeft");
      await page.waitForFunction((first) => document.querySelector("[role=option]").id === first, before[1]);
      await key(page, "r");
      await page.locator("[role=option][aria-selected=true] img[src*='turns=1']").waitFor();
      await key(page, "q");
      await page.waitForFunction((gone) => !document.getElementById(gone), before[1]);
      await idle(page);
      assert.equal(await tiles(page).count(), 2);
      await key(page, "Home");
      await key(page, "g");
      await page.getByText("ảnh khi đã gỡ giấy dán").waitFor();
      await idle(page);
      assert.equal(await tiles(page).count(), 3);
      await key(page, "ArrowRight");
      await key(page, "m");
      await page.waitForFunction(() => !document.querySelector("[role=option].second"));
      await key(page, "Delete");
      await page.getByRole("dialog").waitFor();
      await key(page, "Tab");
      await key(page, "Enter");
      await page.waitForFunction(() => document.querySelectorAll("[role=option]").length === 2);

      // The page is looked at closely, and the keys stand on a sheet.
      await pictureIsThere(page);
      const width = () => page.locator(".page-paper").evaluate((paper) => paper.getBoundingClientRect().width);
      const whole = await width();
      await key(page, "Alt+=");
      await page.waitForFunction((before) => document.querySelector(".page-paper").getBoundingClientRect().width > before, whole);
      await key(page, "Alt+0");
      await key(page, "PageUp");
      await page.waitForFunction(() => document.querySelector("[role=option]").getAttribute("aria-selected") === "true");
      await key(page, "F1");
      await page.getByRole("heading", { name: "Phím tắt của quầy" }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-counter-keys");
      await key(page, "Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });

      // Sheets counted by hand do not balance: told, and asked once more.
      await tabTo(page, page.getByLabel("Số tờ giấy đếm được"));
      const kept = page.waitForResponse((answer) => answer.url().endsWith("/changes"));
      await page.keyboard.type("3");
      await page.getByText("Còn thiếu 1 tờ").waitFor();
      await kept;
      await page.reload(); // the number stays with the session
      await page.getByText("Còn thiếu 1 tờ").waitFor();
      await page.getByText("đã đọc").nth(1).waitFor();
      await assertAccessible(page);
      await shot(page, "console-counter");
      await key(page, "Control+Enter");
      await page.getByText("Số tờ chưa khớp").waitFor();
      await key(page, "F8");

      await page.getByRole("heading", { name: "Giấy tờ đọc được" }).waitFor();
      await page.locator("dl.facts dd").first().waitFor();
      await assertAccessible(page);
      await page.getByText("các bản sao đã ký và vào kho").waitFor({ timeout: 120_000 });
      await shot(page, "console-counter-papers");
      const batch = await page.evaluate(async () => {
        const answer = await fetch(`/api/v1/scans/${location.pathname.split("/").pop()}`);
        return (await answer.json()).batch;
      });
      const slip = await page.evaluate(async () => {
        const link = document.querySelector("a[href*='/slip?']");
        const answer = await fetch(link.href);
        return [answer.status, answer.headers.get("Content-Type"), (await answer.blob()).size > 1000];
      });
      assert.deepEqual(slip, [200, "application/pdf", true]);
      // From here to the form that asks for a certification, with what is known filled in.
      await tabTo(page, page.getByRole("button", { name: "Đề nghị chứng thực" }).first());
      await key(page, "Enter");
      await page.waitForURL(/\/certify\/[a-z2-7]{26}$/);
      assert.equal(await page.getByLabel("Mã hồ sơ").inputValue(), "HS-7");
      await key(page, "Enter"); // the focus is on the button that sends
      await page.getByRole("cell", { name: "HS-7" }).first().waitFor();
      await page.goBack();
      await page.getByRole("heading", { name: "Giấy tờ đọc được" }).waitFor();
      await key(page, "F10");
      await page.getByRole("heading", { name: "Quầy tiếp nhận" }).waitFor();
      await untouched(page);

      // Whoever looks at the batch later learns what was counted.
      await page.goto(`${site}/batches/${batch}`);
      await page.getByText("đếm tay 3, quét 2; chưa khớp").waitFor();
    },
    kUnanswered,
  ));

test("SANE's virtual scanner: ten sheets, then the tray is empty, in words", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page);
      await begin(page, "HS-SANE");
      await key(page, "F2");
      await stopped(page, "scanner.empty");
      await page.getByText("Khay giấy đã hết").waitFor();
      assert.equal(await tiles(page).count(), 10);
      await page.getByText("không phải ảnh màu").first().waitFor();
      // Nothing was wanted of it: thrown away, and only after a question whose answer is "no" first.
      await tabTo(page, page.getByRole("button", { name: "Bỏ phiên này" }));
      await key(page, "Enter");
      await page.getByRole("dialog").getByText("10 trang").waitFor();
      await key(page, "Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      assert.equal(await tiles(page).count(), 10);
      await key(page, "Enter");
      await key(page, "Tab");
      await key(page, "Enter");
      await page.getByRole("heading", { name: "Quầy tiếp nhận" }).waitFor();
    },
    kUnanswered,
  ));

test("a file lies beside the sheets; one that is no scan is refused in words", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page);
      await begin(page, "HS-TEP", "mot");
      const chooser = page.waitForEvent("filechooser");
      await key(page, "t");
      await (await chooser).setFiles([
        { name: "to-trinh.pdf", mimeType: "application/pdf", buffer: readFileSync(process.env.DROPPED) },
        { name: "<img src=x onerror=alert(1)>.pdf", mimeType: "application/pdf", buffer: Buffer.from("no scan") },
      ]);
      await page.getByText("3 trang").waitFor();
      await page.getByText("Tệp này không mở được như một bản quét").waitFor();
      await key(page, "F8");
      await page.getByRole("heading", { name: "Giấy tờ đọc được" }).waitFor({ timeout: 120_000 });
    },
    { refused: [...kUnanswered.refused, "422"] },
  ));

test("a file that cannot be read is told as held back, with its reason, and nothing is called done", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page);
      await begin(page, "HS-RACH", "mot");
      const chooser = page.waitForEvent("filechooser");
      await key(page, "t");
      await (await chooser).setFiles([{ name: "rach.pdf", mimeType: "application/pdf", buffer: readFileSync(process.env.TORN) }]);
      await page.getByText("1 trang").waitFor();
      await key(page, "F8");
      const held = page.getByRole("region", { name: "1 mục bị giữ lại, chưa vào kho" });
      await held.getByText(/rach\.pdf/).waitFor({ timeout: 120_000 });
      await page.getByText("Chưa có giấy tờ nào vào kho").waitFor();
      assert.equal(await page.getByText("Không có giấy tờ mới").count(), 0);
      assert.equal(await held.getByText(/[a-z]+\.[a-z]+_[a-z]+/).count(), 0); // words, no codes
      await assertAccessible(page);
      await tabTo(page, held.getByRole("link", { name: "Xem trong mục Các lô" }));
      await key(page, "Enter");
      await page.getByRole("heading", { name: "Khu cách ly" }).waitFor();
    },
    kUnanswered,
  ));

test("a browser that is set to English changes nothing of the counter's Vietnamese", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page);
      const separators = page.getByRole("link", { name: "In tờ phân cách" });
      assert.match(await separators.getAttribute("href"), /[?&]language=vi$/);
      await begin(page, "HS-ANH", "mot");
      await key(page, "F2");
      await stopped(page, "scanner.empty");
      await page.getByText("Khay giấy đã hết").waitFor();
    },
    { ...kUnanswered, locale: "en-US" },
  ));

test("a colleague who logs in over a session that ended stays logged in", () =>
  visit(
    "/counter",
    async (page, context) => {
      await asClerk(page);
      await begin(page, "HS-CA", "mot");
      await context.clearCookies();
      await key(page, "F2");
      const over = page.getByRole("dialog");
      await over.locator("input[type=password]:focus").waitFor();
      await over.getByLabel("Tên đăng nhập").fill("quay2");
      await over.getByLabel("Mật khẩu").fill(process.env.QUAY2_PASSWORD);
      await key(page, "Enter");
      await over.waitFor({ state: "detached" });
      await page.getByRole("heading", { name: "Hồ sơ HS-CA" }).waitFor();
      await page.getByText("Sẵn sàng", { exact: true }).waitFor(); // of a screen of their own, by now
      assert.equal(await page.getByRole("button", { name: "Đăng xuất" }).count(), 1);
      assert.equal(await page.getByLabel("Mật khẩu").count(), 0);
    },
    { refused: ["401"] },
  ));

test("the line is cut and the login ends in mid-scan: everything is there again", () =>
  visit(
    "/counter",
    async (page, context) => {
      await asClerk(page);
      await begin(page, "HS-DAY", "cham");
      await key(page, "F2");
      await tiles(page).first().waitFor();
      await context.setOffline(true);
      await page.getByText("Mất kết nối tới máy chủ").waitFor();
      await context.setOffline(false);
      await stopped(page, "scanner.empty");
      assert.equal(await tiles(page).count(), 2);

      await context.clearCookies();
      await key(page, "r");
      await page.locator("dialog input[type=password]:focus").waitFor();
      await page.keyboard.type(process.env.QUAY_PASSWORD);
      await key(page, "Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.getByRole("heading", { name: "Hồ sơ HS-DAY" }).waitFor();
      await tiles(page).nth(1).waitFor();

      // Whoever comes later finds the session in the list.
      await tabTo(page, page.getByRole("link", { name: "Quầy" }));
      await key(page, "Enter");
      await tabTo(page, page.getByRole("link", { name: "Hồ sơ HS-DAY" }));
      await key(page, "Enter");
      await tiles(page).nth(1).waitFor();
    },
    { refused: ["401"], cut: true },
  ));

test("the second person at one scanner is told", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page, "quay2");
      await begin(page, "HS-HAI", "nhieu");
      await key(page, "F2");
      await tiles(page).first().waitFor();
      await visit(
        "/counter",
        async (other) => {
          await asClerk(other);
          await begin(other, "HS-BA", "nhieu");
          await key(other, "F2");
          await other.getByText("đang quét cho một hồ sơ khác").waitFor();
        },
        { refused: [...kUnanswered.refused, "409"] },
      );
      await key(page, "F4");
      await idle(page);
    },
    kUnanswered,
  ));

test("pages that come in never hold up the hand at the keyboard", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page);
      await begin(page, "HS-NHIEU", "nhieu");
      const longest = await longestTask(page, async () => {
        await key(page, "F2");
        let seen = 0;
        while (seen < 20) {
          await page.waitForFunction((count) => document.querySelectorAll("[role=option]").length > count, seen);
          seen = await tiles(page).count();
          await key(page, "ArrowRight");
        }
        await key(page, "F4");
        await idle(page);
      });
      assert.ok(longest < kBlocked, `a task of ${longest} ms`);
      // The measure sees what it is to see.
      assert.ok((await longestTask(page, () => blocking(page))) > kBlocked);
    },
    kUnanswered,
  ));

test("who may not scan sees no counter, and the server refuses as well", () =>
  visit(
    "/counter",
    async (page) => {
      await asClerk(page, "xem");
      await page.getByText("Tài khoản này không được dùng phần này").waitFor();
      assert.equal(await page.getByRole("link", { name: "Quầy" }).count(), 0);
      const status = await page.evaluate(async () => (await fetch("/api/v1/scans")).status);
      assert.equal(status, 403);
    },
    { refused: [...kUnanswered.refused, "403 /api/v1/scans"] },
  ));
