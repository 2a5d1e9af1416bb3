// The pictures of a copy beside the list of what must agree with the original.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Client, Schemas } from "../../api/client";
import { date, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { KeysDialog } from "../../ui/keys_dialog";
import { lettersAct } from "../../ui/letter_keys";
import { said } from "../../ui/said";
import { Checklist } from "./checklist";
import { Pages } from "./pages";
import { Refusal } from "./refusal";
import { texts as both } from "./texts";

type Item = Schemas["CertificationItem"];
export type Checks = Item["wanted_checks"];

interface CompareProps {
  client: Client;
  number: number;
  ticked: Checks | null; // before; null: it is not among those to sign
  onDone: (checks: Checks) => void;
  onRefused: () => void;
  onTakeOut: () => void; // of those to sign
  onBack: () => void;
}

export function Compare({
  client,
  number,
  ticked,
  onDone,
  onRefused,
  onTakeOut,
  onBack,
}: CompareProps) {
  const general = useTexts();
  const own = useOwnTexts(both);
  const [item, setItem] = useState<Item | null>(null);
  const [checks, setChecks] = useState<Checks>(ticked ?? []);
  const [seen, setSeen] = useState<"no" | "yes" | "never">("no");
  const [refusing, setRefusing] = useState(false);
  const [keys, setKeys] = useState(false);
  const [failure, setFailure] = useState("");
  const box = useRef<HTMLElement>(null);
  const path = `/api/v1/certifications/${number}`;

  useEffect(() => {
    const gone = new AbortController();
    client
      .json<Item>(path, { signal: gone.signal })
      .then(setItem)
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setFailure(said(error, general));
      });
    return () => gone.abort();
  }, [client, path]);
  useEffect(() => box.current?.focus(), [item]);

  const wanted = item?.wanted_checks ?? [];
  const allTicked = wanted.every((check) => checks.includes(check));
  const whole = item !== null && seen === "yes" && allTicked;
  const toggle = (check: Checks[number]) =>
    setChecks((now) => (now.includes(check) ? now.filter((each) => each !== check) : [...now, check]));

  // Whoever took a tick away does not answer for the copy any more.
  function leave(): void {
    if (ticked && item && !allTicked) onTakeOut();
    onBack();
  }

  function onKey(event: KeyboardEvent): void {
    if (refusing || keys || event.repeat || event.altKey || event.metaKey) return;
    if (event.ctrlKey && event.key !== "Enter") return;
    const signs = lettersAct();
    const check = signs ? wanted[Number(event.key) - 1] : undefined;
    const onButton = (event.target as HTMLElement).tagName === "BUTTON";
    if (check) toggle(check);
    else if (event.key === "Enter" && whole && (event.ctrlKey || !onButton)) onDone(checks);
    else if (signs && event.key.toLowerCase() === "t") setRefusing(true);
    else if (event.key === "F1") setKeys(true);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  }

  return (
    <section ref={box} tabIndex={-1} class="compare" aria-labelledby="compare-title" onKeyDown={onKey}>
      <h2 id="compare-title">
        {own.compareTitle}
        {item && `: ${item.title || own.untitled}`}
      </h2>
      {keys && (
        <KeysDialog
          title={own.keysTitle}
          keys={own.keyList}
          letters
          onClose={() => {
            setKeys(false);
            box.current?.focus();
          }}
        />
      )}
      {failure && <Alert>{failure}</Alert>}
      {!item && !failure && <p>{general.waiting}</p>}
      {item && (
        <div class="columns">
          <Pages line={client.line} item={item} onSeen={setSeen} />
          <div class="card side">
            <Preview item={item} />
            {seen === "never" && <Alert>{own.noPictures}</Alert>}
            <Checklist wanted={wanted} checks={checks} onToggle={toggle} />
            <p class="soft">{own.checkKeys}</p>
            <p class="buttons">
              <button type="button" disabled={!whole} onClick={() => onDone(checks)}>
                {own.done}
              </button>
              <button type="button" class="quiet" onClick={() => setRefusing(true)}>
                {own.refuse}
              </button>
              {ticked && (
                <button
                  type="button"
                  class="quiet"
                  onClick={() => {
                    onTakeOut();
                    onBack();
                  }}
                >
                  {own.undone}
                </button>
              )}
              <button type="button" class="quiet" onClick={leave}>
                {own.back}
              </button>
            </p>
            {refusing && (
              <Refusal
                client={client}
                path={path}
                onSent={onRefused}
                onBack={() => {
                  setRefusing(false);
                  box.current?.focus();
                }}
              />
            )}
            <Facts item={item} />
          </div>
        </div>
      )}
    </section>
  );
}

function Preview({ item: { preview } }: { item: Item }) {
  const own = useOwnTexts(both);
  return (
    <p class="preview">
      <strong>{own.preview(preview.number, preview.book)}</strong>
      <span class="soft">{preview.kept ? own.previewKept : own.previewNote}</span>
    </p>
  );
}

function Facts({ item }: { item: Item }) {
  const general = useTexts();
  const language = useLanguage();
  const own = useOwnTexts(both);
  return (
    <dl class="facts">
      <dt>{own.caseFile}</dt>
      <dd>{item.case_file}</dd>
      {Object.entries(item.fields).map(([name, value]) => (
        <>
          <dt>{general.fieldNames[name] ?? name}</dt>
          <dd>{Array.isArray(value) ? value.join("; ") : date(String(value), language)}</dd>
        </>
      ))}
    </dl>
  );
}
