// What a browser has and jsdom lacks: dialogs, pictures that come, and everything in sight.
import { beforeEach, vi } from "vitest";

class Unobserved {
  observe(): void {}
  disconnect(): void {}
}

class InSight {
  constructor(private readonly told: (entries: { isIntersecting: boolean }[]) => void) {}
  observe(): void {
    this.told([{ isIntersecting: true }]);
  }
  disconnect(): void {}
}

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", Unobserved);
  vi.stubGlobal("IntersectionObserver", InSight);
  if (typeof HTMLElement === "undefined") return; // a test without a document
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute("open", "");
  };
  HTMLDialogElement.prototype.close = function () {
    this.removeAttribute("open");
  };
  Object.defineProperty(HTMLImageElement.prototype, "src", {
    configurable: true,
    get(this: HTMLImageElement) {
      return this.getAttribute("src") ?? "";
    },
    set(this: HTMLImageElement, url: string) {
      this.setAttribute("src", url);
      if (url) queueMicrotask(() => this.onload?.(new Event("load")));
    },
  });
  for (const side of ["naturalWidth", "naturalHeight"]) {
    Object.defineProperty(HTMLImageElement.prototype, side, { configurable: true, value: 100 });
  }
});
