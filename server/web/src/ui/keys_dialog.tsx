// What the keys of a screen do.
import { useTexts } from "../texts/text";
import { Dialog } from "./dialog";

export function KeysDialog({
  title,
  keys,
  onClose,
}: {
  title: string;
  keys: [string, string][];
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
      <button type="button" autoFocus onClick={onClose}>
        {close}
      </button>
    </Dialog>
  );
}
