import { expect, test } from "vitest";
import { storedBirth, storedDate, typedDate } from "../src/ui/dates";

test("a stored day is shown as day/month/year, and what is no day as it is", () => {
  expect(typedDate("2025-03-04")).toBe("04/03/2025");
  expect(typedDate("tháng 3 năm 2025")).toBe("tháng 3 năm 2025");
  expect(typedDate("")).toBe("");
});

test("a day is stored the same however it was typed", () => {
  for (const typed of ["04/03/2025", "4/3/2025", "4-3-2025", "4.3.2025", " 04032025 ", "2025-03-04"]) {
    expect(storedDate(typed)).toBe("2025-03-04");
  }
  expect(storedDate("29/02/2024")).toBe("2024-02-29");
  expect(storedDate("01/01/0099")).toBe("0099-01-01");
});

test("what stands in no calendar is no day", () => {
  for (const typed of ["", "31/02/2025", "29/02/2025", "13/13/2025", "0/1/2025", "4/3/25", "2025-13-01", "hôm nay"]) {
    expect(storedDate(typed)).toBeNull();
  }
});

test("of a date of birth the year will do, or month and year", () => {
  expect(storedBirth("1950")).toBe("1950");
  expect(storedBirth(" 3/1950")).toBe("1950-03");
  expect(storedBirth("1950-03")).toBe("1950-03");
  expect(storedBirth("4/3/1950")).toBe("1950-03-04");
  expect(typedDate("1950-03")).toBe("03/1950");
  for (const typed of ["50", "13/1950", "0000", "1950-13"]) expect(storedBirth(typed)).toBeNull();
});
