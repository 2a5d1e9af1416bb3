// Anybody drops a PDF and is told in plain words what it is worth.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, assertAccessibleOnPhone, shot, site, visit, withBrowser } from "./browser.mjs";

const kSigned = process.env.SIGNED_PDF;

withBrowser();

const file = (name, buffer) => ({ name, mimeType: "application/pdf", buffer });

async function give(page, chosen) {
  await page.locator("input[type=file]").setInputFiles(chosen);
}

test("a signed copy is called valid, with who signed and when", () =>
  visit("/verify", async (page) => {
    await give(page, kSigned);
    await page.getByRole("heading", { name: "Có hiệu lực", exact: false }).waitFor();
    assert.equal(await page.getByRole("listitem").filter({ hasText: "Chữ ký của" }).count(), 2);
    assert.match(await page.locator("main").innerText(), /SHA-256\s+[0-9a-f]{64}/);
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
    await shot(page, "console-verify");
  }));

test("a copy changed after signing is called not valid, with the reason in Vietnamese", () =>
  visit("/verify", async (page) => {
    const bytes = Buffer.from(readFileSync(kSigned));
    const at = bytes.indexOf("stream") + 60;
    bytes[at] ^= 1;
    await give(page, file("sua.pdf", bytes));
    await page.getByRole("heading", { name: "Không có hiệu lực" }).waitFor();
    const said = await page.locator("main").innerText();
    assert.match(said, /nội dung đã bị sửa sau khi ký/);
    assert.doesNotMatch(said, /Có hiệu lực/);
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
    await shot(page, "console-verify-changed");
  }));

test("a PDF without signatures is not called valid", () =>
  visit("/", async (page) => {
    await give(page, process.env.UNSIGNED_PDF);
    await page.getByRole("heading", { name: "Không có chữ ký" }).waitFor();
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
  }));

test("what is no PDF is refused before it is sent", () =>
  visit("/verify", async (page) => {
    const sent = [];
    page.on("request", (request) => sent.push(request.method()));
    await give(page, file("thu.pdf", Buffer.from("dear all")));
    await page.getByText("Đây không phải tệp PDF").waitFor();
    assert.ok(!sent.includes("POST"));
  }));

test("when the line is cut the file stays and can be tried again", () =>
  visit(
    "/verify",
    async (page) => {
      await page.route("**/api/v1/verify", (route) => route.abort("connectionreset"));
      await give(page, kSigned);
      await page.getByText("Không tới được máy chủ").waitFor();
      await page.unroute("**/api/v1/verify");
      await page.getByRole("button", { name: "Thử lại" }).click();
      await page.getByRole("heading", { name: "Có hiệu lực" }).waitFor();
    },
    { cut: true },
  ));

test("markup in a file name is shown and does not run", () =>
  visit("/verify", async (page) => {
    const name = '<img src=x onerror="document.title=1">.pdf';
    await give(page, file(name, readFileSync(kSigned)));
    await page.getByText(name).waitFor();
    assert.equal(await page.title(), "Sohoa");
  }));

test("it works by keyboard alone, in English, on a phone and in the dark", () =>
  visit(
    "/verify",
    async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").innerText(), "Tới nội dung chính");
      const language = page.getByRole("button", { name: "English" });
      await language.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Verify an electronic document" }).waitFor();
      await page.locator("html[lang=en]").waitFor();
      const chooser = page.waitForEvent("filechooser");
      await page.locator("input[type=file]").focus();
      await page.keyboard.press("Enter");
      await (await chooser).setFiles(kSigned);
      await page.getByRole("heading", { name: "Valid" }).waitFor();
      await assertAccessible(page);
      await shot(page, "console-verify-phone");
    },
    { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  ));

test("the code on paper tells of the copy and of nobody, and the file is compared with it", () =>
  visit(`/verify/${process.env.CERTIFIED}`, async (page) => {
    await page.getByRole("heading", { name: "Kho có bản sao mang mã này" }).waitFor();
    const told = page.locator("section[aria-labelledby=told]");
    const said = await told.innerText();
    assert.match(said, /Bản sao chứng thực từ bản chính/);
    assert.match(said, /Số chứng thực\s+1, quyển số/);
    assert.match(said, /có hiệu lực/);
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
    await shot(page, "console-verify-code");
    await give(page, process.env.CERTIFIED_PDF);
    await page.getByText("giống từng byte").waitFor();
    await give(page, kSigned);
    await page.getByText("KHÔNG phải bản sao trong kho").waitFor();
    await page.getByRole("heading", { name: "Có hiệu lực", exact: false }).waitFor();
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
  }));

test("a code is typed or scanned, by its address too, on a phone", () =>
  visit(
    "/",
    async (page) => {
      await page.getByLabel("Mã bản sao").fill(`https://kho.example.vn/kiem-tra/${process.env.CERTIFIED}`);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Kho có bản sao mang mã này" }).waitFor();
      assert.equal(new URL(page.url()).pathname, `/verify/${process.env.CERTIFIED}`);
      await assertAccessible(page);
      await shot(page, "console-verify-code-phone");
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("a code that was not given out is answered like one that was never made", () =>
  visit(
    `/kiem-tra/${process.env.COPY}`,
    async (page) => {
      await page.getByRole("heading", { name: "Không tìm thấy bản sao nào mang mã này" }).waitFor();
      await assertAccessible(page);
      await assertAccessibleOnPhone(page);
      const told = await page.locator("main").innerText();
      await page.goto(`${site}/verify/${"a".repeat(26)}`);
      await page.getByRole("heading", { name: "Không tìm thấy bản sao nào mang mã này" }).waitFor();
      assert.equal(await page.locator("main").innerText(), told);
      // Who has the file learns that it is the warehouse's.
      await page.goto(`${site}/verify/${process.env.COPY}`);
      await give(page, kSigned);
      await page.getByText("giống từng byte").waitFor();
    },
    { refused: ["404"] },
  ));

test("a file that another office signed is judged in the same words", () =>
  visit("/verify", async (page) => {
    await give(page, process.env.FOREIGN_PDF);
    await page.getByRole("heading", { name: "Chưa kết luận được" }).waitFor();
    const said = await page.locator("main").innerText();
    assert.match(said, /Chữ ký của/);
    assert.match(said, /toàn bộ tệp, không thêm gì sau chữ ký này/);
    assert.match(said, /nguyên vẹn/);
    await assertAccessible(page);
    await assertAccessibleOnPhone(page);
  }));

test("of several signatures each says which revision it is of", () =>
  visit("/verify", async (page) => {
    await give(page, kSigned);
    await page.getByText("một lần lưu trước").first().waitFor();
    await page.getByText("toàn bộ tệp, không thêm gì sau chữ ký này").first().waitFor();
  }));

test("no other page may frame it, and nothing inline may run", async () => {
  const answer = await fetch(site + "/verify");
  const policy = answer.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.doesNotMatch(policy, /unsafe/);
});
