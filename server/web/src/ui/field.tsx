import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

type Input = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput" | "id">;

export interface TextFieldProps extends Input {
  label: string;
  hint?: string | undefined;
  onText: (text: string) => void;
}

export function TextField({ label, hint, onText, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
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
