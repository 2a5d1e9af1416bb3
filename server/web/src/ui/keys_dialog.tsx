// What the keys of a screen do.
import { useTexts } from "../texts/text";
import { Dialog } from "./dialog";
import { useLetterKeys } from "./letter_keys";

// `letters`: some of them are single letters, which may be turned off here.
export function KeysDialog({
  title,
  keys,
  letters = false,
  onClose,
}: {
  title: string;
  keys: [string, string][];
  letters?: boolean;
  onClose: () => void;
}) {
  const { close } = useTexts();
  return (
    <Dialog title={title} onCancel={onClose}>
      <dl class="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {letters && <LetterSwitch />}
      <button type="button" autoFocus onClick={onClose}>
        {close}
      </button>
    </Dialog>
  );
}

function LetterSwitch() {
  const { letterKeys, letterKeysHint } = useTexts();
  const [on, turn] = useLetterKeys();
  return (
    <div class="field">
      <label>
        <input
          type="checkbox"
          role="switch"
          checked={on}
          onChange={(event) => turn(event.currentTarget.checked)}
        />{" "}
        {letterKeys(on)}
      </label>
      <p class="hint">{letterKeysHint}</p>
    </div>
  );
}
