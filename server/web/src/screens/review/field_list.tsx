// The fields of a document, each with what was read, how certain it is, and a place to put it right.
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { useOwnTexts, useTexts } from "../../texts/text";
import type { Desk } from "./desk";
import { isNoDate, isSettled, needsTwice, shownText, twiceAgrees, type Field, type Review } from "./model";
import { texts } from "./texts";

export const inputId = (name: string) => `review-${name}`;
export const secondId = (name: string) => `review-${name}-again`;

export function useFieldName(): (name: string) => string {
  const { fieldNames } = useTexts();
  return (name) => fieldNames[name] ?? name;
}

function Mark({ field, desk }: { field: Field; desk: Desk }) {
  const t = useOwnTexts(texts);
  const { pending } = desk;
  const absent = field.value === null || field.value === undefined;
  if (isSettled(field, pending)) {
    const typed = field.name in pending.fields || field.rule === "người soát";
    return <span class="review-mark good">{typed ? t.corrected : t.accepted}</span>;
  }
  if (absent) return field.required ? <span class="review-mark bad">{t.missing}</span> : null;
  const sure = field.confidence ?? 0;
  const doubtful = sure < field.threshold || needsTwice(field, pending) || isNoDate(field, pending);
  return (
    <span class={doubtful ? "review-mark bad" : "review-mark"}>
      {t.doubtful(Math.floor(sure * 100))}
    </span>
  );
}

interface Props {
  review: Review;
  fields: Field[];
  desk: Desk;
  list: RefObject<HTMLDivElement>;
  onFocus: (field: Field) => void;
  onEnter: (field: Field, second: boolean) => void;
}

export function FieldList({ fields, desk, list, onFocus, onEnter }: Props) {
  return (
    <div class="review-fields" ref={list}>
      {fields.map((field) => (
        <FieldRow
          key={field.name}
          field={field}
          desk={desk}
          onFocus={() => onFocus(field)}
          onEnter={(second) => onEnter(field, second)}
        />
      ))}
    </div>
  );
}

function FieldRow({
  field,
  desk,
  onFocus,
  onEnter,
}: {
  field: Field;
  desk: Desk;
  onFocus: () => void;
  onEnter: (second: boolean) => void;
}) {
  const t = useOwnTexts(texts);
  const name = useFieldName();
  const { dateForm } = useTexts();
  const { pending } = desk;
  const twice = needsTwice(field, pending);
  const again = pending.twice[field.name] ?? "";
  const [writes, setWrites] = useState(false);
  const noDate = !writes && isNoDate(field, pending); // nobody is told of half a date
  const noDateId = `${inputId(field.name)}-no-date`;
  const differs = again !== "" && !twiceAgrees(field, pending);
  const enter = (second: boolean) => (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setWrites(false);
    if (!event.repeat) onEnter(second); // a key held too long accepts no value unread
  };
  const common = {
    id: inputId(field.name),
    value: shownText(field, pending),
    autocomplete: "off",
    spellcheck: false,
    onFocus,
    onBlur: () => {
      setWrites(false);
      void desk.save();
    },
    onKeyDown: enter(false),
  };
  return (
    <div class={field.id ? "review-field id" : "review-field"}>
      <label for={inputId(field.name)}>
        {name(field.name)}
        {field.required && <span class="hint"> ({t.required})</span>}
        <Mark field={field} desk={desk} />
      </label>
      {field.list ? (
        <textarea
          {...common}
          rows={Math.min(4, shownText(field, pending).split("\n").length)}
          onInput={(event) => desk.type(field, event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          placeholder={field.date ? dateForm : ""}
          aria-invalid={noDate}
          aria-describedby={noDate ? noDateId : undefined}
          onInput={(event) => {
            setWrites(true);
            desk.type(field, event.currentTarget.value);
          }}
        />
      )}
      {noDate && (
        <p class="hint bad-text" id={noDateId}>
          {t.noDate}
        </p>
      )}
      {twice && (
        <div class="review-again">
          <label for={secondId(field.name)}>{`${name(field.name)}: ${t.again}`}</label>
          <input
            id={secondId(field.name)}
            value={again}
            autocomplete="off"
            onFocus={onFocus}
            onPaste={(event) => event.preventDefault()}
            onKeyDown={enter(true)}
            onInput={(event) => desk.typeAgain(field, event.currentTarget.value)}
          />
          {differs && <p class="hint bad-text">{t.differs}</p>}
        </div>
      )}
    </div>
  );
}
