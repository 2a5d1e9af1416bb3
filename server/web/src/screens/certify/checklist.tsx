import { useId } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import type { Checks } from "./compare";
import { texts as both } from "./texts";

interface ChecklistProps {
  wanted: Checks;
  checks: Checks;
  onToggle: (check: Checks[number]) => void;
}

export function Checklist({ wanted, checks, onToggle }: ChecklistProps) {
  const own = useOwnTexts(both);
  const id = useId();
  return (
    <fieldset class="checklist">
      <legend>{own.compareTitle}</legend>
      {wanted.map((check, index) => (
        <div key={check}>
          <input
            type="checkbox"
            id={`${id}-${check}`}
            checked={checks.includes(check)}
            onChange={() => onToggle(check)}
          />
          <label for={`${id}-${check}`}>
            {index + 1}. {own.checks[check]}
          </label>
        </div>
      ))}
    </fieldset>
  );
}
