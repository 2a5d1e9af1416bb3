import { useEffect, useRef, useState } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import { SelectField } from "../../ui/field";
import { texts } from "./texts";

const kLevels = ["MẬT", "TỐI MẬT", "TUYỆT MẬT"];

// A mark of secrecy that a person saw.
export function SecretDialog({
  onHold,
  onClose,
}: {
  onHold: (level: string) => void;
  onClose: () => void;
}) {
  const t = useOwnTexts(texts);
  const dialog = useRef<HTMLDialogElement>(null);
  const [level, setLevel] = useState(kLevels[0] ?? "");
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="review-dialog" aria-label={t.secret} onClose={onClose}>
      <SelectField
        label={t.secretLevel}
        value={level}
        choices={kLevels.map((value) => ({ value, text: value }))}
        onChoice={setLevel}
      />
      <div class="review-buttons">
        <button type="button" onClick={() => onHold(level)}>
          {t.secretConfirm}
        </button>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          {t.cancel}
        </button>
      </div>
    </dialog>
  );
}
