// Words of a page put right one after the other: Tab goes through those in doubt, the arrows with
// Alt through all.
import { useEffect, useRef } from "preact/hooks";
import { useOwnTexts } from "../../texts/text";
import type { Desk } from "./desk";
import type { Review } from "./model";
import { texts } from "./texts";

interface Props {
  review: Review;
  desk: Desk;
  page: number;
  place: number;
  onMove: (step: 1 | -1, doubtful: boolean) => void;
  onDone: () => void;
}

export function WordBar({ review, desk, page, place, onMove, onDone }: Props) {
  const t = useOwnTexts(texts);
  const input = useRef<HTMLInputElement>(null);
  const word = review.pages.find((each) => each.page === page)?.words[place];
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [page, place]);
  if (!word) return <p class="notice">{t.noDoubtfulWords}</p>;
  const typed = desk.pending.words[page]?.[place];
  const leave = (step: 1 | -1, doubtful: boolean) => {
    onMove(step, doubtful);
    void desk.save();
  };
  return (
    <div class="review-word">
      <label for="review-word">{t.wordLabel}</label>
      <input
        id="review-word"
        ref={input}
        value={typed ?? word.corrected ?? word.text}
        autocomplete="off"
        spellcheck={false}
        aria-describedby="review-word-hint"
        onInput={(event) => desk.correctWord(page, place, event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Tab" || (event.key === "Enter" && !event.ctrlKey)) {
            leave(event.shiftKey ? -1 : 1, true);
          } else if (event.altKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
            leave(event.key === "ArrowRight" ? 1 : -1, false);
          } else if (event.key === "Escape") {
            void desk.save();
            onDone();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <p class="hint" id="review-word-hint">
        {t.word(word.text, Math.floor(word.confidence * 100))}
      </p>
    </div>
  );
}
