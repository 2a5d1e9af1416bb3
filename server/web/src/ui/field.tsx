import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../texts/text";
import { storedDate, typedDate } from "./dates";

type Input = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput" | "id" | "ref">;

export interface TextFieldProps extends Input {
  label: string;
  hint?: string | undefined;
  onText: (text: string) => void;
}

export function TextField({ label, hint, onText, ...input }: TextFieldProps) {
  const id = useId();
  const element = useRef<HTMLInputElement>(null);
  // Browsers look at the attribute once for a page; a screen that comes later has a first field too.
  useLayoutEffect(() => {
    if (input.autoFocus) element.current?.focus();
  }, []);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={element}
        {...input}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

// A day typed as day/month/year, told as ISO 8601; empty while nothing is typed. What is no day is told
// by the browser when the form is sent, and to nobody else.
export function DateField({
  label,
  value,
  onDate,
}: {
  label: string;
  value: string;
  onDate: (iso: string) => void;
}) {
  const id = useId();
  const { dateForm } = useTexts();
  const [typed, setTyped] = useState(typedDate(value));
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if ((storedDate(typed) ?? "") !== value) setTyped(typedDate(value));
  }, [value]);
  const wrong = typed.trim() !== "" && storedDate(typed) === null;
  useEffect(() => input.current?.setCustomValidity(wrong ? dateForm : ""), [wrong, dateForm]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={input}
        value={typed}
        placeholder={dateForm}
        inputMode="numeric"
        autocomplete="off"
        aria-invalid={wrong}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          const iso = storedDate(text);
          if (iso !== null) onDate(iso);
          else if (text.trim() === "") onDate("");
        }}
        onBlur={() => !wrong && setTyped(typedDate(storedDate(typed) ?? ""))}
      />
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
}

export function SelectField({
  label,
  value,
  choices,
  onChoice,
}: {
  label: string;
  value: string;
  choices: Choice[];
  onChoice: (value: string) => void;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoice(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.text}
          </option>
        ))}
      </select>
    </div>
  );
}

export function Alert({ children }: { children: ComponentChildren }) {
  return (
    <div class="notice bad" role="alert">
      <p>{children}</p>
    </div>
  );
}
