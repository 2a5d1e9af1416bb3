import { useEffect, useState } from "preact/hooks";
import type { Line } from "../api/line";
import { useOwnTexts } from "../texts/text";
import { shellTexts } from "./texts";

// Says that the server is not reached, for as long as it is not.
export function LineBanner({ line }: { line: Line }) {
  const texts = useOwnTexts(shellTexts);
  const [cut, setCut] = useState(line.cut);
  useEffect(() => {
    const look = () => void line.look();
    addEventListener("online", look);
    const end = line.watch(setCut);
    return () => {
      removeEventListener("online", look);
      end();
    };
  }, [line]);
  return (
    <div role="status" class="line">
      {cut && (
        <p class="notice doubt">
          <strong>{texts.cut}</strong> {texts.cutWhy}
        </p>
      )}
    </div>
  );
}
