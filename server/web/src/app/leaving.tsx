// Asks before something typed is lost.
import { useEffect, useState } from "preact/hooks";
import { useOwnTexts } from "../texts/text";
import { Dialog } from "../ui/dialog";
import { askBeforeLeaving } from "./unsaved";
import { shellTexts } from "./texts";

export function Leaving() {
  const texts = useOwnTexts(shellTexts);
  const [answer, setAnswer] = useState<{ with: (yes: boolean) => void } | null>(null);
  useEffect(
    () =>
      askBeforeLeaving(
        () =>
          new Promise((resolve) => {
            setAnswer((before) => {
              before?.with(false);
              return { with: resolve };
            });
          }),
      ),
    [],
  );
  if (!answer) return null;
  const say = (yes: boolean) => {
    setAnswer(null);
    answer.with(yes);
  };
  return (
    <Dialog title={texts.unsavedTitle} onCancel={() => say(false)}>
      <p>{texts.unsavedWhy}</p>
      <div class="actions">
        <button type="button" autoFocus onClick={() => say(false)}>
          {texts.stay}
        </button>
        <button type="button" class="quiet" onClick={() => say(true)}>
          {texts.leave}
        </button>
      </div>
    </Dialog>
  );
}
