// An administrator lets people in and out, and looks at the machine; an auditor reads the journal.
import { test } from "node:test";
import assert from "node:assert/strict";
import { assertAccessible, freshContext, kUnanswered, login, shot, site, tabTo, visit, withBrowser } from "./browser.mjs";

withBrowser();

const asAdmin = (page) => login(page, "quan.tri", process.env.ADMIN_PASSWORD);
const tab = (page, name) => page.getByRole("link", { name, exact: true }).click();

test("a person is added, logs in once with the first password, and is shut out", () =>
  visit(
    "/admin/operators",
    async (page, context) => {
      await asAdmin(page);
      await page.getByRole("button", { name: "Thêm cán bộ" }).click();
      await page.getByLabel("Tên đăng nhập").fill("thu.ha");
      await page.getByLabel("Họ tên").fill("Lê Thu Hà");
      await page.getByLabel("Đơn vị công tác").fill("demo");
      await page.getByLabel("Xem giấy tờ của đơn vị này").fill("demo");
      await page.getByLabel("Quét", { exact: true }).check();
      await assertAccessible(page);
      await page.getByRole("button", { name: "Lưu", exact: true }).click();
      const once = page.getByRole("region", { name: "thu.ha" });
      const password = await once.locator("code").innerText();
      await assertAccessible(page);
      await shot(page, "console-admin-operators");

      const other = await freshContext();
      const theirs = await other.newPage();
      await theirs.goto(site + "/login");
      await login(theirs, "thu.ha", password);
      await theirs.getByLabel("Mật khẩu mới").first().waitFor();
      await other.close();

      await page.getByRole("button", { name: "Đã trao, đóng lại" }).click();
      assert.equal(await page.getByText(password).count(), 0);
      await page.getByRole("button", { name: "Sửa thu.ha" }).click();
      await page.getByRole("button", { name: "Khoá", exact: true }).click();
      await page.getByRole("row", { name: /thu\.ha/ }).getByText("Đã khoá").waitFor();
    },
    kUnanswered,
  ));

test("a list goes on where one answer of the server ends, by a button that the keyboard reaches", () =>
  visit(
    "/admin/operators",
    async (page) => {
      await page.route("**/api/v1/operators?*", (route) =>
        route.continue({ url: route.request().url().replace("limit=100", "limit=2") }),
      );
      await asAdmin(page);
      const more = page.getByRole("button", { name: "Xem thêm" });
      const people = page.getByRole("region", { name: "Cán bộ" }).getByRole("row");
      await more.waitFor();
      assert.equal(await people.count(), 3);
      await tabTo(page, more);
      await page.keyboard.press("Enter");
      await people.nth(3).waitFor();
      await assertAccessible(page);
      // What was changed far down stays in sight.
      await page.getByRole("button", { name: "Sửa thanh.tra" }).click();
      await page.getByLabel("Họ tên").fill("Thanh tra");
      await page.getByRole("button", { name: "Lưu", exact: true }).click();
      await page.getByRole("row", { name: /thanh\.tra Thanh tra/ }).waitFor();
    },
    kUnanswered,
  ));

test("nobody changes his own rights, and the server says so too", () =>
  visit(
    "/admin/operators",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("button", { name: "Sửa quan.tri" }).click();
      await page.getByText("Đây là tài khoản của bạn").waitFor();
      assert.equal(await page.getByRole("checkbox").count(), 0);
      const status = await page.evaluate(async () => {
        const session = await (await fetch("/api/v1/session")).json();
        const answer = await fetch(`/api/v1/operators/${session.operator}`, {
          method: "PATCH",
          headers: { "Content-Type": "application/json", "X-CSRF-Token": session.csrf_token },
          body: JSON.stringify({ disabled: true }),
        });
        return answer.status;
      });
      assert.equal(status, 403);
    },
    { refused: [...kUnanswered.refused, "403"] },
  ));

test("a program gets its secret once", () =>
  visit(
    "/admin/clients",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("button", { name: "Thêm hệ thống" }).click();
      await page.getByLabel("Mã", { exact: true }).fill("mot-cua");
      await page.getByLabel("Tên hệ thống").fill("Một cửa <script>");
      await page.getByLabel("Đơn vị công tác").fill("demo");
      await page.getByLabel("Xem giấy tờ của đơn vị này").fill("demo");
      await page.getByLabel("Tra cứu").check();
      await page.getByRole("button", { name: "Lưu", exact: true }).click();
      const secret = page.getByRole("region", { name: "mot-cua" }).locator("code");
      assert.ok((await secret.innerText()).length >= 20);
      await page.getByRole("row", { name: /Một cửa <script>/ }).waitFor();
      await assertAccessible(page);
      await page.getByRole("button", { name: "Đã trao, đóng lại" }).click();
      await page.getByRole("button", { name: "Sửa mot-cua" }).click();
      await page.getByLabel("Tên hệ thống").fill("Một cửa phường Mẫu");
      await page.getByRole("button", { name: "Lưu", exact: true }).click();
      await page.getByRole("row", { name: /Một cửa phường Mẫu/ }).waitFor();
      await shot(page, "console-admin-clients");
    },
    kUnanswered,
  ));

test("offices, keys and settings are shown with where they come from", () =>
  visit(
    "/admin/units",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("cell", { name: /Phường Mẫu/ }).waitFor();
      await page.getByText("đã hết hiệu lực").waitFor();
      await assertAccessible(page);
      await shot(page, "console-admin-units");
      await tab(page, "Khoá và chứng thư");
      await page.getByRole("cell", { name: "Ký của cơ quan" }).waitFor();
      await page.getByRole("button", { name: "Thử dịch vụ dấu thời gian" }).click();
      await page.getByText("trả lời được").waitFor();
      await assertAccessible(page);
      await shot(page, "console-admin-keys");
      await tab(page, "Thiết lập");
      await page.getByRole("cell", { name: "8420" }).waitFor();
      await shot(page, "console-admin-settings");
      await page.getByLabel("Lọc").fill("server.port");
      await page.getByRole("cell", { name: "8420" }).waitFor();
      await assertAccessible(page);
      assert.equal(await page.getByRole("row").count(), 2);
    },
    kUnanswered,
  ));

test("scanners are looked for while the page goes on", () =>
  visit(
    "/admin/devices",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("button", { name: "Tìm máy quét" }).click();
      await page.getByText(/ngày \d\d\/\d\d\/\d{4}/).waitFor();
      await page.getByText("test:0").waitFor();
      await assertAccessible(page);
      await shot(page, "console-admin-devices");
    },
    kUnanswered,
  ));

test("a profile is tried on a page, and what is wrong with one is told", () =>
  visit(
    "/admin/profiles",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("button", { name: "Xem Giấy khai sinh", exact: true }).click();
      const toml = page.getByLabel("Mô tả loại giấy tờ");
      await page.waitForFunction(() => document.querySelector("textarea").value.includes("kind"));
      await page.getByLabel(/^Trang/).setInputFiles(process.env.SAMPLE_PAGE);
      await page.getByRole("button", { name: "Đọc thử" }).click();
      await page.getByRole("heading", { name: /giay_khai_sinh/ }).waitFor({ timeout: 120000 });
      await assertAccessible(page);
      await shot(page, "console-admin-profiles");
      await toml.fill('kind = "thu"\nnonsense = 1\n');
      await page.getByRole("button", { name: "Đọc thử" }).click();
      await page.getByText("Mô tả có chỗ sai").waitFor({ timeout: 120000 });
    },
    kUnanswered,
  ));

test("an auditor reads who logged in and what was changed, and sees no accounts", () =>
  visit(
    "/admin",
    async (page) => {
      await login(page, "thanh.tra", "wrong password 1");
      await page.getByRole("alert").waitFor();
      await login(page, "thanh.tra", process.env.AUDIT_PASSWORD);
      await page.getByRole("cell", { name: "Đăng nhập sai" }).first().waitFor();
      await page.getByRole("cell", { name: "Đăng nhập", exact: true }).first().waitFor();
      // In words: who, to whom, and which rights.
      await page.getByRole("row", { name: /Thêm cán bộ Lê Thu Hà Quản trị Vai trò: Quét; đơn vị demo$/ }).waitFor();
      await page.getByRole("row", { name: /Thêm cán bộ quet người ở máy chủ \(dòng lệnh\) Vai trò: Quét/ }).waitFor();
      assert.doesNotMatch(await page.locator("main").innerText(), /roles=|op-|op:|\bmachine\b/);
      await assertAccessible(page);
      await shot(page, "console-admin-journal");
      assert.equal(await page.getByRole("link", { name: "Cán bộ" }).count(), 0);
      const status = await page.evaluate(async () => (await fetch("/api/v1/operators")).status);
      assert.equal(status, 403);
    },
    { refused: [...kUnanswered.refused, "403 /api/v1/operators"] },
  ));

test("who may neither administer nor audit is not let in", () =>
  visit(
    "/admin",
    async (page) => {
      await login(page, "quet", process.env.SCANNER_PASSWORD);
      await page.getByText("Tài khoản này không được dùng phần này").waitFor();
      assert.equal(await page.getByRole("link", { name: "Quản trị" }).count(), 0);
      assert.equal(await page.getByRole("link", { name: "Báo cáo" }).count(), 0);
    },
    kUnanswered,
  ));

test("dark colours keep their contrast", () =>
  visit(
    "/admin/keys",
    async (page) => {
      await asAdmin(page);
      await page.getByRole("cell", { name: "Ký của cơ quan" }).waitFor();
      await assertAccessible(page);
    },
    { ...kUnanswered, colorScheme: "dark" },
  ));
