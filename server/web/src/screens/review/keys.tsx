import { useEffect, useRef } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import { texts } from "./texts";

export function Keys({ onClose }: { onClose: () => void }) {
  const t = useOwnTexts(texts);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="review-dialog" aria-label={t.keysTitle} onClose={onClose}>
      <h2>{t.keysTitle}</h2>
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
      <button type="button" autoFocus onClick={() => dialog.current?.close()}>
        {t.close}
      </button>
    </dialog>
  );
}
