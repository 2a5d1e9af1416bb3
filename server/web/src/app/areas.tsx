// The areas of the console: who may enter, and what loads their screen when somebody does.
import type { FunctionComponent } from "preact";
import type { Client } from "../api/client";
import type { Texts } from "../texts/vi";
import type { Role } from "./session";

export interface ScreenProps {
  client: Client;
  // The path below the area, without its slash: "20261122-083000-4f2a" of "/batches/2026…".
  below: string;
}

export interface Area {
  path: string; // its first segment; also in server/console.cc
  name: keyof Texts["areas"];
  // One of these is needed; none: nobody need log in.
  anyOf: Role[];
  load: () => Promise<FunctionComponent<ScreenProps>>;
}

export const kAreas: Area[] = [
  {
    path: "/counter",
    name: "counter",
    anyOf: ["scan"],
    load: async () => (await import("../screens/counter/counter")).CounterScreen,
  },
  {
    path: "/review",
    name: "review",
    anyOf: ["review"],
    load: async () => (await import("../screens/review/review")).ReviewScreen,
  },
  {
    path: "/verify",
    name: "verify",
    anyOf: [],
    load: async () => (await import("../screens/verify/verify")).Verify,
  },
  {
    path: "/certify",
    name: "certify",
    anyOf: ["certify", "scan", "review"],
    load: async () => (await import("../screens/certify/certify")).CertifyScreen,
  },
  {
    path: "/batches",
    name: "batches",
    anyOf: ["scan", "archive"],
    load: async () => (await import("../screens/batches/batches")).BatchesScreen,
  },
  {
    path: "/warehouse",
    name: "warehouse",
    anyOf: ["read"],
    load: async () => (await import("../screens/warehouse/warehouse")).WarehouseScreen,
  },
  {
    path: "/reports",
    name: "reports",
    anyOf: ["archive", "audit", "admin"],
    load: async () => (await import("../screens/reports/reports")).ReportsScreen,
  },
  {
    path: "/admin",
    name: "admin",
    anyOf: ["admin", "audit"],
    load: async () => (await import("../screens/admin/admin")).AdminScreen,
  },
];

// The area of a path, and what stands below it.
export function areaOf(path: string): { area: Area | null; below: string } {
  const first = path === "/" ? "/verify" : path.replace(/^(\/[^/]*).*$/, "$1");
  // As it was printed on paper.
  const name = first === "/kiem-tra" ? "/verify" : first;
  const area = kAreas.find((each) => each.path === name) ?? null;
  return { area, below: decoded(path.slice(first.length + 1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // what no link of ours looks like
  }
}
