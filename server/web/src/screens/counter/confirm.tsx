import { useEffect, useRef } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import { texts as both } from "./texts";

// A question before something goes for good. The focus lies on "no", so that a key held too long
// does no harm; the browser gives it back when the question is answered.
export function Confirm({
  question,
  yes,
  onYes,
  onNo,
}: {
  question: string;
  yes: string;
  onYes: () => void;
  onNo: () => void;
}) {
  const texts = useOwnTexts(both);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="card confirm"
      aria-label={question}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <p>{question}</p>
      <p class="actions">
        <button type="button" class="quiet" autoFocus onClick={onNo}>
          {texts.no}
        </button>
        <button type="button" onClick={onYes}>
          {yes}
        </button>
      </p>
    </dialog>
  );
}
