// One document on the desk: its picture beside its fields, worked through by keyboard alone.
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { Client } from "../../api/client";
import { clockTime, dateTime, useLanguage, useOwnTexts, useTexts } from "../../texts/text";
import { Alert } from "../../ui/field";
import { KeysDialog } from "../../ui/keys_dialog";
import { PageView, type Box, type PageBox } from "../../ui/page_view";
import { said } from "../../ui/said";
import { Desk, pictureOf } from "./desk";
import { FieldList, inputId, secondId } from "./field_list";
import {
  certainty,
  doubtfulWords,
  dueTwice,
  inOrderOfDoubt,
  isNoDate,
  isOthers,
  needsTwice,
  twiceAgrees,
  partOf,
  type Field,
  type Review,
} from "./model";
import { kKindId, KindField } from "./kind_field";
import { SecretDialog } from "./secret_dialog";
import { texts } from "./texts";
import { WordBar } from "./word_bar";

interface Props {
  client: Client;
  id: string;
  ready: Promise<Review> | undefined;
  onNext: () => void; // this one is done
  onBack: () => void;
}

// Where the eye is to be: a page, and what of it.
interface Place {
  page: number;
  box: number[] | null; // x, y, width, height in pixels; null: the whole page
}

const kApprove = "review-approve";

function useDesk(client: Client, id: string, ready: Promise<Review> | undefined): Desk {
  const desk = useMemo(() => new Desk(client, id), [client, id]);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const forget = desk.onChange(() => redraw(0));
    void desk.load(ready);
    return () => {
      forget();
      desk.close();
    };
  }, [desk]);
  return desk;
}

const focusOn = (id: string): void => {
  const found = document.getElementById(id);
  found?.focus();
  if (found instanceof HTMLInputElement) found.select();
};

// Somebody writes, or chooses, in the desk.
const isAtWork = (): boolean =>
  document.activeElement?.matches(".review-desk :is(input, textarea, select)") ?? false;

export function DeskView(props: Props) {
  const desk = useDesk(props.client, props.id, props.ready);
  const all = useTexts();
  const t = useOwnTexts(texts);
  if (!desk.review) {
    if (desk.over) return <Over onNext={props.onNext} />;
    if (desk.cut) return <Alert>{t.cut}</Alert>;
    return desk.failure ? <Alert>{said(desk.failure, all)}</Alert> : <p>{all.waiting}</p>;
  }
  return <Work {...props} desk={desk} review={desk.review} />;
}

function Over({ onNext }: { onNext: () => void }) {
  const t = useOwnTexts(texts);
  return (
    <div class="notice bad" role="alert">
      <p>{t.over}</p>
      <button type="button" autoFocus onClick={onNext}>
        {t.back}
      </button>
    </div>
  );
}

function Work({ client, desk, review, onNext, onBack }: Props & { desk: Desk; review: Review }) {
  const t = useOwnTexts(texts);
  const all = useTexts();
  const language = useLanguage();
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<Place>({ page: review.pages[0]?.page ?? 0, box: null });
  const [word, setWord] = useState<number | null>(null); // in work; null: fields are
  const [shown, setShown] = useState<"" | "keys" | "secret">("");
  const names = review.fields.map((field) => field.name).join();
  const fields = useMemo(() => inOrderOfDoubt(review.fields), [names, review.kind]).map(
    (field) => review.fields.find((now) => now.name === field.name) ?? field,
  );
  const at = review.pages.findIndex((each) => each.page === place.page);

  useEffect(() => {
    if (!review.pages.some((each) => each.page === place.page)) {
      setPlace({ page: review.pages[0]?.page ?? 0, box: null });
    }
  }, [review]);
  useEffect(() => {
    const first = fields[0];
    if (word === null && first && !isAtWork()) focusOn(inputId(first.name));
  }, [names, word === null]);

  const look = (field: Field) => {
    setWord(null);
    const box = field.box && (field.box[2] ?? 0) > 0 ? field.box : null;
    setPlace({ page: field.page ?? review.pages[0]?.page ?? 0, box });
  };
  const goOn = () => {
    const next = inOrderOfDoubt(review.fields)
      .filter((field) => certainty(field, desk.pending) < 1)
      .sort((a, b) => certainty(a, desk.pending) - certainty(b, desk.pending))[0];
    if (!next) focusOn(kApprove);
    else if (needsTwice(next, desk.pending) && desk.pending.fields[next.name] !== undefined) {
      focusOn(secondId(next.name));
    } else focusOn(inputId(next.name));
  };
  const enter = (field: Field, second: boolean) => {
    if (isNoDate(field, desk.pending)) return;
    if (needsTwice(field, desk.pending) && !twiceAgrees(field, desk.pending)) {
      if (!second) focusOn(secondId(field.name));
      return;
    }
    if (desk.pending.fields[field.name] === undefined && field.value !== null) desk.accept(field);
    void desk.save();
    goOn();
  };
  const turn = (to: number) => {
    const next = review.pages[to];
    if (next) setPlace({ page: next.page, box: null });
    setWord(null);
  };
  const moveWord = (from: number, step: 1 | -1, doubtful: boolean, page = place.page) => {
    const words = review.pages.find((each) => each.page === page)?.words ?? [];
    const places = doubtful ? doubtfulWords(review, page).map((each) => each.place) : words.map((_, n) => n);
    const next = step > 0 ? places.find((n) => n > from) : places.filter((n) => n < from).pop();
    const to = next ?? (from < 0 ? 0 : from);
    if (doubtful && next === undefined && from >= 0) {
      setWord(null);
      return;
    }
    setWord(to);
    setPlace({ page, box: words[to]?.box ?? null });
  };
  const sheet = review.pages[at];
  const point = (across: number, down: number) => {
    const [x, y] = [across * (sheet?.width ?? 0), down * (sheet?.height ?? 0)];
    const words = sheet?.words ?? [];
    const hit = words.findIndex(({ box: [left, top, width, height] }) =>
      x >= left! && x <= left! + width! && y >= top! && y <= top! + height!);
    if (hit >= 0) {
      setWord(hit);
      setPlace({ page: place.page, box: words[hit]?.box ?? null });
    }
  };
  const pages = review.pages.map((each) => each.page).join();
  // Always as fine as the desk needs it, so that the picture that was fetched ahead is the one.
  const picture = useCallback(async (index: number) => {
    const wanted = review.pages[index];
    return wanted ? pictureOf(review, wanted.page, wanted.width) : "";
  }, [review.batch, review.file, pages]);
  const focus = useMemo<Box | null>(
    () => (place.box && sheet ? partOf(sheet, place.box) : null),
    [place, pages],
  );
  // What changes the document as a whole: pressed twice, it happens once.
  const busy = useRef(false);
  const once = async (work: () => Promise<boolean>, then?: () => void): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    const done = await work().finally(() => (busy.current = false));
    if (!done || !then) return;
    busy.current = true; // nothing more of this one
    then();
  };
  const wrong = review.fields.filter((field) => isNoDate(field, desk.pending));
  const approve = () => {
    const due = dueTwice(review, desk.pending)[0];
    if (wrong[0]) focusOn(inputId(wrong[0].name));
    else if (due) focusOn(secondId(due.name));
    else void once(() => desk.approve(), onNext);
  };
  // Nothing that was typed can stay behind.
  const cut = (work: () => Promise<boolean>) => {
    const typed = wrong.find((field) => field.name in desk.pending.fields);
    if (typed) focusOn(inputId(typed.name));
    else void once(work);
  };
  const maySplit = at > 0 && !review.whole;
  const mayMerge = Boolean(review.next_in_file) && !review.whole;
  const split = () => cut(() => desk.split(at));
  const merge = () => cut(() => desk.merge());
  // What can be stored on the way out needs no question.
  const leave = () =>
    void once(async () => {
      await desk.save();
      onBack();
      return false; // the person may stay
    });
  const toggleWords = () => (word === null ? moveWord(-1, 1, true) : setWord(null));

  const keys = (event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const { key, ctrlKey, shiftKey, altKey } = event;
    let act: () => void;
    if (key === "F1") act = () => setShown("keys");
    else if (key === "F2") act = toggleWords;
    else if (key === "F4") act = () => focusOn(kKindId);
    else if (key === "F8") act = () => maySplit && split();
    else if (key === "F9") act = () => mayMerge && merge();
    else if (key === "Enter" && ctrlKey) act = approve;
    else if (key.toLowerCase() === "z" && ctrlKey && !shiftKey) act = () => void desk.undo();
    else if (key === "Escape") act = leave;
    else if (altKey && /^Arrow(Left|Right)$/.test(key)) act = () => {}; // the browser's Back leaves
    else return;
    event.preventDefault();
    if (!event.repeat) act();
  };
  const latest = useRef(keys);
  latest.current = keys;
  // Of the window: a click on the ground takes the focus out of the desk.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  const doubtful = word === null ? [] : doubtfulWords(review, place.page).filter((each) => each.place !== word);
  const marks: PageBox[] = sheet
    ? [
        ...doubtful.map((each) => ({ ...partOf(sheet, each.word.box), tone: "doubt" as const })),
        ...(focus ? [{ ...focus, tone: "now" as const }] : []),
      ]
    : [];
  const due = dueTwice(review, desk.pending).length > 0;
  const { conflict } = desk;
  return (
    <div class="review-desk">
      <div class="review-top">
        <h1>{review.title || t.unknownKind}</h1>
        <button
          type="button"
          class="quiet"
          aria-pressed={word !== null}
          onClick={toggleWords}
        >
          {word === null ? t.textOn : t.textOff} <kbd>F2</kbd>
        </button>
        <button type="button" class="quiet" onClick={() => setShown("keys")}>
          {t.keys} <kbd>F1</kbd>
        </button>
        <span role="status" class="review-state">
          {stateWords(desk, t)}
        </span>
      </div>
      {desk.cut && <Alert>{t.cut}</Alert>}
      {isOthers(review.claim) && !desk.over && (
        <p class="notice doubt" role="status">
          {t.claimTold(review.claim?.by ?? "", clockTime(review.claim?.until))}
        </p>
      )}
      {desk.over && <Over onNext={onNext} />}
      {desk.failure !== null && <Alert>{said(desk.failure, all)}</Alert>}
      {conflict && (
        <div class="notice bad" role="alert">
          <p>{t.changed(conflict.who, dateTime(conflict.when, language))}</p>
          <div class="review-buttons">
            <button type="button" onClick={() => void desk.goOn(true)}>
              {t.sendMine}
            </button>
            <button type="button" class="quiet" onClick={() => void desk.goOn(false)}>
              {t.takeTheirs}
            </button>
          </div>
        </div>
      )}
      <div class="review-columns">
        <div class={word === null ? "" : "review-short"}>
          <PageView
            line={client.line}
            label={t.picture}
            pages={review.pages.length}
            page={Math.max(0, at)}
            onPage={turn}
            load={picture}
            boxes={marks}
            focus={focus}
            onPoint={point}
            everywhere
          />
          {word !== null && (
            <WordBar
              review={review}
              desk={desk}
              page={place.page}
              place={word}
              onMove={(step, doubtful) => moveWord(word, step, doubtful)}
              onDone={() => setWord(null)}
            />
          )}
        </div>
        <section aria-label={t.fields} class="review-side">
          <div class="review-kind">
            <KindField review={review} desk={desk} />
          </div>
          <FieldList
            review={review}
            fields={fields}
            desk={desk}
            list={list}
            onFocus={look}
            onEnter={enter}
          />
          {due && <p class="hint">{t.twiceDue}</p>}
          <div class="review-buttons">
            <button type="button" id={kApprove} onClick={approve}>
              {t.approve} <kbd>Ctrl+Enter</kbd>
            </button>
            <button type="button" class="quiet" onClick={() => void desk.undo()}>
              {t.undo} <kbd>Ctrl+Z</kbd>
            </button>
            <button
              type="button"
              class="quiet"
              disabled={!maySplit}
              onClick={split}
            >
              {t.split} <kbd>F8</kbd>
            </button>
            <button
              type="button"
              class="quiet"
              disabled={!mayMerge}
              onClick={merge}
            >
              {t.merge} <kbd>F9</kbd>
            </button>
            <button type="button" class="quiet" onClick={() => setShown("secret")}>
              {t.secret}
            </button>
            <button type="button" class="quiet" onClick={leave}>
              {t.back} <kbd>Esc</kbd>
            </button>
          </div>
          <details>
            <summary>{t.steps}</summary>
            <ol>
              {review.steps.map((step) => (
                <li key={step.revision}>
                  {t.actions[step.action]} {t.by(step.by)} {dateTime(step.at, language)}
                </li>
              ))}
            </ol>
          </details>
        </section>
      </div>
      {shown === "keys" && (
        <KeysDialog title={t.keysTitle} keys={t.keyList} onClose={() => setShown("")} />
      )}
      {shown === "secret" && (
        <SecretDialog
          onClose={() => setShown("")}
          onHold={(level) => {
            void once(() => desk.holdSecret(level), onNext);
          }}
        />
      )}
    </div>
  );
}

function stateWords(desk: Desk, t: (typeof texts)["vi"]): string {
  if (desk.state === "saving") return t.saving;
  if (desk.state === "unsaved") return t.unsaved;
  return desk.unsent ? t.pending : t.saved;
}
