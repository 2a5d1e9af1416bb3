// Search in the warehouse, and what a copy is worth. /warehouse/COPY opens a copy at once.
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, type Schemas } from "../../api/client";
import type { ScreenProps } from "../../app/areas";
import { readdress } from "../../app/router";
import { useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert, DateField, TextField } from "../../ui/field";
import { KeysDialog } from "../../ui/keys_dialog";
import { lettersAct } from "../../ui/letter_keys";
import { said } from "../../ui/said";
import { CopyView } from "./copy_view";
import { errandHeaders, ErrandFields, firstErrand, isWhole } from "./errand";
import { Facets } from "./facets";
import { Results } from "./results";
import { bodyOf, kNoTerms, type Copy, type Terms } from "./terms";
import { warehouseTexts } from "./texts";
import "./warehouse.css";

type Found = Schemas["Copies"];
type Counts = Schemas["Facets"];

const kAtATime = 200;

export function WarehouseScreen({ client, below }: ScreenProps) {
  const texts = useTexts();
  const own = useOwnTexts(warehouseTexts);
  const [errand, setErrand] = useState(firstErrand);
  const [terms, setTerms] = useState(kNoTerms);
  const [sought, setSought] = useState<Terms | null>(null); // what the results are of
  const [found, setFound] = useState<Copy[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [counts, setCounts] = useState<Counts | null>(null);
  const [open, setOpen] = useState<Copy | null>(null);
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const [keys, setKeys] = useState(false);
  const running = useRef<AbortController | null>(null);
  const page = useRef<HTMLDivElement>(null);

  async function ask<T>(path: string, json: unknown, signal: AbortSignal): Promise<T> {
    const headers = errandHeaders(errand);
    return client.json<T>(path, { method: "POST", json, headers, signal });
  }

  async function search(wanted: Terms, cursor: string | null = null): Promise<void> {
    if (!isWhole(errand)) return;
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const { signal } = control;
    setBusy(true);
    setFailure("");
    try {
      const body = { ...bodyOf(wanted), limit: kAtATime, ...(cursor ? { cursor } : {}) };
      const found = await ask<Found>("/api/v1/copies/search", body, signal);
      setFound((before) => (cursor ? [...before, ...found.copies] : found.copies));
      setNext(found.next);
      if (cursor) return;
      setSought(wanted);
      setOpen(null);
      readdress("/warehouse");
      // Those before stay until then, and with them the button that was pressed.
      setCounts(await ask<Counts>("/api/v1/copies/facets", bodyOf(wanted), signal));
    } catch (error) {
      if (!signal.aborted) setFailure(said(error, texts));
    } finally {
      if (running.current === control) setBusy(false);
    }
  }

  async function openById(id: string): Promise<void> {
    setFailure("");
    try {
      const path = `/api/v1/copies/${encodeURIComponent(id)}`;
      setOpen(await client.json<Copy>(path, { headers: errandHeaders(errand) }));
    } catch (error) {
      const unknown = error instanceof ApiError && error.status === 404;
      setFailure(unknown ? own.noSuchCopy : said(error, texts));
    }
  }

  function show(copy: Copy): void {
    setOpen(copy);
    readdress(`/warehouse/${encodeURIComponent(copy.id)}`);
  }

  function close(): void {
    setOpen(null);
    readdress("/warehouse");
    page.current?.querySelector<HTMLElement>("[role=grid]")?.focus();
  }

  const narrowed = (wanted: Terms) => {
    setTerms(wanted);
    void search(wanted);
  };

  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog");
      if (event.key === "F1") {
        event.preventDefault();
        setKeys(true);
      }
      if (event.key !== "/" || !lettersAct() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      page.current?.querySelector<HTMLInputElement>("input[type=search]")?.focus();
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);

  const set = (name: keyof Terms) => (value: string) => setTerms({ ...terms, [name]: value });
  const linked = below !== "" && open?.id !== below;
  return (
    <div ref={page} class="warehouse">
      <h1>{texts.searchTitle}</h1>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          if (linked && sought === null && terms === kNoTerms) void openById(below);
          else void search(terms);
        }}
        onKeyDown={(event) => {
          const list = page.current?.querySelector<HTMLElement>("[role=grid]");
          const field = event.target;
          if (event.key !== "ArrowDown" || !list || !(field instanceof HTMLInputElement)) return;
          if (field.type !== "search") return;
          event.preventDefault();
          list.focus();
        }}
      >
        {linked && <p class="notice doubt">{own.errandFirst}</p>}
        <div class="words">
          <TextField
            label={texts.words}
            placeholder={texts.wordsHint}
            type="search"
            value={terms.q}
            onText={set("q")}
            autoFocus={!linked}
          />
          <button type="submit" disabled={busy}>
            {linked && sought === null ? own.openCopy : texts.searchButton}
          </button>
          {(terms.kind || terms.unit || terms.product) && (
            <button
              type="button"
              class="quiet"
              onClick={() => narrowed({ ...terms, kind: "", unit: "", product: "" })}
            >
              {own.allOf}
            </button>
          )}
        </div>
        <div class="fields">
          <ErrandFields errand={errand} onChange={setErrand} />
          <TextField
            label={texts.subject}
            inputMode="numeric"
            autocomplete="off"
            value={terms.subject}
            onText={set("subject")}
          />
          <TextField label={texts.number} value={terms.number} onText={set("number")} />
          <DateField label={texts.issuedFrom} value={terms.issued_from} onDate={set("issued_from")} />
          <DateField label={texts.issuedUntil} value={terms.issued_until} onDate={set("issued_until")} />
        </div>
        <p class="hint">
          {texts.purposeHint}{" "}
          <button type="button" class="link" onClick={() => setKeys(true)}>
            {own.keys}
          </button>
        </p>
      </form>
      {keys && (
        <KeysDialog title={own.keysTitle} keys={own.keyList} letters onClose={() => setKeys(false)} />
      )}
      {failure && <Alert>{failure}</Alert>}
      <div role="status">
        {sought && found.length === 0 && <p>{texts.nothingFound}</p>}
        {sought && found.length > 0 && <Total counts={counts} loaded={found.length} />}
      </div>
      {sought && found.length > 0 && (
        <div class="found">
          {counts && <Facets found={counts} terms={sought} onTerms={narrowed} />}
          <div class="found-list">
            <Results
              key={JSON.stringify(sought)}
              copies={found}
              offices={counts?.units ?? []}
              openId={open?.id ?? ""}
              onOpen={show}
              onEnd={next ? () => void search(sought, next) : undefined}
            />
          </div>
        </div>
      )}
      {open && (
        <CopyView
          key={open.id}
          client={client}
          copy={open}
          errand={errand}
          words={sought?.q ?? ""}
          onClose={close}
        />
      )}
    </div>
  );
}

function Total({ counts, loaded }: { counts: Counts | null; loaded: number }) {
  const own = useOwnTexts(warehouseTexts);
  const number = new Intl.NumberFormat(useLanguage());
  if (!counts) return null;
  return (
    <p>
      {own.found} {counts.more ? `${own.moreThan} ` : ""}
      {number.format(Math.max(counts.total, loaded))} {own.copies}
    </p>
  );
}
