import { useOwnTexts } from "../../texts/text";
import { Dialog } from "../../ui/dialog";
import { texts as both } from "./texts";

// A question before something goes for good. The focus lies on "no", so that a key held too long
// does no harm.
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
  return (
    <Dialog title={question} onCancel={onNo}>
      <p class="actions">
        <button type="button" class="quiet" autoFocus onClick={onNo}>
          {texts.no}
        </button>
        <button type="button" onClick={onYes}>
          {yes}
        </button>
      </p>
    </Dialog>
  );
}
