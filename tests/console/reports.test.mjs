// An inspector reads reports; an administrator gives the numbers that no record holds.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, kUnanswered, login, shot, visit, withBrowser } from "./browser.mjs";

withBrowser();

const asAdmin = (page) => login(page, "quan.tri", process.env.ADMIN_PASSWORD);
const asInspector = (page) => login(page, "thanh.tra", process.env.AUDIT_PASSWORD);

test("without the denominator there is no rate; with it there is one, against the target", () =>
  visit(
    "/reports",
    async (page) => {
      await asAdmin(page);
      await page.getByText("chưa tính được tỷ lệ").waitFor();
      const row = page.getByRole("row", { name: /Phường Mẫu/ });
      await row.getByText("chưa có").first().waitFor();
      await page.getByRole("button", { name: "Năm nay" }).click();
      const form = page.getByRole("region", { name: "Số liệu phải nhập" });
      await form.getByLabel("Đơn vị").selectOption("demo");
      await form.getByLabel("Giá trị").fill("2"); // one of four papers is a result; the others were handed in
      await form.getByRole("button", { name: "Ghi số liệu" }).click();
      await row.getByText("50,0").waitFor();
      await row.getByText("Chưa đạt").waitFor();
      await row.getByText("Quản trị").waitFor();
      await assertAccessible(page);
      await shot(page, "console-reports");

      await form.getByLabel("Nạp từ CSV").setInputFiles({
        name: "so-lieu.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("\uFEFFunit,measure,value\r\ndemo,results_in_force,1\r\n"),
      });
      await row.getByText("100,0").waitFor();
      await form.getByLabel("Nạp từ CSV").setInputFiles({
        name: "sai.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("demo,results_in_force,rất nhiều\n"),
      });
      await page.getByRole("alert").getByText("không đọc được").waitFor();
    },
    kUnanswered,
  ));

test("every report opens, with the keyboard too, and keeps nobody out", () =>
  visit(
    "/reports",
    async (page) => {
      await asInspector(page);
      await page.getByRole("button", { name: "Năm nay" }).click();
      for (const name of ["reuse", "throughput", "units", "turnaround", "review", "quarantine", "national_index"]) {
        await page.getByLabel("Báo cáo", { exact: true }).selectOption(name);
        await page.waitForURL(`**/reports/${name}`);
        const title = await page
          .getByLabel("Báo cáo", { exact: true })
          .evaluate((select) => select.selectedOptions[0].textContent.replace(" (D.6)", ""));
        await page.locator("#report-title").getByText(title).waitFor();
        await assertAccessible(page);
        await shot(page, `console-reports-${name.replace("_", "-")}`);
      }
      await page.getByRole("cell", { name: "ORIGINAL_RESULT_AVAILABLE" }).first().waitFor();
      assert.equal(await page.getByRole("region", { name: "Số liệu phải nhập" }).count(), 0);
    },
    kUnanswered,
  ));

test("a report goes along as CSV, and prints without its buttons", () =>
  visit(
    "/reports/units",
    async (page) => {
      await asInspector(page);
      await page.getByRole("button", { name: "Năm nay" }).click();
      await page.getByRole("row", { name: /Phường Mẫu/ }).waitFor();
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Tải CSV" }).click();
      const text = readFileSync(await (await download).path(), "utf8");
      assert.match(text, /^\uFEFFMã đơn vị,Đơn vị,/);
      assert.match(text, /demo,Phường Mẫu,4,0,0,/);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.getByRole("button", { name: "Tải CSV" }).isVisible(), false);
      assert.equal(await page.getByRole("table").isVisible(), true);
    },
    kUnanswered,
  ));

test("dark colours keep their contrast", () =>
  visit(
    "/reports/throughput",
    async (page) => {
      await asInspector(page);
      await page.getByRole("button", { name: "Năm nay" }).click();
      await page.getByRole("img", { name: /Biểu đồ/ }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-reports-dark");
    },
    { ...kUnanswered, colorScheme: "dark" },
  ));
