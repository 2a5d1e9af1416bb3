// One case file on its way: pages come in, are put right, and are taken in together.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { go } from "../../app/router";
import { useUnsaved } from "../../app/unsaved";
import { useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { useLineBack } from "../../ui/line_back";
import { KeysDialog } from "../../ui/keys_dialog";
import { said } from "../../ui/said";
import { Balance, missing } from "./balance";
import { Confirm } from "./confirm";
import { Documents } from "./documents";
import { Files } from "./files";
import { useKeys } from "./keys";
import { Pages } from "./pages";
import { useScan, type Scan } from "./session";
import { texts as both } from "./texts";

export type Feed = Schemas["ScanFeed"];
export type Change = Schemas["ScanChange"];

export interface Acts {
  feed: (wish: Feed) => void;
  change: (change: Change) => void;
}

export function Desk({ client, name }: { client: Client; name: string }) {
  const texts = useOwnTexts(both);
  const { scan, gone, cut, show } = useScan(client, name);
  if (gone) {
    return (
      <>
        <Alert>{texts.gone}</Alert>
        <button type="button" onClick={() => go("/counter")}>
          {texts.toStart}
        </button>
      </>
    );
  }
  return (
    <>
      <div role="status">{cut && scan?.state !== "taken" && <p class="notice doubt">{texts.cut}</p>}</div>
      {scan ? <Work client={client} scan={scan} show={show} /> : <p>{texts.waiting}</p>}
    </>
  );
}

interface WorkProps {
  client: Client;
  scan: Scan;
  show: (scan: Scan) => void;
}

function Work({ client, scan, show }: WorkProps) {
  const texts = useOwnTexts(both);
  if (scan.state !== "taken") return <AtWork client={client} scan={scan} show={show} />;
  return (
    <>
      <h1>{texts.forCase(scan.case_file)}</h1>
      <Documents client={client} scan={scan} />
    </>
  );
}

// Sheets counted by hand: typed here, kept with the session by the server, so that a reload, a colleague
// and the batch have them.
function useCounted(scan: Scan, post: (what: string, json: unknown) => Promise<boolean>) {
  const [counted, setCounted] = useState(scan.counted === null ? "" : String(scan.counted));
  const typed = useRef(counted);
  const stored = useRef(counted);
  const [unsent, setUnsent] = useState(false);
  useUnsaved(unsent);
  const storing = useRef<Promise<unknown>>(Promise.resolve());
  // One after the other, or what was typed first could come last.
  function store(): void {
    storing.current = storing.current.then(async () => {
      const text = typed.current;
      const number = text === "" ? null : Number(text);
      if (text !== stored.current && (await post("changes", { change: "count", counted: number }))) {
        stored.current = text;
      }
      setUnsent(typed.current !== stored.current);
    });
  }
  return {
    counted,
    count: (text: string) => {
      setCounted(text);
      typed.current = text;
      setUnsent(text !== stored.current);
      store();
    },
    store,
    // Whether the server has what stands there.
    kept: async () => {
      store();
      await storing.current;
      return stored.current === typed.current;
    },
  };
}

function AtWork({ client, scan, show }: WorkProps) {
  const texts = useOwnTexts(both);
  const shared = useTexts();
  const [failure, setFailure] = useState("");
  const [abandoning, setAbandoning] = useState(false);
  const [keys, setKeys] = useState(false);
  const [sending, setSending] = useState(false);
  useUnsaved(sending); // a file half sent is not with the case yet
  const files = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const path = `/api/v1/scans/${encodeURIComponent(scan.scan)}`;
  const idle = scan.state === "idle";
  const filePages = scan.files.reduce((sum, file) => sum + file.pages, 0);
  const there = scan.pages.length + filePages;
  const complete = idle && there > 0 && !sending;

  const post = useCallback(
    async (what: string, json?: unknown): Promise<boolean> => {
      try {
        const body = json === undefined ? {} : { json };
        show(await client.json<Scan>(`${path}/${what}`, { method: "POST", ...body }));
        setFailure("");
        return true;
      } catch (error) {
        setFailure(said(error, shared));
        return false;
      }
    },
    [client, path, show, shared],
  );
  const { counted, count, store, kept } = useCounted(scan, post);
  useLineBack(client.line, store);
  const by = missing(scan, counted);
  // The difference that somebody was told of and may insist on; another one is told anew.
  const [told, setTold] = useState(0);
  useEffect(() => setTold(0), [by]);
  // What moves paper or ends the session: pressed twice, it happens once.
  async function once(work: () => Promise<unknown>): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    try {
      await work();
    } finally {
      busy.current = false;
    }
  }
  const acts: Acts = {
    feed: (wish) => void once(() => post("feed", wish)),
    change: (change) => void post("changes", change),
  };

  function finish(): void {
    if (by !== told) {
      setTold(by);
      return;
    }
    void once(async () => (await kept()) && (await post("finish")));
  }

  const abandon = () =>
    once(async () => {
      setAbandoning(false);
      try {
        await client.call(`${path}?pages=${there}`, { method: "DELETE" });
        go("/counter");
      } catch (error) {
        setFailure(said(error, shared));
      }
    });

  useKeys({
    F2: idle && (() => acts.feed({})),
    F4: scan.state === "feeding" && (() => void post("stop")),
    t: scan.state !== "finishing" && (() => files.current?.click()),
    F8: complete && finish,
    "Ctrl+Enter": complete && finish, // as at the review desk
    F1: () => setKeys(true),
  });

  return (
    <>
      <div class="counter-head">
        <h1>{texts.forCase(scan.case_file)}</h1>
        <p class={`state ${scan.state}`} role="status">
          {texts.states[scan.state]}
        </p>
      </div>
      <p class="actions">
        <button type="button" disabled={!idle} onClick={() => acts.feed({})}>
          {scan.pages.length > 0 ? texts.goOn : texts.scan}
        </button>
        <button
          type="button"
          class="quiet"
          disabled={scan.state !== "feeding"}
          onClick={() => void post("stop")}
        >
          {texts.stop}
        </button>
        <button type="button" disabled={!complete} onClick={finish}>
          {texts.finish}
        </button>
        <button
          type="button"
          class="quiet"
          disabled={!idle || sending}
          onClick={() => (there > 0 ? setAbandoning(true) : void abandon())}
        >
          {texts.abandon}
        </button>
        <button type="button" class="quiet" onClick={() => setKeys(true)}>
          {texts.keys}
        </button>
      </p>
      {keys && (
        <KeysDialog
          title={texts.keysTitle}
          keys={texts.keyList}
          letters
          onClose={() => setKeys(false)}
        />
      )}
      {abandoning && (
        <Confirm
          question={texts.abandonSure(there)}
          yes={texts.yesAbandon}
          onYes={() => void abandon()}
          onNo={() => setAbandoning(false)}
        />
      )}
      <div aria-live="assertive">
        {scan.stop && (
          <p class={scan.stop.trouble ? "notice bad" : "notice"} data-code={scan.stop.code}>
            {scan.stop.reason}
          </p>
        )}
        {failure && <Alert>{failure}</Alert>}
        {by !== 0 && by === told && <p class="notice doubt">{texts.finishAnyway}</p>}
      </div>
      <div class="counter-desk">
        <Pages line={client.line} scan={scan} acts={acts} />
        <aside>
          <Balance scan={scan} counted={counted} onCounted={count} />
          <Files
            client={client}
            scan={scan}
            input={files}
            onShow={show}
            onSending={setSending}
            onFailure={(error) => setFailure(said(error, shared))}
            onDrop={(number) => acts.change({ change: "drop_file", number })}
          />
        </aside>
      </div>
    </>
  );
}
