// A secret, the one time that it is seen.
import { useEffect, useRef } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import { kTexts } from "./texts";

export interface Once {
  title: string;
  lines: { name: string; values: string[] }[];
}

export function ShownOnce({ once, onClose }: { once: Once; onClose: () => void }) {
  const texts = useOwnTexts(kTexts);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section class="notice doubt once" aria-labelledby="once-title">
      <h3 id="once-title" tabIndex={-1} ref={title}>
        {once.title}
      </h3>
      <p>{texts.once}</p>
      <dl class="facts">
        {once.lines.map(({ name, values }) => (
          <>
            <dt>{name}</dt>
            <dd>
              {values.map((value) => (
                <code key={value}>{value}</code>
              ))}
            </dd>
          </>
        ))}
      </dl>
      <button type="button" onClick={onClose}>
        {texts.close}
      </button>
    </section>
  );
}
