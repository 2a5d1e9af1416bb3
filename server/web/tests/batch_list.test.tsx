import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Client } from "../src/api/client";
import { BatchesScreen } from "../src/screens/batches/batches";

const kPoll = 2000;
const kAPage = 50;

const batch = (name: string, state: string) => ({
  batch: name,
  created: "2026-11-22T10:00:00+07:00",
  lane: "counter",
  unit: "p01",
  paused: false,
  state,
  sheets: {},
  progress: { pages_done: 0, pages_total: 1, reviews_waiting: 0 },
  held: 0,
  pages_per_minute: null,
  seconds_left: null,
  waits_for: null,
  next_attempt: null,
});

// What the server has, newest first; a cursor is the number of those before.
let batches: ReturnType<typeof batch>[] = [];
let asked: { url: URL; signal: AbortSignal }[] = [];
let slow = false;

beforeEach(() => {
  vi.useFakeTimers();
  [batches, asked, slow] = [[], [], false];
  vi.stubGlobal("fetch", (address: string, { signal }: { signal: AbortSignal }) => {
    const url = new URL(address, "http://host");
    asked.push({ url, signal });
    if (slow) return new Promise(() => undefined);
    const state = url.searchParams.get("state");
    const from = Number(url.searchParams.get("cursor") ?? 0);
    const fit = batches.filter((each) => state === null || each.state === state);
    const next = from + kAPage < fit.length ? String(from + kAPage) : null;
    const answer = { batches: fit.slice(from, from + kAPage), next };
    return Promise.resolve(new Response(JSON.stringify(answer)));
  });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (milliseconds: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });

async function open(): Promise<void> {
  render(<BatchesScreen client={new Client(() => "vi")} below="" />);
  await pass(0);
}

async function choose(state: string): Promise<void> {
  fireEvent.change(screen.getByLabelText("Tình trạng"), { target: { value: state } });
  await pass(0);
}

test("a batch that is done goes from the list of those that run, and nobody asks any more", async () => {
  batches = [batch("b1", "working")];
  await open();
  await choose("working");
  screen.getByText("b1");
  batches = [batch("b1", "done")];
  await pass(kPoll);
  expect(screen.queryByText("b1")).toBeNull();
  const before = asked.length;
  await pass(10 * kPoll);
  expect(asked).toHaveLength(before);
});

test("another choice gives up what was asked for the one before", async () => {
  batches = [batch("b1", "done")];
  await open();
  slow = true;
  await choose("working");
  const former = asked.at(-1);
  expect(former?.url.searchParams.get("state")).toBe("working");
  await choose("held");
  expect(former?.signal.aborted).toBe(true);
});
