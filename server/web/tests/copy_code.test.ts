import { expect, test } from "vitest";
import { codeOf } from "../src/screens/verify/copy_code";

test("a code is taken as typed, and out of the address that a QR code holds", () => {
  const id = "mfrggzdfmztwq2lknnwg23tpoa";
  expect(codeOf(id)).toBe(id);
  expect(codeOf(` mfrgg zdfmz twq2l knnwg 23tpo a\n`)).toBe(id);
  expect(codeOf(`https://kho.example.vn/verify/${id}`)).toBe(id);
  expect(codeOf(`https://kho.example.vn/kiem-tra/${id}/?utm=1#x`)).toBe(id);
  expect(codeOf(`SOHOA-COPY/1\ncopy=${id}\nunit=p01\nnumber=1`)).toBe(id);
  expect(codeOf(`SOHOA-COPY/1copy=${id}unit=p01`)).toBe(id); // as a field of one line has it
});

test("what is no code is not looked up", () => {
  for (const wrong of ["", "  ", "abc", "https://example.vn/", "javascript:alert(1)", "a".repeat(500)]) {
    expect(codeOf(wrong)).toBeNull();
  }
});
