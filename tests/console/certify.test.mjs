// A clerk asks, an officer compares, refuses or signs: many copies with one PIN, by the keyboard.
import { test } from "node:test";
import assert from "node:assert/strict";
import { assertAccessible, kUnanswered, login, shot, site, visit, withBrowser } from "./browser.mjs";

const kSources = process.env.SOURCES.split(" ");
const kPin = process.env.PIN;

withBrowser();

const asClerk = (page) => login(page, "quay", process.env.CLERK_PASSWORD);
const asOfficer = (page) => login(page, "canbo", process.env.OFFICER_PASSWORD);
const queue = (page) => page.getByRole("region", { name: "Hàng chờ" }).first();
const done = (page) => page.getByRole("button", { name: "Đã đối chiếu, đưa vào lượt ký" });

// Each page is turned to, as an officer does who compares it.
async function seeAll(page) {
  const seen = page.getByText(/^Đã xem (đủ )?[1-9]/);
  await seen.waitFor();
  while (!(await page.getByText(/^Đã xem đủ/).isVisible())) {
    const before = await seen.textContent();
    await page.keyboard.press("PageDown");
    await page.waitForFunction(
      (words) => ![...document.querySelectorAll("[role=status]")].some((each) => each.textContent === words),
      before,
    );
  }
}

test("a clerk asks for each copy, and sees that it waits", () =>
  visit(
    "/certify",
    async (page) => {
      await asClerk(page);
      for (const [index, source] of kSources.entries()) {
        await page.getByLabel("Mã bản sao đã số hoá").fill(source);
        await page.getByLabel("Mã hồ sơ").fill(`HS-2026-${index + 1}`);
        await page.keyboard.press("Enter");
        await page.getByRole("cell", { name: `HS-2026-${index + 1}` }).waitFor();
      }
      assert.equal(await page.getByRole("cell", { name: "Đang chờ" }).count(), kSources.length);
      assert.equal(await page.getByRole("region", { name: "Hàng chờ" }).count(), 0);
      await assertAccessible(page);
    },
    kUnanswered,
  ));

test("nothing can be signed before every point was compared", () =>
  visit(
    "/certify",
    async (page) => {
      await asOfficer(page);
      await page.getByText("Chưa có bản nào được đối chiếu.").waitFor();
      await queue(page).getByRole("button").first().click();
      await seeAll(page);
      await page.getByText("Số dự kiến: 1,").waitFor();
      for (const key of ["1", "2", "3", "4"]) await page.keyboard.press(key);
      assert.ok(await done(page).isDisabled());
      await assertAccessible(page);
      await shot(page, "console-certify-compare");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: /Đối chiếu với bản chính/ }).waitFor();
      await page.keyboard.press("Escape");
      await page.getByText("Chưa có bản nào được đối chiếu.").waitFor();
    },
    { ...kUnanswered, colorScheme: "dark" },
  ));

test("a copy is looked at closely, and one with a page that nobody saw cannot be taken into the run", () =>
  visit(
    "/certify",
    async (page) => {
      await asOfficer(page);
      await queue(page).getByRole("button").first().waitFor();
      const long = await page.evaluate(async () => {
        const { certifications } = await (await fetch("/api/v1/certifications?state=waiting&limit=500")).json();
        return certifications.find(({ pages }) => pages > 1).case_file;
      });
      await page.getByRole("row", { name: new RegExp(long) }).getByRole("button").first().click();
      await page.getByText(/^Đã xem 1\//).waitFor();
      for (const key of ["1", "2", "3", "4", "5"]) await page.keyboard.press(key);
      assert.ok(await done(page).isDisabled(), "the other pages were not looked at");
      const paper = page.locator(".page-paper");
      const whole = (await paper.boundingBox()).width;
      for (let i = 0; i < 6; ++i) await page.keyboard.press("Alt+=");
      await page.waitForFunction(
        (width) => document.querySelector(".page-paper").getBoundingClientRect().width > 3 * width,
        whole,
      );
      await page.waitForFunction(() => document.querySelector(".page-paper img").naturalWidth >= 1600);
      await page.keyboard.press("Alt+0");
      await seeAll(page);
      assert.ok(await done(page).isEnabled());
      await page.keyboard.press("Escape");
    },
    kUnanswered,
  ));

test("one is refused with a reason, the others are compared and signed with one PIN", () =>
  visit(
    "/certify",
    async (page) => {
      await asOfficer(page);
      await queue(page).getByRole("button").first().click();
      await seeAll(page);
      await page.keyboard.press("t");
      await page.getByLabel(/^Lý do từ chối/).fill("Chưa xuất trình bản chính");
      await assertAccessible(page);
      await page.keyboard.press("Enter");
      for (let i = 1; i < kSources.length; ++i) {
        await page.getByText(`HS-2026-${i + 1}`, { exact: true }).waitFor();
        await seeAll(page);
        for (const key of ["1", "2", "3", "4", "5"]) await page.keyboard.press(key);
        await page.keyboard.press("Enter");
      }
      await page.getByText(`${kSources.length - 1} bản đã đối chiếu, sẵn sàng ký.`).waitFor();
      await assertAccessible(page);
      await shot(page, "console-certify");

      // A wrong PIN is told as the token tells it, and is not tried again.
      await page.getByLabel("Mã PIN khoá ký").fill("999999");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(/Mã PIN không đúng/).waitFor();
      await assertAccessible(page);
      await page.getByRole("button", { name: "Xong" }).click();

      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.getByLabel("Mã PIN khoá ký").fill(kPin);
      await page.keyboard.press("Enter");
      await page.getByText(`Đã chứng thực ${kSources.length - 1}/${kSources.length - 1} bản.`).waitFor();
      for (const number of [1, 2]) await page.getByText(`số ${number}, quyển số`).first().waitFor();
      assert.ok(asked.every((url) => !url.includes(kPin)));
      // What was just decided stands in the list below.
      await page.getByRole("cell", { name: "Đã chứng thực" }).first().waitFor();
      await assertAccessible(page);
      await shot(page, "console-certify-run");
      await page.getByRole("button", { name: "Xong" }).click();
      await page.getByText("Không có bản nào chờ chứng thực.").waitFor();
    },
    kUnanswered,
  ));

test("the clerk reads the numbers given, and why one was refused", () =>
  visit(
    "/certify",
    async (page) => {
      await asClerk(page);
      await page.getByRole("cell", { name: "canbo: Chưa xuất trình bản chính" }).waitFor();
      assert.equal(await page.getByRole("cell", { name: "Đã chứng thực" }).count(), kSources.length - 1);
      await assertAccessible(page);
    },
    kUnanswered,
  ));

test("who reads copies is let in neither by the screen nor by the server", () =>
  visit(
    "/certify",
    async (page) => {
      await login(page, "doc", process.env.READER_PASSWORD);
      await page.getByText("Tài khoản này không được dùng phần này.").waitFor();
      const status = await page.evaluate(
        async (address) => (await fetch(address)).status,
        `${site}/api/v1/certifications`,
      );
      assert.equal(status, 403);
    },
    { refused: [...kUnanswered.refused, "403 /api/v1/certifications"] },
  ));
