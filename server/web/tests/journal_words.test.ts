import { expect, test } from "vitest";
import { changeWords, whoWords } from "../src/screens/admin/journal_words";
import { kTexts } from "../src/screens/admin/texts";

const { vi, en } = kTexts;

test("rights that were given are told in words", () => {
  expect(changeWords("roles=scan,read;unit=p01;sees=p01", vi)).toBe("Vai trò: Quét, Tra cứu; đơn vị p01");
  expect(changeWords("roles=audit;unit=p01;sees=*;disabled", vi)).toBe(
    "Vai trò: Kiểm tra nhật ký; đơn vị p01; xem giấy tờ của mọi đơn vị; bị khoá",
  );
  expect(changeWords("roles=;unit=p01;sees=p02", en)).toBe("No role any more; office p01; sees papers of p02");
});

test("what was refused is told with its reason, known or not", () => {
  expect(changeWords("not done: access.own_account", vi)).toBe("Không làm được: tự đổi quyền của mình");
  expect(changeWords("not done: constructor", en)).toBe("Not done");
});

test("an entry without more to say stays empty, and an unknown one is shown as it is", () => {
  expect(changeWords("", vi)).toBe("");
  expect(changeWords("gì đó khác", vi)).toBe("gì đó khác");
  expect(changeWords("roles=toString;unit=a=b;sees=a=b", en)).toBe("Roles: toString; office a=b");
});

test("an account is told by its name, by its id where it has none, and nobody as nobody", () => {
  expect(whoWords("op-1", "Lê Thu Hà", vi)).toBe("Lê Thu Hà");
  expect(whoWords("op-1", "", vi)).toBe("op-1");
  expect(whoWords("", null, vi)).toBe("(không rõ)");
  expect(whoWords("machine", "machine", en)).toBe("somebody at the server (command line)");
});
