// An archivist sees what runs and what is stuck, puts it back to work and answers for the sheets.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, kUnanswered, login, shot, visit, withBrowser } from "./browser.mjs";

const kBatch = process.env.BATCH;

withBrowser();

const asArchivist = (page) => login(page, "luu", process.env.ARCHIVIST_PASSWORD);
const openBatch = (page) => page.getByRole("row", { name: new RegExp(kBatch) }).click();
const quarantine = (page) => page.getByRole("region", { name: "Khu cách ly" });

test("the list tells at a glance what needs a person", () =>
  visit(
    "/batches",
    async (page) => {
      await asArchivist(page);
      const row = page.getByRole("row", { name: new RegExp(kBatch) });
      await row.getByText("Chờ người xử lý").waitFor();
      await assertAccessible(page);
      await shot(page, "console-batches");
      await page.getByLabel("Tình trạng").selectOption({ label: "Đã xong" });
      await page.getByText("Chưa có lô nào hợp với lựa chọn này.").waitFor();
      await page.getByLabel("Tình trạng").selectOption({ label: "Chờ người xử lý" });
      await row.waitFor();
    },
    kUnanswered,
  ));

for (const colorScheme of ["light", "dark"]) {
  test(`a batch shows where its sheets are and why some are held, ${colorScheme}`, () =>
    visit(
      "/batches",
      async (page) => {
        await asArchivist(page);
        await openBatch(page);
        await page.getByText("Số tờ đã khớp").waitFor();
        const held = quarantine(page);
        await held.getByText("rách-0.jpg").waitFor();
        await held.getByText("quá lớn.png, trang 1").waitFor();
        await held.getByText(/^1 mục có dấu mật/).waitFor();
        assert.equal(await page.getByText("mật.pdf").count(), 0);
        assert.equal(await page.getByText(/hop-12/).count(), 0);
        await assertAccessible(page);
        await shot(page, `console-batch-${colorScheme}`);
      },
      { ...kUnanswered, colorScheme },
    ));
}

test("one key puts an item back to work, and what is torn comes back with its reason", () =>
  visit(
    "/batches",
    async (page) => {
      await asArchivist(page);
      await openBatch(page);
      const item = quarantine(page).getByRole("listitem").filter({ hasText: "rách-1.jpg" });
      const first = quarantine(page).getByRole("listitem").filter({ hasText: "rách-0.jpg" });
      const before = await item.getAttribute("data-item");
      await first.focus();
      await page.keyboard.press("ArrowDown");
      assert.ok(await item.evaluate((element) => element === document.activeElement));
      await page.keyboard.press("l");
      await page.getByText("Đã đưa 1 mục vào làm lại.").waitFor();
      await page.waitForFunction(
        ([name, id]) =>
          [...document.querySelectorAll("[data-item]")].some(
            (each) => each.textContent.includes(name) && each.dataset.item !== id,
          ),
        ["rách-1.jpg", before],
      );
    },
    kUnanswered,
  ));

test("a reason is retried as a whole under other settings", () =>
  visit(
    "/batches",
    async (page) => {
      await asArchivist(page);
      await openBatch(page);
      const reason = quarantine(page).getByRole("region", { name: /lớn/ }).first();
      await reason.getByText("Làm lại với thiết lập khác").click();
      const go = reason.getByRole("button", { name: "Làm lại với các thiết lập này" });
      assert.ok(await go.isDisabled());
      await assertAccessible(page);
      await reason.getByLabel("Trang lớn nhất").selectOption({ label: "240 triệu điểm ảnh" });
      await go.click();
      await page.getByText("Đã đưa 1 mục vào làm lại.").waitFor();
      await quarantine(page).getByText("quá lớn.png").first().waitFor();
    },
    kUnanswered,
  ));

test("the report is downloaded and the balance signed off by name", () =>
  visit(
    "/batches",
    async (page) => {
      await asArchivist(page);
      await openBatch(page);
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Tải bảng tính (CSV)" }).click();
      const table = readFileSync(await (await download).path(), "utf8");
      assert.match(table, /tốt\.jpg/);
      assert.doesNotMatch(table, /mật\.pdf/);
      await page.getByLabel("Ghi chú").fill("đã xem từng tờ");
      await page.getByRole("button", { name: "Tôi xác nhận cân đối này" }).click();
      await page.getByText(/luu, .*đã xem từng tờ/).waitFor();
      assert.equal(await page.getByRole("button", { name: "Tôi xác nhận" }).count(), 0);
    },
    kUnanswered,
  ));

test("who scans sees the same and can change nothing", () =>
  visit(
    "/batches",
    async (page) => {
      await login(page, "quet", process.env.SCANNER_PASSWORD);
      await openBatch(page);
      await quarantine(page).getByText("rách-0.jpg").waitFor();
      for (const name of [/Làm lại/, /Tôi xác nhận/, "Tạm dừng", /Huỷ/]) {
        assert.equal(await page.getByRole("button", { name }).count(), 0);
      }
    },
    kUnanswered,
  ));

test("who reads copies sees no batches", () =>
  visit(
    "/batches",
    async (page) => {
      await login(page, "doc", process.env.READER_PASSWORD);
      await page.getByText("Tài khoản này không được dùng phần này.").waitFor();
    },
    kUnanswered,
  ));
