// A list as long as a city's: fetched page by page from the server, scrolled and filtered to its end.
import { test } from "node:test";
import assert from "node:assert/strict";
import { blocking, kUnanswered, login, longestTask, visit, withBrowser } from "./browser.mjs";

const kRows = Number(process.env.ROWS);

withBrowser();

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

// Scrolls to the end again and again, as somebody does who looks for the oldest, until no more rows come.
const toTheEnd = (list, rows) =>
  list.evaluate(async (box, wanted) => {
    while (Number(box.getAttribute("aria-rowcount")) < wanted) {
      await new Promise((resolve) => {
        const grown = new MutationObserver(() => {
          grown.disconnect();
          resolve();
        });
        grown.observe(box, { attributes: true, attributeFilter: ["aria-rowcount"] });
        box.scrollTop = box.scrollHeight;
      });
    }
  }, rows + 1);

test("a list of 100,000 rows draws few of them, and neither scrolling nor filtering stands still", () =>
  visit(
    "/warehouse",
    async (page) => {
      await login(page, "doc", process.env.READER_PASSWORD);
      await page.getByLabel("Mã hồ sơ").fill("HS-2026-7");
      let pages = 0;
      page.on("response", (response) => (pages += response.url().endsWith("/copies/search") ? 1 : 0));
      await page.getByRole("button", { name: "Tìm", exact: true }).click();
      const list = page.getByRole("grid", { name: "Kết quả" });
      await list.getByRole("row").nth(1).waitFor();
      await toTheEnd(list, kRows);
      assert.equal(await list.getAttribute("aria-rowcount"), String(kRows + 1));
      assert.equal(pages, kRows / 200);
      const last = `Giấy khai sinh ${kRows - 1}`;
      await staysSmooth(page, list, async () => {
        await list.getByText(last).waitFor();
        await list.focus();
        await page.keyboard.press("Home");
        await page.keyboard.press("End");
        await list.locator("[aria-selected=true]", { hasText: last }).waitFor();
        await page.getByLabel("Lọc trong các kết quả").pressSequentially("giay 7777");
        await page.getByText("19 còn lại").waitFor();
      });
    },
    kUnanswered,
  ));
