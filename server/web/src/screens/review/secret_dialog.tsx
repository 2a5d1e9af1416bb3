import { useState } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import { Dialog } from "../../ui/dialog";
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
  const [level, setLevel] = useState(kLevels[0] ?? "");
  return (
    <Dialog title={t.secret} onCancel={onClose}>
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
        <button type="button" class="quiet" onClick={onClose}>
          {t.cancel}
        </button>
      </div>
    </Dialog>
  );
}
