import { useOwnTexts } from "../../texts/text";
import { Dialog } from "../../ui/dialog";
import { texts } from "./texts";

export function Keys({ onClose }: { onClose: () => void }) {
  const t = useOwnTexts(texts);
  return (
    <Dialog title={t.keysTitle} onCancel={onClose}>
      <dl class="review-keys">
        {t.keyList.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" autoFocus onClick={onClose}>
        {t.close}
      </button>
    </Dialog>
  );
}
